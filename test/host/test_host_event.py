"""Calls that nobody waits for: Event, InvokeAsync; and DryRun, which runs
nothing."""

import json
import re

import boto3
import pytest
from botocore.config import Config

from hosting import make_function, parse_answer, wait_for

MOST = 1024 * 1024


def event(host, payload=None, body=None, name="one"):
    return host.invoke(name, payload, body=body, X_Amz_Invocation_Type="Event",
                       X_Amz_Log_Type="Tail")


def test_an_event_is_answered_at_once_and_run_afterwards(host):
    answer = event(host, {"do": "sleep", "s": 2})
    assert answer.status == 202
    assert answer.body == b""
    assert answer.failed is None
    for name in ("x-amz-log-result", "x-amz-executed-version", "content-type"):
        assert name not in answer.headers
    request_id = answer.headers["x-amzn-requestid"]
    log = host.wait_log(
        f"dayfly: event {request_id} is held in memory only and tried "
        "once; it is lost if the host stops before that")
    assert f"event {request_id} is done" not in log
    log = host.wait_log(f"dayfly: event {request_id} is done")
    assert f"START RequestId: {request_id} " in log
    assert f"REPORT RequestId: {request_id}\t" in log


def test_an_event_that_fails_is_reported_and_not_tried_again(host):
    request_id = event(host, {"do": "error"}).headers["x-amzn-requestid"]
    log = host.wait_log(f"dayfly: event {request_id} failed: Runtime.Sad; "
                        "it is not tried again")
    host.invoke("one", 1)
    assert host.log().count(f"START RequestId: {request_id}") == 1, log


def test_an_event_whose_bootstrap_cannot_start_has_its_202(tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="exit", TEST_STATUS=7)
    host = serve()
    answer = event(host, 1)
    assert answer.status == 202
    host.wait_log(f"event {answer.headers['x-amzn-requestid']} failed: "
                  "Runtime.ExitError")


def test_events_and_callers_are_served_in_the_order_they_came(host):
    def show(text):
        return {"do": "print", "text": text + "\n"}

    first = host.begin("one", {"do": "sleep", "s": 0.7})
    host.wait_log("START")
    event(host, show("is-1"))
    second = host.begin("one", show("is-2"))
    wait_for(lambda: waiting(host))
    event(host, show("is-3"))
    third = host.begin("one", show("is-4"))
    for s in (first, second, third):
        assert host.finish(s).status == 200
    assert re.findall(r"^is-\d$", host.log(), re.M) == [
        "is-1", "is-2", "is-3", "is-4"]


def waiting(host):
    """Whatever was sent before is in the line."""
    return host.invoke("one", body=b"{").status == 400


def test_an_event_may_have_one_megabyte_and_not_a_byte_more(host):
    body = b'"' + b"x" * (MOST - 2) + b'"'
    assert event(host, body=body).status == 202
    answer = event(host, body=body + b" ")
    assert answer.status == 413
    assert answer.headers["x-amzn-errortype"] == "RequestTooLargeException"
    assert answer.json["message"] == (
        f"{MOST + 1} byte payload is too large for the Event invocation type "
        f"(limit {MOST} bytes)")


def test_what_is_not_json_is_no_event_either(host):
    assert event(host, body=b"{").status == 400
    assert event(host, body=b"").status == 202
    host.wait_log("is done")


def test_events_beyond_a_thousand_are_refused_until_the_queue_is_shorter(host):
    slow = host.begin("one", {"do": "sleep", "s": 2.5})
    host.wait_log("START")
    s = host.connect()
    head = (b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
            b"Host: localhost\r\nX-Amz-Invocation-Type: Event\r\n"
            b"Content-Length: 1\r\n\r\n1")
    s.sendall(head * 1000)
    got = b""
    while got.count(b"HTTP/1.1 ") < 1000:
        got += s.recv(65536)
    assert got.count(b"HTTP/1.1 202") == 1000
    s.close()
    answer = event(host, 1)
    assert answer.status == 429
    assert answer.headers["x-amzn-errortype"] == "TooManyRequestsException"
    assert answer.json["Reason"]
    assert "1000" in answer.json["message"]
    # A caller who waits is another matter.
    waits = host.begin("one", 2)
    assert host.finish(slow).status == 200
    assert host.finish(waits).body == b"2"
    assert event(host, 1).status == 202


