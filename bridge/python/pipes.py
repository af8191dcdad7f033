"""The pipes of the protocol: the bridge's input, and frames on the pipe that is stdout
and stderr."""

import io
import json
import os
import select
import sys

FRAME_MAX = 4096  # PIPE_BUF: the kernel never splits such a write
PIECE_MAX = FRAME_MAX - 51  # 51: the longest head
READ_MAX = 1 << 20
INPUT = 3


class LogStream(io.TextIOWrapper):
    """sys.stdout or sys.stderr. What they and `logging` write stays in order."""

    is_open_line = False
    others = ()

    def write(self, text):
        for other in self.others:
            other.end_order()
        self.is_open_line = not text.endswith("\n")
        return super().write(text)

    def end_order(self):
        """Before another stream writes."""
        if self.is_open_line:
            self.is_open_line = False
            self.flush()


def order_streams():
    """Replaces sys.stdout and sys.stderr, each line of which is one write."""
    made = []
    for name in "stdout", "stderr":
        old = getattr(sys, name)
        stream = LogStream(old.detach(), old.encoding, "backslashreplace",
                           line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
        made.append(stream)
    made[0].others, made[1].others = (made[1],), (made[0],)
    return made


class Pipes:
    """Frames go to other descriptors than what is printed, so that no handler closes
    them. Programs that the handler starts inherit none of them."""

    def __init__(self):
        self.input, self.output, self.log = INPUT, os.dup(1), os.dup(2)
        os.set_inheritable(self.input, False)
        self.streams = order_streams()
        self.buffer = b""
        self.wait = None  # called before a read that may have to wait
        self.nonce = ""
        self.served = False  # an event
        self.request_id, self.tenant_id = "", None  # of the event at work
        self.owner = os.getpid()

    def read_more(self):
        """False at the end. Another holder may have made the pipe non-blocking."""
        if self.wait:
            self.wait()
        while True:
            try:
                data = os.read(self.input, READ_MAX)
            except BlockingIOError:
                select.select([self.input], [], [])
                continue
            self.buffer += data
            return bool(data)

    def become(self, descriptors):
        """Exchanges the pipes for those of a copy."""
        for new, old in zip(descriptors, (self.input, self.output, self.log)):
            os.dup2(new, old, inheritable=False)
            os.close(new)
        self.buffer = b""
        self.owner = os.getpid()

    def read_line(self):
        """A line of JSON, parsed; None at the end."""
        while b"\n" not in self.buffer:
            if not self.read_more():
                return None
        line, _, self.buffer = self.buffer.partition(b"\n")
        return json.loads(line)

    def read_bytes(self, size):
        """None if the input ends before."""
        while len(self.buffer) < size:
            if not self.read_more():
                return None
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def write(self, fd, data):
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(fd, view):]
            except BlockingIOError:
                select.select([], [fd], [])

    def send(self, fd, kind, text):
        """One write is one frame. A payload that does not fit is split: all pieces
        but the last are `part`, those of a log record `log-part`. text: str, or
        bytes as they are."""
        part = "log-part" if kind == "log" else "part"
        payload = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        at = 0
        while True:
            piece = payload[at:at + PIECE_MAX]
            at += len(piece)
            name = kind if at >= len(payload) else part
            head = f"\x1e{self.nonce} {name} {len(piece)}\n".encode()
            self.write(fd, head + piece)
            if name == kind:
                return

    def send_log(self, text):
        """text: LEVEL SP text."""
        for stream in self.streams:
            try:
                stream.end_order()
            except (OSError, ValueError):
                pass  # closed by the handler, or without a reader
        self.send(self.log, "log", text)

    def answer(self, kind, text):
        """A process that the handler has forked, and that returns from the
        handler, exits here: only the original process answers."""
        for stream in (sys.stdout, sys.stderr, *self.streams):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                pass  # closed or replaced by the handler, or without a reader
        if os.getpid() != self.owner:
            os._exit(0)
        self.send(self.output, kind, text)
