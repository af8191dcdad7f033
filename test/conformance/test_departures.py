"""Where the emulator departs from Lambda: what it does, and what dayfly's host
does with the same request to the same bootstrap."""

import base64
import http.client
import json
import uuid

import pytest

from callers import Refused, boto_stream
from hosting import Host, make_function
from parts import wait_for
from servers import Departing


@pytest.fixture
def both(tmp_path):
    """both(**manifest): the same function behind the emulator and the host."""
    running = []

    def start(manifest=None, **env):
        manifest = {"timeout": 30, "memory": 128, **(manifest or {})}
        folder = make_function(tmp_path / "home" / "f", manifest, **env)
        running.append(Departing(
            folder, manifest["timeout"],
            AWS_LAMBDA_FUNCTION_MEMORY_SIZE=manifest["memory"], **env))
        running.append(Host(tmp_path / "home"))
        return running

    yield start
    for server in running:
        server.stop()


def shown(number):
    return pytest.mark.cell("departures", "shown", number)


def ask(server, event, query="", **headers):
    """status, headers, body of one call on a connection of its own."""
    name = "function" if isinstance(server, Departing) else "f"
    body = event if isinstance(event, bytes) else json.dumps(event)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request(
        "POST", f"/2015-03-31/functions/{name}/invocations{query}", body,
        {"Content-Type": "application/json",
         **{k.replace("_", "-"): v for k, v in headers.items()}})
    reply = connection.getresponse()
    return reply.status, reply.headers, reply.read()


def begin(server, event):
    name = "function" if isinstance(server, Departing) else "f"
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request(
        "POST", f"/2015-03-31/functions/{name}/invocations",
        json.dumps(event), {"Content-Type": "application/json"})
    return connection


@shown("1")
def test_two_calls_at_once(both):
    rie, host = both()
    slow = {"do": "sleep", "s": 1}
    calls = [begin(rie, slow)]
    wait_for(lambda: "START " in rie.log, what="the first call's begin")
    calls.append(begin(rie, 2))
    wait_for(lambda: rie.process.poll() is not None, 20, "the end")
    assert rie.process.returncode == 2 and "panic" in rie.log
    for call in calls:
        with pytest.raises((http.client.HTTPException, OSError)):
            call.getresponse()
    calls = [begin(host, slow)]
    host.wait_log("START ")
    calls.append(begin(host, 2))
    assert [c.getresponse().read() for c in calls] == [b'"slept"', b"2"]


@shown("2")
def test_a_functions_error_in_the_headers(both):
    rie, host = both()
    status, headers, body = ask(rie, {"do": "error"})
    assert status == 200 and json.loads(body)["errorType"] == "Sad"
    assert not [name for name in headers if name.lower().startswith("x-amz")]
    assert headers["Content-Type"].startswith("text/plain")
    status, headers, same = ask(host, {"do": "error"})
    assert (status, same) == (200, body)
    assert headers["X-Amz-Function-Error"] == "Unhandled"
    assert headers["X-Amz-Executed-Version"] == "$LATEST"
    assert headers["Content-Type"] == "application/json"
    assert headers["x-amzn-RequestId"]


@shown("3")
@pytest.mark.parametrize("call,says", [
    ({"X_Amz_Invocation_Type": "Event"}, 202),
    ({"X_Amz_Invocation_Type": "DryRun"}, 204),
    ({"X_Amz_Invocation_Type": "Often"}, 400),
    ({"query": "?Qualifier=9"}, 404),
    ({"event": b"{"}, 400),
    ({"X_Amz_Client_Context": "%"}, 400),
    ({"X_Amz_Log_Type": "Tail"}, 200),
])
def test_what_the_caller_asks_for(both, call, says):
    rie, host = both()
    call.setdefault("event", {"do": "pid"})
    heeded = "X_Amz_Client_Context" in call
    status, headers, _ = ask(rie, **call)
    assert status == (500 if heeded else 502 if call["event"] == b"{" else 200)
    assert not headers["X-Amz-Log-Result"]
    status, headers, _ = ask(host, **call)
    assert status == says
    if says == 200:
        log = base64.b64decode(headers["X-Amz-Log-Result"]).decode()
        assert "START RequestId: " in log


