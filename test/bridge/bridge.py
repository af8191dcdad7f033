"""A client of the bridge protocol, version 1: the bootstrap's side of it, with a
real interpreter on the other.

    with Bridge("deno", folder, "index.handler") as b:
        b.feed({"name": "you"})
        assert b.result() == {"message": "Hello, you!"}

Interpreters: $DAYFLY_TEST_NODE, …_DENO, …_BUN, …_QJS, else build/bin/NAME, and
for node also PATH; python is that of the tests. A missing interpreter is an error,
not a skip.
"""

import fcntl
import functools
import json
import os
import pathlib
import platform
import secrets
import select
import shutil
import subprocess
import sys
import termios
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "bridge"
RUNTIME = BUILT / "runtime.js"
RUNTIME_QJS = BUILT / "qjs.mjs"
LIBRARY = os.environ.get("DAYFLY_TEST_TEMPLATE") or str(
    BUILT / f"template-{platform.machine()}.so")
INPUT = 3  # what a bridge reads
RUNTIME_PYTHON = BUILT / "runtime.py"
INTERPRETERS = ("node", "deno", "bun", "qjs")
EXTENSIONS = ("js", "mjs", "cjs", "ts", "mts")
EVENT_MOST = 6_291_556
ATOMIC_BYTES = 4096
PATIENCE = 30.0
STREAMIFY = "export const handler = awslambda.streamifyResponse(async "


def interpreter(name):
    named = os.environ.get(f"DAYFLY_TEST_{name.upper()}")
    built = ROOT / "build" / "bin" / name
    found = named or (str(built) if built.exists() else None)
    if not found and name == "node":
        found = shutil.which("node")
    if not found or not os.path.exists(found):
        raise FileNotFoundError(
            f"no {name}: set DAYFLY_TEST_{name.upper()} or make build/bin/{name}"
        )
    return found


@functools.cache
def reads_types(name):
    """Whether this interpreter runs TypeScript. Node does since 22.18."""
    if name != "node":
        return name != "qjs"
    ask = [interpreter(name), "-p", "!!process.features.typescript"]
    return subprocess.check_output(ask).strip() == b"true"


def deno_import_map(files):
    """Encoded twice: the URL inside the JSON, and the JSON inside its own URL."""
    urls = {name: "file://" + urllib.parse.quote(str(path))
            for name, path in files.items()}
    table = json.dumps({"imports": urls})
    return "--import-map=data:application/json," + urllib.parse.quote(table)


def command(name, file, flags=(), is_template=False):
    """The command line and environment that the bootstrap uses."""
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    if name == "python":
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        return [sys.executable, *flags, str(RUNTIME_PYTHON)], env
    if name == "node":
        return [interpreter(name), *flags, str(RUNTIME)], env
    if name == "qjs":
        return [interpreter(name), *flags, str(RUNTIME_QJS)], env
    if name == "bun":
        env["BUN_RUNTIME_TRANSPILER_CACHE_PATH"] = "0"
        return [interpreter(name), "--no-install", *flags, str(RUNTIME)], env
    env.update(
        LD_PRELOAD=LIBRARY,
        DAYFLY_TEMPLATE=str(INPUT + 1),  # which it has not: it is no template
        DENO_DIR="/dev/null",
        DENO_EMIT_CACHE_MODE="disable",
        DENO_NO_UPDATE_CHECK="1",
        NO_COLOR="1",
    )
    words = "run --quiet --no-prompt --no-config --no-lock --no-code-cache"
    words += " --no-remote --node-modules-dir=manual"
    return [
        interpreter(name),
        *words.split(),
        deno_import_map(
            {"dayfly-function": file,
             **({"dayfly-template": BUILT / "template.mjs"} if is_template else {})}),
        *flags,
        str(RUNTIME),
    ], env


def find_module(folder, handler):
    stem = handler.split(".")[0]
    for extension in EXTENSIONS:
        file = pathlib.Path(folder) / f"{stem}.{extension}"
        if file.exists():
            return file
    return pathlib.Path(folder) / f"{stem}.mjs"


