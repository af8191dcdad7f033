"""What the deaths of a bootstrap are called, and that the next call is served."""

import json
import os
import signal
import time

import pytest

from hosting import alive, make_function, wait_for

pytestmark = pytest.mark.prompt


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
def test_an_exit_during_a_call_has_its_type_and_the_next_call_is_served(
        host, event, what):
    answer = host.invoke("one", event)
    request_id = answer.headers["x-amzn-requestid"]
    assert answer.failed == "Unhandled"
    assert answer.json == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {request_id} Error: {what}"}
    assert host.invoke("one", 5).body == b"5"


def test_an_event_is_not_given_to_a_process_whose_exit_is_unread(host):
    """The host finds the request before the exit."""
    pid = host.invoke("one", {"do": "pid"}).json
    event = json.dumps({"do": "pid"}).encode()
    with host.connect() as s:
        s.sendall(b"GET /2015-03-31/functions/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert s.recv(4096)
        os.kill(host.process.pid, signal.SIGSTOP)
        s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
                  b"Host: localhost\r\nConnection: close\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(event) + event)
        time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not alive(pid))
        os.kill(host.process.pid, signal.SIGCONT)
        answer = host.finish(s)
        assert isinstance(answer.json, int) and answer.json != pid, answer.json


def test_a_call_has_its_time_and_then_its_bootstrap_is_killed(tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 1})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    answer = host.invoke("one", {"do": "sleep", "s": 60})
    took = time.monotonic() - begun
    request_id = answer.headers["x-amzn-requestid"]
    assert 1 <= took < 4
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
    host.invoke("one", 1)
    first = host.runtimes()
    answer = host.invoke("one", 1)
    assert answer.json["errorType"] == "Runtime.ImportModuleError"
    second = host.runtimes()
    assert len(first) == len(second) == 1 and first != second


@pytest.mark.parametrize("start,status,what", [
    ("exit", 0, "Runtime exited without providing a reason"),
    ("exit", 7, "Runtime exited with error: exit status 7"),
])
def test_a_bootstrap_that_exits_before_it_polls_is_reported(
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


def test_a_repaired_function_is_served_at_once(tmp_path, serve):
    folder = make_function(tmp_path / "one", TEST_START="init-error")
    host = serve()
    for _ in range(4):
        assert host.invoke("one", 1).failed
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace("init-error", "fine"))
    assert host.invoke("one", 1).failed is None


def test_a_repair_in_another_file_than_the_handler_counts_too(tmp_path, serve):
    folder = make_function(tmp_path / "one", {"handler": "src/app.handler"})
    (folder / "src").mkdir()
    mode = tmp_path / "mode"
    mode.write_text("init-error")
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        'os.environ.get("TEST_START", "")', f"open('{mode}').read()"))
    host = serve()
    for _ in range(4):
        assert host.invoke("one", 1).failed
    mode.write_text("fine")
    assert host.invoke("one", 1).failed
    (folder / "src" / "app.js").write_text("")
    assert host.invoke("one", 1).failed is None


def test_a_bootstrap_that_never_asks_is_given_ten_seconds(tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="hang")
    host = serve()
    begun = time.monotonic()
    answer = host.invoke("one", 1)
    assert 9.5 < time.monotonic() - begun < 20
    assert answer.failed
    assert answer.json["errorType"] == "Sandbox.Timedout"


def test_a_bootstrap_that_cannot_be_run_is_reported_with_its_cause(
        tmp_path, serve):
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


def test_an_orphan_of_an_ended_bootstrap_is_refused(host, tmp_path):
    assert host.invoke("one", {"do": "orphan"}).body == b"0"
    told = tmp_path / "one" / "orphan"
    wait_for(lambda: told.exists() and told.read_text() == "410")
    assert [host.invoke("one", n).body for n in (1, 2)] == [b"1", b"2"]
