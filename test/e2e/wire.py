"""A Runtime API that plays a script and records the wire."""

import pathlib
import select
import socket
import subprocess
import time

from parts import BIN, clean_env


class Wire:
    """A Runtime API that plays a script over raw sockets and records what the
    bootstrap sends, byte for byte."""

    def __init__(self, folder, handler, start=True, **env):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(30)
        self.port = self.listener.getsockname()[1]
        self.folder = folder
        self.socket = None
        self.rest = b""
        self.log_path = pathlib.Path(folder) / "bootstrap.log"
        self.env = clean_env(**{
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.port}",
            "LAMBDA_TASK_ROOT": folder, "_HANDLER": handler, **env})
        if start:
            self.launch()

    def launch(self, stderr=None, bootstrap=BIN / "bootstrap", **more):
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [bootstrap], env=self.env, stdin=subprocess.DEVNULL,
                stdout=log, stderr=stderr or log, **more)

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def accept(self):
        self.socket, _ = self.listener.accept()
        self.socket.settimeout(30)
        self.rest = b""

    def more(self):
        got = self.socket.recv(1 << 16)
        self.rest += got
        return got

    def head(self):
        """Request line and headers (lower-case names) of the next request; a
        closed or new connection is taken in stride."""
        while b"\r\n\r\n" not in self.rest:
            if self.socket is None:
                self.accept()
            ready, _, _ = select.select([self.socket, self.listener], [], [],
                                        30)
            assert ready, "no request came"
            if self.listener in ready and not self.rest:
                self.accept()
            elif not self.more():
                self.socket = None
        block, _, self.rest = self.rest.partition(b"\r\n\r\n")
        lines = block.decode("latin-1").split("\r\n")
        pairs = [line.split(": ", 1) if ": " in line
                 else [line.rstrip(":"), ""] for line in lines[1:]]
        return lines[0], {name.lower(): value for name, value in pairs}

    def exactly(self, size):
        while len(self.rest) < size:
            assert self.more(), "the connection broke off"
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def line(self):
        while b"\r\n" not in self.rest:
            assert self.more(), "the connection broke off"
        taken, _, self.rest = self.rest.partition(b"\r\n")
        return taken

    def send(self, data):
        self.socket.sendall(data)

    def expect_next(self):
        line, headers = self.head()
        assert line == "GET /2018-06-01/runtime/invocation/next HTTP/1.1", line
        return headers

    def give(self, event=b"{}", request_id="id-1", seconds=3, deadline=None,
             **headers):
        """Hands out one event. Underscores in header names become dashes."""
        if deadline is None:
            deadline = int((time.time() + seconds) * 1000)
        block = {"Lambda-Runtime-Aws-Request-Id": request_id,
                 "Lambda-Runtime-Deadline-Ms": deadline,
                 "Content-Length": len(event)}
        block.update({k.replace("_", "-"): v for k, v in headers.items()})
        text = "".join(f"{k}: {v}\r\n" for k, v in block.items()
                       if v is not None)
        self.send(b"HTTP/1.1 200 OK\r\n" + text.encode() + b"\r\n" + event)

    def take_chunks(self):
        """(arrival, bytes) of each chunk, then the trailers."""
        chunks = []
        while True:
            size = int(self.line(), 16)
            if size == 0:
                break
            chunks.append((time.monotonic(), self.exactly(size)))
            assert self.line() == b""
        trailers = {}
        while True:
            line = self.line().decode("latin-1")
            if not line:
                return chunks, trailers
            name, _, value = line.partition(": ")
            trailers[name.lower()] = value

    def take_post(self, status="202 Accepted", body=b"", reply=True):
        """Request line, headers and body of the answer; says `status`."""
        line, headers = self.head()
        assert line.startswith("POST "), line
        if headers.get("transfer-encoding") == "chunked":
            chunks, trailers = self.take_chunks()
            data = b"".join(piece for _, piece in chunks)
            headers["chunks"], headers["trailers"] = chunks, trailers
        else:
            data = self.exactly(int(headers["content-length"]))
        if reply:
            self.say(status, body)
        return line, headers, data

    def say(self, status, body=b"", head=""):
        self.send(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{head}"
                  "\r\n".encode() + body)

    def turn(self, event=b"{}", **give):
        """One whole event: handed out, answered, taken."""
        self.expect_next()
        self.give(event, **give)
        return self.take_post()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.listener.close()
        if self.socket:
            self.socket.close()
        return code
