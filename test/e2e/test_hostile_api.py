"""P13: bytes that are not provably whole are never an event. The handler
writes down that it ran, so that running on a bad event is seen."""

import json
import time

import pytest
from parts import MOST, write

RAN = """
#!/bin/sh
cat >> {folder}/ran
echo >> {folder}/ran
echo '"ok"'
"""
ID = "Lambda-Runtime-Aws-Request-Id: bad-1\r\n"
FAR = "Lambda-Runtime-Deadline-Ms: 99999999999999\r\n"
OK = "HTTP/1.1 200 OK\r\n"

# What the server says to the first `next`; it then closes.
REFUSED = {
    "closed at once": "",
    "half a status line": "HTTP/1.1 20",
    "length longer than the body": OK + ID + FAR + "Content-Length: 9\r\n\r\n{}",
    "no length, then close": OK + ID + FAR + "\r\n{}",
    "length beyond 2^63": OK + ID + FAR +
                          "Content-Length: 99999999999999999999\r\n\r\n{}",
    "negative length": OK + ID + FAR + "Content-Length: -2\r\n\r\n{}",
    "words for a length": OK + ID + FAR + "Content-Length: two\r\n\r\n{}",
    "two lengths": OK + ID + FAR +
                   "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "length and chunks": OK + ID + FAR + "Content-Length: 2\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "unfinished chunks": OK + ID + FAR +
                         "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    "bad chunk size": OK + ID + FAR +
                      "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "unknown coding": OK + ID + FAR + "Transfer-Encoding: gzip\r\n\r\n{}",
    "no id": OK + FAR + "Content-Length: 2\r\n\r\n{}",
    "empty id": OK + "Lambda-Runtime-Aws-Request-Id:\r\n" + FAR +
                "Content-Length: 2\r\n\r\n{}",
    "two ids": OK + ID + ID.replace("bad-1", "bad-2") + FAR +
               "Content-Length: 2\r\n\r\n{}",
    "id with a path": OK + ID.replace("bad-1", "../../x") + FAR +
                      "Content-Length: 2\r\n\r\n{}",
    "id with a query": OK + ID.replace("bad-1", "x?y#z") + FAR +
                       "Content-Length: 2\r\n\r\n{}",
    "id of 60 KB": OK + ID.replace("bad-1", "x" * 60000) + FAR +
                   "Content-Length: 2\r\n\r\n{}",
    "status 204": "HTTP/1.1 204 No Content\r\n" + ID + FAR + "\r\n",
    "status 404": "HTTP/1.1 404 Not Found\r\n" + ID + FAR +
                  "Content-Length: 2\r\n\r\n{}",
    "status 302": "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n" +
                  ID + FAR + "Content-Length: 2\r\n\r\n{}",
    "HTTP/0.9": "{}",
    "HTML": OK + "Content-Length: 15\r\n\r\n<html>502</html",
    "endless headers": OK + ID + FAR + "X: " + "y" * 90000 + "\r\n" +
                       ("X: y\r\n" * 300000),
    "endless 1xx": "HTTP/1.1 100 Continue\r\n\r\n" * 1000,
    "id only in a 1xx": "HTTP/1.1 103 Early Hints\r\n" + ID + FAR + "\r\n" +
                        OK + "Content-Length: 2\r\n\r\n{}",
    "id only in a trailer": OK + FAR + "Transfer-Encoding: chunked\r\n\r\n"
                            "2\r\n{}\r\n0\r\n" + ID + "\r\n",
}


def ran(tmp_path):
    path = tmp_path / "ran"
    return path.read_text().split() if path.exists() else []


@pytest.mark.parametrize("what", REFUSED)
def test_p13_it_is_refused_and_the_next_event_served(wire, tmp_path, what):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    try:
        peer.send(REFUSED[what].encode())
    except OSError:
        pass  # it had heard enough
    peer.socket.close()
    peer.accept()
    peer.expect_next()  # it asked again
    assert ran(tmp_path) == []
    peer.give(b"good", request_id="good-1")
    line, _, body = peer.take_post()
    assert "good-1/response" in line and body.strip() == b'"ok"'
    assert ran(tmp_path) == ["good"]
    assert "trying again" in peer.log


