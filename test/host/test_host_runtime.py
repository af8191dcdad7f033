"""What a bootstrap meets at its Runtime API, and what its deaths are called."""

import json
import os
import signal
import socket
import time

import pytest

from hosting import alive, make_function, wait_for

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


def test_a_bootstrap_holds_no_descriptor_of_the_host(host):
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
    children = f"/proc/{host.process.pid}/task/{host.process.pid}/children"
    assert open(children).read() == ""
    host.invoke("one", 1)
    assert open(children).read() != ""


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


@pytest.mark.parametrize("method,path,status", [
    ("GET", "/2018-06-01/ping", 200),
    ("GET", BASE + "/restore/next", 404),
    ("POST", BASE + "/invocation/next", 405),
    ("GET", BASE + "/invocation/x/response", 405),
    ("PUT", "/2020-08-15/logs", 202),
    ("PUT", "/2022-07-01/telemetry", 202),
    ("POST", "/2020-01-01/extension/register", 404),
    ("GET", "/", 404),
    ("POST", "/2015-03-31/functions/one/invocations", 404),
])
def test_every_path_of_the_runtime_api_has_its_answer(
        host, method, path, status):
    assert ask(host, method, path)[0] == status


def test_pages_may_not_call_the_runtime_api(host):
    assert ask(host, "GET", "/2018-06-01/ping",
               headers={"Origin": "http://evil.example"})[0] == 403


def test_a_poller_that_left_while_parked_does_not_swallow_the_event(host):
    assert host.invoke("one", {"do": "leave-then-ask"}).body == b"0"
    host.wait_log("it left")
    begun = time.monotonic()
    assert host.invoke("one", {"n": 1}).json == {"n": 1}
    assert time.monotonic() - begun < 2


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


def test_an_error_body_reaches_the_caller_and_its_type_the_report(host):
    host.invoke("one", {"do": "error"})
    log = host.wait_log("REPORT")
    assert "Status: error\tError Type: Runtime.Sad\t" in log
    assert "Max Memory Used: 3 MB" in log


@pytest.mark.parametrize("event,what", [
    ({"do": "exit", "status": 1},
     "Runtime exited with error: exit status 1"),
    ({"do": "exit", "status": 0},
     "Runtime exited without providing a reason"),
    ({"do": "kill", "signal": "SIGKILL"},
     "Runtime exited with error: signal: killed"),
    ({"do": "kill", "signal": "SIGSEGV"},
     "Runtime exited with error: signal: segmentation fault"),
])
def test_a_death_in_the_middle_has_its_name_and_the_next_call_is_served(
        host, event, what):
    answer = host.invoke("one", event)
    request_id = answer.headers["x-amzn-requestid"]
    assert answer.failed == "Unhandled"
    assert answer.json == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {request_id} Error: {what}"}
    assert host.invoke("one", 5).body == b"5"


def test_a_call_has_its_time_and_then_its_bootstrap_is_killed(tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 1})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    answer = host.invoke("one", {"do": "sleep", "s": 60})
    took = time.monotonic() - begun
    request_id = answer.headers["x-amzn-requestid"]
    assert 1 <= took < 1.6
    assert answer.failed == "Unhandled"
    assert answer.json == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {request_id} Error: "
                        "Task timed out after 1.00 seconds"}
    log = host.wait_log("Status: timeout")
    assert f"{request_id} Task timed out after 1.00 seconds" in log
    assert "Duration: 1000.00 ms\tBilled Duration: 1000 ms" in log
    wait_for(lambda: not alive(pid))
    assert host.invoke("one", 5).body == b"5"


def test_the_time_in_the_line_does_not_count(tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 1})
    host = serve()
    sockets = [host.begin("one", {"do": "sleep", "s": 0.7}) for _ in range(3)]
    assert [host.finish(s).json for s in sockets] == ["slept"] * 3


def test_a_child_of_a_killed_bootstrap_goes_with_it(tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 1})
    host = serve()
    host.invoke("one", {"do": "grandchild"})
    pid = host.invoke("one", {"do": "pid"}).json
    group = [int(p) for p in os.listdir("/proc") if p.isdigit()
             and _group(p) == pid]
    assert len(group) == 2
    host.invoke("one", {"do": "sleep", "s": 60})
    wait_for(lambda: not any(alive(p) for p in group))


def _group(pid):
    try:
        stat = open(f"/proc/{pid}/stat").read()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[2])


def test_a_child_of_a_bootstrap_that_exited_goes_with_it(host):
    host.invoke("one", {"do": "grandchild"})
    pid = host.invoke("one", {"do": "pid"}).json
    group = [int(p) for p in os.listdir("/proc") if p.isdigit()
             and _group(p) == pid]
    assert len(group) == 2
    host.invoke("one", {"do": "exit", "status": 1})
    wait_for(lambda: not any(alive(p) for p in group))


def test_an_init_error_is_the_answer_of_the_call(tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="init-error")
    host = serve()
    answer = host.invoke("one", 1)
    assert answer.failed == "Unhandled"
    assert answer.json == {"errorType": "Runtime.ImportModuleError",
                           "errorMessage": "cannot import index"}


