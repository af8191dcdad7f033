"""DAYFLY_REUSE: one process for several events, where that is wanted."""

import json
import os
import signal

import pytest
from ahead import children, waiting
from parts import alive, interpreter, too_late, wait_for, write

COUNT = """
let n = 0;
const pid = globalThis.Deno ? Deno.pid : process.pid;
export const handler = (event) => {
  n += 1;
  if (event.fail) throw new RangeError("as told");
  if (event.exit) process.exit(3);
  if (event.hang) return new Promise((resolve) => setTimeout(resolve, 60000));
  console.log("event", n);
  return { count: n, pid };
};
"""


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
@pytest.mark.parametrize("spare", ["auto", "off"])
def test_it_serves_so_many_and_is_replaced(behind, tmp_path, name, spare):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_REUSE=3, DAYFLY_SPARE=spare,
                    DAYFLY_INTERPRETER=interpreter(name))
    answers = [server.invoke().json for _ in range(9)]
    assert [a["count"] for a in answers] == [1, 2, 3] * 3
    pids = [a["pid"] for a in answers]
    assert len(set(pids)) == 3
    wait_for(lambda: not any(map(alive, pids[:6])), what="the olds' end")


@pytest.mark.parametrize("event,error", [
    ({"fail": 1}, "RangeError"), ({"exit": 1}, "Runtime.ExitError"),
    ({"hang": 1}, "Sandbox.Timedout")])
def test_it_leaves_at_its_first_failure(behind, tmp_path, event, error):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_REUSE=100, timeout=2,
                    DAYFLY_INTERPRETER=interpreter("node"))
    first = server.invoke().json
    assert server.invoke().json == {**first, "count": 2}
    _, answer = too_late(server, json.dumps(event).encode())
    assert answer.type == error
    after = server.invoke().json
    assert after["count"] == 1 and after["pid"] != first["pid"]


def test_logs_and_results_are_apart(wire, tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = (event) => {
  console.log("of", event);
  process.stdout.write("half of " + event);
  return event;
};
""")
    peer = wire("index.handler", DAYFLY_REUSE=10,
                DAYFLY_INTERPRETER=interpreter("node"))
    for n in range(5):
        _, _, body = peer.turn(str(n).encode(), request_id=f"id-{n}")
        assert json.loads(body) == n
    peer.expect_next()
    said = [line.split("\t")[1:] for line in peer.log.splitlines()]
    assert said == [row for n in range(5)
                    for row in ([f"id-{n}", "INFO", f"of {n}"], [])]
    assert peer.log.splitlines()[1::2] == [f"half of {n}" for n in range(5)]


def test_facts_of_an_event_do_not_stick(wire, tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = (event, context) => [
  context.awsRequestId, context.tenantId ?? null,
  process.env._X_AMZN_TRACE_ID ?? null];
""")
    peer = wire("index.handler", DAYFLY_REUSE=10,
                DAYFLY_INTERPRETER=interpreter("node"))
    _, _, body = peer.turn(request_id="id-1", Lambda_Runtime_Trace_Id="Root=1",
                           Lambda_Runtime_Aws_Tenant_Id="blue")
    assert json.loads(body) == ["id-1", "blue", "Root=1"]
    assert json.loads(peer.turn(request_id="id-2")[2]) == ["id-2", None, None]


def test_a_process_that_ended_between_events_costs_no_event(behind, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_REUSE=100, DAYFLY_SPARE="off",
                    DAYFLY_INTERPRETER=interpreter("node"))
    for _ in range(3):
        pid = server.invoke().json["pid"]
        assert waiting(server.bootstrap()) == pid
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda pid=pid: not alive(pid), what="its end")
    assert server.invoke().json["count"] == 1


def test_changed_code_is_not_served_again(behind, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_REUSE=100,
                    DAYFLY_INTERPRETER=interpreter("node"))
    assert [server.invoke().json["count"] for _ in range(2)] == [1, 2]
    write(tmp_path, "index.mjs", COUNT.replace("let n = 0", "let n = 10"))
    assert [server.invoke().json["count"] for _ in range(2)] == [11, 12]


def test_while_it_may_serve_more_there_is_no_spare(behind, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = behind("index.handler", DAYFLY_REUSE=2, DAYFLY_SPARE="early",
                    DAYFLY_INTERPRETER=interpreter("node"))
    first = server.invoke().json["pid"]
    assert waiting(server.bootstrap()) == first
    assert children(server.bootstrap()) == [first]
    assert server.invoke().json["pid"] == first
    second = waiting(server.bootstrap(), first)
    assert server.invoke().json == {"count": 1, "pid": second}


def test_a_plain_executable_cannot_be_reused(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho 1\n")
    peer = wire("f.sh", DAYFLY_REUSE=2)
    line, _, body = peer.take_post()
    assert line.endswith("/runtime/init/error HTTP/1.1")
    assert "DAYFLY_REUSE must be 1" in json.loads(body)["errorMessage"]


@pytest.mark.parametrize("value", ["0", "-1", "1e3", "1000001", " 2", "many"])
def test_a_bad_number_is_refused(wire, tmp_path, value):
    write(tmp_path, "index.mjs", COUNT)
    peer = wire("index.handler", DAYFLY_REUSE=value)
    _, _, body = peer.take_post()
    assert json.loads(body)["errorType"] == "Runtime.InvalidTaskConfig"
    assert "DAYFLY_REUSE" in json.loads(body)["errorMessage"]