def test_three_refusals_in_a_row_end_the_bootstrap(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    for _ in range(3):
        peer.expect_next()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n{}")
        peer.socket.close()
        peer.socket = None
        peer.rest = b""
    assert peer.process.wait(5) == 1
    assert ran(tmp_path) == []
    assert "no event to be had" in peer.log


def test_500_ends_the_bootstrap_at_once(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    peer.say("500 Internal Server Error", b"{}")
    assert peer.process.wait(5) == 1


def test_nobody_listens(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh", start=False)
    peer.listener.close()
    began = time.monotonic()
    peer.launch()
    assert peer.process.wait(10) == 1
    assert time.monotonic() - began < 3
    assert "no event to be had" in peer.log


@pytest.mark.parametrize("deadline", [None, "", "0", "soon", "-5", "1e9",
                                      " 12 34"])
def test_a_deadline_that_is_none_is_refused_with_an_answer(
        wire, tmp_path, deadline):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    text = "" if deadline is None else \
        f"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"
    peer.send(f"{OK}{ID}{text}Content-Length: 2\r\n\r\n{{}}".encode())
    line, _, body = peer.take_post()
    assert line.endswith("/bad-1/error HTTP/1.1")
    error = json.loads(body)
    assert error["errorType"] == "Runtime.LambdaContextUnmarshalError"
    assert "Deadline-Ms" in error["errorMessage"]
    assert ran(tmp_path) == []
    assert peer.turn(b"good")[2].strip() == b'"ok"'


def test_a_deadline_years_away_is_brought_back(wire, tmp_path):
    write(tmp_path, "hang.sh", "#!/bin/sh\nsleep 100\n")
    peer = wire("hang.sh", DAYFLY_TIMEOUT=1)
    began = time.monotonic()
    _, _, body = peer.turn(deadline="1" + "0" * 30)
    assert json.loads(body)["errorType"] == "Sandbox.Timedout"
    assert time.monotonic() - began < 1.5


def test_a_deadline_in_the_past_is_answered_at_once(wire, tmp_path):
    write(tmp_path, "hang.sh", "#!/bin/sh\nsleep 100\n")
    peer = wire("hang.sh")
    began = time.monotonic()
    _, _, body = peer.turn(deadline=1000)
    assert json.loads(body)["errorType"] == "Sandbox.Timedout"
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize("header", [
    "Lambda-Runtime-Trace-Id: a\r\nLambda-Runtime-Trace-Id: b\r\n",
    "Lambda-Runtime-Aws-Tenant-Id: " + "t" * 5000 + "\r\n"])
def test_a_header_that_cannot_be_used_is_refused_with_an_answer(
        wire, tmp_path, header):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    peer.send(f"{OK}{ID}{FAR}{header}Content-Length: 2\r\n\r\n{{}}".encode())
    line, _, body = peer.take_post()
    assert line.endswith("/bad-1/error HTTP/1.1")
    assert json.loads(body)["errorType"] == \
        "Runtime.LambdaContextUnmarshalError"
    assert ran(tmp_path) == []


def test_an_event_too_large_is_refused_with_an_answer(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    try:
        peer.give(b"x" * (MOST + 1), request_id="big-1")
    except OSError:
        pass
    peer.socket.close()
    peer.accept()
    line, _, body = peer.take_post()
    assert line.endswith("/big-1/error HTTP/1.1")
    assert json.loads(body)["errorType"] == "Runtime.UnmarshalError"
    assert ran(tmp_path) == []


def test_a_body_longer_than_its_length_is_no_part_of_the_next(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    peer.send((OK + ID + FAR + "Content-Length: 4\r\n\r\nfour" +
               OK + ID.replace("bad-1", "bad-2") + FAR +
               "Content-Length: 4\r\n\r\nmore").encode())
    line, _, _ = peer.take_post()
    assert "/bad-1/response" in line
    peer.turn(b"good", request_id="good-1")
    assert ran(tmp_path) == ["four", "good"]


def test_the_same_event_for_ever_ends_the_bootstrap(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    for _ in range(5):
        peer.turn(b"again", request_id="same")
    peer.expect_next()
    peer.give(b"again", request_id="same")
    assert peer.process.wait(5) == 1
    assert "the same event came" in peer.log


def test_a_slow_server_is_waited_for(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    whole = OK + ID + FAR + "Content-Length: 2\r\n\r\n{}"
    for byte in whole.encode():
        peer.send(bytes([byte]))
        time.sleep(0.003)
    assert "bad-1/response" in peer.take_post()[0]
