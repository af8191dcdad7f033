"""Which HTTP is served: the gate, and callers that behave badly."""

import json
import os
import re
import socket
import time

import pytest

from hosting import parse_answer, wait_for

pytestmark = pytest.mark.prompt

POST = b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
ONE = b"Content-Length: 1\r\n"


def statuses(answer):
    return [int(s) for s in re.findall(rb"^HTTP/1\.[01] (\d+)", answer, re.M)]


@pytest.mark.parametrize("name", [
    "localhost", "localhost:9000", "LOCALHOST", "a.localhost", "127.0.0.1",
    "127.0.0.1:1", "[::1]", "[::1]:9000", "10.0.0.7:9000",
])
def test_names_and_addresses_of_this_machine_are_served(host, name):
    assert host.invoke("one", 1, Host=name).status == 200


@pytest.mark.parametrize("name", [
    "evil.example", "localhost.evil.example", "evillocalhost", "127.0.0.1.nip.io",
    "localhost@evil.example", "", "localhost:", "localhost:80x", "[::1", ".",
    "localhost evil", "x" * 300,
])
def test_another_name_is_refused(host, name):
    answer = host.invoke("one", 1, Host=name)
    assert answer.status == 403
    assert answer.headers["x-amzn-errortype"] == "AccessDeniedException"


def test_exactly_one_host_is_needed(host):
    assert statuses(host.raw(POST + HOST + HOST + ONE + b"\r\n1")) == [400]
    assert set(statuses(host.raw(POST + ONE + b"\r\n1"))) == {400}


@pytest.mark.parametrize("headers,status", [
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost:3000"}, 403),
    ({"Origin": "https://localhost"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "none"}, 200),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 403),
    ({"Sec-Fetch-Site": "same-origin",
      "Origin": "http://dayfly.localhost"}, 403),
    ({"Sec-Fetch-Site": "same-origin", "Host": "dayfly.localhost",
      "Origin": "http://dayfly.localhost"}, 200),
])
def test_pages_of_other_origins_are_refused(host, headers, status):
    answer = host.invoke("one", 1, **{"Host": "localhost", **headers})
    assert answer.status == status


@pytest.mark.parametrize("head,body", [
    (b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
     b"1\r\n1\r\n0\r\n\r\n"),
    (b"Content-Length: 1\r\nContent-Length: 2\r\n", b"12"),
    (b"Content-Length: 1\r\nContent-Length: 1\r\n", b"1"),
    (b"Content-Length: 1, 1\r\n", b"1"),
    (b"Content-Length: +1\r\n", b"1"),
    (b"Content-Length: -1\r\n", b"1"),
    (b"Content-Length: 0x1\r\n", b"1"),
    (b"Content-Length: \r\n", b"1"),
    (b"Content-Length : 1\r\n", b"1"),
    (b"Transfer-Encoding: gzip\r\n", b"1\r\n1\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: gzip, chunked\r\n", b"1\r\n1\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
     b"1\r\n1\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\n", b"zz\r\n1\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\n", b"0x1\r\n1\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\n", b"-1\r\n1\r\n0\r\n\r\n"),
    (b"X: a\rb\r\n" + ONE, b"1"),
    (b"X: a\x01b\r\n" + ONE, b"1"),
    (b"X: a\x7fb\r\n" + ONE, b"1"),
    (b"X\0Y: a\r\n" + ONE, b"1"),
    (b"X Y: a\r\n" + ONE, b"1"),
    (b"X(: a\r\n" + ONE, b"1"),
    (b"nonsense\r\n" + ONE, b"1"),
])
def test_what_can_be_read_in_two_ways_is_400_and_the_end(host, head, body):
    begun = time.monotonic()
    smuggled = POST + HOST + ONE + b"\r\n2"
    answer = host.raw(POST + HOST + head + b"\r\n" + body + smuggled)
    assert set(statuses(answer)) == {400}
    assert time.monotonic() - begun < 5
    assert "START" not in host.log()


@pytest.mark.parametrize("head", [
    b"Content-Length:\r\n 50\r\n",
    b": x\r\nContent-Length: 50\r\n",
    b"",
])
def test_what_may_be_a_body_is_never_taken_for_a_request(host, head):
    smuggled = POST + HOST + ONE + b"\r\n2"
    answer = host.raw(POST + HOST + head + b"\r\n" + smuggled)
    assert len(statuses(answer)) <= 1
    assert host.log().count("START") <= 1


