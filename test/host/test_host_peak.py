"""Peak memory that the runtime tells only with its question for the next event:
the caller does not wait for it, the report does, for so long."""

import base64
import re
import time

import pytest
from hosting import make_function, wait_for


@pytest.fixture
def host(tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1},
                  client="late_peak_client.py")
    return serve()


def reports(log):
    """MB of each report by request id; None where it was not told."""
    return {found[1]: found[2] and int(found[2]) for found in re.finditer(
        r"^REPORT RequestId: (\S+)\t(?:.*?Max Memory Used: (\d+) MB)?.*$",
        log, re.M)}


def tail_of(answer):
    return base64.b64decode(answer.headers["x-amz-log-result"]).decode()


def id_of(answer):
    return answer.headers["x-amzn-requestid"]


@pytest.mark.parametrize("what", ["response", "error"])
def test_the_report_has_what_came_with_the_next_question(host, what):
    answer = host.invoke("one", {"what": what, "told": "5000 ID"})
    assert bool(answer.failed) == (what == "error")
    assert reports(host.wait_log("REPORT")) == {id_of(answer): 5}


def test_the_caller_does_not_wait_for_it(host, tmp_path):
    """What the runtime prints after the caller was answered is told before the
    report, unless this machine slept for a second."""
    def once(n):
        event = {"told": "5000 ID", "hold": f"go.{n}",
                 "print": "it goes on"}
        assert host.invoke("one", event).body == b"null"
        (tmp_path / "one" / f"go.{n}").touch()
        wait_for(lambda: len(reports(host.log())) == n and
                 host.log().count("it goes on") == n)
        log = host.log().rpartition("START")[2]
        return log.find("it goes on") < log.find("\nEND ")

    assert any(once(n) for n in range(1, 6))


def test_a_caller_that_asked_for_the_log_gets_all_of_it(host):
    answer = host.invoke("one", {"told": "5000 ID",
                                 "print": "last words"}, X_Amz_Log_Type="Tail")
    lines = tail_of(answer).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "START", "last", "END", "REPORT"]
    assert reports(lines[-1]) == {id_of(answer): 5}


def test_no_event_begins_before_the_last_ones_report(host):
    calls = [host.begin("one", {"told": f"{n}000 ID"})
             for n in range(1, 8)]
    for call in calls:
        assert host.finish(call).body == b"null"
    log = wait_for(lambda: len(reports(host.log())) == 7 and host.log())
    assert re.findall(r"^(START|END|REPORT) ", log, re.M) == [
        "START", "END", "REPORT"] * 7
    assert list(reports(log).values()) == list(range(1, 8))


def test_a_runtime_that_does_not_ask_delays_the_log_by_a_second_at_most(
        host, tmp_path):
    begun = time.monotonic()
    answer = host.invoke("one", {"hold": "go"},
                         X_Amz_Log_Type="Tail")
    assert time.monotonic() - begun >= 0.9
    assert reports(tail_of(answer)) == {id_of(answer): None}
    (tmp_path / "one" / "go").touch()
    assert host.invoke("one", 3).body == b"3"
    assert list(reports(host.log()))[0] == id_of(answer)


def test_a_runtime_that_promises_nothing_delays_no_log(host, tmp_path):
    for says in ("", "2048", "later"):
        answer = host.invoke("one", {"says": says, "hold": "go"},
                             X_Amz_Log_Type="Tail")
        # It is held until now, so that it has not asked.
        assert reports(tail_of(answer)) == {
            id_of(answer): 2 if says == "2048" else None}
        (tmp_path / "one" / "go").touch()
        host.invoke("one", 3)
        (tmp_path / "one" / "go").unlink()


def is_quick(act):
    """It takes less than the second that a report would wait, unless this
    machine sleeps again and again."""
    def once():
        begun = time.monotonic()
        act()
        return time.monotonic() - begun < 0.9

    return any(once() for _ in range(5))


def test_a_runtime_that_ends_instead_leaves_a_report(host):
    def once():
        answer = host.invoke("one", {"exit": 3}, X_Amz_Log_Type="Tail")
        assert answer.body == b"null" and not answer.failed
        assert reports(tail_of(answer)) == {id_of(answer): None}

    assert is_quick(once)
    other = host.invoke("one", {"exit": 3})
    assert other.body == b"null" and not other.failed
    wait_for(lambda: id_of(other) in reports(host.log()))
    assert host.invoke("one", 3).body == b"3"


@pytest.mark.parametrize("told", [
    "", "5000", "5000 ", "5000 x", "x ID", "-1 ID", "5000  ID", "5000 ID ID",
    "0 ID", "9999999999999 ID", "next", "5000 " + "y" * 2000])
def test_an_invalid_peak_is_ignored(host, told):
    answer = host.invoke("one", {"told": told})
    assert reports(host.wait_log("REPORT")) == {id_of(answer): None}
    assert host.invoke("one", 3).body == b"3"


def test_a_question_without_it_is_the_end_of_waiting(host):
    def once():
        answer = host.invoke("one", {}, X_Amz_Log_Type="Tail")
        assert reports(tail_of(answer)) == {id_of(answer): None}

    assert is_quick(once)


def test_a_caller_that_leaves_meanwhile_disturbs_no_call(host, tmp_path):
    body = b'{"told": "5000 ID", "hold": "go"}'
    s = host.connect()
    s.sendall(b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
              b"Host: localhost\r\nX-Amz-Log-Type: Tail\r\n"
              b"Content-Length: %d\r\n\r\n" % len(body) + body)
    host.wait_log("START")
    time.sleep(0.1)  # it is answered, and the log is not
    s.close()
    time.sleep(0.1)
    (tmp_path / "one" / "go").touch()
    assert host.invoke("one", 3).body == b"3"
    assert "END" in host.wait_log("REPORT")


def test_an_asynchronous_event_is_done_after_its_report(host):
    answer = host.invoke("one", {"told": "5000 ID"},
                         X_Amz_Invocation_Type="Event")
    log = host.wait_log(f"event {id_of(answer)} is done")
    assert reports(log) == {id_of(answer): 5}


def test_a_host_that_stops_meanwhile_writes_the_report(host):
    answer = host.invoke("one", {"hold": "never"})
    host.stop()
    assert reports(host.log()) == {id_of(answer): None}


def test_of_several_at_once_each_has_its_own(tmp_path, serve):
    folder = make_function(tmp_path / "one", {"concurrency": 3, "timeout": 20},
                           client="concurrent_client.py")
    host = serve()
    answers = {}
    calls = {}
    for n, name in enumerate("abc"):
        calls[name] = host.begin("one", {"do": "wait", "for": name,
                                         "kb": (n + 2) * 1024})
        wait_for((folder / f"begun.{name}").exists)
    for name in "abc":
        (folder / name).touch()
        answers[name] = id_of(host.finish(calls[name]))
    for name in "cab":
        (folder / f"ask.{name}").touch()
    wait_for(lambda: len(reports(host.log())) == 3)
    assert reports(host.log()) == {
        answers["a"]: 2, answers["b"]: 3, answers["c"]: 4}
