"""Bytes on a raw socket, at each of the host's three ports: the API of its
callers, the URL of a function, and the Runtime API of a bootstrap."""

import http.client
import os
import pathlib
import re
import socket
import time

import pytest

from hosting import BIN, make_function, wait_for
from stalls import limit

pytestmark = pytest.mark.prompt

MIB = 1 << 20
ONE = b"Content-Length: 1\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
DOORS = ["callers", "url", "runtime"]


class Door:
    """Where to send to, and a request line and Host that would be served."""

    def __init__(self, host, name):
        self.host = host
        self.port = host.port
        self.line = b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
        self.name = b"Host: localhost\r\n"
        if name == "url":
            self.line = b"POST /lambda-url/one/ HTTP/1.1\r\n"
        if name == "runtime":
            api = host.invoke("one", {"do": "env"}).json["env"][
                "AWS_LAMBDA_RUNTIME_API"]
            self.port = int(api.rpartition(":")[2])
            self.line = b"POST /2018-06-01/runtime/init/error HTTP/1.1\r\n"
        self.starts = host.log().count("START")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 10)

    def say(self, data):
        """All that is answered until the host closes, or for two seconds."""
        s = self.connect()
        s.settimeout(2)
        got = b""
        try:
            s.sendall(data)
            while more := s.recv(65536):
                got += more
        except OSError:
            pass
        s.close()
        return got

    def was_quiet(self):
        """No event was begun meanwhile."""
        return self.host.log().count("START") == self.starts


def statuses(answer):
    return [int(s) for s in re.findall(rb"^HTTP/1\.[01] (\d+)", answer, re.M)]


def most_memory(host):
    text = pathlib.Path(f"/proc/{host.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", text)[1]) << 10


@pytest.fixture(params=DOORS)
def door(host, request):
    return Door(host, request.param)


TWO_WAYS = {
    "length and chunks": (ONE + CHUNKED, b"1\r\n1\r\n0\r\n\r\n"),
    "chunks and length": (CHUNKED + ONE, b"1\r\n1\r\n0\r\n\r\n"),
    "two lengths": (ONE + b"Content-Length: 2\r\n", b"12"),
    "the same length twice": (ONE + ONE, b"1"),
    "a list of lengths": (b"Content-Length: 1, 1\r\n", b"1"),
    "length with a sign": (b"Content-Length: +1\r\n", b"1"),
    "length in hexadecimal": (b"Content-Length: 0x1\r\n", b"1"),
    "length and a blank before the colon": (b"Content-Length : 1\r\n", b"1"),
    "length beyond 2^64": (b"Content-Length: 18446744073709551617\r\n", b"1"),
    "two codings": (b"Transfer-Encoding: gzip, chunked\r\n",
                    b"1\r\n1\r\n0\r\n\r\n"),
    "a coding that looks like one": (b"Transfer-Encoding: xchunked\r\n",
                                     b"1\r\n1\r\n0\r\n\r\n"),
    "chunked twice": (CHUNKED + CHUNKED, b"1\r\n1\r\n0\r\n\r\n"),
    "a chunk of -1": (CHUNKED, b"-1\r\n1\r\n0\r\n\r\n"),
    "a chunk of 0x1": (CHUNKED, b"0x1\r\n1\r\n0\r\n\r\n"),
    "a chunk beyond 2^64": (CHUNKED, b"10000000000000001\r\n1\r\n0\r\n\r\n"),
    "a CR in a value": (b"X: a\rb\r\n" + ONE, b"1"),
    "a NUL in a name": (b"X\0Y: a\r\n" + ONE, b"1"),
    "a name of two words": (b"X Y: a\r\n" + ONE, b"1"),
    "a second Host": (b"Host: localhost\r\n" + ONE, b"1"),
}


@pytest.mark.parametrize("what", TWO_WAYS)
def test_56_ambiguous_requests_are_refused_by_every_server(door, what):
    """And what follows it on the wire is no request."""
    head, body = TWO_WAYS[what]
    smuggled = door.line + door.name + ONE + b"\r\n2"
    begun = time.monotonic()
    answer = door.say(door.line + door.name + head + b"\r\n" + body + smuggled)
    assert set(statuses(answer)) <= {400, 413} and statuses(answer)
    assert time.monotonic() - begun < limit(2, begun)
    assert door.was_quiet()


@pytest.mark.parametrize("head,status", [
    (b"", 400), (b"Host: evil.example\r\n", 403), (b"Host: \r\n", 403),
    (b"Host: localhost.evil.example\r\n", 403),
    (b"Host: localhost\r\nOrigin: http://evil.example\r\n", 403),
    (b"Host: localhost\r\nOrigin: null\r\n", 403),
    (b"Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", 403)])
def test_57_foreign_hosts_and_origins_are_refused_by_every_server(
        door, head, status):
    answer = door.say(door.line + head + ONE + b"Connection: close\r\n\r\n1")
    assert set(statuses(answer)) == {status}
    assert door.was_quiet()


@pytest.mark.parametrize("target", [
    b"http://localhost/", b"localhost:1", b"*", b"//localhost/", b"/%00",
    b"/%2e%2e%2f%2e%2e%2fetc/passwd", b"/../../etc/passwd", b"/" + b"a" * 5000,
    b"/a" * 300])
