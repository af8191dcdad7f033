"""Several runtime processes of one function: as many as are needed, each with one
call at a time, and none that nobody needs."""

import os
import time

import pytest
from hosting import alive, make_function, wait_for

pytestmark = pytest.mark.prompt

PIDS = """#!/bin/sh
i=0
while :; do
  curl -sS -D "$TMPDIR/head.$$" -o "$TMPDIR/event.$$" \\
    "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" || exit
  id=$(tr -d '\\r' <"$TMPDIR/head.$$" | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //p')
  i=$((i + 1))
  sleep "$(cat "$TMPDIR/event.$$")"
  curl -sS -o /dev/null -d "[$$, $i]" \\
    "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" || exit
done
"""


@pytest.fixture
def start(tmp_path, serve):
    """start(**manifest): one function, which sleeps and answers [pid, count]."""
    def make(name="one", **manifest):
        folder = make_function(tmp_path / name, {
            "timeout": 20, "env": {"TMPDIR": str(tmp_path)}, **manifest})
        (folder / "bootstrap").write_text(PIDS)
        return folder

    def run(**manifest):
        make(**manifest)
        return serve()
    run.make = make
    return run


def all_of(host, count, event, name="one"):
    calls = [host.begin(name, event) for _ in range(count)]
    return [host.finish(call).json for call in calls]


def test_ten_calls_run_at_once_with_nothing_set(start):
    host = start()
    began = time.monotonic()
    answers = all_of(host, 10, 1)
    assert len({pid for pid, _ in answers}) == 10
    assert {count for _, count in answers} == {1}
    assert time.monotonic() - began < 6


def test_the_eleventh_waits_for_one_of_them(start):
    host = start()
    answers = all_of(host, 13, 0.5)
    assert len({pid for pid, _ in answers}) == 10
    assert sorted(count for _, count in answers) == [1] * 10 + [2] * 3


def test_one_after_the_other_has_one_process(start):
    host = start()
    assert [host.invoke("one", 0).json[1] for _ in range(5)] == [1, 2, 3, 4, 5]


def test_with_concurrency_1_calls_wait_for_each_other(start):
    host = start(concurrency=1)
    assert [count for _, count in all_of(host, 3, 0.1)] == [1, 2, 3]


def test_a_process_that_dies_takes_no_other_with_it(start):
    host = start()
    pids = [pid for pid, _ in all_of(host, 3, 0.5)]
    os.kill(pids[1], 9)
    wait_for(lambda: not alive(pids[1]))
    after = {pid for pid, _ in all_of(host, 3, 0.5)}
    assert set(pids) - {pids[1]} <= after


def test_a_process_that_is_not_used_ends_and_the_next_call_starts_one(start):
    host = start(idle=1)
    pids = [pid for pid, _ in all_of(host, 2, 0.5)]
    wait_for(lambda: not any(map(alive, pids)), 15)
    pid, count = host.invoke("one", 0).json
    assert pid not in pids and count == 1
    assert "error" not in host.log().lower()


def test_a_process_that_is_used_stays(start):
    host = start(idle=3)
    first = host.invoke("one", 0).json[0]
    for _ in range(10):
        time.sleep(0.5)
        assert host.invoke("one", 0).json[0] == first


def test_changed_code_replaces_them_all(tmp_path, start):
    host = start()
    old = {pid for pid, _ in all_of(host, 4, 0.3)}
    start.make(timeout=21)
    wait_for(lambda: host.invoke("one", 0).json[0] not in old)
    wait_for(lambda: not any(map(alive, old)), 15)
    assert not {pid for pid, _ in all_of(host, 4, 0.3)} & old


def test_when_the_host_stops_none_is_left(start):
    host = start()
    pids = [pid for pid, _ in all_of(host, 5, 0.3)]
    assert all(map(alive, pids))
    assert host.stop() == 0
    assert not any(map(alive, pids))


SLEEPS = """#!/bin/sh
read -r seconds
sleep "$seconds"
echo 1
"""


def sleeper(folder):
    """Its processes are small: the bootstrap, and a shell for each call."""
    folder.mkdir()
    (folder / "run.sh").write_text(SLEEPS)
    (folder / "run.sh").chmod(0o755)
    (folder / "dayfly.json").write_text(
        '{"handler": "run.sh", "timeout": 60, "env": {"DAYFLY_SPARE": "off"}}')


def test_idle_processes_of_other_functions_give_way(tmp_path, serve):
    """100 of them kept a function to one process for five minutes."""
    for n in range(11):
        sleeper(tmp_path / f"f{n}")
    host = serve(options=("--listen", "127.0.0.1:0", "--quiet"))
    calls = [host.begin(f"f{n}", 3) for n in range(10) for _ in range(10)]
    assert {host.finish(call).body for call in calls} == {b"1\n"}
    assert len(host.runtimes()) == 100
    began = time.monotonic()
    calls = [host.begin("f10", 2) for _ in range(8)]
    assert {host.finish(call).body for call in calls} == {b"1\n"}
    assert time.monotonic() - began < 10
    assert len(host.runtimes()) <= 101
