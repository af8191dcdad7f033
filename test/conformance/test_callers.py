"""Unchanged clients of the Invoke API against dayfly's host, which checks their
signatures."""

import base64
import json

import pytest

from callers import CALL, KEY, SECRET, STREAM, Refused
from clients import CALLERS
from hosting import Host, make_function
from parts import write
from table import LACKS

MOST = 6291556
ARN = "arn:aws:lambda:us-east-1:000000000000:function:one"


# It gives "first", then waits for the file the event names.
STREAMING = r"""
#!/bin/sh
event=$(cat)
gate=${event#?}
echo first
until [ -e "${gate%?}" ]; do sleep 0.01; done
echo second
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    home = tmp_path_factory.mktemp("functions")
    make_function(home / "one")
    make_function(home / "two", {"timeout": 7, "memory": 256})
    (home / "stream").mkdir()
    write(home / "stream", "stream.sh", STREAMING)
    (home / "stream" / "dayfly.json").write_text(json.dumps(
        {"handler": "stream.sh", "env": {"DAYFLY_OUTPUT": "stream"}}))
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.touch(0o600)
    keys.write_text(f"{KEY} {SECRET} admin *\n")
    host = Host(home, options=("--listen", "127.0.0.1:0", "--keys", str(keys)))
    yield host
    host.close()


def promise(column):
    rows = [row for row in CALLERS if (row, column) not in LACKS["callers"]]

    def mark(test):
        return pytest.mark.cell("callers", column)(
            pytest.mark.parametrize("row", rows)(test))
    return mark


def invoke(row, host, event=None, name="one", **more):
    payload = json.dumps({} if event is None else event).encode()
    return CALL[row](host, "Invoke", FunctionName=name, Payload=payload,
                     **more)


def refusal(row, host, command, **given):
    with pytest.raises(Refused) as raised:
        CALL[row](host, command, **given)
    return raised.value.name


@promise("result")
def test_a_result(host, row):
    event = {"text": "é \U0001f98b", "n": [1, None]}
    answer = invoke(row, host, event)
    assert json.loads(answer["Payload"]) == event
    assert answer["StatusCode"] == 200
    assert answer["ExecutedVersion"] == "$LATEST"
    assert not answer.get("FunctionError")


@promise("function error")
def test_a_functions_error_is_no_exception(host, row):
    answer = invoke(row, host, {"do": "error"})
    assert (answer["StatusCode"], answer["FunctionError"]) == (
        200, "Unhandled")
    assert json.loads(answer["Payload"]) == {
        "errorMessage": "no", "errorType": "Sad"}


@promise("Tail")
def test_the_end_of_the_log_comes_along(host, row):
    answer = invoke(row, host, {"do": "print", "text": "seen\n"},
                    LogType="Tail")
    log = base64.b64decode(answer["LogResult"]).decode()
    assert "START RequestId: " in log and "seen\n" in log
    assert not invoke(row, host).get("LogResult")


@promise("client context")
def test_the_client_context_arrives(host, row):
    context = base64.b64encode(b'{"custom":{"a":"b"}}').decode()
    answer = invoke(row, host, {"do": "headers"}, ClientContext=context)
    assert json.loads(answer["Payload"])[
        "lambda-runtime-client-context"] == '{"custom":{"a":"b"}}'


@promise("qualifier")
def test_a_qualifier_is_heeded(host, row):
    answer = invoke(row, host, {"do": "headers"}, Qualifier="$LATEST")
    assert json.loads(answer["Payload"])[
        "lambda-runtime-invoked-function-arn"] == ARN + ":$LATEST"
    assert refusal(row, host, "Invoke", FunctionName="one", Payload=b"{}",
                   Qualifier="9") == "ResourceNotFoundException"


@promise("ARN")
def test_an_arn_is_a_name(host, row):
    assert invoke(row, host, {"n": 1}, name=ARN)["Payload"] == b'{"n": 1}'


@promise("not found")
def test_an_unknown_function_is_its_own_exception(host, row):
    for command in ("Invoke", "GetFunction"):
        assert refusal(row, host, command,
                       FunctionName="none") == "ResourceNotFoundException"


@promise("bad JSON")
def test_an_event_that_is_not_json_is_its_own_exception(host, row):
    assert refusal(row, host, "Invoke", FunctionName="one",
                   Payload=b"{") == "InvalidRequestContentException"


@promise("6 MB")
def test_the_largest_event_passes_and_one_more_byte_is_its_own_exception(
        host, row):
    event = b'"' + b"x" * (MOST - 2) + b'"'
    assert CALL[row](host, "Invoke", FunctionName="one",
                     Payload=event)["Payload"] == event
    assert refusal(row, host, "Invoke", FunctionName="one",
                   Payload=event + b" ") == "RequestTooLargeException"


@promise("list")
def test_functions_are_listed(host, row):
    answer = CALL[row](host, "ListFunctions")
    assert sorted(f["FunctionName"] for f in answer["Functions"]) == [
        "one", "stream", "two"]


@promise("get")
def test_a_function_is_described(host, row):
    answer = CALL[row](host, "GetFunction", FunctionName="two")
    told = answer["Configuration"]
    assert told["FunctionArn"].endswith(":function:two")
    assert (told["Timeout"], told["MemorySize"], told["State"]) == (
        7, 256, "Active")
    assert CALL[row](host, "GetFunctionConfiguration",
                     FunctionName="two")["Timeout"] == 7


@promise("Event")
def test_an_event_is_taken_at_once_and_run_later(host, row):
    answer = invoke(row, host, {"do": "print", "text": f"late {row}\n"},
                    InvocationType="Event")
    assert answer["StatusCode"] == 202
    assert answer["Payload"] == b""
    host.wait_log(f"late {row}\n")


@promise("DryRun")
def test_a_dry_run_runs_nothing(host, row):
    answer = invoke(row, host, {"do": "print", "text": f"dry {row}\n"},
                    InvocationType="DryRun")
    assert answer["StatusCode"] == 204
    assert refusal(row, host, "Invoke", FunctionName="none", Payload=b"{}",
                   InvocationType="DryRun") == "ResourceNotFoundException"
    invoke(row, host, {"do": "print", "text": f"wet {row}\n"})
    assert f"dry {row}" not in host.wait_log(f"wet {row}\n")


@promise("stream")
def test_a_streams_beginning_comes_before_its_end_is_made(
        host, row, tmp_path):
    gate = tmp_path / "gate"
    events = STREAM[row](host, FunctionName="stream",
                         Payload=json.dumps(str(gate)).encode())
    assert next(events) == b"first\n"
    gate.touch()
    *chunks, end = events
    assert b"".join(chunks) == b"second\n"
    assert not end.get("ErrorCode")
    with pytest.raises(Refused) as raised:
        next(STREAM[row](host, FunctionName="none", Payload=b"{}"))
    assert raised.value.name == "ResourceNotFoundException"
