"""Callers of InvokeWithResponseStream, for the tests."""

import base64
import json
import pathlib
import struct
import zlib

import boto3
import botocore.config

from hosting import wait_for

PATH = "/2021-11-15/functions/{}/response-streaming-invocations"
ERROR_TRAILERS = (
    "Lambda-Runtime-Function-Error-Type: Runtime.Broke\r\n"
    "Lambda-Runtime-Function-Error-Body: "
    + base64.b64encode(b'{"errorType":"Broke","errorMessage":"no"}').decode()
    + "\r\n")


def steps(*list_of_steps, **more):
    """An event for runtime_client.py's `live`."""
    return {"do": "live", "steps": list(list_of_steps), **more}


def client(host):
    config = botocore.config.Config(
        retries={"max_attempts": 0}, proxies={}, read_timeout=30)
    return boto3.client(
        "lambda", endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y", config=config)


class Stream:
    """The answer to a streaming call on a socket of its own, read only as far
    as it is asked for."""

    def __init__(self, host, name, event, headers=(), socket=None,
                 version="1.1"):
        self.socket = socket or host.connect()
        body = json.dumps(event).encode()
        lines = [f"POST {PATH.format(name)} HTTP/{version}",
                 f"Host: 127.0.0.1:{host.port}",
                 f"Content-Length: {len(body)}",
                 *(f"{k}: {v}" for k, v in dict(headers).items())]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.raw = bytearray()  # as received
        self.bytes = bytearray()  # out of the chunks
        self.ended = False
        self.head = None

    def read_head(self):
        while b"\r\n\r\n" not in self.raw:
            self._more()
        head, _, self.raw = self.raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(first.split(" ")[1])
        self.head = {k.lower(): v for k, _, v in
                     (line.partition(": ") for line in lines)}
        return self.head

    def _more(self):
        data = self.socket.recv(1 << 20)
        assert data, "the connection was closed before the end"
        self.raw += data

    def _chunk(self):
        """The next chunk of HTTP; b"" is the last one."""
        while (line := self.raw.find(b"\r\n")) < 0:
            self._more()
        begin = line + 2
        end = begin + int(self.raw[:line], 16)
        while len(self.raw) < end + 2:
            self._more()
        chunk = self.raw[begin:end]
        assert self.raw[end:end + 2] == b"\r\n"
        del self.raw[:end + 2]
        return chunk

    def _need(self, size):
        while len(self.bytes) < size and not self.ended:
            chunk = self._chunk()
            self.bytes += chunk
            self.ended = not chunk
        return len(self.bytes) >= size

    def message(self):
        """The next (kind, payload); None at the end."""
        if self.head is None:
            self.read_head()
        if not self._need(12):
            assert self.bytes == b"", "half a message"
            return None
        total, headers, check = struct.unpack(">III", self.bytes[:12])
        assert zlib.crc32(self.bytes[:8]) == check
        assert self._need(total), "half a message"
        whole = bytes(self.bytes[:total])
        del self.bytes[:total]
        assert zlib.crc32(whole[:-4]) == struct.unpack(">I", whole[-4:])[0]
        return read_headers(whole[12:12 + headers]), whole[12 + headers:-4]

    def rest(self):
        """(payload, what InvokeComplete says)."""
        payload = []
        complete = None
        while True:
            message = self.message()
            if message is None:
                assert complete is not None, "no InvokeComplete"
                return b"".join(payload), complete
            assert complete is None, "something after InvokeComplete"
            headers, data = message
            assert headers[":message-type"] == "event"
            if headers[":event-type"] == "PayloadChunk":
                assert headers[":content-type"] == "application/octet-stream"
                payload.append(data)
            else:
                assert headers[":event-type"] == "InvokeComplete"
                assert headers[":content-type"] == "application/json"
                complete = json.loads(data)

    def close(self):
        self.socket.close()


def read_headers(data):
    found = {}
    while data:
        size = data[0]
        name = data[1:1 + size].decode()
        assert data[1 + size] == 7, "a header that is no string"
        length = struct.unpack(">H", data[2 + size:4 + size])[0]
        found[name] = data[4 + size:4 + size + length].decode()
        data = data[4 + size + length:]
    return found


def most_in_buffers():
    """Bytes that the kernel keeps, at the most, between a runtime and a reader that
    reads nothing and has a small window: what the runtime and the host have sent,
    and what waits for the host."""
    def most(name):
        return int(pathlib.Path(f"/proc/sys/net/ipv4/{name}").read_text().split()[2])
    return 2 * most("tcp_wmem") + most("tcp_rmem")


def wait_until_blocked(folder):
    """How many bytes of `bytes` were sent when its writer stands still."""
    sent = folder / "sent"
    seen = []

    def stands_still():
        seen.append(sent.exists() and int(sent.read_text()))
        return len(seen) > 30 and seen[-1] and len(set(seen[-30:])) == 1

    wait_for(stands_still, 20)
    return seen[-1]


def stream(host, name, event, **headers):
    """(payload, what InvokeComplete says) of a whole stream."""
    s = Stream(host, name, event,
               {k.replace("_", "-"): v for k, v in headers.items()})
    try:
        return s.rest()
    finally:
        s.close()
