"""What a bootstrap meets at its Runtime API."""

import base64
import json
import socket
import time

import pytest

from hosting import make_function

pytestmark = pytest.mark.prompt

BASE = "/2018-06-01/runtime"


def ask(host, method, path, **more):
    event = {"do": "ask", "method": method, "path": path, **more}
    return host.invoke("one", event).json


def test_a_bootstrap_has_the_environment_of_a_function(tmp_path, serve):
    folder = make_function(tmp_path / "one", {"memory": 512, "handler": "x.y"},
                           MINE="yes", AWS_LAMBDA_LOG_FORMAT="JSON")
    host = serve(env={"SECRET": "s", "AWS_SECRET_ACCESS_KEY": "k",
                      "AWS_REGION": "eu-north-1", "DAYFLY_TEST_X": "1"})
    told = host.invoke("one", {"do": "env"}).json
    env = told["env"]
    assert env["_HANDLER"] == "x.y"
    assert env["LAMBDA_TASK_ROOT"] == str(folder)
    assert told["cwd"] == str(folder)
    assert env["AWS_LAMBDA_FUNCTION_NAME"] == "one"
    assert env["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert env["AWS_LAMBDA_LOG_GROUP_NAME"] == "/aws/lambda/one"
    assert env["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert env["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"
    assert env["AWS_REGION"] == env["AWS_DEFAULT_REGION"] == "eu-north-1"
    assert env["TZ"] == ":UTC"
    assert env["PATH"] and env["LANG"]
    assert env["MINE"] == "yes"
    assert env["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
    for name in ("SECRET", "AWS_SECRET_ACCESS_KEY", "DAYFLY_TEST_X"):
        assert name not in env


def test_a_bootstrap_holds_no_descriptor_of_the_host_or_its_parents(
        tmp_path, serve):
    make_function(tmp_path / "one")
    with open("/dev/zero", "rb") as inherited:
        host = serve(pass_fds=(inherited.fileno(),))
    told = host.invoke("one", {"do": "env"}).json
    # 3 is its connection, 4 the folder being listed.
    assert set(told["fds"]) <= {"0", "1", "2", "3", "4"}
    assert told["stdin"] == "/dev/null"
    assert told["sid"] == told["pid"]


def test_one_bootstrap_serves_call_after_call(host):
    pids = {host.invoke("one", {"do": "pid"}).json for _ in range(5)}
    assert len(pids) == 1


def test_nothing_is_started_before_the_first_call(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    assert not host.runtimes()
    host.invoke("one", 1)
    assert host.runtimes()


def test_a_second_answer_is_refused_with_403_and_changes_nothing(host):
    assert host.invoke("one", {"do": "twice"}).body == b"1"
    assert host.invoke("one", {"do": "seen"}).json == [202, 403, 403, 403]


def test_an_answer_to_another_id_is_400_and_to_another_attempt_410(host):
    assert host.invoke("one", {"do": "wrong"}).json == "right"
    assert host.invoke("one", {"do": "seen"}).json == [400, 410, 202]


def test_next_asked_again_gives_the_same_event_and_deadline(host):
    assert host.invoke("one", {"do": "again"}).json == [200, True, True, True]


def test_a_bad_response_mode_is_an_error_and_not_the_end(host):
    answer = host.invoke("one", {"do": "mode"})
    assert answer.failed
    assert answer.json["errorType"] == "Runtime.InvalidResponseModeHeader"
    assert host.invoke("one", {"do": "seen"}).json == [400]


@pytest.mark.parametrize("size", [100_000, 1 << 20])
def test_the_cause_of_an_error_may_fill_a_header_of_1_mib(host, size):
    """AWS's clients send it up to that size, and repeat what is refused."""
    cause = "Lambda-Runtime-Function-XRay-Error-Cause"
    for n in range(3):
        answer = host.invoke("one", {"do": "error", "headers": {
            cause: "x" * size, "Lambda-Runtime-Function-Error-Type": "Big"}})
        assert answer.json == {"errorMessage": "no", "errorType": "Sad"}
        assert host.invoke("one", n).json == n


def test_a_header_beyond_that_is_refused(host):
    assert ask(host, "GET", "/2018-06-01/ping",
               headers={"X": "x" * 1_200_000})[0] == 431
    assert host.invoke("one", 1).json == 1


def test_the_body_of_an_error_may_be_a_long_trailer(host):
    body = json.dumps({"errorMessage": "x" * 500_000}).encode()
    answer = host.invoke("one", {
        "do": "stream", "chunks": ["half"],
        "trailers": "Lambda-Runtime-Function-Error-Type: Runtime.Broke\r\n"
                    "Lambda-Runtime-Function-Error-Body: "
                    f"{base64.b64encode(body).decode()}\r\n"})
    assert answer.failed == "Unhandled"
    assert answer.body == body


def test_a_streamed_response_is_collected(host):
    answer = host.invoke("one", {"do": "stream", "chunks": ["ab", "c", "def"]})
    assert answer.body == b"abcdef"
    assert answer.failed is None
    assert host.invoke("one", {"do": "seen"}).json == [202]


def test_error_trailers_of_a_stream_make_it_an_error(host):
    answer = host.invoke("one", {
        "do": "stream", "chunks": ["half"],
        "trailers": "Lambda-Runtime-Function-Error-Type: Runtime.Broke\r\n"
                    "Lambda-Runtime-Function-Error-Body: eyJlIjoxfQ==\r\n"})
    assert answer.failed == "Unhandled"
    assert answer.body == b'{"e":1}'
    assert host.invoke("one", {"do": "seen"}).json == [202]


def test_an_error_trailer_without_a_body_still_names_the_error(host):
    answer = host.invoke("one", {
        "do": "stream", "chunks": ["half"],
        "trailers": "Lambda-Runtime-Function-Error-Type: Runtime.Broke\r\n"})
    assert answer.json["errorType"] == "Runtime.Broke"


def test_a_response_that_breaks_off_is_an_error_and_the_next_is_served(host):
    answer = host.invoke("one", {"do": "truncate"})
    assert answer.failed
    assert answer.json["errorType"] == "Runtime.TruncatedResponse"
    assert host.invoke("one", 2).body == b"2"


def test_refusals_are_worded_as_the_service_words_them(host):
    status, headers, body = ask(host, "POST", BASE + "/init/error", body="{}")
    assert status == 403
    assert body == (
        '{"errorMessage":"State transition from Running to InitError failed '
        'for runtime. Error: State transition is not allowed",'
        '"errorType":"InvalidStateTransition"}\n')
    assert headers["content-type"] == "application/json"
    assert ask(host, "POST", BASE + "/invocation/x/response", body="1")[2] == (
        '{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}'
        "\n")


def test_a_poller_that_left_while_parked_does_not_swallow_the_event(host):
    assert host.invoke("one", {"do": "leave-then-ask"}).body == b"0"
    host.wait_log("it left")
    begun = time.monotonic()
    assert host.invoke("one", {"n": 1}).json == {"n": 1}
    assert time.monotonic() - begun < 5


def test_an_event_half_read_by_a_poller_that_left_goes_to_the_next(host):
    assert host.invoke("one", {"do": "half-read"}).body == b"0"
    host.wait_log("it waits")
    body = b'"' + b"x" * 6000000 + b'"'
    assert host.invoke("one", body=body).body == body


def test_of_two_pollers_each_gets_an_event_of_its_own(host):
    assert host.invoke("one", {"do": "two-pollers"}).body == b"0"
    host.wait_log("both wait")
    sockets = [host.begin("one", {"n": n}) for n in range(4)]
    assert [host.finish(s).json["n"] for s in sockets] == [0, 1, 2, 3]


def test_another_process_with_the_port_of_an_ended_bootstrap_gets_nothing(
        host):
    api = host.invoke("one", {"do": "env"}).json["env"][
        "AWS_LAMBDA_RUNTIME_API"]
    name, port = api.split(":")
    stranger = socket.create_connection((name, int(port)), 5)
    host.invoke("one", {"do": "exit", "status": 1})
    stranger.sendall(f"GET {BASE}/invocation/next HTTP/1.1\r\n"
                     f"Host: {api}\r\n\r\n".encode())
    assert stranger.recv(4096).startswith(b"HTTP/1.1 403")
    stranger.close()
    assert host.invoke("one", json.loads("6")).body == b"6"


@pytest.mark.parametrize("method,path,status", [
    ("GET", "/2018-06-01/ping", 200),
    ("GET", BASE + "/restore/next", 404),
    ("POST", BASE + "/invocation/next", 405),
    ("GET", BASE + "/invocation/x/response", 405),
    ("PUT", "/2020-08-15/logs", 202),
    ("PUT", "/2022-07-01/telemetry", 202),
    ("POST", "/2020-01-01/extension/register", 403),
    ("GET", "/", 404),
    ("POST", "/2015-03-31/functions/one/invocations", 404),
])
def test_every_path_of_the_runtime_api_has_its_answer(
        host, method, path, status):
    assert ask(host, method, path)[0] == status


def test_pages_may_not_call_the_runtime_api(host):
    assert ask(host, "GET", "/2018-06-01/ping",
               headers={"Origin": "http://evil.example"})[0] == 403