def test_events_beyond_64_megabytes_are_refused(host):
    host.begin("one", {"do": "sleep", "s": 60})
    host.wait_log("START")
    body = b'"' + b"x" * (MOST - 2) + b'"'
    statuses = [event(host, body=body).status for _ in range(70)]
    taken = statuses.count(202)
    assert 48 <= taken <= 64
    assert statuses == [202] * taken + [429] * (70 - taken)
    assert host.stop() == 0


def test_events_that_wait_when_the_host_stops_are_counted_in_the_log(host):
    running = event(host, {"do": "sleep", "s": 60})
    host.wait_log("START")
    oldest = [event(host, n) for n in range(3)][0]
    assert host.stop() == 0
    log = host.log()
    assert ("dayfly: the host stops: 3 events not tried yet are lost, the "
            f"oldest is {oldest.headers['x-amzn-requestid']}") in log
    assert (f"event {running.headers['x-amzn-requestid']} failed: "
            "Runtime.ExitError") in log


def test_an_event_cut_off_by_the_hosts_end_is_reported_too(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        "def main():",
        "def main():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    host = serve(options=("--listen", "127.0.0.1:0", "--drain", "0"))
    running = event(host, {"do": "sleep", "s": 60})
    host.wait_log("START")
    assert host.stop() == 0
    assert (f"event {running.headers['x-amzn-requestid']} failed: "
            "Sandbox.Failure") in host.log()


def test_the_log_names_the_function_when_there_are_several(tmp_path, serve):
    make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    host = serve()
    request_id = event(host, 1, name="two").headers["x-amzn-requestid"]
    host.wait_log(f"two | dayfly: event {request_id} is done")
    assert f"two | dayfly: event {request_id} is held" in host.log()


def test_a_client_context_is_for_synchronous_calls(host):
    answer = host.invoke("one", 1, X_Amz_Invocation_Type="Event",
                         X_Amz_Client_Context="%%%")
    assert answer.status == 202


@pytest.mark.parametrize("path", ["invoke-async", "invoke-async/"])
def test_invoke_async_is_an_event(host, path):
    answer = host.request("POST", f"/2014-11-13/functions/one/{path}",
                          b'{"do":"error"}')
    assert answer.status == 202
    assert answer.json == {"Status": 202}
    host.wait_log(f"event {answer.headers['x-amzn-requestid']} failed")
    assert host.request("POST", f"/2014-11-13/functions/two/{path}",
                        b"1").status == 404
    assert host.request("POST", f"/2014-11-13/functions/one/{path}",
                        b"{").status == 400


def test_a_dry_run_runs_nothing(host):
    answer = host.invoke("one", 1, X_Amz_Invocation_Type="DryRun")
    assert answer.status == 204
    assert answer.body == b""
    assert answer.headers["x-amzn-requestid"]
    assert host.invoke("one", body=b"{",
                       X_Amz_Invocation_Type="DryRun").status == 400
    assert host.invoke("two", 1, X_Amz_Invocation_Type="DryRun").status == 404
    assert "START" not in host.log()


def test_boto3_sends_events_and_dry_runs(host):
    service = boto3.client(
        "lambda", endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y",
        config=Config(retries={"max_attempts": 0}, proxies={}))
    answer = service.invoke(FunctionName="one", InvocationType="Event",
                            Payload=b'{"do":"error"}')
    assert answer["StatusCode"] == 202
    assert answer["Payload"].read() == b""
    host.wait_log(
        f"event {answer['ResponseMetadata']['RequestId']} failed")
    assert service.invoke(FunctionName="one", InvocationType="DryRun")[
        "StatusCode"] == 204
    assert service.invoke_async(FunctionName="one", InvokeArgs=b"{}")[
        "Status"] == 202


def test_a_caller_that_leaves_at_once_has_left_its_event(host):
    body = json.dumps({"do": "print", "text": "it ran\n"}).encode()
    s = host.connect()
    s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
              b"Host: localhost\r\nX-Amz-Invocation-Type: Event\r\n"
              b"Content-Length: %d\r\n\r\n" % len(body) + body)
    s.close()
    host.wait_log("it ran")


def test_two_requests_on_one_connection_are_two_events(host):
    head = (b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
            b"Host: localhost\r\nX-Amz-Invocation-Type: Event\r\n"
            b"Content-Length: 1\r\n")
    got = host.raw(head + b"\r\n1" + head + b"Connection: close\r\n\r\n2")
    first, _, second = got.partition(b"HTTP/1.1 202")[2].partition(
        b"HTTP/1.1")
    assert parse_answer(b"HTTP/1.1" + second).status == 202
    assert b"Content-Length: 0" in first
