"""The official runtime clients, unchanged, served by dayfly's host."""

import base64
import json
import time

import pytest

from callers import boto_stream
from clients import RUNTIMES
from functions import WIDE, Functions, built
from hosting import alive, wait_for
from table import LACKS

MOST = 6291556


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = Functions(tmp_path_factory.mktemp("functions"))
    yield host
    host.close()


@pytest.fixture(autouse=True)
def is_built(row):
    assert built(row), f"{row} is not built: test/conformance/build {row}"


def promise(column):
    """A cell of the table for every client that has the thing."""
    rows = [row for row in RUNTIMES if (row, column) not in LACKS["runtimes"]]

    def mark(test):
        return pytest.mark.cell("runtimes", column)(
            pytest.mark.parametrize("row", rows)(test))
    return mark


@promise("result")
def test_the_event_comes_back_as_it_went(host, row):
    event = {"text": "é\u2028 \U0001f98b \"\\\u0000</x>", "n": [1, 2.5, None]}
    answer = host.invoke(row, event)
    assert answer.status == 200 and not answer.failed
    assert answer.json == event


@promise("error")
def test_a_handlers_error_has_type_and_message(host, row):
    before = host.tell(row)["pid"]
    answer = host.invoke(row, {"do": "error"})
    assert (answer.status, answer.failed) == (200, "Unhandled")
    assert answer.json["errorMessage"] == "told to fail"
    assert answer.json["errorType"]
    assert host.tell(row)["pid"] == before


@promise("panic")
def test_an_uncaught_exception_is_an_error_and_the_next_event_is_served(
        host, row):
    answer = host.invoke(row, {"do": "panic"})
    assert (answer.status, answer.failed) == (200, "Unhandled")
    assert answer.json["errorType"]
    assert host.invoke(row, {"after": 1}).json == {"after": 1}


@promise("exit")
def test_an_exit_in_mid_event_is_reported_and_a_new_process_started(
        host, row):
    before = host.tell(row)["pid"]
    answer = host.invoke(row, {"do": "exit"})
    assert (answer.status, answer.failed) == (200, "Unhandled")
    assert answer.json["errorType"] == "Runtime.ExitError"
    assert answer.json["errorMessage"].endswith("exit status 3")
    assert not alive(before)
    assert host.tell(row)["pid"] != before


@promise("timeout")
def test_a_hanging_handler_is_ended_and_the_next_event_is_served(host, row):
    before = host.tell(row + "-short")["pid"]
    began = time.monotonic()
    answer = host.invoke(row + "-short", {"do": "hang"})
    assert 0.9 < time.monotonic() - began < 10
    assert (answer.status, answer.failed) == (200, "Unhandled")
    assert answer.json["errorType"] == "Sandbox.Timedout"
    assert answer.json["errorMessage"].endswith(
        "Task timed out after 1.00 seconds")
    assert host.tell(row + "-short")["pid"] != before
    assert not alive(before)


@promise("init error")
def test_a_function_that_cannot_start_is_an_error_of_each_call(host, row):
    for _ in range(2):
        answer = host.invoke(row + "-broken", {})
        assert (answer.status, answer.failed) == (200, "Unhandled")
        if row in ("go", "rust"):
            assert answer.json["errorType"] == "Runtime.ExitError"
        else:
            assert "told not to start" in answer.json["errorMessage"]


@promise("tenant")
def test_the_tenant_is_known_and_forgotten(host, row):
    assert host.tell(row, X_Amz_Tenant_Id="blue")["tenant"] == "blue"
    assert host.tell(row)["tenant"] == ""


@promise("trace")
def test_the_trace_is_known_and_forgotten(host, row):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    assert host.tell(row, X_Amzn_Trace_Id=trace)["trace"].startswith(trace)
    other = host.tell(row)["trace"]
    assert other.startswith("Root=1-") and trace[:40] not in other


@promise("client context")
def test_the_client_context_is_known_and_forgotten(host, row):
    context = base64.b64encode(b'{"custom":{"color":"blau \xc3\xa9"}}').decode()
    seen = host.tell(row, X_Amz_Client_Context=context)
    assert seen["custom"] == {"color": "blau é"}
    assert not host.tell(row)["custom"]


