"""Several calls of one function at once, where its manifest asks for it."""

import base64
import contextlib
import json
import os
import random
import shutil
import signal
import threading
import time

import pytest
from hosting import BIN, alive, make_function, wait_for
from stalls import limit

pytestmark = pytest.mark.prompt

WIDE = "concurrent_client.py"


def wide(folder, count=4, timeout=10, **start):
    return make_function(folder, {"concurrency": count, "timeout": timeout},
                         client=WIDE, **start)


def begin_all(host, events):
    return [host.begin("one", event) for event in events]


def waits(folder, name):
    wait_for((folder / f"begun.{name}").exists)


def test_so_many_calls_are_at_work_at_once(tmp_path, serve):
    wide(tmp_path / "one", 4)
    host = serve()
    calls = begin_all(host, [{"do": "together", "count": 4}] * 4)
    assert [host.finish(c).json for c in calls] == ["together"] * 4


def test_one_more_than_that_waits_its_turn(tmp_path, serve):
    folder = wide(tmp_path / "one", 2, THREADS=5)
    host = serve()
    calls = []
    for name in "ab":
        calls.append(host.begin("one", {"do": "wait", "for": name}))
        waits(folder, name)
    calls.append(host.begin("one", {"do": "wait", "for": "c"}))
    (folder / "c").touch()
    time.sleep(0.2)
    assert not (folder / "begun.c").exists()
    (folder / "b").touch()
    assert host.finish(calls[1]).json["for"] == "b"
    assert host.finish(calls[2]).json["for"] == "c"
    (folder / "a").touch()
    assert host.finish(calls[0]).json["for"] == "a"


def test_the_runtime_gets_the_number(tmp_path, serve):
    wide(tmp_path / "one", 7)
    make_function(tmp_path / "two")
    host = serve()
    env = host.invoke("one", {"do": "env"}).json
    assert env["AWS_LAMBDA_MAX_CONCURRENCY"] == "7"
    assert env["AWS_LAMBDA_INITIALIZATION_TYPE"] == "lambda-managed-instances"
    env = host.invoke("two", {"do": "env"}).json["env"]
    assert "AWS_LAMBDA_MAX_CONCURRENCY" not in env
    assert env["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"


def test_answers_go_to_their_own_callers(tmp_path, serve):
    folder = wide(tmp_path / "one", 8)
    host = serve()
    calls = {}
    for name in "abcdefgh":
        calls[name] = host.begin("one", {"do": "wait", "for": name})
        waits(folder, name)
    for name in "hgacbdfe":
        (folder / name).touch()
        assert host.finish(calls.pop(name)).json["for"] == name


def test_a_late_call_gets_a_timeout_and_the_others_go_on(tmp_path, serve):
    folder = wide(tmp_path / "one", 3, timeout=1)
    host = serve()
    first = host.invoke("one", {}).json
    late = host.begin("one", {"do": "wait", "for": "late"})
    waits(folder, "late")
    time.sleep(0.6)
    other = host.begin("one", {"do": "wait", "for": "other"})
    waits(folder, "other")
    answer = host.finish(late)
    assert answer.failed
    assert answer.json["errorType"] == "Sandbox.Timedout"
    (folder / "other").touch()
    assert host.finish(other).json["pid"] == first["pid"]
    (folder / "late").touch()
    wait_for(lambda: "410\n" in (folder / "posts").read_text())
    assert host.invoke("one", {}).json["pid"] == first["pid"]


def test_a_runtime_whose_threads_all_hang_is_replaced(tmp_path, serve):
    folder = wide(tmp_path / "one", 2, timeout=1)
    host = serve()
    pid = host.invoke("one", {}).json["pid"]
    for name in "ab":
        call = host.begin("one", {"do": "wait", "for": "never." + name})
        waits(folder, "never." + name)
        assert host.finish(call).json["errorType"] == "Sandbox.Timedout"
    # It asks for nothing any more: the next call finds that out.
    assert host.invoke("one", {}).json["errorType"] == "Sandbox.Timedout"
    assert host.invoke("one", {}).json["pid"] != pid
    assert not alive(pid)


def test_the_runtimes_exit_is_the_answer_to_all_running_calls(
        tmp_path, serve):
    folder = wide(tmp_path / "one", 3)
    host = serve()
    calls = []
    for name in "ab":
        calls.append(host.begin("one", {"do": "wait", "for": name}))
        waits(folder, name)
    calls.append(host.begin("one", {"do": "exit"}))
    for call in calls:
        answer = host.finish(call)
        assert answer.json["errorType"] == "Runtime.ExitError"
        assert "exit status 7" in answer.json["errorMessage"]
    assert host.invoke("one", {"do": "x"}).json["do"] == "x"


@pytest.mark.parametrize("start,error", [
    ("init-error", "Wide.Init"), ("exit", "Runtime.ExitError")])
def test_a_failed_start_is_reported_to_all_waiting_calls(
        tmp_path, serve, start, error):
    wide(tmp_path / "one", 3, START=start)
    host = serve()
    calls = begin_all(host, [{}] * 3)
    assert {host.finish(c).json["errorType"] for c in calls} == {error}


def test_answers_are_matched_by_their_id_alone(tmp_path, serve):
    folder = wide(tmp_path / "one", 2)
    host = serve()
    assert host.invoke("one", {"do": "statuses"}).json == "answered"
    wait_for((folder / "statuses").exists)
    assert json.loads(wait_for((folder / "statuses").read_text)) == [
        400, 202, 400]


def test_a_line_of_the_log_belongs_to_the_call_whose_id_is_in_it(
        tmp_path, serve):
    wide(tmp_path / "one", 2)
    host = serve()
    slow = host.begin("one", {"do": "print", "text": "of the one"})
    fast = host.invoke("one", {"do": "print", "text": "of the other"},
                       X_Amz_Log_Type="Tail")
    host.finish(slow)
    tail = base64.b64decode(fast.headers["x-amz-log-result"]).decode()
    assert tail.count("of the other") == 3
    assert "of the one" not in tail
    log = wait_for(lambda: host.log().count("REPORT RequestId") == 2
                   and host.log())
    assert log.count("of the one") == log.count("of the other") == 3


def test_with_concurrency_an_extension_cannot_register_for_invoke(
        tmp_path, serve):
    asks = [["POST", "/2020-01-01/extension/register", json.dumps(body),
             {"Lambda-Extension-Name": name}]
            for name, body in (("a", {"events": ["INVOKE"]}),
                               ("b", {"events": []}))]
    make_function(tmp_path / "one", {"concurrency": 2},
                  client="extension_client.py", TEST_ASKS=json.dumps(asks))
    refused, taken = serve().invoke("one", "seen").json
    assert refused[0] == 403
    assert json.loads(refused[1])["errorType"] == "Extension.InvalidEventType"
    assert taken[0] == 200


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as text:
        return [int(word) for word in text.read().split()]


def bootstrap_of(host):
    return host.runtimes()[0]


def lanes_of(host):
    return children(bootstrap_of(host))


def test_dayflys_own_bootstrap_runs_sixteen_at_once(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "f.sh", "concurrency": 16, "timeout": 20}))
    (folder / "f.sh").write_text("""#!/bin/sh
event=$(cat)
touch "here.$$"
until [ "$(ls here.* | wc -l)" -ge "$event" ]; do sleep 0.02; done
echo $$
""")
    (folder / "f.sh").chmod(0o755)
    host = serve()
    calls = begin_all(host, [16] * 16)
    assert len({host.finish(c).json for c in calls}) == 16
    assert len(lanes_of(host)) == 16