def give_input(fd):
    """For Popen's preexec_fn, with INPUT among its pass_fds: that must be open here,
    too."""
    try:
        os.fstat(INPUT)
    except OSError:
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, INPUT)
    return lambda: os.dup2(fd, INPUT)


class Logs:
    """The `log` frames of a stream, and the bytes between frames."""

    def __init__(self, stream):
        self.stream = stream
        self.frames = []

    @property
    def rest(self):
        return self.stream.rest


class Frames:
    """Parses one stream: frames, and the bytes between them."""

    def __init__(self, nonce):
        self.mark = b"\x1e" + nonce.encode() + b" "
        self.held = b""
        self.rest = b""
        self.parts = {True: b"", False: b""}  # is it of the log?
        self.frames = []  # all but those of the log
        self.log = Logs(self)
        self.told = b""  # all but those of answers, in order: log:… of a frame
        self.after = False

    def add(self, data):
        self.held += data
        while self._take():
            pass

    def _skip_end(self):
        """One LF directly after a frame belongs to it."""
        if self.after and self.held:
            self.held = self.held.removeprefix(b"\n")
            self.after = False

    def _take(self):
        self._skip_end()
        start = self.held.find(self.mark)
        if start < 0:
            keep = self.held.rfind(b"\x1e")
            cut = len(self.held) if keep < 0 else keep
            self._print(self.held[:cut])
            self.held = self.held[cut:]
            return False
        self._print(self.held[:start])
        self.held = self.held[start:]
        line, found, payload = self.held.partition(b"\n")
        if not found:
            return False
        kind, length = line[len(self.mark) :].split(b" ")
        size = int(length)
        if len(payload) < size:
            return False
        whole = len(line) + 1 + size
        assert whole <= ATOMIC_BYTES, f"a frame of {whole} bytes can be torn"
        self.held = self.held[whole:]
        self.after = True
        is_log = kind.startswith(b"log")
        self.parts[is_log] += payload[:size]
        if kind not in (b"part", b"log-part"):
            frames = self.log.frames if is_log else self.frames
            frames.append((kind.decode(), self.parts[is_log]))
            if is_log:
                self.told += b"log:" + self.parts[is_log] + b"\n"
            self.parts[is_log] = b""
        return True

    def _print(self, data):
        self.rest += data
        self.told += data


