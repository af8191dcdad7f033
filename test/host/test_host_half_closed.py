"""Callers that close only their side of the connection after their request."""

import json
import socket
import time

import pytest

from hosting import make_function


def half_closed(host, event, path="/2015-03-31/functions/one/invocations"):
    """A caller that closes its side after its request, as `nc -N` does."""
    body = json.dumps(event).encode()
    s = host.connect()
    s.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n"
              f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    s.shutdown(socket.SHUT_WR)
    return s


@pytest.mark.parametrize("event", [1, {"do": "sleep", "s": 0.5}])
def test_a_caller_that_has_closed_its_side_gets_its_answer(host, event):
    first = host.begin("one", {"do": "sleep", "s": 0.3})
    callers = [half_closed(host, event) for _ in range(3)]
    assert host.finish(first).status == 200
    for s in callers:
        answer = host.finish(s)
        assert answer.status == 200 and not answer.failed


def test_the_same_over_ipv6(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve(options=("--listen", "[::1]:0"))
    for event in (1, {"do": "sleep", "s": 0.5}):
        body = json.dumps(event).encode()
        s = socket.create_connection(("::1", host.port), 20)
        s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
                  b"Host: localhost\r\nContent-Length: %d\r\n\r\n"
                  % len(body) + body)
        s.shutdown(socket.SHUT_WR)
        assert host.finish(s).status == 200


def test_a_caller_that_has_closed_its_side_gets_its_stream(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "run.sh").write_text("#!/bin/sh\necho a\nsleep 0.5\necho b\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "run.sh", "output": "stream",
         "url": {"invokeMode": "RESPONSE_STREAM"}}))
    host = serve()
    answer = host.finish(half_closed(host, 1, "/lambda-url/one/"))
    assert answer.body == b"2\r\na\n\r\n2\r\nb\n\r\n0\r\n\r\n"


def test_a_caller_that_leaves_afterwards_is_dropped_from_the_queue(host):
    first = host.begin("one", {"do": "sleep", "s": 1})
    host.wait_log("START")
    s = half_closed(host, {"do": "print", "text": "not to be run"})
    time.sleep(0.1)  # noticed that it has closed its side
    s.close()
    assert host.finish(first).status == 200
    assert host.invoke("one", 1).body == b"1"
    assert "not to be run" not in host.log()


def test_half_a_request_of_a_caller_that_has_closed_its_side_ends_it(host):
    s = host.connect()
    s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
              b"Host: localhost\r\nContent-Length: 5\r\n\r\n12")
    s.shutdown(socket.SHUT_WR)
    s.settimeout(5)
    assert b"200 OK" not in s.recv(4096)
    assert s.recv(4096) == b""
