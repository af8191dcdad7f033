"""dayfly's own bootstrap under servers that are not dayfly's, and its own."""

import base64
import http.client
import json
import threading
import time

import pytest

from parts import alive, too_late, wait_for, write
from servers import FUNCTION, SERVERS
from table import LACKS


@pytest.fixture
def serve(tmp_path):
    running = []

    def start(row, handler="does.sh", **more):
        write(tmp_path, "does.sh", FUNCTION)
        running.append(SERVERS[row](tmp_path, handler, **more))
        return running[-1]

    yield start
    for server in running:
        server.stop()


MANAGED = ("rie-m", "rie-m-16")


def promise(column):
    rows = [row for row in SERVERS if (row, column) not in LACKS["servers"]]

    def mark(test):
        return pytest.mark.cell("servers", column)(
            pytest.mark.parametrize("row", rows)(test))
    return mark


def do(server, what, **headers):
    """One call. The emulator for several calls refuses one that comes before
    the bootstrap has asked for it; the other one loses an init error when the
    process's end outruns it. A caller then asks again."""
    def taken():
        answer = server.invoke(json.dumps(what).encode(), **headers)
        lost = answer.code == 502 and not answer.body
        refused = answer.code == 400 and answer.type == "Runtime.Unavailable"
        return None if lost or refused else answer
    return wait_for(taken, what="a call's turn")


@promise("result")
def test_a_result_and_a_process_for_each_event(serve, row):
    server = serve(row)
    answers = [do(server, text) for text in ("é \U0001f98b", "two")]
    assert [a.json["event"] for a in answers] == ["é \U0001f98b", "two"]
    assert len({a.json["pid"] for a in answers}) == 2
    assert not alive(answers[0].json["pid"])


@promise("error")
def test_a_handlers_error_comes_as_it_is(serve, row):
    server = serve(row)
    answer = do(server, "error")
    assert answer.code == 200
    assert (answer.type, answer.message) == ("Sad", "told to fail")


@promise("crash")
def test_a_crash_is_reported_and_the_bootstrap_serves_on(serve, row):
    server = serve(row)
    do(server, 1)
    before = server.bootstrap()
    answer = do(server, "crash")
    assert answer.type == "Runtime.ExitError"
    assert answer.message.endswith("signal: segmentation fault")
    assert do(server, "after").json["event"] == "after"
    assert server.bootstrap() == before


@promise("timeout")
def test_a_hanging_handler_is_answered_before_the_servers_own_deadline(
        serve, row):
    server = serve(row, timeout=1)
    before, answer = too_late(server, "hang", lambda what=1: do(server, what))
    assert answer.type == "Sandbox.Timedout"
    assert answer.json["dayfly"]["elapsedMs"] < 1000
    assert do(server, "after").json["event"] == "after"
    assert server.bootstrap() == before


@promise("init error")
def test_a_failed_start_is_reported_with_its_cause(serve, row):
    if row in MANAGED:
        # It starts the bootstrap at once, and ends when that cannot start.
        server = serve(row, handler="missing.sh")
        wait_for(lambda: server.process.poll() is not None, what="its end")
        assert server.process.returncode == 1
        assert "Runtime.ImportModuleError" in server.log
        return
    answer = do(serve(row, handler="missing.sh"), 1)
    assert answer.type == "Runtime.ImportModuleError"
    assert answer.code == {"rie": 502, "host": 200, "host-16": 200}[row]


@promise("stream")
def test_a_streamed_answer_arrives_whole(serve, row, tmp_path):
    write(tmp_path, "stream.sh", "#!/bin/sh\necho first\necho second\n")
    server = serve(row, handler="stream.sh", DAYFLY_OUTPUT="stream")
    assert do(server, 1).body == b"first\nsecond\n"


