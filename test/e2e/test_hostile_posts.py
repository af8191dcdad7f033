"""What can become of an answer (19), and a server that stands still (20): the
event's time is the bound, the numbers are those of test_hostile_items.py."""

import json
import socket
import struct
import time

import pytest
from bounds import bounded, half_a_second
from parts import write

pytestmark = pytest.mark.prompt

HEAD = ("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: still-1\r\n"
        "Lambda-Runtime-Deadline-Ms: {deadline}\r\n")
LARGE = b'"' + b"e" * 6000000 + b'"'


@pytest.fixture
def echo(wire, tmp_path):
    write(tmp_path, "echo.sh", "#!/bin/sh\nexec cat\n")
    peer = wire("echo.sh")
    peer.expect_next()
    return peer


def serves_on(peer):
    line, _, body = peer.turn(b"7", request_id="good-1")
    assert "/good-1/response" in line and body == b"7"


def test_19_a_late_202_is_waited_for(echo):
    with bounded(echo.process, seconds=3, cpu=0.1):
        echo.give()
        echo.take_post(reply=False)
        time.sleep(2)
        echo.say("202 Accepted")
        serves_on(echo)


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "204 No Content"])
def test_19_every_2xx_is_a_yes(echo, status):
    echo.give()
    echo.take_post(status)
    serves_on(echo)


@pytest.mark.parametrize("answer", [
    "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Yes\r\nContent-Length: 0\r\n\r\n",
])
def test_19_an_event_that_is_settled_is_left(echo, answer):
    echo.give()
    echo.take_post(reply=False)
    echo.send(answer.encode())
    serves_on(echo)


@pytest.mark.parametrize("status,word", [
    ("202 Accepted", ""), ("413 Too Large", "rejected the response")])
def test_19_an_answer_to_a_post_that_is_not_read_yet(echo, status, word):
    """It may take what it was told, or leave: it must not run the event again,
    nor send the rest of the body where the next request belongs."""
    echo.give(LARGE, request_id="large-1")
    line, _ = echo.head()
    assert "/large-1/response" in line
    echo.say(status, head="Connection: close\r\n")
    echo.socket.settimeout(2)
    try:
        while echo.socket.recv(1 << 20):
            pass
    except OSError:
        pass
    echo.socket.close()
    echo.socket = None
    echo.rest = b""
    serves_on(echo)
    assert word in echo.log


def lost_before_a_word(peer):
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                           struct.pack("ii", 1, 0))
    peer.socket.close()


def lost_within_the_status(peer):
    peer.send(b"HTTP/1.1 20")
    peer.socket.close()


def lost_within_the_body(peer):
    peer.send(b"HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n{")
    peer.socket.close()


def test_19_an_answer_that_may_be_lost_ends_the_bootstrap(echo):
    echo.give()
    echo.take_post(reply=False)
    lost_within_the_body(echo)
    assert echo.process.wait(3) == 1
    assert "cannot send the response" in echo.log


@pytest.mark.parametrize("foe", [lost_before_a_word, lost_within_the_status])
def test_19_a_reset_after_all_was_sent_does_not_run_the_event_again(echo, foe):
    """libcurl sends it once more on a new connection; a server that had it
    says 403 then, and that is the end of it."""
    echo.give(b"1", request_id="once-1")
    line, _, first = echo.take_post(reply=False)
    foe(echo)
    echo.socket = None
    echo.rest = b""
    again, _, body = echo.take_post("403 Forbidden")
    assert (again, body) == (line, first)
    serves_on(echo)


# A header may go on in the next line, so a new libcurl tells of it when the next
# one begins: hence something behind the deadline's.
@pytest.mark.parametrize("sent", [
    HEAD + "X: y\r\n", HEAD + "Content-Length: 9\r\n\r\n", HEAD + "Content-Length: 9\r\n\r\n{",
    HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"])
def test_20_an_event_that_stands_still_is_given_up_after_its_time(echo, sent):
    deadline = int((time.time() + 2) * 1000)
    with bounded(echo.process, seconds=6, cpu=0.1):
        echo.send(sent.replace("{deadline}", str(deadline)).encode())
        echo.accept()
        assert time.time() * 1000 >= deadline
        serves_on(echo)
    assert "the server made no progress" in echo.log


def test_20_a_drip_does_not_make_an_events_time_longer(echo):
    began = time.monotonic()
    echo.send(HEAD.format(deadline=int((time.time() + 2) * 1000)).encode())
    with pytest.raises(OSError):
        for _ in range(50):
            echo.send(b"X: y\r\n")
            time.sleep(0.1)
    assert 2 < time.monotonic() - began < 4.9
    echo.accept()
    serves_on(echo)


@pytest.mark.parametrize("sent", ["", "HTTP/1.1 2",
                                  "HTTP/1.1 202 Yes\r\nContent-Length: 9\r\n"
                                  "\r\n{"])
def test_20_an_answer_the_server_does_not_accept_ends_the_bootstrap_in_time(
        echo, sent):
    with bounded(echo.process, seconds=6, cpu=0.1):
        echo.give(seconds=2)
        echo.take_post(reply=False)
        echo.send(sent.encode())
        assert echo.process.wait(10) == 1
    assert "cannot send the response: the server made no progress" in echo.log


def test_20_an_answer_the_server_does_not_read_ends_the_bootstrap_in_time(
        echo):
    with bounded(echo.process, seconds=6, event=4 * len(LARGE)):
        echo.give(LARGE, seconds=2)
        assert echo.process.wait(10) == 1
    assert "cannot send the response: the server made no progress" in echo.log


@pytest.mark.parametrize("sent", ["", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nX: "])
def test_20_without_a_deadline_it_waits_for_nothing_and_exits_on_sigterm(
        echo, sent):
    """The sandbox may be frozen while `next` is under way: no time is too
    long, and it costs none."""
    with bounded(echo.process, seconds=2, cpu=0.05):
        echo.send(sent.encode())
        time.sleep(0.5)
        assert echo.process.poll() is None
        began = time.monotonic()
        echo.process.terminate()
        assert echo.process.wait(2) == 143
        assert time.monotonic() - began < half_a_second(began)


def test_20_an_init_error_that_cannot_be_posted_exits_on_sigterm(
        wire, tmp_path):
    peer = wire("gone.handler")
    line, _, body = peer.take_post(reply=False)
    assert line.endswith("/runtime/init/error HTTP/1.1") and json.loads(body)
    peer.process.terminate()
    assert peer.process.wait(2) == -15
