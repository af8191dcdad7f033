"""P11: what a handler of the same user does to the bootstrap is noticed, told
by name, and ends that bootstrap, so that the platform makes a fresh one."""

import json
import resource

import pytest
from parts import alive, wait_for, write

RLIMIT = "resource.prlimit(os.getppid(), resource.{}, {})"
ATTACKS = {
    "RLIMIT_NOFILE": RLIMIT.format("RLIMIT_NOFILE", "(100, 100)"),
    "RLIMIT_CPU": RLIMIT.format("RLIMIT_CPU", "(60, 60)"),
    "RLIMIT_CORE": RLIMIT.format("RLIMIT_CORE", "(0, 1)"),
    "RLIMIT_FSIZE": RLIMIT.format("RLIMIT_FSIZE", "(1 << 30, 1 << 30)"),
    "the priority": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 7)",
    "the priority ": "os.sched_setscheduler(os.getppid(), os.SCHED_BATCH, "
                     "os.sched_param(0))",
    "the I/O priority": "__import__('ctypes').CDLL(None).syscall("
                        "{'x86_64': 251}.get(os.uname().machine, 30), "
                        "1, os.getppid(), 3 << 13)",  # ioprio_set: idle
    "the CPUs": "os.sched_setaffinity(os.getppid(), "
                "[min(os.sched_getaffinity(0))])",
}
HANDLER = """
#!python
import os, resource, sys
if sys.stdin.read() == '"attack"':
    {}
print('"answered"')
"""


@pytest.mark.parametrize("what", ATTACKS)
def test_p11_it_is_reported_by_name_and_the_sandbox_is_left(
        serve, tmp_path, what):
    write(tmp_path, "x.py", HANDLER.format(ATTACKS[what]))
    server = serve("host", "x.py", timeout=10)
    for _ in range(3):
        assert server.invoke().json == "answered"
    bootstrap = server.bootstrap()
    assert server.invoke(b'"attack"').json == "answered"
    wait_for(lambda: not alive(bootstrap), what="the bootstrap's end")
    told = f"Dayfly.Tampered: another process changed {what.strip()}"
    wait_for(lambda: told in server.log, what=told)
    assert server.invoke().json == "answered"
    assert server.bootstrap() != bootstrap


def test_a_caller_does_not_wait_in_vain(wire, tmp_path):
    """It happens while the bootstrap waits for an event."""
    write(tmp_path, "x.py", HANDLER.format("pass"))
    peer = wire("x.py")
    peer.turn()
    peer.expect_next()
    resource.prlimit(peer.process.pid, resource.RLIMIT_NOFILE, (90, 90))
    peer.give()
    line, _, body = peer.take_post()
    assert line.split()[1].endswith("/error")
    assert json.loads(body)["errorType"] == "Sandbox.Failure"
    assert "RLIMIT_NOFILE" in json.loads(body)["errorMessage"]
    assert peer.process.wait(5) == 1
