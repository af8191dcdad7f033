"""The pipes of the protocol: stdin, and frames on stdout and stderr."""

import json
import os
import select
import sys

FRAME_MAX = 4096  # PIPE_BUF: the kernel never splits such a write
PIECE_MAX = FRAME_MAX - 51  # 51: the longest head
READ_MAX = 1 << 20


class Pipes:
    """Moved to other descriptors, where no handler reads or closes them. stdin is
    empty from then on."""

    def __init__(self):
        self.input, self.output, self.log = os.dup(0), os.dup(1), os.dup(2)
        self.buffer = b""
        self.wait = None  # called before a read that may have to wait
        self.nonce = ""
        self.served = False  # an event
        self.request_id, self.tenant_id = "", None  # of the event at work
        self.owner = os.getpid()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)

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
        but the last have the kind `part`. text: str, or bytes as they are."""
        payload = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        at = 0
        while True:
            piece = payload[at:at + PIECE_MAX]
            at += len(piece)
            name = kind if at >= len(payload) else "part"
            head = f"\x1e{self.nonce} {name} {len(piece)}\n".encode()
            self.write(fd, head + piece)
            if name == kind:
                return

    def answer(self, kind, text):
        """A process that the handler has forked, and that returns from the
        handler, exits here: only the original process answers."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                pass  # closed or replaced by the handler, or without a reader
        if os.getpid() != self.owner:
            os._exit(0)
        self.send(self.output, kind, text)
