"""A function URL whose answer goes out while the function makes it."""

import json
import socket
import subprocess
import time

import pytest

from hosting import make_function, parse_answer
from stalls import limit

pytestmark = pytest.mark.prompt

CLIENT = "url_client.py"
PRELUDE = "application/vnd.awslambda.http-integration-response"
NULS = "\0" * 8


@pytest.fixture
def host(tmp_path, serve):
    make_function(tmp_path / "live", {
        "timeout": 2, "url": {"invokeMode": "RESPONSE_STREAM"}}, CLIENT)
    return serve()


def begin(host, do, version="1.1", method="GET"):
    s = host.connect()
    s.sendall(f"{method} /lambda-url/live/ HTTP/{version}\r\nHost: localhost\r\n"
              f"Connection: close\r\nX-Do: {json.dumps(do)}\r\n\r\n".encode())
    return s


def read_until(s, mark):
    got = b""
    while mark not in got:
        more = s.recv(65536)
        assert more, got
        got += more
    return got


def rest(s):
    got = b""
    while True:
        more = s.recv(65536)
        if not more:
            break
        got += more
    s.close()
    return got


def chunks(body):
    """The payload of a chunked body; None when its end is missing."""
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        size = int(size, 16)
        if size == 0:
            return whole
        if len(body) < size:
            return None
        whole += body[:size]
        body = body[size + 2:]
    return None


def ask(host, do, method="GET"):
    answer = parse_answer(rest(begin(host, do, method=method)))
    if answer.headers.get("transfer-encoding") == "chunked":
        answer.body = chunks(answer.body)
    return answer


def prelude(text, *pieces, **more):
    if not isinstance(text, str):
        text = json.dumps(text)
    return {"type": PRELUDE, "stream": [text + NULS, *pieces], **more}


def test_what_is_sent_arrives_before_the_function_has_ended(host, tmp_path):
    s = begin(host, {"type": "text/plain", "stream": ["one", "@go", "two"]})
    got = read_until(s, b"one")
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nContent-Type: text/plain\r\n" in got
    assert b"two" not in got
    (tmp_path / "live" / "go").touch()
    body = (got + rest(s)).partition(b"\r\n\r\n")[2]
    assert chunks(body) == b"onetwo"


def test_curl_shows_it_as_it_comes(host, tmp_path):
    do = json.dumps({"stream": ["one\n", "@go", "two\n"]})
    curl = subprocess.Popen(
        ["curl", "-sN", "--noproxy", "*", "-H", f"X-Do: {do}",
         f"{host.url}/lambda-url/live/"], stdout=subprocess.PIPE)
    assert curl.stdout.readline() == b"one\n"
    (tmp_path / "live" / "go").touch()
    assert curl.stdout.read() == b"two\n"
    assert curl.wait(10) == 0
    curl.stdout.close()


def test_a_prelude_sets_status_headers_and_cookies(host):
    s = begin(host, prelude(
        {"statusCode": 201, "headers": {"X-One": "1", "content-length": "9"},
         "cookies": ["a=1", "b=2"]}, "bo", "dy"))
    got = rest(s)
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 201 ")
    for line in (b"X-One: 1", b"Set-Cookie: a=1", b"Set-Cookie: b=2",
                 b"Content-Type: application/octet-stream",
                 b"Transfer-Encoding: chunked"):
        assert line in head.split(b"\r\n")
    assert b"ength" not in head
    assert b"x-amzn-RequestId: " in head
    assert chunks(body) == b"body"


def test_a_prelude_may_come_in_many_pieces_and_be_followed_at_once(host):
    text = '{"statusCode":418,"headers":{"content-type":"text/plain"}}'
    whole = text + NULS + "body\0" + NULS
    for pieces in ([whole], list(whole), [text, NULS[:3], NULS[3:] + "bo",
                                          "dy\0" + NULS]):
        answer = ask(host, {"type": PRELUDE + "; x=y", "stream": pieces})
        assert answer.status == 418
        assert answer.headers["content-type"] == "text/plain"
        assert answer.body == b"body\0" + NULS.encode()


