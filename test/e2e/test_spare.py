"""The process that waits: started ahead of its event, one for one event as
ever, and never the reason why an event fails."""

import json
import os
import pathlib
import signal
import threading
import time

import pytest
from ahead import COUNT, blocked, children, named, waiting
from bounds import half_a_second
from parts import alive, interpreter, wait_for, write

pytestmark = pytest.mark.prompt

# What it costs Node to be born, in a form that does not depend on the machine.
SLOW = """
const until = Date.now() + 400;
while (Date.now() < until);
export const handler = () => process.pid;
"""


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
@pytest.mark.parametrize("spare", ["auto", "early", "late"])
def test_a_spare_gets_the_event_and_only_that(
        behind, tmp_path, name, spare):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_SPARE=spare,
                    DAYFLY_INTERPRETER=interpreter(name))
    pids = [server.invoke().json["pid"]]
    for _ in range(5):
        pid = waiting(server.bootstrap(), *pids)
        answer = server.invoke().json
        assert answer == {"count": 1, "pid": pid}
        pids.append(pid)
    assert len(set(pids)) == 6
    wait_for(lambda: not any(map(alive, pids)), what="their end")


def test_off_is_off(behind, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_SPARE="off",
                    DAYFLY_INTERPRETER=interpreter("node"))
    server.invoke()
    wait_for(lambda: children(server.bootstrap()) == [], what="rest")
    time.sleep(0.2)
    assert children(server.bootstrap()) == []


def test_a_plain_executable_waits_if_configured(behind, tmp_path):
    write(tmp_path, "f.sh", """
#!/bin/sh
read -r event
echo "[$$, $event, \\"${DAYFLY_REQUEST_ID-none}\\"]"
""")
    server = behind("f.sh", DAYFLY_SPARE="early")
    pids = []
    for n in range(5):
        pid = waiting(server.bootstrap(), *pids) if n else None
        answer = server.invoke(str(n).encode()).json
        assert answer[1:] == [n, "none"]
        assert pid in (None, answer[0])
        pids.append(answer[0])


def test_a_spare_that_ends_before_its_event_does_not_answer_it(wire, tmp_path):
    """Another one is started, with the facts of the event."""
    write(tmp_path, "f.sh", """
#!/bin/sh
echo >> ran
echo "\\"$DAYFLY_REQUEST_ID\\""
""")
    ran = tmp_path / "ran"
    peer = wire("f.sh", DAYFLY_SPARE="early")
    for n in range(3):
        peer.expect_next()
        wait_for(lambda n=n: ran.exists() and ran.stat().st_size == 2 * n + 1
                 and children(peer.process.pid) == [], what="its end")
        peer.give(request_id=f"id-{n}")
        assert json.loads(peer.take_post()[2]) == f"id-{n}"
    assert "ended before the event arrived" in peer.log


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGSEGV"])
def test_an_ended_spare_is_replaced_and_the_event_served(
        behind, tmp_path, how):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    last = server.invoke().json["pid"]
    for _ in range(3):
        pid = waiting(server.bootstrap(), last)
        os.kill(pid, getattr(signal, how))
        wait_for(lambda: not alive(pid), what="its end")
        answer = server.invoke().json
        assert answer["count"] == 1 and answer["pid"] != pid
        last = answer["pid"]
    assert "ended before the event arrived" in server.log


def test_a_spare_that_ends_as_the_event_arrives_does_not_lose_it(
        behind, tmp_path):
    """Stopped, it cannot read; killed then, it has not touched the event."""
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", timeout=10,
                    DAYFLY_INTERPRETER=interpreter("node"))
    last = server.invoke().json["pid"]
    pid = waiting(server.bootstrap(), last)
    os.kill(pid, signal.SIGSTOP)
    stat = pathlib.Path(f"/proc/{pid}/stat")
    wait_for(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T",
             what="its stop")

    def kill_later():
        time.sleep(0.5)
        os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_later)
    killer.start()
    answer = server.invoke(b"{}").json
    killer.join()
    assert answer["count"] == 1 and answer["pid"] != pid