def test_56_a_target_of_another_kind_finds_nothing(host, target):
    door = Door(host, "callers")
    answer = door.say(b"POST " + target + b" HTTP/1.1\r\n" + door.name + ONE
                      + b"Connection: close\r\n\r\n1")
    assert statuses(answer)[0] in (400, 404, 414)
    assert door.was_quiet()


@pytest.mark.parametrize("method,target", [
    (b"POST", b"/a "), (b"POST", b" /a"), (b"POST", b"/a b"),
    (b"POST", b"/a\tb"), (b"POST", b"/a\x01b"), (b"POST", b"/a?b= c"),
    (b"PO{ST", b"/a"), (b"PO\x7fST", b"/a")])
def test_56_a_request_line_that_can_be_read_two_ways_is_refused(
        door, method, target):
    place = door.line.split(b" ")[1]
    answer = door.say(method + b" " + target.replace(b"/a", place) +
                      b" HTTP/1.1\r\n" + door.name + ONE +
                      b"Connection: close\r\n\r\n1")
    assert statuses(answer) == [400]
    assert door.was_quiet()


@pytest.mark.parametrize("size", [1000, 20000, 100 * 1024])
def test_56_a_long_chunk_extension_is_served_whole_or_not_at_all(host, size):
    door = Door(host, "callers")
    answer = door.say(door.line + door.name + CHUNKED +
                      b"Connection: close\r\n\r\n1;a=" + b"b" * size +
                      b"\r\n7\r\n0\r\n\r\n")
    assert statuses(answer) in ([200], [400], [413], [431], [])
    if statuses(answer) == [200]:
        assert answer.endswith(b"\r\n\r\n7")
    assert host.invoke("one", 1).body == b"1"


def test_58_half_requests_take_bounded_memory(host):
    host.invoke("one", 1)
    door = Door(host, "callers")
    before = most_memory(host)
    held = []
    for n in range(400):
        s = door.connect()
        if n % 2:
            s.sendall(door.line + door.name + b"X: " + b"y" * 20000)
        else:
            s.sendall(door.line + door.name + b"Content-Length: 6000000\r\n\r\n"
                      + b"1" * 30000)
        held.append(s)
    assert host.invoke("one", 2).body == b"2"
    if "san" not in BIN.parts:
        assert most_memory(host) - before < 400 * 128 * 1024
    for s in held:
        s.close()
    wait_for(lambda: len(os.listdir(f"/proc/{host.process.pid}/fd")) < 60)


def runtime(host, method, path, body=b"", **headers):
    api = host.invoke("one", {"do": "env"}).json["env"][
        "AWS_LAMBDA_RUNTIME_API"]
    connection = http.client.HTTPConnection(api, timeout=10)
    connection.request(method, "/2018-06-01/runtime" + path, body, headers)
    answer = connection.getresponse()
    status = answer.status
    answer.read()
    connection.close()
    return status


def test_62_an_answer_to_an_old_id_is_refused(host):
    old = host.invoke("one", 1).headers["x-amzn-requestid"]
    for what in ("response", "error"):
        assert runtime(host, "POST", f"/invocation/{old}/{what}", b"9") in (
            400, 403)
    assert host.invoke("one", 2).body == b"2"


def test_62_an_answer_to_another_functions_id_is_refused(tmp_path, serve):
    for name in ("one", "two"):
        make_function(tmp_path / name)
    host = serve()
    host.invoke("one", 1)
    waiting = host.begin("two", {"do": "sleep", "s": 1})
    host.wait_log("START")
    host.invoke("one", 1)
    ids = wait_for(lambda: re.findall(r"START RequestId: (\S+)", host.log()))
    for one in ids:
        assert runtime(host, "POST", f"/invocation/{one}/response",
                       b'"stolen"') in (400, 403)
    assert host.finish(waiting).json == "slept"


@pytest.mark.parametrize("odd", [
    "", "%2e%2e", "x" * 5000, "a%2fb", "a%00b", "a b"])
def test_62_an_answer_to_an_unknown_id_is_refused(host, odd):
    door = Door(host, "runtime")
    answer = door.say(f"POST /2018-06-01/runtime/invocation/{odd}/response "
                      "HTTP/1.1\r\n".encode() + door.name + ONE +
                      b"Connection: close\r\n\r\n1")
    assert set(statuses(answer)) <= {400, 403, 404, 414}
    assert host.invoke("one", 2).body == b"2"


def test_62_an_answer_after_the_time_changes_nothing(tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 1})
    host = serve()
    host.invoke("one", 1)
    late = host.invoke("one", {"do": "sleep", "s": 5})
    assert late.json["errorType"] == "Sandbox.Timedout"
    old = late.headers["x-amzn-requestid"]
    assert runtime(host, "POST", f"/invocation/{old}/response", b"9") in (
        400, 403, 410)
    assert host.invoke("one", 2).body == b"2"


@pytest.mark.parametrize("flood", [b"\0" * 100000, b"\r\n" * 50000,
                                   b"\x16\x03\x01\x02\0\1" * 1000,
                                   b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                   b"GET / HTTP/1.1\n\n", b"A" * 200000])
def test_56_what_is_no_http_is_hung_up_on(door, flood):
    door.say(flood)
    assert door.was_quiet()
    assert door.host.invoke("one", 3).body == b"3"
