"""`dayfly serve` as a process, and callers of it, for the tests."""

import contextlib
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = pathlib.Path(os.environ.get("DAYFLY_TEST_BIN", ROOT / "build")).resolve()
DAYFLY = BIN / "dayfly"


def wait_for(what, seconds=20.0):
    """Polls until `what` is true; its value."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def make_function(folder, manifest=None, client="runtime_client.py",
                  **start):
    """A function folder that runs a client of the Runtime API."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = dict(manifest or {})
    env = dict(manifest.get("env", {}))
    env.update({k: str(v) for k, v in start.items()})
    if env:
        manifest["env"] = env
    (folder / "dayfly.json").write_text(json.dumps(manifest))
    source = (HERE / client).read_text()
    program = folder / "bootstrap"
    program.write_text(f"#!{sys.executable}\n{source}")
    program.chmod(0o755)
    return folder


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def failed(self):
        return self.headers.get("x-amz-function-error")


def parse_answer(data):
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Answer(int(lines[0].split(" ")[1]), headers, body)


class Host:
    def __init__(self, *folders, env=None, options=("--listen", "127.0.0.1:0"),
                 pass_fds=(), wrap=(), command="serve", cwd=None):
        environ = dict(os.environ)
        environ.pop("NODE_EXTRA_CA_CERTS", None)
        environ.update(env or {})
        self.log_read, log_write = os.pipe()
        self.process = subprocess.Popen(
            [*wrap, DAYFLY, command, *options, *map(str, folders)],
            stdout=subprocess.PIPE, stderr=log_write, env=environ,
            pass_fds=pass_fds,
            cwd=str(folders[0]) if folders else cwd)
        os.close(log_write)
        self.text = bytearray()
        line = self.process.stdout.readline().decode()
        found = re.search(r"https?://(.*):(\d+)", line)
        assert found, (line, self.log())
        self.port = int(found[2])
        self.url = f"http://127.0.0.1:{self.port}"

    def log(self):
        """All that was logged up to now."""
        while select.select([self.log_read], [], [], 0)[0]:
            more = os.read(self.log_read, 65536)
            if not more:
                break
            self.text += more
        return self.text.decode("utf-8", "replace")

    def wait_log(self, text):
        return wait_for(lambda: text in self.log() and self.log())

    def connect(self, timeout=20):
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def raw(self, data, timeout=20):
        """Sends bytes, returns all bytes until the peer closes."""
        s = self.connect(timeout)
        try:
            s.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = b""
        try:
            while True:
                more = s.recv(65536)
                if not more:
                    break
                got += more
        except (ConnectionResetError, socket.timeout):
            pass
        s.close()
        return got

    def request(self, method, path, body=b"", headers=()):
        lines = [f"{method} {path} HTTP/1.1", "Connection: close"]
        given = dict(headers)
        given.setdefault("Host", f"127.0.0.1:{self.port}")
        given.setdefault("Content-Length", str(len(body)))
        lines += [f"{k}: {v}" for k, v in given.items() if v is not None]
        data = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
        got = self.raw(data)
        assert got, "no answer"
        return parse_answer(got)

    def begin(self, name, event):
        """Posts an event and returns the socket, its answer not yet read."""
        body = json.dumps(event).encode()
        s = self.connect()
        s.sendall(
            f"POST /2015-03-31/functions/{name}/invocations HTTP/1.1\r\n"
            f"Host: localhost:{self.port}\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return s

    def finish(self, s):
        got = b""
        while True:
            more = s.recv(65536)
            if not more:
                break
            got += more
        s.close()
        return parse_answer(got)

    def invoke(self, name, event=None, body=None, **headers):
        if body is None:
            body = json.dumps(event).encode()
        return self.request(
            "POST", f"/2015-03-31/functions/{name}/invocations", body,
            {k.replace("_", "-"): v for k, v in headers.items()})

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        """With its runtimes: a function's own bootstrap would go on until it asks
        for an event again."""
        runtimes = children_of(self.process.pid)
        self.process.kill()
        self.process.wait()
        for runtime in runtimes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(runtime, signal.SIGKILL)

    def runtimes(self):
        """The processes of functions, without those that copy folders."""
        return runtimes_of(self.process.pid)

    def close(self):
        try:
            self.stop()
        finally:
            self.process.stdout.close()
            os.close(self.log_read)


def children_of(pid):
    """Also of threads other than the main one."""
    found = []
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, (thread / "children").read_text().split())
    return found


def runtimes_of(pid):
    def of(child):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError,
                                 IndexError):
            words = pathlib.Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            return words[1] not in (b"--copy", b"--remove", b"--sweep",
                                    b"serve")  # it is one of these soon
        return False

    return [child for child in children_of(pid) if of(child)]


def run(*words, stdin=subprocess.DEVNULL, **more):
    return subprocess.run([DAYFLY, *map(str, words)], stdin=stdin,
                          capture_output=True, timeout=30, **more)


def on_terminal(*words, **more):
    """What a command prints on a terminal."""
    reader, terminal = pty.openpty()
    shown = b""
    try:
        subprocess.run([DAYFLY, *words], stdin=subprocess.DEVNULL,
                       stdout=terminal, stderr=terminal, timeout=30,
                       **more)
    finally:
        os.close(terminal)
    # The kernel hands over what was written piece by piece, and EIO at its end.
    with contextlib.suppress(OSError), open(reader, "rb", 0) as pieces:
        while piece := pieces.read(65536):
            shown += piece
    return shown.replace(b"\r\n", b"\n")


def alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
