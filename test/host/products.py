"""The examples that are whole products, each served from a copy."""

import contextlib
import json
import os
import pathlib
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hosting import ROOT, wait_for
from stored import store_host

VENV = ROOT / "build" / "venv" / "bin"
WHEELS = ROOT / "build" / "wheels"


def copy(name, folder):
    """The example, without what running it has made."""
    target = pathlib.Path(folder) / name
    shutil.copytree(ROOT / "examples" / name, target, symlinks=True,
                    ignore=shutil.ignore_patterns("dist", ".dist", "data", "orders",
                                                  "reports", "__pycache__"))
    return target


def change(path, **keys):
    """dayfly.json with other values; `env` adds to those that there are."""
    manifest = json.loads(path.read_text())
    keys["env"] = {**manifest.get("env", {}), **keys.get("env", {})}
    path.write_text(json.dumps({**manifest, **keys}))


@contextlib.contextmanager
def serve(folder, tmp_path, *options, **env):
    """A host with a store. pip, in builds, finds its packages on this machine."""
    home = pathlib.Path(tmp_path) / "home"
    (home / ".config" / "pip").mkdir(parents=True, exist_ok=True)
    (home / ".config" / "pip" / "pip.conf").write_text(
        f"[global]\nno-index = true\nfind-links = {WHEELS}\n")
    host = store_host(
        pathlib.Path(tmp_path) / "host", *options, str(folder),
        env={"HOME": str(home), "PATH": f"{VENV}:{os.environ['PATH']}",
             "DAYFLY_EVENT_RETRY_SECONDS": "0", **env})
    try:
        yield host
    finally:
        host.close()


def wait_built(host):
    """pip unpacks packages of 20 to 100 MB, on a machine that does other work, too."""
    wait_for(lambda: "built in" in host.log(), 240)


class Recorder:
    """A server of HTTP that keeps what it is asked. `answers(method, path, body)`
    says what it answers: a status and a value."""

    def __init__(self, answers=lambda method, path, body: (200, {})):
        self.requests = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def reply(self):
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size)
                value = json.loads(body) if body else None
                recorder.requests.append(
                    (self.command, self.path, value, dict(self.headers)))
                status, told = answers(self.command, self.path, value)
                text = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = reply

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
