"""The real parts the bootstrap is tried with: itself alone (--once), the real
Runtime Interface Emulator, and dayfly's own host (wire.py has the scripted
Runtime API). Functions are files a test writes."""

import contextlib
import functools
import http.client
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = (ROOT / os.environ.get("DAYFLY_TEST_BIN", "build")).resolve()
STATIC = b"/ld-linux" not in (BIN / "bootstrap").read_bytes()
TOOLS = ROOT / "build" / "bin"
MOST = 6291556  # bytes of an event or a buffered answer
PYTHON = os.environ.get("DAYFLY_TEST_PYTHON", sys.executable)


def interpreter(name):
    """Path of node, deno or bun; a missing one is a failure, not a skip."""
    told = os.environ.get("DAYFLY_TEST_" + name.upper())
    path = told or shutil.which(name, path=f"{TOOLS}:{os.environ['PATH']}")
    assert path, f"{name} is missing: make deps"
    return path


@functools.cache
def node_version():
    told = subprocess.run([interpreter("node"), "--version"], check=True,
                          capture_output=True, text=True).stdout
    return tuple(map(int, told.lstrip("v").split(".")))


def node_has_words():
    """For what a handler may do. Debian 12's has none: the kernel alone holds
    it."""
    return node_version() >= (20,)


def clean_env(**more):
    """The caller's environment without what would change the outcome.
    DAYFLY_TEST_SPARE is DAYFLY_SPARE for the tests that do not set it."""
    env = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("DAYFLY_", "AWS_", "LAMBDA_", "_"))
        and k not in ("NODE_EXTRA_CA_CERTS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    env.update(usual_spare())
    env.update({k: str(v) for k, v in more.items()})
    return env


def usual_spare():
    word = os.environ.get("DAYFLY_TEST_SPARE")
    return {"DAYFLY_SPARE": word} if word else {}


def wait_for(look, seconds=20, what="it"):
    """The first true value of look(), within the bound."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = look()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def alive(pid):
    """Runs, that is: is there and no zombie."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


def peak_kib(pid):
    """The most memory it has had resident at once."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0])


# Below the range the kernel gives to clients: between our look and the server's
# bind no connection of anyone's, not even one to this very port, can take it.
PORTS = itertools.cycle(random.sample(range(20000, 30000), 10000))


def free_port():
    for port in PORTS:
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


def write(folder, name, text, mode=0o755):
    """A function's file, there at once as a whole: one change for who watches.
    `#!python` becomes the interpreter of the tests."""
    path = pathlib.Path(folder) / name
    new = path.with_name(f".{path.name}.new")
    text = text.lstrip("\n").replace("#!python", f"#!{PYTHON}", 1)
    new.write_text(text)
    new.chmod(mode)
    new.replace(path)
    return path


def tmp_in(home):
    """A folder there that is to others as /tmp is."""
    folder = pathlib.Path(home) / "tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    return folder


def folders(within):
    """The bootstraps' own folders there."""
    return sorted(pathlib.Path(within).glob(".dayfly-*"))


class Answer:
    """What one call gave back."""

    def __init__(self, body, log="", code=None, headers=None):
        self.body = body
        self.log = log
        self.code = code
        self.headers = headers or {}

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def type(self):
        value = self.json
        return value.get("errorType") if isinstance(value, dict) else None

    @property
    def message(self):
        return self.json["errorMessage"]


def once(folder, handler, event=b"{}", timeout=5, before=(),
         program=BIN / "bootstrap", **env):
    """bootstrap --once: one event, one answer, no network. before: words of a
    program that runs it. program: another bootstrap."""
    done = subprocess.run(
        [*before, program, "--once"] + ([handler] if handler else []),
        input=event,
        capture_output=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=timeout, **env),
        timeout=60,
    )
    return Answer(done.stdout, done.stderr.decode(errors="replace"),
                  done.returncode)


class Server:
    """An HTTP server started for a test, one call at a time. wrap: words of a
    program that becomes it."""

    def start(self, command, env, folder):
        self.log_path = pathlib.Path(folder) / f"server-{time.time_ns()}.log"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], env=env, cwd=folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def post(self, path, event, headers=None):
        if not getattr(self, "connection", None):
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=60)
        self.connection.request("POST", path, body=event, headers={
            "Content-Type": "application/json", **(headers or {})})
        try:
            reply = self.connection.getresponse()
        except OSError as error:
            raise AssertionError(f"the server broke off: {self.log}") from error
        return Answer(reply.read(), code=reply.status, headers=reply.headers)

    def invoke(self, event=b"{}", **headers):
        return self.post(self.path, event, headers)

    def bootstraps(self):
        """Pids of the bootstraps this server runs."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                name, _, rest = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue
            if int(rest.split()[1]) == self.process.pid and \
                    name.partition("(")[2] == "bootstrap":
                found.append(int(entry.name))
        return found

    def bootstrap(self):
        """After a change, the one before ends while the next one serves."""
        wait_for(lambda: len(self.bootstraps()) == 1, what="one bootstrap")
        return self.bootstraps()[0]

    def stop(self):
        """Bootstraps first: the emulator kills them before they have removed their
        folders."""
        pids = self.bootstraps()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        with contextlib.suppress(AssertionError):
            wait_for(lambda: not any(map(alive, pids)), 2)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def too_late(server, event, invoke=None):
    """(pid of the bootstrap, its answer) for an event that takes too long. Where
    it missed its last 50 ms, as on a busy machine it may, the platform has
    answered and ended it: the emulator with words that are no JSON, the host with
    an error of its own. Then once more. invoke: how, if not by server.invoke."""
    invoke = invoke or server.invoke
    for _ in range(5):
        invoke()
        bootstrap = server.bootstrap()
        answer = invoke(event)
        if answer.body.startswith(b"{") and alive(bootstrap) and (
                answer.type != "Sandbox.Timedout" or "dayfly" in answer.json):
            return bootstrap, answer
    raise AssertionError(f"five times too late: {answer.body}\n{server.log}")


class Rie(Server):
    """The real emulator; it panics when two calls overlap, so none do."""

    name = "rie"
    path = "/2015-03-31/functions/function/invocations"

    def __init__(self, folder, handler, timeout=10, bootstrap=None, wrap=(), **env):
        self.port = free_port()
        self.start(
            [*wrap, TOOLS / "aws-lambda-rie", "--log-level", "error",
             "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
             "--runtime-api-address", f"127.0.0.1:{free_port()}",
             bootstrap or BIN / "bootstrap"] + ([handler] if handler else []),
            clean_env(AWS_LAMBDA_FUNCTION_TIMEOUT=timeout,
                      LAMBDA_TASK_ROOT=folder, **env), folder)
        wait_for(self.listens, what="the emulator's start")

    def listens(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0


class Host(Server):
    """dayfly serve, with the one function f."""

    name = "host"
    path = "/2015-03-31/functions/f/invocations"

    def __init__(self, folder, handler, timeout=10, manifest=None, wrap=(), **env):
        home = pathlib.Path(folder) / "served"
        home.mkdir()
        (home / "f").symlink_to(folder)
        (pathlib.Path(folder) / "dayfly.json").write_text(json.dumps({
            "handler": handler, "timeout": timeout,
            "env": {**usual_spare(), **{k: str(v) for k, v in env.items()}},
            **(manifest or {})}))
        self.start([*wrap, BIN / "dayfly", "serve", "--listen", "127.0.0.1:0", home],
                   clean_env(), folder)
        self.port = int(wait_for(
            lambda: re.search(r"http://127\.0\.0\.1:(\d+)", self.log),
            what="the host's start").group(1))