@promise("deadline")
def test_the_time_left_is_the_functions(host, row):
    assert 20000 < host.tell(row)["remaining"] <= 30000
    assert 0 < host.tell(row + "-short")["remaining"] <= 1000


@promise("request id")
def test_the_request_id_is_the_one_the_caller_gets(host, row):
    ids = []
    for _ in range(2):
        answer = host.invoke(row, {"do": "tell"})
        ids.append(answer.json["requestId"])
        assert answer.headers["x-amzn-requestid"] == ids[-1]
    assert ids[0] != ids[1]


@promise("ARN")
def test_name_and_arn_are_the_functions(host, row):
    seen = host.tell(row)
    assert seen["name"] == row
    assert seen["arn"] == (
        f"arn:aws:lambda:us-east-1:000000000000:function:{row}")


@promise("6 MB")
def test_the_largest_event_and_answer_pass_and_one_byte_more_does_not(
        host, row):
    event = b'"' + b"x" * (MOST - 2) + b'"'
    answer = host.invoke(row, body=event)
    assert not answer.failed
    assert answer.body == event
    answer = host.invoke(row, {"do": "size", "size": MOST})
    assert (len(answer.body), answer.failed) == (MOST, None)
    answer = host.invoke(row, {"do": "size", "size": MOST + 1})
    assert answer.failed == "Unhandled"
    assert answer.json["errorType"] == "Function.ResponseSizeTooLarge"
    assert host.invoke(row, {"after": 1}).json == {"after": 1}


@promise("100 calls")
def test_a_hundred_calls_are_served_by_one_process(host, row):
    host.tell(row)
    assert len({host.tell(row)["pid"] for _ in range(100)}) == 1


@promise("stream")
def test_a_stream_is_gathered_for_a_buffered_call(host, row):
    answer = host.invoke(row + "-stream", {})
    assert not answer.failed
    assert answer.body.endswith(b"first\nsecond\n")


@promise("stream live")
def test_a_streams_beginning_is_there_before_its_end_is_made(
        host, row, tmp_path):
    events = boto_stream(
        host, FunctionName=row + "-stream",
        Payload=json.dumps({"gate": str(tmp_path / "gate")}).encode())
    begun = b""
    while not begun.endswith(b"first\n"):
        begun += next(events)
    (tmp_path / "gate").touch()
    rest = list(events)
    assert b"".join(rest[:-1]) == b"second\n"
    assert not rest[-1].get("ErrorCode")


@promise("stream fails")
def test_a_stream_that_fails_in_the_middle_reports_it_at_its_end(host, row):
    *chunks, end = boto_stream(host, FunctionName=row + "-stream",
                               Payload=b'{"fail":true}')
    print(chunks, end)
    assert b"".join(chunks).endswith(b"first\n")
    assert end["ErrorCode"]
    assert "told to fail in the middle" in end["ErrorDetails"]
    assert host.invoke(row + "-stream", {}).body.endswith(b"second\n")


@promise("URL")
def test_a_functions_url_calls_it_with_an_event(host, row):
    answer = host.request("PUT", f"/lambda-url/{row}/a%20b?x=1&x=2", b"\xff",
                          {"Content-Type": "image/png"})
    assert (answer.status, answer.headers["content-type"]) == (
        200, "application/json")
    event = answer.json
    assert event["version"] == "2.0" and event["rawPath"] == "/a%20b"
    assert event["queryStringParameters"] == {"x": "1,2"}
    assert event["requestContext"]["http"]["method"] == "PUT"
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


@promise("URL stream")
def test_a_function_streams_status_headers_and_body_to_its_url(host, row):
    answer = host.request("GET", f"/lambda-url/{row}-page/a/b")
    assert answer.status == 201
    assert answer.headers["x-path"] == "/a/b"
    assert answer.headers["set-cookie"] == "a=b"
    assert b"first\n" in answer.body and b"second\n" in answer.body
    assert b"\0" not in answer.body and b"statusCode" not in answer.body


@promise("4 at once")
def test_calls_are_at_work_at_the_same_time(host, row, tmp_path):
    event = {"do": "together", "gate": str(tmp_path), "size": WIDE}
    calls = [host.begin(row + "-wide", event) for _ in range(WIDE)]
    assert [host.finish(c).json for c in calls] == ["together"] * WIDE
