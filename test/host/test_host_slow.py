"""Clients that send or take slowly: they are hung up on, others are served."""

import json
import resource
import socket
import threading
import time

import pytest

from hosting import make_function, wait_for
from test_hostile_http import CHUNKED, Door, statuses

LIMIT = 20  # seconds at less than 1,024 bytes a second
BEAT = 0.5

# What is sent first, and then again and again.
SLOW = {
    "nothing of the body": (b"Content-Length: 8\r\n\r\n", b""),
    "one byte of the body": (b"Content-Length: 8\r\n\r\n1", b""),
    "a byte now and then": (b"Content-Length: 8000\r\n\r\n", b"1"),
    "500 bytes a second": (b"Content-Length: 800000\r\n\r\n", b"1" * 250),
    "a fast start": (b"Content-Length: 800000\r\n\r\n" + b"1" * 100000, b""),
    "no chunk": (CHUNKED + b"\r\n", b""),
    "half a chunk line": (CHUNKED + b"\r\n1;a", b""),
    "a chunk line without end": (CHUNKED + b"\r\n1;", b"a"),
    "small chunks": (CHUNKED + b"\r\n", b"1\r\n1\r\n"),
    "half a chunk": (CHUNKED + b"\r\nff\r\n1", b""),
    "no last chunk": (CHUNKED + b"\r\n1\r\n1\r\n", b""),
    "half a trailer": (CHUNKED + b"\r\n1\r\n1\r\n0\r\nX: ", b""),
    "trailers without end": (CHUNKED + b"\r\n1\r\n1\r\n0\r\nX: ", b"a"),
    "a body that was asked for": (
        b"Expect: 100-continue\r\nContent-Length: 8\r\n\r\n", b""),
    "no end of the headers": (b"X: ", b"a"),
}


def send_slowly(door, what, ended):
    first, again = SLOW[what]
    s = door.connect()
    s.settimeout(BEAT)
    got = b""
    try:
        s.sendall(door.line + door.name + first)
        for _ in range(int(3 * LIMIT / BEAT)):
            try:
                more = s.recv(65536)
                if not more:
                    break
                got += more
            except TimeoutError:
                s.sendall(again)
        else:
            got += b"never"
    except OSError:
        pass
    s.close()
    ended[what] = got


def take_slowly(host, size, ended):
    """Reads `size` bytes now and then of an answer that is far longer."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.settimeout(10)
    s.connect(("127.0.0.1", host.port))
    body = json.dumps("x" * 4000000).encode()
    s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
              b"Host: localhost\r\nContent-Length: %d\r\n\r\n" % len(body)
              + body)
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < 2 * LIMIT:
            time.sleep(BEAT)
            if size:
                s.recv(size)
        taken = 0
        while more := s.recv(1 << 20):
            taken += len(more)
        ended[size] = taken
    except OSError:
        ended[size] = "reset"


def send_in_time(door, ended):
    """3,000 bytes a second: the slow are told by their rate, not their time."""
    size = 3000 * (LIMIT + 5)
    body = json.dumps("y" * (size - 2)).encode()
    s = door.connect()
    s.sendall(door.line + door.name + b"Connection: close\r\n"
              b"Content-Length: %d\r\n\r\n" % size)
    for at in range(0, size, 1500):
        s.sendall(body[at:at + 1500])
        time.sleep(0.5)
    got = door.host.finish(s)
    ended["in time"] = got.status == 200 and got.body == body


def wait_long(host, name, ended):
    """The host waits for the function, not for the client."""
    s = host.begin(name, {"do": "sleep", "s": LIMIT + 5})
    s.settimeout(60)
    answer = host.finish(s)
    ended["waited"] = answer.json == "slept"


def run(*calls):
    threads = [threading.Thread(target=f, args=words) for f, *words in calls]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


@pytest.mark.timeout(200)
def test_the_slow_are_hung_up_on_and_others_are_served(tmp_path, serve):
    for name in ("one", "long"):
        make_function(tmp_path / name, {"timeout": 60})
    host = serve()
    door = Door(host, "callers")
    url = Door(host, "url")
    url.host.invoke("one", 1)
    ended, at_url, taken, good = {}, {}, {}, {}
    run(*[(send_slowly, door, what, ended) for what in SLOW],
        *[(send_slowly, url, what, at_url) for what in SLOW],
        *[(take_slowly, host, size, taken) for size in (0, 1, 100)],
        (send_in_time, door, good), (wait_long, host, "long", good))
    for what in SLOW:
        for got in (ended[what], at_url[what]):
            assert b"never" not in got, what
            if what != "no end of the headers":
                assert statuses(got)[-1] == 408, (what, got)
                assert json.loads(b"{" + got.rpartition(b"{")[2])["message"]
    assert all(n == "reset" or n < 4000000 for n in taken.values()), taken
    assert good == {"in time": True, "waited": True}
    assert host.invoke("one", 2).body == b"2"


@pytest.mark.parametrize("kind", [
    "one byte of the body", "half a chunk line", "half a trailer",
    "a body that was asked for", "no end of the headers"])
def test_slow_clients_do_not_shut_the_door(host, kind):
    """More of them than the host has places; a caller is served at once."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, most), most))
    host.invoke("one", 1)
    door = Door(host, "callers")
    held = []
    for _ in range(2200):
        s = door.connect()
        s.sendall(door.line + door.name + SLOW[kind][0])
        held.append(s)
    for n in range(3):
        assert host.invoke("one", n).body == b"%d" % n
    for s in held:
        s.close()
    wait_for(lambda: host.invoke("one", 2).body == b"2")