def test_a_killed_worker_is_reported_to_its_caller_alone(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "f.sh", "concurrency": 3, "timeout": 20}))
    (folder / "f.sh").write_text("""#!/bin/sh
event=$(cat)
echo $PPID >"$event.new"; mv "$event.new" "begun.$event"
until [ -e "gate.$event" ]; do sleep 0.02; done
echo "$event"
""")
    (folder / "f.sh").chmod(0o755)
    host = serve()
    calls = begin_all(host, [1, 2, 3])
    for n in (1, 2, 3):
        waits(folder, str(n))
    os.kill(int((folder / "begun.2").read_text()), 9)
    answer = host.finish(calls[1])
    assert answer.json["errorType"] == "Runtime.ExitError"
    (folder / "gate.1").touch()
    (folder / "gate.3").touch()
    assert host.finish(calls[0]).json == 1
    assert host.finish(calls[2]).json == 3


def test_workers_killed_again_and_again_leave_no_caller_without_an_answer(
        tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "f.sh", "concurrency": 4, "timeout": 1}))
    (folder / "f.sh").write_text("#!/bin/sh\nexec cat\n")
    (folder / "f.sh").chmod(0o755)
    host = serve()
    host.invoke("one", 0)
    supervisor = bootstrap_of(host)
    seed = random.randrange(1000)
    told = []

    def call(caller):
        for n in range(30):
            told.append((host.invoke("one", [caller, n]).json, [caller, n]))

    threads = [threading.Thread(target=call, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    chance = random.Random(seed)
    killed_at = -2
    while any(thread.is_alive() for thread in threads):
        lanes = lanes_of(host)
        if lanes and killed_at + 2 <= len(told) < 100:
            killed_at = len(told)
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(lanes), signal.SIGKILL)
        time.sleep(0.05)
    assert len(told) == 120
    for answer, event in told:
        assert answer == event or answer["errorType"] in (
            "Runtime.ExitError", "Sandbox.Timedout"), seed
    assert sum(answer == event for answer, event in told) >= 60, seed
    wait_for(lambda: len(lanes_of(host)) == 4)
    assert bootstrap_of(host) == supervisor


def test_the_end_of_the_host_is_the_end_of_all_workers(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "f.sh", "concurrency": 8}))
    shutil.copy("/bin/true", folder / "f.sh")
    host = serve()
    host.invoke("one", 1)
    pids = wait_for(lambda: len(lanes_of(host)) == 8 and lanes_of(host))
    began = time.monotonic()
    assert host.stop() == 0
    assert time.monotonic() - began < limit(3 if "san" in BIN.parts else 1, began)
    wait_for(lambda: not any(map(alive, pids)))
