"""What callers are promised who are many, leave early, or ask for the log."""

import base64
import json
import re
import threading
import time


import pytest
from hosting import make_function, wait_for
from stalls import limit

pytestmark = pytest.mark.prompt


def test_next_carries_what_the_caller_gave_and_nothing_else(host):
    context = {"custom": {"k": "v"}, "identity": {"cognitoIdentityId": "i"}}
    full = host.invoke("one", {"do": "headers"}, **{
        "X-Amz-Client-Context":
            base64.b64encode(json.dumps(context).encode()).decode(),
        "X-Amzn-Trace-Id": "Root=1-5e1b4151-5ac6c58f;Sampled=1",
        "X-Amz-Tenant-Id": "t1"}).json
    bare = host.invoke("one", {"do": "headers"}).json
    assert json.loads(full["lambda-runtime-client-context"]) == context
    assert json.loads(full["lambda-runtime-cognito-identity"]) == {
        "cognitoIdentityId": "i"}
    assert full["lambda-runtime-trace-id"] == (
        "Root=1-5e1b4151-5ac6c58f;Sampled=1")
    assert full["lambda-runtime-aws-tenant-id"] == "t1"
    assert full["lambda-runtime-invoked-function-arn"] == (
        "arn:aws:lambda:us-east-1:000000000000:function:one")
    assert full["content-type"] == "application/json"
    left = abs(int(full["lambda-runtime-deadline-ms"]) / 1000 - time.time())
    assert left < 3.5
    for name in ("client-context", "cognito-identity", "aws-tenant-id"):
        assert "lambda-runtime-" + name not in bare
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};"
                        r"Parent=[0-9a-f]{16};Sampled=0",
                        bare["lambda-runtime-trace-id"])


def test_log_type_tail_gives_the_log_of_this_call_alone(host):
    host.invoke("one", {"do": "print", "text": "before\n"})
    answer = host.invoke("one", {"do": "print", "text": "hello\nworld"},
                         X_Amz_Log_Type="Tail")
    tail = base64.b64decode(answer.headers["x-amz-log-result"]).decode()
    request_id = answer.headers["x-amzn-requestid"]
    lines = tail.splitlines()
    assert lines[0] == f"START RequestId: {request_id} Version: $LATEST"
    assert "hello" in lines
    assert "before" not in tail
    assert lines[-1].startswith(f"REPORT RequestId: {request_id}\t")


def test_what_was_printed_before_the_answer_is_in_the_tail(host):
    host.invoke("one", 1)
    for _ in range(5):
        answer = host.invoke("one", {"do": "log-behind-answer"},
                             X_Amz_Log_Type="Tail")
        tail = base64.b64decode(answer.headers["x-amz-log-result"]).decode()
        assert "the end\nEND RequestId" in tail


def test_the_tail_is_the_last_4096_bytes(host):
    answer = host.invoke("one", {"do": "print", "text": "abcdefghi\n" * 20000},
                         X_Amz_Log_Type="Tail")
    tail = base64.b64decode(answer.headers["x-amz-log-result"])
    assert len(tail) == 4096
    assert b"REPORT" in tail


def test_calls_to_one_function_wait_for_each_other_and_all_are_answered(host):
    sockets = [host.begin("one", {"do": "sleep", "s": 0.02}) for _ in range(8)]
    assert [host.finish(s).json for s in sockets] == ["slept"] * 8


def test_calls_to_two_functions_overlap(tmp_path, serve):
    make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    host = serve()
    for name in ("one", "two"):
        host.invoke(name, 1)
    begun = time.monotonic()
    sockets = [host.begin(n, {"do": "sleep", "s": 1.5}) for n in ("one", "two")]
    for s in sockets:
        assert host.finish(s).json == "slept"
    assert time.monotonic() - begun < limit(2.9, begun)


def test_callers_beyond_the_line_get_429_and_the_line_is_served(host):
    first = host.begin("one", {"do": "sleep", "s": 1})
    host.wait_log("START")
    waiting = [host.begin("one", {"n": i}) for i in range(100)]
    wait_for(lambda: host.invoke("one", {}).status == 429)
    answer = host.invoke("one", {})
    assert answer.headers["x-amzn-errortype"] == "TooManyRequestsException"
    assert answer.json == {
        "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded",
        "Type": "User", "message": "Rate Exceeded."}
    assert host.finish(first).json == "slept"
    assert [host.finish(s).json["n"] for s in waiting] == list(range(100))


def test_a_caller_that_leaves_while_it_waits_is_never_begun(host):
    first = host.begin("one", {"do": "sleep", "s": 0.5})
    host.wait_log("START")
    second = host.begin("one", {"do": "print", "text": "SECOND\n"})
    second.close()
    assert host.finish(first).json == "slept"
    assert host.invoke("one", 3).body == b"3"
    assert "SECOND" not in host.log()


