"""The Runtime API as a foe, item by item. What is refused is in
test_hostile_api.py, by the same numbers; answers are in test_hostile_posts.py.

 1 closed or reset at once          11 large, many, folded headers; NUL, bare LF
 2 broken off in the middle         12 no id, two, one that is no id
 3 Content-Length too long          13 deadline: none, past, far, no number
 4 too short: the rest is no answer 14 the largest event, one more, endless
 5 neither length nor chunks        15 one byte a second
 6 lengths that are none, or two    16 other statuses, HTML, nothing at all
 7 length and chunks                17 HTTP/0.9, 1.0, 2
 8 chunks without end or sense      18 the same event again, and for ever
 9 1xx with headers                 19 what can become of an answer
10 1xx for ever                     20 stalls; no such name, no such port
"""

import json
import socket
import struct
import time

import pytest
from bounds import MIB, bounded
from parts import MOST, STATIC, free_port, write

pytestmark = pytest.mark.prompt

OK = "HTTP/1.1 200 OK\r\n"
ID = "Lambda-Runtime-Aws-Request-Id: odd-1\r\n"
FAR = "Lambda-Runtime-Deadline-Ms: 99999999999999\r\n"
HEAD = OK + ID + FAR
END = "Content-Length: 2\r\n\r\n{}"
TOLD = """
#!python
import json, os, sys
data = sys.stdin.buffer.read()
print(json.dumps({"size": len(data), **{k: v for k, v in os.environ.items()
      if k.startswith(("DAYFLY_", "_X_")) and k != "DAYFLY_DEADLINE_MS"}}))
"""


@pytest.fixture
def told(wire, tmp_path):
    """The bootstrap waiting for an event; its handler tells what it got."""
    write(tmp_path, "told.py", TOLD)
    peer = wire("told.py")
    peer.expect_next()
    return peer


def reset(peer):
    """Closes the connection in such a way that the other side sees a reset."""
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                           struct.pack("ii", 1, 0))
    peer.socket.close()


def serves_on(peer):
    """The next event is served, and only it."""
    line, _, body = peer.turn(b"good", request_id="good-1")
    assert line.endswith("/good-1/response HTTP/1.1")
    assert json.loads(body) == {"size": 4, "DAYFLY_REQUEST_ID": "good-1"}


@pytest.mark.parametrize("sent", ["", HEAD + "Content-Length: 9\r\n\r\n{}",
                                  HEAD + "Content-Le"])
def test_1_2_a_reset_connection_brings_no_event(told, sent):
    with bounded(told.process, seconds=2):
        told.send(sent.encode())
        reset(told)
        told.accept()
        serves_on(told)
    assert told.log.count("trying again") == 1


def test_4_what_follows_a_body_is_not_the_next_answer(told):
    told.send((HEAD + END + OK + ID.replace("odd", "smuggled") + FAR + END)
              .encode())
    assert "/odd-1/response" in told.take_post()[0]
    serves_on(told)


def chunks_for_ever(peer):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    peer.send((HEAD + "Transfer-Encoding: chunked\r\n\r\n").encode())
    while True:
        peer.send(chunk)


def bytes_for_ever(peer):
    peer.send((HEAD + f"Content-Length: {1 << 62}\r\n\r\n").encode())
    while True:
        peer.send(b"x" * 0x10000)


def one_byte_more(peer):
    peer.give(b"x" * (MOST + 1), request_id="odd-1")


@pytest.mark.parametrize("foe", [chunks_for_ever, bytes_for_ever,
                                 one_byte_more])
def test_8_14_an_event_without_end_is_answered_and_not_kept(told, foe):
    with bounded(told.process, seconds=3, event=2 * MOST):
        try:
            foe(told)
        except OSError:
            pass  # it had enough
        told.accept()
        line, _, body = told.take_post()
    assert line.endswith("/odd-1/error HTTP/1.1")
    assert json.loads(body)["errorType"] == "Runtime.UnmarshalError"
    serves_on(told)


def test_14_the_largest_event_is_served(told):
    told.give(b"x" * MOST)
    assert json.loads(told.take_post()[2])["size"] == MOST
    serves_on(told)


def test_8_a_chunk_with_a_long_extension_has_its_two_bytes(told):
    told.send((HEAD + "Transfer-Encoding: chunked\r\n\r\n2;a=" + "b" * 100000 +
               "\r\n{}\r\n0\r\n\r\n").encode())
    line, _, body = told.take_post()
    assert "/odd-1/response" in line and json.loads(body)["size"] == 2
    serves_on(told)


def test_9_headers_of_a_1xx_belong_to_no_event(told):
    told.send(("HTTP/1.1 103 Early Hints\r\n"
               "Lambda-Runtime-Aws-Tenant-Id: stuck\r\n"
               "Lambda-Runtime-Trace-Id: stuck\r\n"
               "Lambda-Runtime-Invocation-Id: stuck\r\n"
               "Content-Length: 99\r\n\r\n" + HEAD + END).encode())
    line, headers, body = told.take_post()
    assert json.loads(body) == {"size": 2, "DAYFLY_REQUEST_ID": "odd-1"}
    assert "stuck" not in str(headers)
    serves_on(told)


