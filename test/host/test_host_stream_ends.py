"""How streams end otherwise than well: failures, leaving callers, limits."""

import json
import os
import re
import signal

import pytest

from hosting import alive, make_function, wait_for
from streams import (ERROR_TRAILERS, Stream, steps, stream,
                     wait_until_blocked)

pytestmark = pytest.mark.prompt


def details(complete):
    return json.loads(complete["ErrorDetails"])


def test_trailers_end_the_stream_with_the_error(host):
    payload, complete = stream(
        host, "one", steps(["chunk", "half"], ["end", ERROR_TRAILERS]))
    assert payload == b"half"
    assert complete["ErrorCode"] == "Runtime.Broke"
    assert details(complete) == {"errorType": "Broke", "errorMessage": "no"}
    assert "Status: error\tError Type: Runtime.Broke" in host.log()
    assert host.invoke("one", {"do": "seen"}).json == [202]


def test_a_timeout_in_the_trailers_is_one(host):
    assert stream(host, "one", steps(
        ["chunk", "half"],
        ["end", ERROR_TRAILERS.replace("Runtime.Broke", "Sandbox.Timedout")]
    ))[1]["ErrorCode"] == "Sandbox.Timedout"
    assert "Status: timeout" in host.log()


def test_a_response_that_breaks_off_is_reported_and_the_next_is_served(
        host, tmp_path):
    s = Stream(host, "one", steps(
        ["chunk", "half"], ["wait", "go"], ["break", None]))
    assert s.message()[1] == b"half"
    (tmp_path / "one" / "go").touch()
    payload, complete = s.rest()
    assert payload == b""
    assert complete["ErrorCode"] == "Runtime.TruncatedResponse"
    assert stream(host, "one", 2) == (b"2", {})


def platform_lines(host):
    """START and REPORT lines of the log, each with its request id, in order."""
    return re.findall(r"^(START|REPORT) RequestId: (\S+)", host.log(), re.M)


# The host is stopped while the runtime breaks off its response and asks for
# the next event, so that it sees both at once, in this order.
BREAK_AND_ASK = (["to-host", "SIGSTOP"], ["break", None], ["next", None],
                 ["to-host", "SIGCONT"])


def begin_behind_broken(host, folder, events):
    """The events wait in the queue while a response breaks off."""
    broken = Stream(host, "one", steps(
        ["chunk", "half"], ["wait", "go"], *BREAK_AND_ASK))
    assert broken.message()[1] == b"half"
    waiting = []
    for event in events:
        waiting.append(host.begin("one", event))
        # The host answers this request after it has queued the event.
        host.request("GET", "/2015-03-31/functions/unknown")
    return broken, waiting


def test_next_after_a_broken_response_gets_the_next_queued_event(
        tmp_path, serve):
    folder = make_function(tmp_path / "one", {"concurrency": 1, "timeout": 3})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    broken, waiting = begin_behind_broken(host, folder, [{"do": "pid"}, 2])
    before = len(platform_lines(host))
    (folder / "go").touch()
    payload, complete = broken.rest()
    assert payload == b""
    assert complete["ErrorCode"] == "Runtime.TruncatedResponse"
    assert [host.finish(s).body for s in waiting] == [
        str(pid).encode(), b"2"]
    # The report of the broken one first, then each event once, in order.
    told = wait_for(lambda: len(platform_lines(host)) >= before + 5
                    and platform_lines(host)[before - 1:])
    assert [word for word, _ in told] == ["START", "REPORT"] * 3
    ids = [request_id for _, request_id in told]
    assert ids[0::2] == ids[1::2]
    assert len(set(ids)) == 3
    assert host.invoke("one", {"do": "pid"}).json == pid


def test_a_changed_function_takes_the_events_behind_a_broken_response(
        tmp_path, serve):
    folder = make_function(tmp_path / "one", {"concurrency": 1, "timeout": 3})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    broken, waiting = begin_behind_broken(host, folder, [{"do": "pid"}] * 2)
    make_function(folder, {"concurrency": 1, "timeout": 4})
    (folder / "go").touch()
    assert broken.rest()[1]["ErrorCode"] == "Runtime.TruncatedResponse"
    pids = {host.finish(s).json for s in waiting}
    assert len(pids) == 1 and pid not in pids
    # The old process has asked for an event: it is stopped at once.
    wait_for(lambda: not alive(pid), 5)


def test_a_runtime_that_ends_in_midstream_has_an_error_type(host):
    for _ in range(5):
        payload, complete = stream(
            host, "one", steps(["chunk", "half"], ["exit", 3]))
        assert payload == b"half"
        assert complete["ErrorCode"] == "Runtime.ExitError"
        assert "exit status 3" in complete["ErrorDetails"]
    assert stream(host, "one", 2) == (b"2", {})


def test_a_runtime_that_breaks_off_and_hangs_is_not_waited_for(
        tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 60})
    host = serve()
    # Its last bytes and its end are there at once when the host looks.
    s = Stream(host, "one", steps(
        ["chunk", "a"], ["wait", "go"], ["to-host", "SIGSTOP"],
        ["chunk", "b"], ["break", None], ["to-host", "SIGCONT"],
        ["wait", "never"]))
    assert s.message()[1] == b"a"
    (tmp_path / "one" / "go").touch()
    payload, complete = s.rest()
    assert payload == b"b"
    assert complete["ErrorCode"] == "Runtime.TruncatedResponse"