class Bridge:
    def __init__(self, name, folder, handler="index.handler", **more):
        self.name = name
        self.nonce = secrets.token_hex(16)
        self.out = Frames(self.nonce)
        self.err = self.out.log
        self.seen = 0
        file = more.pop("file", None) or find_module(folder, handler)
        argv, env = command(name, file, more.pop("flags", ()),
                            "template" in more.get("hello", {}))
        env.update(more.pop("env", {}))
        self.hello = {
            "version": 1,
            "nonce": self.nonce,
            "handler": handler,
            "file": str(file),
            "export": more.pop("export", None) or handler.split(".", 1)[1],
            "logFormat": "text",
            "output": more.pop("output", "json"),
            "context": more.pop("context", {}),
            **more.pop("hello", {}),
        }
        from_child, self.their_stdout = os.pipe()
        given, feed = os.pipe()
        self.process = subprocess.Popen(
            argv,
            cwd=folder,
            env=env,
            stdin=given if name == "deno" else subprocess.DEVNULL,
            stdout=self.their_stdout,
            stderr=self.their_stdout,
            start_new_session=True,
            pass_fds=(INPUT, *more.pop("pass_fds", ())),
            preexec_fn=give_input(given),
        )
        os.close(given)
        self.process.stdin = open(feed, "wb", buffering=0)
        self.attach(open(from_child, "rb", buffering=0))
        if not more.pop("hold_stdout", False):
            self.let_go()
        if more.pop("greet", True):
            self.write(self.hello_line())
        assert not more, f"unknown: {more}"

    def attach(self, stdout):
        self.stdout = stdout
        self.streams = {self.stdout: self.out}
        os.set_blocking(self.process.stdin.fileno(), False)

    def hello_line(self):
        return json.dumps(self.hello).encode() + b"\n"

    @staticmethod
    def event_bytes(event, trace=None, **context):
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        context.setdefault("awsRequestId", "11111111-2222")
        context.setdefault("deadlineMs", int(time.time() * 1000) + 60_000)
        head = {"length": len(data), "context": context}
        if trace is not None:
            head["trace"] = trace
        return json.dumps(head).encode() + b"\n" + data

    def feed(self, event, **head):
        self.write(self.event_bytes(event, **head))

    def write(self, data):
        """Writes and reads in turn, because both pipes may be full."""
        view = memoryview(data)
        end = time.monotonic() + PATIENCE
        while view:
            assert time.monotonic() < end, "the bridge does not read"
            try:
                view = view[os.write(self.process.stdin.fileno(), view) :]
            except BlockingIOError:
                self.listen(0.01, self.process.stdin)

    def listen(self, seconds, writable=None):
        writers = [writable] if writable else []
        readers = list(self.streams)
        for stream in select.select(readers, writers, [], seconds)[0]:
            data = os.read(stream.fileno(), 1 << 20)
            if data:
                self.streams[stream].add(data)
            else:
                del self.streams[stream]

    def until(self, found, what):
        end = time.monotonic() + PATIENCE
        while True:
            value = found()
            if value is not None:
                return value
            assert self.streams, f"ended without {what}: {self.told()}"
            assert time.monotonic() < end, f"no {what}: {self.told()}"
            self.listen(0.05)

    def told(self):
        return (
            [(kind, text[:300]) for kind, text in self.out.frames],
            self.out.rest[-600:],
            self.err.frames,
            self.err.rest[-600:],
        )

    def frame(self):
        """The next frame of stdout: kind, payload."""
        found = self.until(
            lambda: self.out.frames[self.seen : self.seen + 1] or None, "frame"
        )
        self.seen += 1
        return found[0]

    def ready(self):
        kind, payload = self.frame()
        assert kind == "ready" and (payload == b"" or payload.isdigit()), \
            self.told()
        return self

    def answer(self):
        """The next answer's kind and raw payload; skips `ready`."""
        kind, payload = self.frame()
        return self.frame() if kind == "ready" else (kind, payload)

    def stream(self):
        """A whole streamed answer: header, pieces, kind of the last frame, error."""
        kind, payload = self.answer()
        assert kind == "stream", (kind, payload[:300])
        opening, pieces = json.loads(payload), []
        while True:
            kind, payload = self.frame()
            if kind != "data":
                break
            pieces.append(payload)
        assert kind in ("end", "error") and (kind == "error" or not payload)
        return opening, pieces, kind, json.loads(payload or "null")

    def streamed(self):
        """The header and body of a stream that ended without an error."""
        opening, pieces, kind, error = self.stream()
        assert kind == "end", error
        return opening, b"".join(pieces)

    def result(self):
        kind, payload = self.answer()
        assert kind == "result", (kind, payload)
        return json.loads(payload)

    def error(self):
        kind, payload = self.answer()
        assert kind == "error", (kind, payload[:300])
        return json.loads(payload)

    def init_error(self):
        kind, payload = self.frame()
        assert kind == "init-error", (kind, payload)
        assert self.ended() == 1
        return json.loads(payload)

    def call(self, event, **head):
        self.feed(event, **head)
        return self.result()

    def logs(self, count):
        """The first `count` log frames, as (level, text)."""
        frames = self.until(
            lambda: self.err.frames if len(self.err.frames) >= count else None,
            f"{count} log frames",
        )
        return [tuple(text.decode().split(" ", 1)) for _, text in frames]

    def hang_up(self):
        self.process.stdin.close()

    def ended(self):
        """Reads both streams to their ends; returns the exit status."""
        self.until(lambda: None if self.streams else True, "end")
        return self.process.wait(PATIENCE)

    def unread(self):
        """How many bytes of stdin the bridge has not read yet."""
        size = bytearray(4)
        fcntl.ioctl(self.process.stdin.fileno(), termios.FIONREAD, size)
        return int.from_bytes(size, sys.byteorder)

    def let_go(self):
        """Closes the test's copy of the child's stdout (hold_stdout)."""
        if self.their_stdout is not None:
            os.close(self.their_stdout)
            self.their_stdout = None

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            pass
        self.process.wait(PATIENCE)
        self.let_go()
        for stream in (self.process.stdin, self.stdout):
            stream.close()