@shown("4")
def test_the_callers_trace(both):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    name = "lambda-runtime-trace-id"
    rie, host = both()
    _, _, body = ask(rie, {"do": "headers"}, X_Amzn_Trace_Id=trace)
    assert name not in json.loads(body)
    _, _, body = ask(host, {"do": "headers"}, X_Amzn_Trace_Id=trace)
    assert json.loads(body)[name].startswith(trace)


@shown("5")
def test_a_timeout(both):
    rie, host = both({"timeout": 1})
    hang = {"do": "sleep", "s": 300}
    status, _, body = ask(rie, hang)
    assert (status, body) == (200, b"Task timed out after 1.00 seconds")
    status, headers, body = ask(host, hang)
    assert (status, headers["X-Amz-Function-Error"]) == (200, "Unhandled")
    assert json.loads(body)["errorType"] == "Sandbox.Timedout"
    assert json.loads(body)["errorMessage"].endswith(
        "Task timed out after 1.00 seconds")


@shown("6")
def test_a_runtime_that_exits(both):
    rie, host = both()
    status, headers, body = ask(rie, {"do": "exit", "status": 3})
    told = json.loads(body)
    assert status == 502 and told["errorType"] == "Runtime.ExitError"
    assert "START " in rie.log and "REPORT " not in rie.log
    status, headers, body = ask(host, {"do": "exit", "status": 3})
    assert (status, headers["X-Amz-Function-Error"]) == (200, "Unhandled")
    assert json.loads(body)["errorMessage"].endswith("exit status 3")
    host.wait_log("REPORT ")


@shown("7")
def test_a_crash_after_an_init_error(both, tmp_path):
    rie, host = both(TEST_START="init-error")
    for server in (rie, host):
        _, _, body = ask(server, 1)
        assert json.loads(body)["errorType"] == "Runtime.ImportModuleError"
    program = tmp_path / "home" / "f" / "bootstrap"
    # The emulator panics when a process ends as soon as it has begun.
    program.write_text("#!/bin/sh\nsleep 0.2\nexit 7\n")
    status, _, body = ask(rie, 1)
    assert json.loads(body)["errorType"] == "Runtime.ImportModuleError"
    _, _, body = ask(host, 1)
    assert json.loads(body)["errorMessage"].endswith("exit status 7")


@shown("8")
def test_memory(both, tmp_path):
    rie, host = both()
    program = tmp_path / "home" / "f" / "bootstrap"
    text = program.read_text()
    program.write_text(text.replace(
        "import sys\n", "import sys\nHOG = b'x' * (256 << 20)\n", 1))
    for server in (rie, host):
        status, _, body = ask(server, {"do": "env"})
        told = json.loads(body)
        assert status == 200
        assert told["env"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "128"


@shown("9")
def test_a_stream(both):
    rie, host = both()
    event = {"do": "stream", "chunks": ["first\n", "second\n"]}
    status, headers, body = ask(rie, event)
    assert (status, body) == (200, b"first\nsecond\n")
    assert headers["Content-Length"] == "13"
    given = {"FunctionName": "function", "Payload": json.dumps(event)}
    with pytest.raises(Refused) as raised:
        list(boto_stream(rie, **given))
    assert raised.value.name == "404"
    *chunks, end = boto_stream(host, **{**given, "FunctionName": "f"})
    assert b"".join(chunks) == body and not end.get("ErrorCode")


@shown("10")
def test_request_ids(both):
    rie, host = both()
    for server in (rie, host):
        _, headers, body = ask(server, {"do": "headers"})
        given = json.loads(body)["lambda-runtime-aws-request-id"]
        assert uuid.UUID(given).version == 4
    assert str(given) == headers["x-amzn-RequestId"]