def test_a_stream_that_is_blocked_when_its_time_is_up_ends_all_the_same(
        tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 1})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    files = f"/proc/{host.process.pid}/fd"
    count = 200000000
    s = Stream(host, "one", steps(["bytes", count], ["end", ""]))
    s.message()
    wait_for(lambda: "Status: timeout" in host.log())
    wait_for(lambda: not alive(pid))
    payload, complete = s.rest()
    assert 0 < len(payload) < count
    assert complete["ErrorCode"] == "Sandbox.Timedout"
    # Its bootstrap's listener, pipes and connections are gone, and ours stays.
    wait_for(lambda: sum("socket" in os.readlink(f"{files}/{n}")
                         for n in os.listdir(files)) == 2)
    assert stream(host, "one", 2) == (b"2", {})


def test_a_response_without_an_end_is_cut_off(tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 60})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    s = Stream(host, "one", steps(["bytes", 1 << 40]))
    while s.message()[0][":event-type"] == "PayloadChunk":
        pass
    # Its writer, which no limit of time holds any more, meets a closed door.
    wait_for(lambda: not alive(pid))
    assert stream(host, "one", 2) == (b"2", {})


def test_a_stream_that_takes_too_long_is_ended_and_its_runtime_killed(
        tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 1})
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    payload, complete = stream(
        host, "one", steps(["chunk", "half"], ["wait", "never"]))
    assert payload == b"half"
    assert complete["ErrorCode"] == "Sandbox.Timedout"
    assert "Task timed out after 1.00 seconds" in complete["ErrorDetails"]
    assert "Status: timeout" in host.log()
    wait_for(lambda: not alive(pid))
    assert stream(host, "one", 2) == (b"2", {})


def test_failures_before_the_first_byte_are_reported_at_the_end(
        tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 1})
    make_function(tmp_path / "two", TEST_START="init-error")
    host = serve()
    for name, event, code in [
            ("one", {"do": "error"}, "Runtime.Sad"),
            ("one", {"do": "exit", "status": 1}, "Runtime.ExitError"),
            ("one", {"do": "sleep", "s": 60}, "Sandbox.Timedout"),
            ("two", {}, "Runtime.ImportModuleError")]:
        s = Stream(host, name, event)
        assert "x-amzn-remapped-content-type" not in s.read_head()
        assert s.status == 200
        payload, complete = s.rest()
        assert payload == b""
        assert complete["ErrorCode"] == code
        assert details(complete)["errorMessage"]


def test_a_bad_response_mode_is_an_error_and_not_the_end(host):
    payload, complete = stream(host, "one", {"do": "mode"})
    assert payload == b""
    assert complete["ErrorCode"] == "Runtime.InvalidResponseModeHeader"
    assert host.invoke("one", {"do": "seen"}).json == [400]


def test_a_caller_that_leaves_in_midstream_costs_nothing_but_its_rest(
        host, tmp_path):
    s = Stream(host, "one", steps(
        ["chunk", "x"], ["wait", "go"], ["bytes", 3000000],
        ["print", "went on"], ["end", ""]))
    s.message()
    s.close()
    log = host.wait_log("left; the rest of its response is dropped")
    assert f"the caller of {s.head['x-amzn-requestid']} left" in log
    (tmp_path / "one" / "go").touch()
    assert host.invoke("one", {"do": "seen"}).json == [202]
    assert "went on" in host.log()
    assert "Status: error" not in host.log()


def test_a_caller_that_leaves_before_the_first_byte_costs_no_more(
        host, tmp_path):
    s = Stream(host, "one", {"do": "sleep", "s": 0.3})
    wait_for(lambda: "START" in host.log())
    s.close()
    assert stream(host, "one", 2) == (b"2", {})
    assert "Status: error" not in host.log()


def test_a_caller_that_has_the_runtime_blocked_and_leaves_frees_it(
        host, tmp_path):
    s = Stream(host, "one", steps(["bytes", 50000000], ["end", ""]))
    wait_until_blocked(tmp_path / "one")
    s.close()
    assert host.invoke("one", {"do": "seen"}).json == [202]


@pytest.mark.parametrize("over", [0, 1])
def test_a_response_of_200_megabytes_is_the_longest(tmp_path, serve, over):
    most = 200 * 1024 * 1024
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 60})
    host = serve()
    s = Stream(host, "one", steps(["bytes", most + over], ["end", ""]))
    got = 0
    while True:
        headers, payload = s.message()
        if headers[":event-type"] != "PayloadChunk":
            break
        got += len(payload)
    assert got == most
    complete = json.loads(payload)
    if not over:
        assert complete == {}
        assert host.invoke("one", {"do": "seen"}).json == [202]
        return
    assert complete["ErrorCode"] == "Function.ResponseSizeTooLarge"
    assert "(209715200 bytes)" in complete["ErrorDetails"]
    assert host.invoke("one", {"do": "seen"}).json == [413]


def test_a_host_that_is_stopped_ends_a_stream_with_an_error(host):
    s = Stream(host, "one", steps(["chunk", "x"], ["wait", "never"]))
    s.message()
    assert host.stop() == 0
    payload, complete = s.rest()
    assert complete["ErrorCode"] == "Runtime.ExitError"


def test_a_host_that_gets_a_second_signal_cuts_a_stream_off(host):
    s = Stream(host, "one", steps(["ignore", "SIGTERM"], ["chunk", "x"],
                                  ["wait", "never"]))
    s.message()
    host.process.send_signal(signal.SIGINT)
    assert host.stop() == 0
    with pytest.raises(AssertionError, match="closed before the end"):
        s.rest()
