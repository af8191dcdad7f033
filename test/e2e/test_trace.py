"""Microseconds: which steps are told when asked for, and what is not done on the
way of an answer, or not when the event is there."""

import re

import pytest
from ahead import waiting
from parts import interpreter, node_version, wait_for, write

HANDLER = """
export const handler = async (event) => {
  const innermost = (x) => x + 1;
  return innermost(event);
};
"""


def traces(peer):
    return [dict((name, int(us)) for name, us in
                 re.findall(r"(\w+)=(\d+)", line.partition(" in us:")[2]))
            for line in peer.log.splitlines() if "trace in us:" in line]


def test_each_step_of_an_event_is_logged_in_order(wire, tmp_path):
    write(tmp_path, "index.mjs", HANDLER)
    peer = wire("index.handler", DAYFLY_TRACE="on",
                DAYFLY_INTERPRETER=interpreter("node"))
    old = []
    for n in range(3):
        peer.expect_next()
        old.append(waiting(peer.process.pid, *old))
        peer.give(b"%d" % n, request_id=f"id-{n}")
        peer.take_post()
    peer.expect_next()
    peer.stop()
    told = wait_for(lambda: len(traces(peer)) == 3 and traces(peer))
    for trace in told[:2]:
        steps = [trace[name] for name in
                 ("given", "ended", "posted", "answered", "asked", "empty")]
        assert steps == sorted(steps)
        assert trace["ready"] > trace["given"]


def test_no_step_is_logged_unless_requested(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\ncat\n")
    peer = wire("f.sh")
    peer.turn()
    peer.turn(request_id="id-2")
    peer.expect_next()
    assert traces(peer) == []


def test_a_small_answer_is_one_packet(wire, tmp_path):
    """Headers and body in one write: the platform wakes once."""
    write(tmp_path, "f.sh", "#!/bin/sh\ncat\n")
    peer = wire("f.sh")
    peer.expect_next()
    peer.give(b"[1]")
    while b"\r\n\r\n" not in peer.rest:
        assert peer.more()
    assert peer.rest.endswith(b"\r\n\r\n[1]")


def functions(log, event):
    return [line.rpartition(",")[2] for line in log.read_text().splitlines()
            if line.startswith(f"function,{event},")]


@pytest.mark.parametrize("freeze,early", [("off", True), ("on", False)])
def test_a_handler_is_compiled_before_its_event_where_there_is_time(
        wire, tmp_path, freeze, early):
    """Who is billed for it is spared it."""
    write(tmp_path, "index.mjs", HANDLER)
    log = tmp_path / "v8.log"
    peer = wire("index.handler", DAYFLY_FREEZE=freeze, DAYFLY_SPARE="on",
                DAYFLY_INTERPRETER=interpreter("node"),
                DAYFLY_FLAGS=f"--log-function-events --logfile={log} "
                             "--no-logfile-per-isolate")
    peer.expect_next()
    waiting(peer.process.pid)
    early = early and node_version() >= (20, 16)  # which can be told to
    assert ("innermost" in functions(log, "interpreter")) == early
    assert "innermost" not in functions(log, "first-execution")
    peer.give(b"1")
    assert peer.take_post()[2] == b"2"