@pytest.mark.parametrize("odd", [
    HEAD + "X: y\r\n" * 20000 + END,
    (HEAD + END).replace("\r\n", "\n"),
    HEAD.replace(": ", ":") + END,
    HEAD.replace("Lambda", "lambda").replace("Id", "ID") + END,
    HEAD + ID + END,
    HEAD + "Lambda-Runtime-Trace-Id:\r\n" + END,
    HEAD.replace("1.1", "1.0") + END,
], ids=["11 20,000 headers", "11 bare LF", "11 no blank", "11 other case",
        "12 the same id twice", "11 an empty header", "17 HTTP/1.0"])
def test_what_is_odd_but_whole_is_served(told, odd):
    with bounded(told.process, seconds=2, event=8 * MIB):
        told.send(odd.encode())
        if "1.0" in odd:
            told.socket.close()  # what 1.0 does
            told.socket = None
        line, _, body = told.take_post()
    assert "/odd-1/response" in line
    assert json.loads(body) == {"size": 2, "DAYFLY_REQUEST_ID": "odd-1"}
    serves_on(told)


def test_11_a_control_character_goes_no_further(told):
    told.send((HEAD + "Lambda-Runtime-Invocation-Id: a\x01X: b\r\n" + END)
              .encode())
    line, headers, body = told.take_post()
    assert line.endswith("/odd-1/error HTTP/1.1")
    assert "lambda-runtime-invocation-id" not in headers
    assert "control character" in json.loads(body)["errorMessage"]
    serves_on(told)


def test_11_a_bare_return_within_a_header_goes_no_further(told):
    """A new libcurl refuses such an answer, an old one lets it pass."""
    told.send((HEAD + "Lambda-Runtime-Invocation-Id: a\rX: b\r\n" + END)
              .encode())
    line, headers = told.head()
    assert "lambda-runtime-invocation-id" not in headers
    if line.startswith("GET "):
        assert "cannot get the next event" in told.log
        told.give(b"1", request_id="odd-2")
        line, _, _ = told.take_post()
        assert "/odd-2/response" in line
    else:
        assert line.endswith("/odd-1/error HTTP/1.1")
        body = told.exactly(int(headers["content-length"]))
        assert "control character" in json.loads(body)["errorMessage"]
        told.say("202 Accepted")
    serves_on(told)


def test_15_one_byte_a_second_is_waited_for(told):
    with bounded(told.process, seconds=4, cpu=0.1):
        told.send((HEAD + "Content-Length: 3\r\n\r\n").encode())
        for _ in range(3):
            time.sleep(1)
            told.send(b"1")
        assert json.loads(told.take_post()[2])["size"] == 3
    serves_on(told)


def test_16_an_answer_with_no_body_is_an_event_of_no_bytes(told):
    told.send((HEAD + "Content-Length: 0\r\n\r\n").encode())
    assert json.loads(told.take_post()[2])["size"] == 0
    serves_on(told)


@pytest.mark.parametrize("status,most", [
    ("500 Internal Server Error", 1), ("503 Busy", 1), ("599 Odd", 1),
    ("429 Too Many Requests", 3), ("403 Forbidden", 3),
    ("200 OK", 3), ("307 Elsewhere", 3)])
def test_16_a_storm_of_refusals_ends_the_bootstrap(told, status, most):
    with bounded(told.process, seconds=2):
        for count in range(1, most + 1):
            told.say(status, b'{"errorMessage":"not now"}')
            if count < most:
                told.expect_next()
        assert told.process.wait(2) == 1
    assert "cannot get an event from the Runtime API" in told.log


def test_18_the_same_id_twice_is_two_events(told):
    for event in (b"a", b"bc"):
        told.give(event, request_id="same", Lambda_Runtime_Invocation_Id=None)
        assert json.loads(told.take_post()[2])["size"] == len(event)
        told.expect_next()
    told.give(b"good", request_id="good-1")
    assert "good-1" in told.take_post()[0]


def test_20_a_name_is_looked_up(wire, tmp_path):
    write(tmp_path, "told.py", TOLD)
    peer = wire("told.py", start=False)
    peer.env["AWS_LAMBDA_RUNTIME_API"] = f"localhost:{peer.port}"
    peer.launch()
    assert peer.expect_next()["host"] == f"localhost:{peer.port}"
    peer.give(b"x")
    assert json.loads(peer.take_post()[2])["size"] == 1


@pytest.mark.parametrize("api", ["no-such-name.invalid:9001", "127.0.0.1:0",
                                 "127.0.0.1:{closed}", "[::1]:{closed}",
                                 "not a host", "127.0.0.1:99999", "", "http://x"])
def test_20_an_api_that_is_not_there_ends_the_bootstrap(wire, tmp_path, api):
    write(tmp_path, "told.py", TOLD)
    peer = wire("told.py", start=False)
    peer.env["AWS_LAMBDA_RUNTIME_API"] = api.format(closed=free_port())
    began = time.monotonic()
    peer.launch()
    assert peer.process.wait(8) == 1
    assert time.monotonic() - began < 8
    assert "AWS_LAMBDA_RUNTIME_API" in peer.log or \
        "cannot get an event from the Runtime API" in peer.log


def test_11_a_folded_header_is_refused_or_one_value(told):
    """A newer libcurl joins its lines, as RFC 9112 has it."""
    told.send((HEAD + "Lambda-Runtime-Trace-Id: a\r\n\t b\r\n" + END).encode())
    if STATIC:
        assert json.loads(told.take_post()[2])["_X_AMZN_TRACE_ID"] == "a b"
        told.expect_next()
    else:
        told.expect_next()
        assert "goes on in another line" in told.log
    told.give(b"good", request_id="good-1")
    assert "good-1" in told.take_post()[0]