@pytest.mark.parametrize("request_line", [
    b"POST http://localhost/2015-03-31/functions/one/invocations HTTP/1.1",
    b"POST * HTTP/1.1",
    b"POST /" + b"a" * 10000 + b" HTTP/1.1",
    b"POST /2015-03-31/functions/one/invocations HTTP/1.2",
])
def test_targets_and_versions_of_another_kind_are_refused(host, request_line):
    answer = host.raw(request_line + b"\r\n" + HOST + ONE
                      + b"Connection: close\r\n\r\n1")
    assert statuses(answer)[0] in (400, 505)


def test_headers_beyond_the_limit_are_431(host):
    for value in (b"a" * 30000, b"a" * 100000):
        answer = host.raw(POST + HOST + b"X: " + value + b"\r\n" + ONE
                          + b"\r\n1")
        assert statuses(answer) == [431]
    assert host.invoke("one", 1).status == 200


def test_a_client_that_waits_for_100_continue_gets_it(host):
    s = host.connect()
    s.sendall(POST + HOST + ONE + b"Expect: 100-continue\r\n\r\n")
    assert s.recv(100).startswith(b"HTTP/1.1 100")
    s.sendall(b"7")
    assert s.recv(4096).startswith(b"HTTP/1.1 200")
    s.close()


def test_pipelined_requests_are_answered_in_order(host):
    data = b"".join(POST + HOST + ONE + b"\r\n%d" % n for n in range(5))
    s = host.connect()
    s.sendall(data)
    got = b""
    while got.count(b"HTTP/1.1 200") < 5 or not got.endswith(b"\r\n\r\n4"):
        got += s.recv(4096)
    bodies = re.findall(rb"\r\n\r\n(\d)", got)
    assert bodies == [b"0", b"1", b"2", b"3", b"4"]
    s.close()


def test_half_a_request_disturbs_no_other_client(host):
    for part in (b"", b"PO", POST, POST + HOST, POST + HOST + b"X: a",
                 POST + HOST + b"Content-Length: 100\r\n\r\n{"):
        s = host.connect()
        s.sendall(part)
        s.close()
    assert host.invoke("one", 1).status == 200


@pytest.mark.parametrize("begun", [b"POST /2015-03-31/f", POST + HOST])
def test_many_slow_callers_do_not_block_a_quick_one(host, begun):
    slow = []
    for _ in range(3000):
        s = host.connect()
        s.sendall(begun)
        slow.append(s)
    assert host.invoke("one", 1).status == 200
    fds = len(os.listdir(f"/proc/{host.process.pid}/fd"))
    assert fds < 2200
    for s in slow:
        s.close()


def is_closed_after_a_byte(s):
    s.settimeout(0.5)
    try:
        s.sendall(b"P")
        return s.recv(1) == b""
    except socket.timeout:
        return False
    except OSError:
        return True


def test_a_caller_that_sends_its_headers_byte_by_byte_is_disconnected(host):
    slow = [host.connect(), host.connect()]
    slow[1].sendall(POST + HOST)
    begun = time.monotonic()
    while slow and time.monotonic() - begun < 60:
        slow = [s for s in slow if not is_closed_after_a_byte(s)]
        assert len(slow) == 2 or time.monotonic() - begun > 25
    assert slow == []
    assert time.monotonic() - begun < 45


def test_a_caller_that_does_not_read_delays_no_other(host):
    body = b'"' + b"x" * 6000000 + b'"'
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", host.port))
    s.sendall(POST + HOST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    host.wait_log("REPORT")
    for n in range(5):
        assert host.invoke("one", n).body == b"%d" % n
    s.close()


def test_nothing_is_left_of_many_calls(host):
    def fds():
        return len(os.listdir(f"/proc/{host.process.pid}/fd"))

    host.invoke("one", 1)
    wait_for(lambda: fds())
    before = fds()
    for n in range(200):
        host.invoke("one", n)
        if n % 20 == 0:
            host.begin("one", n).close()
            host.invoke("one", {"do": "exit", "status": 0})
    host.invoke("one", 1)
    wait_for(lambda: fds() <= before)


def test_an_idle_host_sleeps(host):
    host.invoke("one", 1)

    def switches():
        text = open(f"/proc/{host.process.pid}/status").read()
        return int(re.search(r"\nvoluntary_ctxt_switches:\s*(\d+)", text)[1])

    # The last caller's connection is swept once, a second after it left.
    time.sleep(1.5)
    before = switches()
    time.sleep(2)
    assert switches() - before <= 1


def test_json_is_answered_whatever_the_gate_refuses(host):
    answer = parse_answer(host.raw(POST + b"Host: evil\r\n" + ONE + b"\r\n1"))
    assert json.loads(answer.body)["Message"]
    assert answer.headers["connection"].lower() == "close"