@promise("JavaScript")
def test_a_javascript_handler_knows_its_event(serve, row, tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = async (event, context) => {
  if (event === "throw") throw new RangeError("told to throw");
  return [event, process.pid, context.awsRequestId,
    context.getRemainingTimeInMillis()];
};
""")
    server = serve(row, handler="index.handler", timeout=9,
                   DAYFLY_INTERPRETER="node")
    answers = [do(server, event).json for event in ("é", "two")]
    assert [a[0] for a in answers] == ["é", "two"]
    assert len({a[1] for a in answers}) == len({a[2] for a in answers}) == 2
    assert all(0 < a[3] <= 9000 for a in answers)
    answer = do(server, "throw")
    assert (answer.type, answer.message) == ("RangeError", "told to throw")


@promise("tenant")
def test_the_tenant_is_passed_on_for_one_event(serve, row):
    server = serve(row)
    assert do(server, 1, **{"X-Amz-Tenant-Id": "blue"}).json[
        "tenant"] == "blue"
    assert do(server, 1).json["tenant"] == ""


@promise("client context")
def test_the_client_context_is_passed_on_for_one_event(serve, row):
    server = serve(row)
    given = {"X-Amz-Client-Context":
             base64.b64encode(b'{"custom":{"a":"b"}}').decode()}
    assert do(server, 1, **given).json["custom"] == {"custom": {"a": "b"}}
    assert do(server, 1).json["custom"] is None


@promise("trace")
def test_the_trace_is_passed_on_for_one_event(serve, row):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    server = serve(row)
    seen = do(server, 1, **{"X-Amzn-Trace-Id": trace}).json["trace"]
    assert seen.startswith(trace)
    assert trace[:40] not in do(server, 1).json["trace"]


@promise("deadline")
def test_the_deadline_is_the_functions_timeout_away(serve, row):
    def left(server):
        do(server, 1)
        began = time.time() * 1000
        return do(server, 1).json["deadline"] - began

    assert 6000 < left(serve(row, timeout=7)) < 15000
    if row in MANAGED:
        # What it says is wilder than all a bootstrap without a timeout takes.
        wild = serve(row, timeout=7, forget="AWS_LAMBDA_FUNCTION_TIMEOUT")
        assert 890000 < left(wild) < 910000


def call_aside(server, event):
    """A call on a connection of its own; a list that gets the answer."""
    got = []

    def run():
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("POST", server.path, body=json.dumps(event),
                           headers={"Content-Type": "application/json"})
        reply = connection.getresponse()
        got.append((reply.status, json.loads(reply.read())))

    thread = threading.Thread(target=run)
    thread.start()
    return thread, got


@promise("busy")
def test_a_call_while_another_runs_harms_neither(serve, row, tmp_path):
    server = serve(row, timeout=20)
    do(server, 1)
    before = server.bootstrap()
    first, got = call_aside(server, "wait")
    wait_for((tmp_path / "began").exists, what="the first call's begin")
    second, other = call_aside(server, "second")
    if row == "rie-m":
        wait_for(lambda: other, what="the refusal")
        assert other[0][0] == 400
        assert other[0][1]["errorType"] == "Runtime.Unavailable"
    if row in ("rie-m-16", "host-16"):
        second.join(20)
        assert not got and other
    (tmp_path / "gate").touch()
    first.join(20)
    second.join(20)
    assert got[0] == (200, got[0][1]) and got[0][1]["event"] == "wait"
    if row != "rie-m":
        assert other[0][1]["event"] == "second"
    assert do(server, "after").json["event"] == "after"
    assert before in server.bootstraps()


@promise("late")
def test_an_answer_that_comes_too_late_is_let_go(serve, row, tmp_path):
    # A bootstrap that does not know the timeout believes the wild deadline.
    server = serve(row, timeout=1, forget="AWS_LAMBDA_FUNCTION_TIMEOUT")
    do(server, 1)
    before = server.bootstrap()
    answer = do(server, "wait")
    assert answer.type == "Sandbox.Timedout"
    assert "dayfly" not in answer.json
    (tmp_path / "gate").touch()
    wait_for(lambda: "410" in server.log, what="a word about the 410")
    assert do(server, "after").json["event"] == "after"
    assert server.bootstrap() == before
