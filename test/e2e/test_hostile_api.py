"""P13: bytes that are not provably whole are never an event. The handler
writes down that it ran, so that running on a bad event is seen.

The numbers are those of the list in test_hostile_items.py."""

import json
import time

import pytest
from bounds import MIB, bounded, limit
from parts import MOST, STATIC, write

pytestmark = pytest.mark.prompt

RAN = """
#!/bin/sh
cat >> {folder}/ran
echo >> {folder}/ran
echo '"ok"'
"""
ID = "Lambda-Runtime-Aws-Request-Id: bad-1\r\n"
FAR = "Lambda-Runtime-Deadline-Ms: 99999999999999\r\n"
OK = "HTTP/1.1 200 OK\r\n"

END = "Content-Length: 2\r\n\r\n{}"
CHUNKED = OK + ID + FAR + "Transfer-Encoding: chunked\r\n\r\n"


def with_id(value):
    return OK + f"Lambda-Runtime-Aws-Request-Id: {value}\r\n" + FAR + END


def with_status(status):
    return f"HTTP/1.1 {status}\r\n" + ID + FAR + END


# What the server says to the first `next`; it then closes.
REFUSED = {
    "1 closed at once": "",
    "2 half a status line": "HTTP/1.1 20",
    "3 length longer than the body": OK + ID + FAR +
                                     "Content-Length: 9\r\n\r\n{}",
    "5 no length, then close": OK + ID + FAR + "\r\n{}",
    "6 length beyond 2^63": OK + ID + FAR +
                            "Content-Length: 99999999999999999999\r\n\r\n{}",
    "6 length of 2^64 + 2": OK + ID + FAR +
                            "Content-Length: 18446744073709551618\r\n\r\n{}",
    "6 negative length": OK + ID + FAR + "Content-Length: -2\r\n\r\n{}",
    "6 words for a length": OK + ID + FAR + "Content-Length: two\r\n\r\n{}",
    "6 hexadecimal length": OK + ID + FAR + "Content-Length: 0x2\r\n\r\n{}",
    "6 a list of lengths": OK + ID + FAR + "Content-Length: 2, 2\r\n\r\n{}",
    "6 two lengths": OK + ID + FAR + "Content-Length: 3\r\n" + END,
    "7 length and chunks": OK + ID + FAR + "Content-Length: 2\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n"
                           "2\r\n{}\r\n0\r\n\r\n",
    "8 unfinished chunks": CHUNKED + "2\r\n{}\r\n",
    "8 bad chunk size": CHUNKED + "zz\r\n{}\r\n0\r\n\r\n",
    "8 negative chunk size": CHUNKED + "-2\r\n{}\r\n0\r\n\r\n",
    "8 chunk size beyond 2^64": CHUNKED + "10000000000000002\r\n{}\r\n0\r\n\r\n",
    "8 no end of a chunk": CHUNKED + "2\r\n{}0\r\n\r\n",
    "8 two codings": CHUNKED[:-2] + CHUNKED[CHUNKED.index("Tr"):] + "0\r\n\r\n",
    "8 unknown coding": OK + ID + FAR + "Transfer-Encoding: gzip\r\n\r\n{}",
    "8 two codings": OK + ID + FAR +
                     "Transfer-Encoding: gzip, chunked\r\n\r\n"
                     "2\r\n{}\r\n0\r\n\r\n",
    "9 id only in a 1xx": "HTTP/1.1 103 Early Hints\r\n" + ID + FAR + "\r\n" +
                          OK + END,
    "9 id only in a trailer": OK + FAR + "Transfer-Encoding: chunked\r\n\r\n"
                              "2\r\n{}\r\n0\r\n" + ID + "\r\n",
    "10 1000 times 1xx": "HTTP/1.1 100 Continue\r\n\r\n" * 1000,
    "10 200,000 times 1xx": "HTTP/1.1 100 Continue\r\n\r\n" * 200000,
    "11 a header of 1 MB": OK + ID + FAR + "X: " + "y" * MIB + "\r\n" + END,
    "11 endless headers": OK + ID + FAR + "X: " + "y" * 90000 + "\r\n" +
                          ("X: y\r\n" * 300000),
    "11 a folded id": OK + ID.replace("\r\n", "\r\n -2\r\n") + FAR + END,
    "11 a folded header": OK + ID + FAR + "X: a\r\n\tb\r\n" + END,
    "11 a NUL in a header": OK + ID + FAR + "X: a\0b\r\n" + END,
    "11 a NUL in a name": OK + ID + FAR + "X\0: a\r\n" + END,
    "11 a status among headers": OK + ID + FAR + OK + ID + FAR + END,
    "12 no id": OK + FAR + END,
    "12 empty id": with_id(""),
    "12 two ids": OK + ID + ID.replace("bad-1", "bad-2") + FAR + END,
    "12 id with a path": with_id("../../x"),
    "12 id with a slash": with_id("x/y"),
    "12 id with a query": with_id("x?y#z"),
    "12 id with a fragment": with_id("x#z"),
    "12 id with a percent": with_id("x%2fy"),
    "12 id with a blank": with_id("x y"),
    "12 id with a CR": with_id("x\ry"),
    "12 id with a NUL": with_id("x\0y"),
    "12 id with an umlaut": with_id("\u00e4"),
    "12 id of 60 KB": with_id("x" * 60000),
    "16 status 204": "HTTP/1.1 204 No Content\r\n" + ID + FAR + "\r\n",
    "16 status 201": with_status("201 Created"),
    "16 status 302": "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                     + ID + FAR + END,
    "16 status 401": with_status("401 Unauthorized"),
    "16 status 403": with_status("403 Forbidden"),
    "16 status 404": with_status("404 Not Found"),
    "16 status 429": with_status("429 Too Many Requests"),
    "16 status 418": with_status("418 Teapot"),
    "16 HTML": OK + "Content-Length: 15\r\n\r\n<html>502</html",
    "17 HTTP/0.9": "{}",
    "17 HTTP/1.0 without a length": "HTTP/1.0 200 OK\r\n" + ID + FAR +
                                    "\r\n{}",
    "17 HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0" * 9,
    "17 frames of HTTP/2": "\0\0\0\4\0\0\0\0\0" * 3,
}
if STATIC:  # its libcurl joins such lines: test_hostile_items.py
    del REFUSED["11 a folded header"]