def test_a_prelude_alone_is_an_answer_without_a_body(host):
    answer = ask(host, prelude({}))
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("do,reason", [
    ({"type": PRELUDE, "stream": ["{}"]}, "before the 8 NULs"),
    ({"type": PRELUDE, "stream": []}, "before the 8 NULs"),
    ({"type": PRELUDE, "stream": ["{}\0\0\0body"]}, "fewer than 8 NULs"),
    (prelude("{"), "not JSON"),
    (prelude("[]"), "must be a JSON object"),
    (prelude({"statusCode": 99}), "statusCode"),
    (prelude({"headers": {"a": "b\r\nc: d"}}), 'the header "a"'),
    (prelude({"cookies": "a"}, "body", "more"), "cookies"),
    ({"type": PRELUDE, "stream": ["x" * 1000], "times": 70}, "64 KiB"),
    ({"type": PRELUDE, "stream": ["{}"], "end": "error"}, "Runtime.Sad"),
    ({"type": PRELUDE, "stream": ["{}"], "end": "exit"}, "Runtime."),
    ({"type": PRELUDE, "stream": ["{}"], "end": "cut"},
     "Runtime.TruncatedResponse"),
    ({"error": 1}, "Runtime.Sad"),
    ({"exit": 1}, "Runtime.ExitError"),
    ({"sleep": 30}, "Sandbox.Timedout"),
])
def test_what_fails_before_its_first_byte_is_502(host, do, reason):
    answer = ask(host, do)
    assert answer.status == 502
    assert answer.body == b"Internal Server Error"
    assert reason in answer.headers["dayfly-reason"]
    assert ask(host, prelude({}, "ok")).body == b"ok"


@pytest.mark.parametrize("end", ["error", "exit", "cut"])
@pytest.mark.parametrize("kind", ["text/plain", PRELUDE])
def test_what_fails_after_it_is_a_body_without_its_end(host, end, kind):
    head = "{}" + NULS if kind == PRELUDE else ""
    s = begin(host, {"type": kind, "stream": [head + "half"], "end": end})
    got = rest(s)
    assert got.startswith(b"HTTP/1.1 200 ")
    body = got.partition(b"\r\n\r\n")[2]
    assert b"half" in body
    assert chunks(body) is None
    assert ask(host, prelude({}, "ok")).body == b"ok"


def test_a_response_that_breaks_off_is_noticed_at_once(host):
    for _ in range(20):
        begun = time.monotonic()
        answer = ask(host, {"type": PRELUDE, "stream": ["{}"], "end": "cut"})
        assert answer.status == 502
        assert time.monotonic() - begun < limit(2, begun)


def test_what_takes_too_long_is_a_body_without_its_end(host):
    s = begin(host, {"stream": ["half", "@go"]})
    got = rest(s)
    assert b"half" in got
    assert chunks(got.partition(b"\r\n\r\n")[2]) is None
    host.wait_log("Status: timeout")


def test_a_whole_response_is_sent_as_it_is(host):
    answer = ask(host, {"result": '{"statusCode":201,"body":"x"}'})
    assert answer.status == 200
    assert answer.body == b'{"statusCode":201,"body":"x"}'


def resident(host):
    """KB of memory that the host has."""
    status = open(f"/proc/{host.process.pid}/status").read()
    return int(status.partition("VmRSS:")[2].split()[0])


def test_a_slow_reader_slows_the_function_and_not_the_host(tmp_path, serve):
    make_function(tmp_path / "live", {
        "timeout": 60, "url": {"invokeMode": "RESPONSE_STREAM"}}, CLIENT)
    host = serve()
    before = resident(host)
    size = 1000 * 4000
    do = json.dumps({"stream": ["x" * 1000] * 4, "times": 4000})
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    s.connect(("127.0.0.1", host.port))
    s.sendall(f"GET /lambda-url/live/ HTTP/1.1\r\nHost: localhost\r\n"
              f"Connection: close\r\nX-Do: {do}\r\n\r\n".encode())
    head = read_until(s, b"\r\n\r\n")
    got = [head]
    for _ in range(200):
        got.append(s.recv(1000))
    assert resident(host) - before < 8000
    assert "REPORT" not in host.log()
    got.append(rest(s))
    body = b"".join(got).partition(b"\r\n\r\n")[2]
    assert chunks(body) == b"x" * size * 4


def test_a_caller_that_leaves_ends_nothing_for_the_next(host, tmp_path):
    s = begin(host, {"stream": ["one", "@go", "two"]})
    read_until(s, b"one")
    s.close()
    (tmp_path / "live" / "go").touch()
    assert ask(host, prelude({}, "ok")).body == b"ok"


@pytest.mark.parametrize("do", [
    {"type": "text/plain", "stream": ["one"]}, prelude({}, "one")])
def test_head_has_the_headers_alone(host, do):
    got = rest(begin(host, do, method="HEAD"))
    assert got.startswith(b"HTTP/1.1 200 ")
    assert got.endswith(b"\r\n\r\n")
    assert ask(host, prelude({}, "ok")).body == b"ok"


def test_a_client_of_http_1_0_reads_until_the_end(host):
    got = rest(begin(host, {"stream": ["one", "two"]}, version="1.0"))
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert body == b"onetwo"