def test_a_caller_that_leaves_in_the_middle_does_not_disturb_the_call(host):
    first = host.begin("one", {"do": "sleep", "s": 0.3})
    host.wait_log("START")
    first.close()
    assert host.invoke("one", 3).body == b"3"
    wait_for(lambda: host.log().count("REPORT") == 2)


def test_unknown_paths_and_methods_are_answered_in_json(host):
    for method, path, status in (
            ("GET", "/", 404), ("GET", "/favicon.ico", 404),
            ("POST", "/2015-03-31/functions/one/url", 404),
            ("POST", "/2018-06-01/runtime/init/error", 404)):
        answer = host.request(method, path)
        assert answer.status == status, path
        assert answer.json


def methods(host, path, method="PATCH"):
    """Those that the host names for the path, when it is asked by another."""
    answer = host.request(method, path)
    assert answer.status == 405, (path, answer.body)
    assert answer.headers["x-amzn-errortype"] == "MethodNotAllowedException"
    return answer.headers.get("allow")


def test_another_method_of_a_path_is_told_those_that_work(tmp_path, serve):
    make_function(tmp_path / "f" / "one")
    folders = serve(tmp_path / "f")
    stored = serve(tmp_path / "f", options=(
        "--listen", "127.0.0.1:0", "--data", str(tmp_path / "data")))
    one = "/2015-03-31/functions/one"
    for host, path, allow in (
            (folders, f"{one}/invocations", "POST"),
            (folders, "/2015-03-31/functions", "GET"),
            (folders, one, "GET"), (folders, f"{one}/code", None),
            (folders, "/_dayfly/calls", "GET"),
            (stored, "/2015-03-31/functions", "GET, POST"),
            (stored, "/2015-03-31/functions/", "GET, POST"),
            (stored, one, "GET, DELETE"), (stored, f"{one}/code", "PUT"),
            (stored, "/_dayfly/hooks/one", "POST, PUT, DELETE"),
            (stored, "/schedules/one", "GET, POST, PUT, DELETE")):
        assert methods(host, path) == allow, path
    assert methods(folders, "/2015-03-31/functions", "POST") == "GET"
    assert methods(folders, f"{one}/code", "PUT") is None


def test_a_host_of_folders_says_what_an_account_has(host):
    """Tools ask before they do anything else."""
    account = host.request("GET", "/2016-08-19/account-settings")
    assert account.json["AccountUsage"]["FunctionCount"] == 1
    providers = host.request("GET", "/2025-11-30/capacity-providers")
    assert providers.json == {"CapacityProviders": []}


def test_the_list_of_functions_has_what_the_manifest_has(tmp_path, serve):
    make_function(tmp_path / "b", {"timeout": 7, "memory": 256,
                                   "handler": "x.y"})
    make_function(tmp_path / "a")
    host = serve()
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    assert [f["FunctionName"] for f in listed] == ["a", "b"]
    assert (listed[1]["Timeout"], listed[1]["MemorySize"],
            listed[1]["Handler"]) == (7, 256, "x.y")
    one = host.request("GET", "/2015-03-31/functions/b").json
    assert one["Configuration"]["State"] == "Active"
    assert host.request(
        "GET", "/2015-03-31/functions/c/configuration").status == 404


def test_one_connection_serves_many_calls(host):
    s = host.connect()
    for n in range(50):
        body = b'{"n":%d}' % n
        s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
                  b"Host: localhost\r\nContent-Length: %d\r\n\r\n" % len(body)
                  + body)
        data = b""
        while not data.endswith(body):
            data += s.recv(65536)
        assert data.startswith(b"HTTP/1.1 200")
    s.close()


def test_many_callers_at_once_are_all_answered_right(tmp_path, serve):
    for name in ("a", "b", "c"):
        make_function(tmp_path / name)
    host = serve()
    wrong = []

    def call(number):
        for i in range(20):
            event = {"caller": number, "i": i}
            if host.invoke("abc"[number % 3], event).json != event:
                wrong.append(event)

    threads = [threading.Thread(target=call, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_caller_that_is_refused_is_told_when_to_ask_again(host):
    """Not at once: those that wait come first."""
    slow = host.begin("one", {"do": "sleep", "s": 2})
    host.wait_log("START")
    waiting = [host.begin("one", 1) for _ in range(100)]
    wait_for(lambda: host.invoke("one", 1).status == 429)
    began = time.monotonic()
    refused = [host.begin("one", 1) for _ in range(20)]
    answers = [host.finish(call) for call in refused]
    assert 0.045 < time.monotonic() - began < limit(1.5, began)
    assert {answer.status for answer in answers} == {429}
    assert {answer.headers["retry-after"] for answer in answers} == {"1"}
    for left in host.begin("one", 1), host.begin("one", 1):
        left.close()  # while it is held back
    assert host.finish(slow).failed is None
    assert [host.finish(call).status for call in waiting] == [200] * 100
