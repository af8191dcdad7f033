"""How a host ends, and all that is its."""

import json
import signal
import socket
import subprocess
import time

import pytest

from hosting import DAYFLY, alive, make_function, run, wait_for
from stalls import limit

pytestmark = pytest.mark.prompt


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT,
                                    signal.SIGHUP])
def test_an_order_to_stop_ends_the_bootstraps_too(host, number):
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    assert host.stop(number) == 0
    assert time.monotonic() - begun < limit(1.9, begun)
    assert not alive(pid)


def test_a_bootstrap_that_will_not_go_is_killed_after_two_seconds(
        tmp_path, serve):
    folder = make_function(tmp_path / "one")
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        "def main():",
        "def main():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    assert host.stop() == 0
    assert 1.5 < time.monotonic() - begun < 8
    wait_for(lambda: not alive(pid))


def test_a_second_order_to_stop_is_obeyed_at_once(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        "def main():",
        "def main():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    host.process.send_signal(signal.SIGINT)
    wait_for(lambda: refuses(host.port))
    assert host.stop(signal.SIGINT) == 0
    assert time.monotonic() - begun < limit(1.9, begun)
    wait_for(lambda: not alive(pid))


def refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


def test_callers_are_answered_when_the_host_stops(host):
    first = host.begin("one", {"do": "sleep", "s": 60})
    host.wait_log("START")
    second = host.begin("one", 1)
    assert host.invoke("one", body=b"{").status == 400  # the second is in
    assert host.stop() == 0
    assert host.finish(first).json["errorType"] == "Runtime.ExitError"
    assert host.finish(second).failed


def test_a_bootstrap_leaves_when_its_host_was_killed(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    host.process.kill()
    host.process.wait()
    wait_for(lambda: not alive(pid))


def test_odd_conditions_at_startup_are_survived(tmp_path):
    make_function(tmp_path / "one")
    script = (f"trap '' PIPE CHLD; umask 0777; cd {tmp_path}; exec {DAYFLY} "
              "serve --listen 127.0.0.1:0 . <&-")
    p = subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
    url = p.stdout.readline().decode().split()[-1]
    done = run("invoke", "one", "-d", '{"do":"exit","status":3}',
               "--endpoint", url)
    assert b"exit status 3" in done.stdout
    assert run("invoke", "one", "-d", "1", "--endpoint",
               url).stdout == b"1\n"
    p.terminate()
    assert p.wait(5) == 0
    p.stdout.close()


def drained(serve, tmp_path, *options, **manifest):
    make_function(tmp_path / "one", {"timeout": 20, **manifest})
    return serve(options=("--listen", "127.0.0.1:0", *options))


def test_invocations_at_work_and_those_that_wait_are_answered(tmp_path, serve):
    host = drained(serve, tmp_path, concurrency=1)
    calls = [host.begin("one", {"do": "sleep", "s": 1})]
    host.wait_log("START")
    calls += [host.begin("one", n) for n in range(3)]
    assert host.invoke("one", body=b"{").status == 400  # they are in
    began = time.monotonic()
    host.process.send_signal(signal.SIGTERM)
    answers = [host.finish(call) for call in calls]
    assert [answer.failed for answer in answers] == [None] * 4
    assert host.process.wait(10) == 0
    assert time.monotonic() - began < 4
    assert ("dayfly: stopping; waiting up to 30 s for 4 invocations; a second "
            "signal ends them at once") in host.log()


def test_events_that_wait_are_run_after_the_callers_that_wait(
        tmp_path, serve):
    host = drained(serve, tmp_path, concurrency=1)
    slow = host.begin("one", {"do": "sleep", "s": 1})
    host.wait_log("START")
    ids = [host.invoke("one", n, X_Amz_Invocation_Type="Event")
           .headers["x-amzn-requestid"] for n in range(3)]
    waits = host.begin("one", 7)
    assert host.invoke("one", body=b"{").status == 400  # it is in
    host.process.send_signal(signal.SIGTERM)
    assert host.finish(slow).failed is None
    answer = host.finish(waits)
    assert answer.body == b"7"
    assert host.process.wait(10) == 0
    log = host.log()
    assert "5 invocations; a second signal" in log
    assert "lost," not in log
    ends = [log.index(f"event {i} is done") for i in ids]
    assert ends == sorted(ends)
    began = log.index(f"START RequestId: {answer.headers['x-amzn-requestid']}")
    assert began < log.index(f"START RequestId: {ids[0]}")


def test_events_that_are_left_after_a_drain_are_lost_and_told(tmp_path, serve):
    host = drained(serve, tmp_path, "--drain", "1", concurrency=1)
    host.begin("one", {"do": "sleep", "s": 15})
    host.wait_log("START")
    first = [host.invoke("one", n, X_Amz_Invocation_Type="Event")
             .headers["x-amzn-requestid"] for n in range(3)][0]
    assert host.stop() == 0
    assert ("the host stops: 3 events not tried yet are lost, the oldest is "
            + first) in host.log()


def test_a_second_signal_tells_which_events_are_lost(tmp_path, serve):
    host = drained(serve, tmp_path, concurrency=1)
    host.begin("one", {"do": "sleep", "s": 15})
    host.wait_log("START")
    assert host.invoke("one", 1, X_Amz_Invocation_Type="Event").status == 202
    host.process.send_signal(signal.SIGTERM)
    host.wait_log("dayfly: stopping")
    assert host.stop() == 0
    assert "the host stops: 1 event not tried yet is lost" in host.log()


def test_calls_that_wait_in_a_drain_run_at_once(tmp_path, serve):
    """As they would without it: more runtime processes start for them."""
    host = drained(serve, tmp_path)
    assert host.invoke("one", 1).body == b"1"
    calls = [host.begin("one", {"do": "sleep", "s": 2}) for _ in range(8)]
    assert host.invoke("one", body=b"{").status == 400  # they are in
    began = time.monotonic()
    host.process.send_signal(signal.SIGTERM)
    assert [host.finish(call).failed for call in calls] == [None] * 8
    assert host.process.wait(10) == 0
    assert time.monotonic() - began < 12


def test_runtimes_without_work_end_while_others_work(tmp_path, serve):
    host = drained(serve, tmp_path)
    slow = host.begin("one", {"do": "sleep", "s": 2})
    host.wait_log("START")
    pid = host.invoke("one", {"do": "pid"}).json
    host.process.send_signal(signal.SIGTERM)
    wait_for(lambda: not alive(pid), 1.5)
    assert host.finish(slow).failed is None
    assert host.process.wait(10) == 0


def test_a_drain_has_an_end(tmp_path, serve):
    host = drained(serve, tmp_path, "--drain", "1")
    slow = host.begin("one", {"do": "sleep", "s": 15})
    host.wait_log("START")
    began = time.monotonic()
    assert host.stop() == 0
    assert 0.9 < time.monotonic() - began < 8
    assert host.finish(slow).json["errorType"] == "Runtime.ExitError"


def test_a_second_signal_ends_a_drain(tmp_path, serve):
    host = drained(serve, tmp_path)
    host.begin("one", {"do": "sleep", "s": 15})
    host.wait_log("START")
    host.process.send_signal(signal.SIGTERM)
    host.wait_log("dayfly: stopping")
    began = time.monotonic()
    assert host.stop() == 0
    assert time.monotonic() - began < limit(3, began)


def second_answer_of_a_drain(host, more, first, seconds):
    """A connection sends the same before a drain, which has `first`, and in it."""
    s = host.connect()
    head = (b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
            b"Host: localhost\r\n" + more + b"Content-Length: 1\r\n\r\n1")
    s.sendall(head)
    assert s.recv(4096).startswith(first)
    slow = host.begin("one", {"do": "sleep", "s": seconds})
    wait_for(lambda: host.log().count("START") == 2)
    host.process.send_signal(signal.SIGTERM)
    wait_for(lambda: refuses(host.port))
    s.sendall(head)
    answer = s.recv(4096)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert answer.endswith(b'"Message":"The host is stopping."}')
    assert host.finish(slow).failed is None
    return answer


def test_no_invocation_is_accepted_in_a_drain(tmp_path, serve):
    answer = second_answer_of_a_drain(drained(serve, tmp_path), b"",
                                      b"HTTP/1.1 200 ", 2)
    assert b"\r\nRetry-After: " in answer


def test_no_event_is_accepted_in_a_drain_either(tmp_path, serve):
    second_answer_of_a_drain(drained(serve, tmp_path),
                             b"X-Amz-Invocation-Type: Event\r\n",
                             b"HTTP/1.1 202 ", 5)


@pytest.mark.parametrize("value", ["-1", "901", "x", "1.5", "", "00001"])
def test_a_drain_is_a_number_of_seconds(tmp_path, value):
    make_function(tmp_path / "one")
    done = run("serve", "--drain", value, tmp_path)
    assert done.returncode == 2
    assert b"0 to 900" in done.stderr or b"--drain needs" in done.stderr


@pytest.mark.parametrize("manifest", [{}, {"concurrency": 3}])
def test_a_host_that_is_killed_leaves_no_process_at_work(
        tmp_path, serve, manifest):
    """They worked on for as long as their events had time."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "run.sh").write_text(
        f"#!/bin/sh\necho $$ $PPID >>{tmp_path}/pids\nexec sleep 60\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "run.sh", "timeout": 60, **manifest}))
    host = serve()
    calls = [host.begin("one", 1) for _ in range(2)]
    pids = wait_for(lambda: len(
        found := (tmp_path / "pids").read_text().split()
        if (tmp_path / "pids").exists() else []) == 4 and found)
    host.process.kill()
    wait_for(lambda: not any(alive(int(pid)) for pid in pids))
    for call in calls:
        call.close()
