"""P2, P8: whatever a handler starts, and however it hides that, is gone before
the next event. `make soak` does this 5,000 times."""

import os
import pathlib
import time

import pytest
from ahead import children
from parts import alive, once, wait_for, write
from places import needs_root

pytestmark = pytest.mark.prompt

EVENTS = int(os.environ.get("DAYFLY_SOAK_EVENTS", "48"))
MARK = "TEST_MARK"

# Each leaves at least one process that nobody waits for.
HIDERS = """
#!python
import ctypes, os, signal, subprocess, sys, time

def leave(does):
    if os.fork() == 0:
        try:
            does()
        finally:
            os._exit(0)

def sleep():
    time.sleep(300)

def daemon():
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    os.umask(0)
    for fd in range(3):
        os.close(fd)
    ctypes.CDLL(None).prctl(15, b"kworker/0:1", 0, 0, 0)
    sleep()

def nohup():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sleep()

def stopped():
    os.setsid()
    os.kill(os.getpid(), signal.SIGSTOP)

def hopper():  # never the same process for long
    os.setsid()
    end = time.monotonic() + 60  # should nobody end it
    while time.monotonic() < end:
        if os.fork():
            os._exit(0)

def bomb():  # within its limit: 60 that fork again whenever there is room
    os.setsid()
    for _ in range(6):
        os.fork()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if os.fork() == 0:
            os._exit(0)
        os.wait()

def namespace():
    if ctypes.CDLL(None).unshare(0x20000000) == 0 and os.fork() == 0:
        os.setsid()
        os.fork()
        sleep()
    sleep()

def traced():
    ctypes.CDLL(None).ptrace(0, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)

kinds = [daemon, nohup, stopped, sleep, namespace, traced, hopper, bomb]
what, _, end = sys.stdin.read().strip('"').partition(" ")
leave(next(k for k in kinds if k.__name__ == what))
time.sleep(0.005)
if end == "fail":
    sys.exit(3)
if end == "hang":
    time.sleep(300)
print(1)
"""
KINDS = ["daemon", "nohup", "stopped", "sleep", "namespace", "traced",
         "hopper", "bomb"]


def tree(pid):
    """All descendants that there are."""
    try:
        own = children(pid)
    except OSError:
        return []
    return own + [below for child in own for below in tree(child)]


def marked(mark):
    """Processes anywhere that carry the test's mark in their environment."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and \
                    f"{MARK}={mark}\0".encode() in \
                    (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass
    return [pid for pid in found if alive(pid)]


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def settled(pid):
    """How many descriptors it has, once that is so for a while."""
    seen = {descriptors(pid) for _ in range(50) if not time.sleep(0.001)}
    return seen.pop() if len(seen) == 1 else 0


@needs_root  # to read the descriptors of a process that cannot be traced
@pytest.mark.timeout(1800)
def test_p2_after_each_event_there_is_the_bootstrap_alone(serve, tmp_path):
    write(tmp_path, "x.py", HIDERS)
    server = serve("host", "x.py", timeout=5)
    server.invoke(b'"sleep"')
    bootstrap = server.bootstrap()
    wait_for(lambda: not tree(bootstrap), what="the first one's end")
    before = wait_for(lambda: settled(bootstrap), what="its rest")
    for n in range(EVENTS):
        kind = KINDS[n % len(KINDS)]
        fails = n % 3 == 0
        answer = server.invoke(f'"{kind} {"fail" if fails else ""}"'.encode())
        assert (answer.type == "Runtime.ExitError") == fails, (kind, answer.body)
        wait_for(lambda: not tree(bootstrap), what=f"the end of {kind}")
        wait_for(lambda: descriptors(bootstrap) == before,
                 what=f"the descriptors after {kind}")
    assert server.bootstrap() == bootstrap


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("end", ["", "fail", "hang"])
def test_p2_nothing_is_left_anywhere(tmp_path, kind, end):
    write(tmp_path, "x.py", HIDERS)
    mark = f"{tmp_path.name}-{kind}"
    answer = once(tmp_path, "x.py", f'"{kind} {end}"'.encode(), timeout=2,
                  TEST_MARK=mark)
    assert answer.type == {"": None, "fail": "Runtime.ExitError",
                           "hang": "Sandbox.Timedout"}[end]
    assert marked(mark) == []
    if end == "hang" and kind in ("daemon", "nohup", "stopped"):
        assert answer.json["dayfly"]["killed"] >= 1


def test_p2_holds_when_the_bootstrap_gets_sigterm(wire, tmp_path):
    write(tmp_path, "x.py", HIDERS)
    for kind in KINDS:
        peer = wire("x.py", TEST_MARK=f"{tmp_path.name}-{kind}")
        peer.expect_next()
        peer.give(f'"{kind} hang"'.encode(), seconds=60)
        wait_for(lambda: len(tree(peer.process.pid)) > 1, what="its children")
        peer.process.terminate()
        peer.process.wait(5)
        assert marked(f"{tmp_path.name}-{kind}") == []
