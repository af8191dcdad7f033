"""What callers read when something fails: the words of Lambda, as they were
recorded from it (2025-11), where a recording is there."""

import pytest

from hosting import make_function

MOST = 6 * 1024 * 1024 + 100


@pytest.mark.parametrize("event,kind,message,status", [
    ({"do": "exit", "status": 0}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited without providing a reason",
     "error"),
    ({"do": "exit", "status": 127}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited with error: exit status 127",
     "error"),
    ({"do": "kill", "signal": "SIGKILL"}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited with error: signal: killed",
     "error"),
    ({"do": "kill", "signal": "SIGTERM"}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited with error: signal: terminated",
     "error"),
    ({"do": "kill", "signal": "SIGABRT"}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited with error: signal: aborted",
     "error"),
    ({"do": "sleep", "s": 60}, "Sandbox.Timedout",
     "RequestId: {} Error: Task timed out after 1.00 seconds", "timeout"),
    ({"do": "size", "bytes": MOST + 1}, "Function.ResponseSizeTooLarge",
     f"Response payload size exceeded maximum allowed payload size ({MOST} "
     "bytes).", "error"),
    ({"do": "error", "body": ""}, "Runtime.Sad",
     "Unknown application error occurred", "error"),
    ({"do": "error", "body": "", "headers": {}}, "Runtime.Unknown",
     "Unknown application error occurred", "error"),
    ({"do": "mode"}, "Runtime.InvalidResponseModeHeader",
     "Invalid response mode header", "error"),
    ({"do": "truncate"}, "Runtime.TruncatedResponse",
     "RequestId: {} Error: The runtime broke off in the middle of its "
     "response", "error"),
])
def test_the_message_of_a_failed_call(
        tmp_path, serve, event, kind, message, status):
    make_function(tmp_path / "one", {"timeout": 1})
    host = serve()
    answer = host.invoke("one", event)
    request_id = answer.headers["x-amzn-requestid"]
    assert (answer.status, answer.failed) == (200, "Unhandled")
    assert answer.json == {"errorType": kind,
                           "errorMessage": message.format(request_id)}
    log = host.wait_log(f"REPORT RequestId: {request_id}\t")
    report = log.partition(f"REPORT RequestId: {request_id}\t")[2]
    assert report.partition("\n")[0].endswith(
        f"\tStatus: {status}\tError Type: {kind}\t")
    assert host.invoke("one", 5).body == b"5"


@pytest.mark.parametrize("body", [
    '{"errorMessage":"a","errorType":"B","stackTrace":["c"]}', "nonsense",
    '"text"', " "])
def test_an_error_body_of_the_runtime_is_passed_on_unchanged(host, body):
    answer = host.invoke("one", {"do": "error", "body": body})
    assert (answer.status, answer.failed) == (200, "Unhandled")
    assert answer.body.decode() == body


@pytest.mark.parametrize("start,kind,message", [
    ({"TEST_START": "exit", "TEST_STATUS": 0}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited without providing a reason"),
    ({"TEST_START": "exit", "TEST_STATUS": 127}, "Runtime.ExitError",
     "RequestId: {} Error: Runtime exited with error: exit status 127"),
    ({"TEST_START": "init-error"}, "Runtime.ImportModuleError",
     "cannot import index"),
])
def test_a_failed_start_is_reported_to_every_call_it_fails(
        tmp_path, serve, start, kind, message):
    make_function(tmp_path / "one", **start)
    host = serve()
    for _ in range(5):
        answer = host.invoke("one", 1)
        assert (answer.status, answer.failed) == (200, "Unhandled")
        assert answer.json == {
            "errorType": kind, "errorMessage": message.format(
                answer.headers["x-amzn-requestid"])}


def test_the_message_of_a_body_that_is_not_json(host):
    answer = host.invoke("one", body=b"{]")
    assert answer.json["Type"] == "User"
    assert answer.json["message"].startswith(
        "Could not parse request body into json: Could not parse payload into "
        "json: ")


def test_a_stop_of_the_host_is_reported_to_queued_calls(host):
    first = host.begin("one", {"do": "sleep", "s": 60})
    host.wait_log("START")
    second = host.begin("one", 1)
    assert host.invoke("one", body=b"{").status == 400  # the second is in
    host.stop()
    answer = host.finish(first)
    assert answer.json["errorMessage"] == (
        f"RequestId: {answer.headers['x-amzn-requestid']} Error: Runtime "
        "exited with error: signal: terminated")
    answer = host.finish(second)
    assert answer.json == {
        "errorType": "Sandbox.Failure", "errorMessage":
        f"RequestId: {answer.headers['x-amzn-requestid']} Error: The host is "
        "stopping"}
