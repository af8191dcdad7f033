"""P11, the child set: between two events no process is the bootstrap's child
that it has not started. What an honest function does is not taken for that."""

import json
import os
import platform
import re
import subprocess

import pytest
from parts import alive, interpreter, wait_for, write
from sandbox_cases import program

HANDLER = """
#!python
import sys
sys.stdin.read()
print('"answered"')
"""
DAEMON = """
import { spawnSync } from "node:child_process";
spawnSync("sh", ["-c", "setsid sleep 600 >/dev/null 2>&1 </dev/null &"]);
export const handler = () => "answered";
"""


def inject_child(pid):
    """The pid of a child that it now has."""
    done = subprocess.run([program("inject_child"), str(pid)], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(os.geteuid() != 0 or platform.machine() != "x86_64",
                    reason="not root on x86_64")
def test_an_unknown_child_process_is_reported_and_the_sandbox_is_left(
        wire, tmp_path):
    write(tmp_path, "x.py", HANDLER)
    peer = wire("x.py")
    for _ in range(2):
        peer.turn()
    peer.expect_next()
    stranger = inject_child(peer.process.pid)
    peer.give()
    line, _, body = peer.take_post()
    assert line.split()[1].endswith("/error")
    assert json.loads(body)["errorType"] == "Sandbox.Failure"
    assert f"Dayfly.Tampered: process {stranger} is a child of" in \
        json.loads(body)["errorMessage"]
    assert peer.process.wait(5) == 1
    assert not alive(stranger)


def test_a_spare_may_have_started_other_processes(serve, tmp_path):
    write(tmp_path, "index.mjs", DAEMON)
    server = serve("host", "index.handler", timeout=20,
                   DAYFLY_INTERPRETER=interpreter("node"), DAYFLY_SPARE="on")
    assert server.invoke().json == "answered"
    bootstrap = server.bootstrap()
    for _ in range(6):
        assert server.invoke().json == "answered"
    assert server.bootstrap() == bootstrap
    assert "Tampered" not in server.log


def test_a_child_from_before_the_exec_is_ended_like_any_leftover(
        serve, tmp_path):
    """A wrapper's, say, that has become the bootstrap."""
    write(tmp_path, "x.py", HANDLER)
    wrapper = write(tmp_path, "wrapper",
                    '#!/bin/sh\nsleep 600 &\necho "helper $!" >&2\n'
                    'exec "$@"\n')
    server = serve("host", "x.py", timeout=10,
                   AWS_LAMBDA_EXEC_WRAPPER=wrapper)
    for _ in range(4):
        assert server.invoke().json == "answered"
    helper = int(re.search(r"helper (\d+)", server.log).group(1))
    wait_for(lambda: not alive(helper), what="the helper's end")
    assert "Tampered" not in server.log
