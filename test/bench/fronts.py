"""What stands in front of a runtime: the emulator, dayfly's host, the host with
a lane for each processor, a Runtime API that is nothing but sockets, or no one
at all."""

import os
import pathlib
import selectors
import socket
import subprocess
import time

import calls
import processes
from parts import BIN, ROOT, Host, Rie, clean_env, wait_for
from runtimes import OUT, Runtime

TIMEOUT = 30  # seconds a call may take
CPUS = len(os.sched_getaffinity(0))


class Front:
    """A runtime behind a server, with one caller."""

    def __init__(self, runtime, scratch):
        self.runtime = runtime
        self.folder = runtime.folder_in(scratch, self.kind)
        self.served = self.serve(runtime)
        self.caller = calls.Caller(self.served.port, self.served.path)
        self.pid = self.served.process.pid

    def call(self, event):
        try:
            return self.caller.call(event)
        except AssertionError as error:
            raise AssertionError(f"{self.runtime.program}, "
                                 f"{self.runtime.mode}, {self.kind}: {error}; "
                                 + self.served.log[-2000:]) from error

    def saturate(self, event, clients, seconds):
        return calls.saturate(self.served.port, self.served.path, event,
                              clients, seconds)

    def processes(self):
        """Of the runtime: all but the server's own."""
        return processes.tree(self.pid)[1:]

    def stop(self):
        self.caller.close()
        self.served.stop()


class BehindRie(Front):
    kind = "rie"

    def serve(self, runtime):
        more = {}
        if runtime.client:
            more["bootstrap"] = self.folder / "bootstrap"
        return Rie(self.folder, runtime.handler, timeout=TIMEOUT,
                   **more, **dict(runtime.env))


class BehindHost(Front):
    kind = "host"
    manifest = {}

    def serve(self, runtime):
        return Host(self.folder, runtime.handler, timeout=TIMEOUT,
                    manifest={"memory": 1024, **self.manifest},
                    **dict(runtime.env))


class BehindLanes(BehindHost):
    """So many calls at once as there are processors."""

    kind = "lanes"
    manifest = {"concurrency": CPUS}


class Raw:
    """A Runtime API of the bench's own, and the runtime as its client."""

    kind = "raw"

    def __init__(self, runtime, scratch, lanes=1, enter=None):
        """`enter` is called in the runtime's process before it starts."""
        folder = runtime.folder_in(scratch, f"{self.kind}{lanes}")
        self.chooser = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.chooser.register(self.listener, selectors.EVENT_READ)
        self.waiting = []  # connections that have asked for an event
        self.heard = {}
        port = self.listener.getsockname()[1]
        more = {"AWS_LAMBDA_MAX_CONCURRENCY": lanes} if lanes > 1 else {}
        own = folder / "bootstrap"
        with open(folder / "raw.log", "wb") as log:
            self.process = subprocess.Popen(
                [OUT / "bare", "at", own if own.exists() else BIN / "bootstrap"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                cwd=folder, preexec_fn=enter, env=clean_env(
                    AWS_LAMBDA_RUNTIME_API=f"127.0.0.1:{port}",
                    AWS_LAMBDA_FUNCTION_NAME="f", LAMBDA_TASK_ROOT=folder,
                    AWS_LAMBDA_FUNCTION_MEMORY_SIZE=1024,
                    AWS_LAMBDA_FUNCTION_VERSION="$LATEST",
                    _HANDLER=runtime.handler, **dict(runtime.env), **more))
        self.log = folder / "raw.log"
        self.pid = self.process.pid
        self.hear(lambda: len(self.waiting) >= lanes, "the first next")
        now = time.monotonic_ns()
        began = int(self.process.stdout.readline())
        self.first_next_ms = (now - began) / 1e6

    def hear(self, done, what):
        """Serve the runtime until done()."""
        end = time.monotonic() + TIMEOUT
        while not done():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{what} did not come: "
                                     + self.log.read_text(errors="replace"))
            for ready, _ in self.chooser.select(timeout=0.2):
                self.serve(ready.fileobj)

    def serve(self, connection):
        if connection is self.listener:
            new, _ = connection.accept()
            new.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.chooser.register(new, selectors.EVENT_READ)
            return
        piece = connection.recv(calls.RECEIVE)
        if not piece:
            self.chooser.unregister(connection)
            connection.close()
            return
        heard = self.heard.setdefault(connection, calls.Message())
        if not heard.take(piece):
            return
        del self.heard[connection]
        if heard.bytes.startswith(b"GET "):
            self.waiting.append(connection)
            return
        self.answered = time.perf_counter()
        self.answer = heard
        connection.sendall(b"HTTP/1.1 202 Accepted\r\n"
                           b"Content-Length: 0\r\n\r\n")

    def call(self, event):
        """From the event's leaving to the whole of its answer, ms."""
        self.hear(lambda: self.waiting, "next")
        self.answer = None
        connection = self.waiting.pop(0)
        head = (f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                f"Lambda-Runtime-Aws-Request-Id: {time.time_ns()}\r\n"
                f"Lambda-Runtime-Deadline-Ms: "
                f"{int(time.time() + TIMEOUT) * 1000}\r\n"
                "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1"
                ":123456789012:function:f\r\n"
                f"Content-Length: {len(event)}\r\n\r\n").encode()
        began = time.perf_counter()
        connection.sendall(head + event)
        self.hear(lambda: self.answer, "an answer")
        head = bytes(self.answer.bytes[:self.answer.start])
        assert b"/response HTTP" in head and calls.is_same(
            self.answer.body().strip(), event), bytes(self.answer.bytes[:500])
        return (self.answered - began) * 1000

    def until_next(self):
        """From the last answer to the `next` after it, ms."""
        self.hear(lambda: self.waiting, "next")
        return (time.perf_counter() - self.answered) * 1000

    def processes(self):
        return processes.tree(self.pid)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        for connection in [key.fileobj for key in
                           self.chooser.get_map().values()]:
            connection.close()
        self.chooser.close()


class Bare:
    """The program itself, started, fed and waited for by bare.c."""

    kind = "bare"

    def __init__(self, program, command, event, scratch):
        self.program = program
        path = pathlib.Path(scratch) / f"{program}.json"
        path.write_bytes(event)
        self.process = subprocess.Popen(
            [OUT / "bare", "loop", path, *command], env=clean_env(), cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, words):
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        assert answer, f"bare {self.program} has ended"
        return [int(word) for word in answer]

    def call(self, event):
        ns, size = self.ask("once")
        assert size >= len(event), f"{self.program} said {size} bytes"
        return ns / 1e6

    def run(self, seconds, workers):
        """Processes a second, and their processor time in ms each."""
        count, ns, cpu = self.ask(f"run {int(seconds * 1000)} {workers}")
        return count * 1e9 / ns, cpu / 1e6 / count

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def host_has_lanes(scratch):
    """Whether the host serves calls at once: it is tried, not assumed."""
    sleeper = Runtime("c", "lanes", "echo-100ms", (("DAYFLY_SPARE", "off"),))
    try:
        front = BehindLanes(sleeper, scratch)
    except AssertionError:
        return False
    try:
        front.call(b"{}")
        took, seconds = front.saturate(b"{}", 2, 0.4)
        return len(took) / seconds > 13  # in turn there are less than ten
    except AssertionError:
        return False
    finally:
        front.stop()