def test_a_bootstrap_that_stays_after_its_init_error_is_replaced(
        tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="init-error-hang")
    host = serve()
    children = f"/proc/{host.process.pid}/task/{host.process.pid}/children"
    host.invoke("one", 1)
    first = open(children).read().split()
    answer = host.invoke("one", 1)
    assert answer.json["errorType"] == "Runtime.ImportModuleError"
    second = open(children).read().split()
    assert len(first) == len(second) == 1 and first != second


@pytest.mark.parametrize("start,status,what", [
    ("exit", 0, "Runtime exited without providing a reason"),
    ("exit", 7, "Runtime exited with error: exit status 7"),
])
def test_a_bootstrap_that_exits_before_it_asks_is_told(
        tmp_path, serve, start, status, what):
    make_function(tmp_path / "one", TEST_START=start, TEST_STATUS=status)
    host = serve()
    answer = host.invoke("one", 1)
    assert answer.failed
    assert answer.json["errorMessage"].endswith(what)


def test_after_three_failed_starts_callers_are_answered_without_another(
        tmp_path, serve):
    folder = make_function(tmp_path / "one", TEST_START="exit", TEST_STATUS=7)
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        "def main():", "def main():\n    open('starts', 'a').write('x')"))
    host = serve()
    for _ in range(8):
        answer = host.invoke("one", 1)
        assert answer.failed
        assert answer.json["errorMessage"] == (
            f"RequestId: {answer.headers['x-amzn-requestid']} Error: "
            "Runtime exited with error: exit status 7")
    assert (folder / "starts").read_text() == "xxx"
    wait_for(lambda: host.invoke("one", 1)
             and len((folder / "starts").read_text()) > 3)


def test_a_mended_function_is_served_after_the_hold(tmp_path, serve):
    folder = make_function(tmp_path / "one", TEST_START="init-error")
    host = serve()
    for _ in range(4):
        assert host.invoke("one", 1).failed
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace("init-error", "fine"))
    wait_for(lambda: host.invoke("one", 1).failed is None)


def test_a_bootstrap_that_never_asks_is_given_ten_seconds(tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="hang")
    host = serve()
    begun = time.monotonic()
    answer = host.invoke("one", 1)
    assert 9.5 < time.monotonic() - begun < 11.5
    assert answer.failed
    assert answer.json["errorType"] == "Sandbox.Timedout"


def test_a_bootstrap_that_cannot_be_run_says_why(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    (folder / "bootstrap").write_text("#!/no/such/interpreter\n")
    host = serve()
    answer = host.invoke("one", 1)
    assert answer.failed
    assert answer.json["errorType"] == "Runtime.InvalidEntrypoint"
    assert "No such file or directory" in answer.json["errorMessage"]


def test_a_bootstrap_that_exits_after_each_answer_is_started_anew(
        tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="once")
    host = serve()
    pids = {host.invoke("one", {"do": "pid"}).json for _ in range(5)}
    assert len(pids) == 5
    sockets = [host.begin("one", {"do": "pid"}) for _ in range(5)]
    assert len({host.finish(s).json for s in sockets}) == 5


def test_a_bootstrap_killed_between_two_calls_is_started_anew(host):
    pid = host.invoke("one", {"do": "pid"}).json
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not alive(pid))
    assert host.invoke("one", {"do": "pid"}).json != pid


def test_the_report_has_true_numbers(host):
    first = host.invoke("one", {"do": "sleep", "s": 0.2})
    second = host.invoke("one", {"do": "print", "text": ""})
    log = host.wait_log("Max Memory Used: 2 MB")
    reports = [dict(part.split(": ", 1) for part in line.split("\t") if part)
               for line in log.splitlines() if line.startswith("REPORT")]
    assert [r["REPORT RequestId"] for r in reports] == [
        first.headers["x-amzn-requestid"], second.headers["x-amzn-requestid"]]
    duration = float(reports[0]["Duration"].split()[0])
    assert 200 <= duration < 400
    billed = int(reports[0]["Billed Duration"].split()[0])
    assert duration <= billed < duration + 1
    assert reports[0]["Memory Size"] == "128 MB"
    assert "Max Memory Used" not in reports[0]
    assert float(reports[0]["Init Duration"].split()[0]) > 1
    assert "Init Duration" not in reports[1]


def test_lines_are_told_with_their_function_when_there_are_several(
        tmp_path, serve):
    make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    host = serve()
    host.invoke("one", {"do": "print", "text": "hello\n"})
    assert "one | hello\n" in host.wait_log("REPORT")


def test_a_bootstrap_that_floods_its_log_does_not_grow_the_host(host):
    text = ("x" * 99 + "\n") * 10000

    def peak_after(rounds):
        for _ in range(rounds):
            assert host.invoke(
                "one", {"do": "print", "text": text}).body == b"null"
            host.log()
        status = open(f"/proc/{host.process.pid}/status").read()
        return int(status.split("VmHWM:")[1].split()[0])

    assert peak_after(5) + 8000 > peak_after(40)


def test_a_stalled_log_holds_no_call_up(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    text = "y" * 99 + "\n"
    for _ in range(30):  # nobody reads the log meanwhile
        answer = host.invoke("one", {"do": "print", "text": text * 5000})
        assert answer.body == b"null"
    assert "log lines were lost" in host.wait_log("log lines were lost")


def test_another_process_with_a_dead_bootstraps_port_gets_nothing(host):
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
