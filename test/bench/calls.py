"""Calls over HTTP/1.1 with as little of our own around them as Python allows:
bytes made ahead, a kept connection, and a reply that is only looked at for where
it ends until the clock has been read."""

import json
import selectors
import socket
import time

RECEIVE = 1 << 18


class Message:
    """A reply or a request as it comes in. What comes here has a length or is
    chunked, without trailers; or it is a GET, without a body."""

    def __init__(self):
        self.bytes = bytearray()
        self.end = None
        self.chunked = False

    def take(self, piece):
        """True when it is whole."""
        self.bytes += piece
        if self.end is None and not self.chunked and not self._head():
            return False
        if self.chunked:
            return self.bytes.endswith(b"\r\n0\r\n\r\n")
        return len(self.bytes) >= self.end

    def _head(self):
        at = self.bytes.find(b"\r\n\r\n")
        if at < 0:
            return False
        self.start = at + 4
        for line in bytes(self.bytes[:at]).lower().split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name == b"content-length":
                self.end = self.start + int(value)
                return True
            if name == b"transfer-encoding":
                self.chunked = True
                return True
        assert self.bytes.startswith(b"GET "), (
            f"no length: {bytes(self.bytes[:200])!r}")
        self.end = self.start
        return True

    def body(self):
        if not self.chunked:
            return bytes(self.bytes[self.start:])
        whole, at = b"", self.start
        while True:
            line = self.bytes.index(b"\r\n", at)
            size = int(self.bytes[at:line], 16)
            if not size:
                return whole
            whole += self.bytes[line + 2:line + 2 + size]
            at = line + 4 + size

    def checked(self, event):
        """An echo gives back the event."""
        ok = self.bytes.startswith(b"HTTP/1.1 200") and (
            b"X-Amz-Function-Error" not in self.bytes[:self.start])
        body = self.body()
        assert ok and is_same(body.strip(), event), (
            f"asked {event[:80]!r}, got {bytes(self.bytes[:500])!r}")


# A connection that nobody used for so long is made anew before the call, for
# servers close such ones.
KEPT_S = 10


def is_same(answer, event):
    """Not every client writes JSON without blanks."""
    return answer == event or (
        answer[:1] == b"{" and json.loads(answer) == json.loads(event))


class Caller:
    """One caller with a kept connection, of a function that echoes."""

    def __init__(self, port, path):
        self.port = port
        self.path = path
        self.socket = None
        self.used = 0.0

    def request(self, event):
        head = (f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Content-Type: application/json\r\n"
                f"Content-Length: {len(event)}\r\n\r\n")
        return head.encode() + event

    @staticmethod
    def check(reply, event):
        reply.checked(event)

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port),
                                               timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def call(self, event):
        """How many ms one call took. A cold one pays for its connection."""
        request = self.request(event)
        reply = Message()
        if self.socket and time.monotonic() - self.used > KEPT_S:
            self.close()
            self.connect()
        began = time.perf_counter()
        if not self.socket:
            self.connect()
        self.socket.sendall(request)
        while True:
            piece = self.socket.recv(RECEIVE)
            assert piece, f"the server hung up after {bytes(reply.bytes)!r}"
            if reply.take(piece):
                break
        took = (time.perf_counter() - began) * 1000
        self.used = time.monotonic()
        self.check(reply, event)
        return took


def saturate(port, path, event, clients, seconds, kind=Caller):
    """Each client calls, and again as soon as it is answered. Returns the ms of
    each call, and how many seconds it took until the last was answered."""
    chooser = selectors.DefaultSelector()
    callers = [kind(port, path) for _ in range(clients)]
    request = callers[0].request(event)
    replies, begun, took = {}, {}, []

    def ask(caller):
        replies[caller] = Message()
        begun[caller] = time.perf_counter()
        caller.socket.sendall(request)

    try:
        for caller in callers:
            caller.connect()
            chooser.register(caller.socket, selectors.EVENT_READ, caller)
        start = time.perf_counter()
        for caller in callers:
            ask(caller)
        busy = clients
        while busy:
            for ready, _ in chooser.select(timeout=60):
                caller = ready.data
                piece = caller.socket.recv(RECEIVE)
                assert piece, "the server hung up"
                if not replies[caller].take(piece):
                    continue
                now = time.perf_counter()
                caller.check(replies[caller], event)
                took.append((now - begun[caller]) * 1000)
                if now - start < seconds:
                    ask(caller)
                else:
                    busy -= 1
        return took, now - start
    finally:
        chooser.close()
        for caller in callers:
            caller.close()