def test_an_event_whose_process_ended_is_not_tried_again(behind, tmp_path):
    write(tmp_path, "index.mjs", """
import { appendFileSync } from "node:fs";
export const handler = () => {
  appendFileSync("ran", "x");
  process.kill(process.pid, "SIGKILL");
};
""")
    server = behind("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    answer = server.invoke()
    assert answer.type == "Runtime.ExitError"
    assert (tmp_path / "ran").read_text() == "x"


@pytest.mark.parametrize("kind,freeze,waits", [
    ("on-demand", None, True), ("provisioned-concurrency", "auto", True),
    ("lambda-managed-instances", None, False), (None, None, False),
    ("on-demand", "off", False), (None, "on", True)])
def test_a_process_frozen_between_events_is_ready_before_it_polls(
        wire, tmp_path, kind, freeze, waits):
    write(tmp_path, "index.mjs", SLOW)
    more = {"AWS_LAMBDA_INITIALIZATION_TYPE": kind} if kind else {}
    if freeze:
        more["DAYFLY_FREEZE"] = freeze
    peer = wire("index.handler", DAYFLY_SPARE="late",
                DAYFLY_INTERPRETER=interpreter("node"), **more)
    peer.turn(seconds=10)
    began = time.monotonic()
    peer.expect_next()
    assert (time.monotonic() - began > 0.3) == waits


def test_an_event_that_arrives_early_is_given_to_the_starting_spare(
        wire, tmp_path):
    write(tmp_path, "index.mjs", SLOW)
    peer = wire("index.handler", DAYFLY_SPARE="late",
                DAYFLY_INTERPRETER=interpreter("node"))
    last = json.loads(peer.turn(seconds=10)[2])
    peer.expect_next()
    [pid] = wait_for(lambda: set(children(peer.process.pid)) - {last},
                     what="the next process")
    assert not blocked(pid)
    peer.give(request_id="id-2", seconds=10)
    assert json.loads(peer.take_post()[2]) == pid


def test_output_at_import_belongs_to_no_event(wire, tmp_path):
    write(tmp_path, "index.mjs", """
console.log("at import");
export const handler = () => console.log("at work");
""")
    peer = wire("index.handler", DAYFLY_SPARE="on",
                DAYFLY_INTERPRETER=interpreter("node"))
    last = 0
    for n in range(4):
        peer.expect_next()
        last = waiting(peer.process.pid, last)
        peer.give(request_id=f"id-{n}")
        peer.take_post()
    said = [line.split("\t")[1:] for line in peer.log.splitlines()]
    imports = [words[0] for words in said if words[2] == "at import"]
    assert len(imports) >= 4 and set(imports) == {"undefined"}
    assert [words[0] for words in said if words[2] == "at work"] == [
        f"id-{n}" for n in range(4)]


def test_an_early_spare_runs_during_the_event_and_is_not_killed(
        wire, tmp_path):
    write(tmp_path, "index.mjs", """
import { spawn } from "node:child_process";
export const handler = async () => {
  spawn("setsid", ["sleep", "300"], { detached: true, stdio: "ignore" });
  await new Promise((resolve) => setTimeout(resolve, 700));
  return process.pid;
};
""")
    peer = wire("index.handler", DAYFLY_SPARE="early",
                DAYFLY_INTERPRETER=interpreter("node"))
    peer.expect_next()
    first = waiting(peer.process.pid)
    peer.give(seconds=20)
    ahead = waiting(peer.process.pid, first, wait_for(
        lambda: named(peer.process.pid, "sleep"), what="the daemon"))
    assert json.loads(peer.take_post()[2]) == first
    peer.expect_next()
    wait_for(lambda: children(peer.process.pid) == [ahead], what="the sweep")
    peer.give(request_id="id-2", seconds=20)
    assert json.loads(peer.take_post()[2]) == ahead


@pytest.mark.parametrize("memory,beside", [("64", False), ("1024", True)])
def test_two_that_do_not_fit_into_memory_are_not_side_by_side(
        wire, tmp_path, memory, beside):
    write(tmp_path, "index.mjs", """
export const handler = () => new Promise((resolve) =>
  setTimeout(resolve, 700, process.pid));
""")
    peer = wire("index.handler", DAYFLY_SPARE="early",
                AWS_LAMBDA_FUNCTION_MEMORY_SIZE=memory,
                DAYFLY_INTERPRETER=interpreter("node"))
    last = json.loads(peer.turn(seconds=10)[2])  # its peak is known now
    peer.expect_next()
    last = waiting(peer.process.pid, last)
    peer.give(request_id="id-2", seconds=10)
    time.sleep(0.4)
    assert len(children(peer.process.pid)) == (2 if beside else 1)
    peer.take_post()
    peer.expect_next()
    waiting(peer.process.pid, last)


def test_a_signal_ends_the_spare_too(wire, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    peer.expect_next()
    pid = waiting(peer.process.pid)
    began = time.monotonic()
    peer.process.terminate()
    peer.process.wait(5)
    assert time.monotonic() - began < half_a_second(began)
    wait_for(lambda: not alive(pid), 10, "its end")


def test_a_killed_bootstrap_leaves_no_spare(wire, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    peer.expect_next()
    pid = waiting(peer.process.pid)
    peer.process.kill()
    wait_for(lambda: not alive(pid), 10, "its end")


def test_the_deadline_counts_from_the_event_not_from_the_start(
        wire, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    peer.expect_next()
    waiting(peer.process.pid)
    time.sleep(1.5)
    peer.give(seconds=1)
    assert json.loads(peer.take_post()[2])["count"] == 1


def test_a_late_one_starts_when_the_last_is_gone(wire, tmp_path):
    """It never lives beside a handler, not even beside one that is dying: a
    process of this size takes a while to."""
    write(tmp_path, "index.mjs", """
import { readFileSync, existsSync, writeFileSync } from "node:fs";
const last = existsSync("last") ? readFileSync("last", "utf8") : "none";
const before = existsSync(`/proc/${last}/status`)
  ? readFileSync(`/proc/${last}/status`, "utf8").split("State:")[1][1] : "-";
export const handler = () => {
  writeFileSync("last", `${process.pid}`);
  globalThis.kept = Buffer.alloc(700 << 20, 1);
  return before;
};
""")
    peer = wire("index.handler", DAYFLY_SPARE="late",
                DAYFLY_INTERPRETER=interpreter("node"))
    for n in range(4):
        _, _, body = peer.turn(request_id=f"id-{n}", seconds=20)
        assert json.loads(body) == "-"
