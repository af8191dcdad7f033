"""A dayfly.json that changes counts for the next call, and no call is lost."""

import base64
import json
import os
import pathlib
import threading

import pytest

from changing import (begin_long, configuration, env_of, now_and_then, pid_of,
                      write)
from hosting import alive, make_function, wait_for


def test_the_next_call_runs_by_the_current_manifest(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    old = pid_of(host)
    write(folder, memory=512, timeout=7, handler="a.b", env={"X": "1"})
    env = env_of(host)
    assert env["X"] == "1" and env["_HANDLER"] == "a.b"
    assert env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert configuration(host)["Timeout"] == 7
    wait_for(lambda: not alive(old), 20)
    write(folder, concurrency=2)
    env = env_of(host)
    assert env["AWS_LAMBDA_MAX_CONCURRENCY"] == "2" and "X" not in env
    (folder / "dayfly.json").unlink()
    assert "AWS_LAMBDA_MAX_CONCURRENCY" not in env_of(host)
    write(folder, interpreter="bun", env={"X": "2"})
    assert env_of(host)["DAYFLY_INTERPRETER"] == "bun"
    assert host.log().count("the folder has changed") == 4


def test_what_is_written_over_and_over_is_seen_each_time(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    # Some of them within one tick of the clock that stamps files.
    for number in range(100, 400):
        (folder / "dayfly.json").write_text(f'{{"timeout": {number}}}')
        assert configuration(host)["Timeout"] == number


def test_a_process_is_kept_when_nothing_has_changed_for_it(tmp_path, serve):
    folder = make_function(tmp_path / "one", X="1")
    host = serve()
    pid = pid_of(host)
    text = (folder / "dayfly.json").read_text()
    (folder / "dayfly.json").touch()
    (folder / "note.txt").write_text("")
    assert pid_of(host) == pid
    (folder / "dayfly.json").unlink()
    (folder / "dayfly.json").write_text(text)
    assert pid_of(host) == pid


def test_calls_at_work_end_as_they_began_and_none_is_lost(tmp_path, serve):
    folder = make_function(tmp_path / "one", {"concurrency": 1}, X="old")
    host = serve()
    old = pid_of(host)
    at_work = begin_long(host)
    waits = [host.begin("one", {"do": "env"}) for _ in range(3)]
    # They are in line: what comes last is behind them all.
    wait_for(lambda: host.log().count("START") == 2)
    write(folder, env={"X": "new"}, timeout=30, concurrency=1)
    assert env_of(host)["X"] == "new"
    for s in waits:
        assert host.finish(s).json["env"]["X"] == "new"
    assert alive(old)
    (folder / "go").write_text("")
    assert host.finish(at_work).body == b'"old"'
    wait_for(lambda: not alive(old), 20)
    assert host.log().count("REPORT") == 6


def test_a_call_in_line_finds_what_has_changed_while_it_waited(
        tmp_path, serve):
    folder = make_function(tmp_path / "one", {"concurrency": 1}, X="old")
    host = serve()
    assert env_of(host)["X"] == "old"
    at_work = begin_long(host)
    wait_for(lambda: host.log().count("START") == 2)
    behind = host.begin("one", {"do": "env"})
    wait_for(lambda: configuration(host))
    write(folder, env={"X": "new"})
    (folder / "go").write_text("")
    assert host.finish(at_work).body == b'"old"'
    assert host.finish(behind).json["env"]["X"] == "new"


def test_of_several_at_work_all_end_as_they_began(tmp_path, serve):
    # One more than are at work: it asks for an event meanwhile.
    folder = make_function(tmp_path / "one", {"concurrency": 4, "timeout": 30},
                           client="concurrent_client.py")
    host = serve()
    at_work = [host.begin("one", {"do": "wait", "for": name})
               for name in ("a", "b", "c")]
    wait_for(lambda: all((folder / f"begun.{name}").exists()
                         for name in ("a", "b", "c")))
    old = pid_of(host)["pid"]
    write(folder, concurrency=2, timeout=30)
    new = pid_of(host)["pid"]
    assert new != old
    for name in ("a", "b", "c"):
        (folder / name).write_text("")
    for s in at_work:
        assert host.finish(s).json["pid"] == old
    assert pid_of(host)["pid"] == new
    wait_for(lambda: not alive(old), 20)


def test_none_of_many_calls_is_lost_while_all_changes(tmp_path, serve):
    folder = make_function(tmp_path / "one", X="0")
    host = serve()
    bad = []

    def call():
        for number in range(25):
            answer = host.invoke("one", number)
            if answer.status != 200 or answer.body != str(number).encode():
                bad.append((answer.status, answer.body))

    callers = [threading.Thread(target=call) for _ in range(4)]
    for caller in callers:
        caller.start()
    for number in range(1, 12):
        write(folder, env={"X": str(number)}, concurrency=1 + number % 2)
        pid_of(host)
    for caller in callers:
        caller.join()
    assert not bad
    write(folder, env={"X": "last"})
    assert env_of(host)["X"] == "last"


def test_a_broken_manifest_is_an_error_until_it_is_repaired(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    write(folder, timeot=3)
    for _ in range(2):
        answer = host.invoke("one", 1, X_Amz_Log_Type="Tail")
        assert answer.status == 200 and answer.failed == "Unhandled"
        error = answer.json
        assert error["errorType"] == "Runtime.InvalidTaskConfig"
        assert f'{folder}/dayfly.json:1: unknown key "timeot"; ' \
            "the keys are handler" in error["errorMessage"]
        log = base64.b64decode(answer.headers["x-amz-log-result"]).decode()
        assert "Status: error" in log
    assert host.log().count("timeot") == 1
    told = configuration(host)
    assert told["State"] == told["LastUpdateStatus"] == "Failed"
    assert "timeot" in told["StateReason"]
    url = host.request("GET", "/lambda-url/one/")
    assert url.status == 502
    assert "Runtime.InvalidTaskConfig" in url.headers["dayfly-reason"]
    write(folder, timeout=3)
    assert host.invoke("one", 1).body == b"1"
    assert configuration(host)["State"] == "Active"


@pytest.mark.parametrize("broken", ["", '{"env": {"X"', None])
def test_a_manifest_that_is_only_half_there_is_waited_for(
        tmp_path, serve, broken):
    folder = make_function(tmp_path / "one", X="1")
    manifest = folder / "dayfly.json"
    host = serve()
    assert env_of(host)["X"] == "1"

    def is_waited_for(number):
        if broken is None:
            manifest.rename(folder / "dayfly.json~")
        else:
            manifest.write_text(broken)
        s = host.begin("one", {"do": "env"})
        # It has been looked at, or soon will be.
        configuration(host)
        manifest.write_text(json.dumps({"env": {"X": f"new{number}"}}))
        env = host.finish(s).json.get("env", {})
        return env.get("X") == f"new{number}"

    now_and_then(is_waited_for)


def test_a_manifest_of_any_kind_neither_hangs_nor_stays(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    manifest = folder / "dayfly.json"
    host = serve()

    def told():
        return host.invoke("one", 1).json["errorMessage"]

    manifest.write_text("")
    assert "the file is empty" in told()
    manifest.unlink()
    os.mkfifo(manifest)
    assert "not a regular file" in told()
    manifest.unlink()
    manifest.mkdir()
    assert "not a regular file" in told()
    manifest.rmdir()
    manifest.symlink_to(manifest)
    assert "cannot be read" in told()
    manifest.unlink()
    with open(manifest, "w") as file:
        file.truncate(100_000_000)
    assert "larger than 1048576 bytes" in told()
    manifest.unlink()
    assert host.invoke("one", 1).body == b"1"


def test_a_url_follows(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()

    def mode():
        answer = host.request("GET", "/2021-10-31/functions/one/url")
        return answer.json.get("InvokeMode")

    assert host.request("GET", "/lambda-url/one/").status == 200
    assert mode() == "BUFFERED"
    # The old one goes on until the new one has started.
    write(folder, url=False)
    wait_for(lambda: host.request("GET", "/lambda-url/one/").status == 403)
    assert mode() is None
    write(folder, url={"invokeMode": "RESPONSE_STREAM"})
    wait_for(lambda: mode() == "RESPONSE_STREAM")
    assert host.request("GET", "/lambda-url/one/").status == 200


def test_asynchronous_calls_go_along(tmp_path, serve):
    folder = make_function(tmp_path / "one", {"timeout": 30})
    host = serve()
    pid_of(host)
    at_work = begin_long(host)
    wait_for(lambda: host.log().count("START") == 2)
    answer = host.invoke("one", 1, X_Amz_Invocation_Type="Event")
    assert answer.status == 202
    write(folder, env={"X": "1"})
    host.invoke("one", 1)
    host.wait_log("is done")
    (folder / "go").write_text("")
    assert host.finish(at_work).body == b'"old"'


def test_nothing_is_left_of_what_was_replaced(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    fds = pathlib.Path(f"/proc/{host.process.pid}/fd")

    def files():
        return len(list(fds.iterdir()))

    pids = []
    for number in range(3):
        write(folder, env={"X": str(number)})
        pids.append(pid_of(host))
    wait_for(lambda: not any(map(alive, pids[:-1])), 20)
    before = files()
    for number in range(3, 13):
        write(folder, env={"X": str(number)})
        pids.append(pid_of(host))
    wait_for(lambda: not any(map(alive, pids[:-1])), 20)
    wait_for(lambda: files() <= before, 20)


def test_the_bill_of_the_last_call_is_not_lost(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    program = folder / "x.sh"
    program.write_text("#!/bin/sh\necho 1\n")
    program.chmod(0o755)
    write(folder, handler="x.sh", env={"DAYFLY_BILL": "1"})
    host = serve()
    for number in range(1, 8):
        assert host.invoke("one", 1).body == b"1\n"
        write(folder, handler="x.sh",
              env={"DAYFLY_BILL": "1", "X": str(number)})
    assert host.invoke("one", 1).body == b"1\n"
    wait_for(lambda: host.log().count('"bill"') == 8, 20)