def ran(tmp_path):
    path = tmp_path / "ran"
    return path.read_text().split() if path.exists() else []


@pytest.mark.parametrize("what", REFUSED)
def test_p13_it_is_refused_and_the_next_event_served(wire, tmp_path, what):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    with bounded(peer.process, seconds=2, event=MIB):
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


# A newer libcurl, that of the static bootstrap, sees some of it before us.
@pytest.mark.parametrize("what,word", [
    ("5 no length, then close", "neither Content-Length nor chunks"),
    ("6 two lengths", "Invalid Content-Length" if STATIC else
     "two Content-Lengths"),
    ("7 length and chunks", "chunked and has a Content-Length"),
    ("8 unknown coding", "Unsolicited Transfer-Encoding (gzip)" if STATIC else
     "Transfer-Encoding is not chunked"),
    ("10 1000 times 1xx", "no end"),
    ("12 no id", "without a request id"), ("12 two ids", "two values"),
    ("12 id with a slash", "not allowed in a URL"),
    ("16 status 429", "HTTP status 429")])
def test_the_log_names_what_was_wrong(wire, tmp_path, what, word):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    try:
        peer.send(REFUSED[what].encode())
    except OSError:
        pass
    peer.socket.close()
    peer.accept()
    peer.expect_next()
    assert word in peer.log


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
    assert "cannot get an event" in peer.log


def test_500_ends_the_bootstrap_at_once(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh")
    peer.expect_next()
    peer.say("500 Internal Server Error", b"{}")
    assert peer.process.wait(5) == 1


def test_a_port_without_a_listener(wire, tmp_path):
    write(tmp_path, "ran.sh", RAN.format(folder=tmp_path))
    peer = wire("ran.sh", start=False)
    peer.listener.close()
    began = time.monotonic()
    peer.launch()
    assert peer.process.wait(10) == 1
    assert time.monotonic() - began < 8
    assert "cannot get an event" in peer.log
    assert f"{peer.port} after" in peer.log  # libcurl says where, and why


@pytest.mark.parametrize("deadline", [None, "", "0", "soon", "-5", "1e9",
                                      " 12 34"])
def test_an_invalid_deadline_is_refused_with_an_answer(
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
    assert time.monotonic() - began < 4


def test_a_deadline_in_the_past_is_answered_at_once(wire, tmp_path):
    write(tmp_path, "hang.sh", "#!/bin/sh\nsleep 100\n")
    peer = wire("hang.sh")
    began = time.monotonic()
    _, _, body = peer.turn(deadline=1000)
    assert json.loads(body)["errorType"] == "Sandbox.Timedout"
    assert time.monotonic() - began < limit(2, began)


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
