"""A process whose death another one keeps to himself, for he traces it."""

import ctypes
import os
import time

import pytest
from parts import wait_for, write

SEIZE = 0x4206
HELPER = f"""#!python
import ctypes, os, sys, time
leader = os.getpid()
seen, told = os.pipe()
if os.fork() == 0:
    os.setsid()
    for fd in range(3):
        os.close(fd)
    failed = ctypes.CDLL(None).ptrace({SEIZE}, leader, 0, 0)
    os.write(told, b"no" if failed else b"ok")
    time.sleep(50)
    os._exit(0)
sys.stdin.read()
print('"' + os.read(seen, 2).decode() + '"')
"""
SLEEPS = f"""#!python
import os, pathlib, time
here = pathlib.Path(__file__).parent
(here / "pid.new").write_text(str(os.getpid()))
(here / "pid.new").rename(here / "pid")
time.sleep(50)
"""


def test_a_tracer_that_a_handler_leaves_behind_delays_no_event(wire, tmp_path):
    write(tmp_path, "x.py", HELPER)
    peer = wire("x.py")
    for n in range(2):
        peer.expect_next()  # within 10 s, and the helper stays for 50
        peer.give(b"1", request_id=f"id-{n}", seconds=60)
        line, _, body = peer.take_post()
        if body == b'"no"\n':
            pytest.skip("nobody may trace here")
        assert (f"id-{n}/response" in line, body) == (True, b'"ok"\n')
    peer.expect_next()
    assert "killed 1 process that the handler left behind" in peer.log


def begin_traced(wire, tmp_path):
    """(peer, pid): an event whose process is traced."""
    write(tmp_path, "x.py", SLEEPS)
    peer = wire("x.py")
    peer.expect_next()
    peer.give(b"1", seconds=2)
    pid = int(wait_for(lambda: (tmp_path / "pid").exists() and
                       (tmp_path / "pid").read_text(), what="its number"))
    if ctypes.CDLL(None).ptrace(SEIZE, pid, 0, 0) != 0:
        pytest.skip("nobody may trace here")
    return peer, pid


SAID = "processes of the handler do not die; still trying"


def test_a_tracer_from_outside_is_waited_for_and_logged(wire, tmp_path):
    peer, pid = begin_traced(wire, tmp_path)
    try:
        assert b"Sandbox.Timedout" in peer.take_post()[2]
        wait_for(lambda: SAID in peer.log, seconds=20, what="that being said")
        time.sleep(0.1)  # once is enough
    finally:
        os.waitpid(pid, 0)
    peer.expect_next()
    assert peer.log.count(SAID) == 1


def test_a_process_that_dies_late_is_no_cause_of_a_warning(wire, tmp_path):
    """As on a machine with more to do than it has CPUs."""
    peer, pid = begin_traced(wire, tmp_path)
    try:
        assert b"Sandbox.Timedout" in peer.take_post()[2]
        time.sleep(0.6)
    finally:
        os.waitpid(pid, 0)
    peer.expect_next()
    assert SAID not in peer.log
