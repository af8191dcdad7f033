"""A thousand odd requests at each door: each is answered or hung up on, the host
lives, and computes nothing afterwards."""

import pathlib
import re
import socket
import time

import pytest

from hosting import make_function
from raw_requests import families
from test_hostile_http import DOORS, Door

FAMILIES = sorted(families(b"POST / HTTP/1.1\r\n", b"Host: localhost\r\n"))
WATCH = 0.02  # seconds of idleness after each request
END = 10  # seconds; without an end it would be never


def spent(host):
    """Nanoseconds on a processor."""
    return int(pathlib.Path(
        f"/proc/{host.process.pid}/schedstat").read_text().split()[0])


def send(door, data):
    """All that is answered: first while more could follow, then after the client
    has said that nothing follows. None: the host did not end it."""
    got = b""
    s = door.connect()
    try:
        s.settimeout(0.05)
        try:
            s.sendall(data)
            got = s.recv(1 << 20)
        except TimeoutError:
            pass
        s.settimeout(END)
        s.shutdown(socket.SHUT_WR)
        while more := s.recv(1 << 20):
            got += more
    except TimeoutError:
        return None
    except OSError:
        pass
    finally:
        s.close()
    return got


def split_answers(got):
    """The statuses of whole answers; fails if the bytes are something else."""
    statuses = []
    while got:
        head, end, rest = got.partition(b"\r\n\r\n")
        found = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
        assert found and end, got[:300]
        assert head.count(b"HTTP/1.1 ") == 1, head
        status = int(found[1])
        length = re.search(rb"\r\nContent-Length: (\d+)", head, re.I)
        if status == 100:
            got = rest
            continue
        statuses.append(status)
        assert length, head
        body, got = rest[:int(length[1])], rest[int(length[1]):]
        assert not body or b"<" not in body[:1], body
    return statuses


def at_rest(host):
    """The host computes nothing. A moment's work may still be under way."""
    for _ in range(50):
        before = spent(host)
        time.sleep(WATCH)
        if spent(host) - before < 0.5e9 * WATCH:
            return True
    return False


@pytest.mark.timeout(400)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", DOORS)
def test_odd_requests_end_and_leave_the_host_at_rest(
        tmp_path, serve, name, family):
    make_function(tmp_path / "one")
    host = serve()
    host.invoke("one", 1)
    door = Door(host, name)
    cases = families(door.line, door.name)[family]
    for what, data in cases.items():
        got = send(door, data)
        assert got is not None, what
        try:
            if not data.startswith(b"HEAD "):
                split_answers(got)
        except AssertionError as e:
            raise AssertionError(what) from e
        assert at_rest(host), what
        assert host.process.poll() is None, what
    assert host.invoke("one", 2).body == b"2"


def test_the_sweep_is_wide():
    swept = families(b"POST / HTTP/1.1\r\n", b"Host: localhost\r\n")
    assert sum(len(cases) for cases in swept.values()) >= 300
    assert len({d for cases in swept.values() for d in cases.values()}) >= 300
