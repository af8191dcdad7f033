"""The time of a call begins when a process can take it: what the function's
module does while it loads is not the call's time."""

import json
import os
import pathlib
import re
import shutil
import signal
import threading
import time

import pytest
from hosting import BIN, make_function, wait_for

JS = """
await new Promise((done) => setTimeout(done, %s));
export const handler = async (event, context) => {
  if (event.spin) await new Promise((done) => setTimeout(done, 60000));
  return context.getRemainingTimeInMillis();
};
"""
PYTHON = """
import time
time.sleep(%s / 1000)
def lambda_handler(event, context):
    if event.get("spin"):
        time.sleep(60)
    return context.get_remaining_time_in_millis()
"""
KILLS = """
import os, signal
open(os.path.dirname(__file__) + "/log", "a").write("loaded\\n")
os.kill(os.getpid(), signal.SIGKILL)
"""
LOAD_MS = 1600


def slow(folder, engine, spare, load_ms=LOAD_MS, **manifest):
    """A function whose module takes longer to load than a call may last."""
    folder.mkdir()
    env = {"DAYFLY_SPARE": spare}
    if engine == "python":
        (folder / "lambda_function.py").write_text(PYTHON % load_ms)
    else:
        (folder / "index.mjs").write_text(JS % load_ms)
        env["DAYFLY_INTERPRETER"] = shutil.which(engine) or str(BIN / "bin" / engine)
    (folder / "dayfly.json").write_text(json.dumps(
        {"timeout": 1, "concurrency": 1, "env": env, **manifest}))


def numbers(host, name, count):
    """What the REPORT of each call says, in ms; None: nothing."""
    def found():
        reports = re.findall("REPORT .*", host.log())
        return len(reports) == count and [
            (got := re.search(rf"\t{name}: ([0-9.]+) ms", line)) and float(got[1])
            for line in reports]
    return wait_for(found)


@pytest.mark.parametrize("spare", ["auto", "on", "off", "fork"])
@pytest.mark.parametrize("engine", ["python", "node", "deno", "bun"])
def test_quick_calls_do_not_pay_for_the_load(tmp_path, serve, engine, spare):
    slow(tmp_path / "one", engine, spare)
    host = serve()
    for _ in range(3):
        answer = host.invoke("one", {})
        assert not answer.failed, answer.body
        assert 500 < answer.json <= 1000
    assert all(ms < 1000 for ms in numbers(host, "Duration", 3))


def test_the_load_is_the_init_duration(tmp_path, serve):
    slow(tmp_path / "one", "python", "off")
    host = serve()
    for _ in range(2):
        assert not host.invoke("one", {}).failed
    assert all(ms > LOAD_MS - 100 for ms in numbers(host, "Init Duration", 2))


def test_a_function_that_is_loaded_has_no_init_duration(tmp_path, serve):
    slow(tmp_path / "one", "python", "on", load_ms=0, reuse=9)
    host = serve()
    for _ in range(3):
        assert not host.invoke("one", {}).failed
    assert numbers(host, "Init Duration", 3)[2] is None


def test_a_call_has_a_duration_of_its_own_beside_its_load(tmp_path, serve):
    """The load was told in whole milliseconds, so that calls of less than one
    had a Duration of 0.00 ms."""
    slow(tmp_path / "one", "python", "off", load_ms=0)
    host = serve()
    for _ in range(40):
        assert not host.invoke("one", {}).failed
    durations = numbers(host, "Duration", 40)
    assert min(durations) > 0, durations


@pytest.mark.parametrize("header, ms", [("Us", 7.0), ("Ms", 7000.0)])
def test_the_load_is_in_microseconds_or_as_older_layers_tell_it(
        tmp_path, serve, header, ms):
    make_function(tmp_path / "one")
    host = serve()
    for _ in range(2):
        host.invoke("one", {"do": "error", "headers": {f"Dayfly-Load-{header}": "7000"}})
    assert numbers(host, "Init Duration", 2)[1] == ms


@pytest.mark.parametrize("lanes", [1, 3, None])
def test_calls_at_once_do_not_pay_for_the_load(tmp_path, serve, lanes):
    slow(tmp_path / "one", "python", "auto", concurrency=lanes or 10)
    if not lanes:
        slow(tmp_path / "many", "python", "auto")
        manifest = json.loads((tmp_path / "many" / "dayfly.json").read_text())
        del manifest["concurrency"]
        (tmp_path / "many" / "dayfly.json").write_text(json.dumps(manifest))
    host = serve()
    calls = [host.begin("one" if lanes else "many", {}) for _ in range(3)]
    for call in calls:
        answer = host.finish(call)
        assert not answer.failed, answer.body


def test_code_that_has_changed_loads_in_its_own_time(tmp_path, serve):
    slow(tmp_path / "one", "python", "auto")
    host = serve()
    assert not host.invoke("one", {}).failed
    file = tmp_path / "one" / "lambda_function.py"
    for n in range(2):
        file.write_text(file.read_text() + f"# {n}\n")
        answer = host.invoke("one", {})
        assert not answer.failed, answer.body


def too_late(host, event):
    """What the bootstrap tells of a call that takes too long. Where it misses its
    last 50 ms, as on a busy machine it may, the host answers and ends it: then
    once more."""
    for _ in range(5):
        answer = host.invoke("one", event)
        assert answer.json["errorType"] == "Sandbox.Timedout", answer.body
        if told := answer.json.get("dayfly"):
            return answer.json["errorMessage"], told
    raise AssertionError("five times too late")


@pytest.mark.parametrize("spare", ["auto", "off"])
def test_a_call_that_waited_for_the_load_has_its_timeout_afterwards(
        tmp_path, serve, spare):
    slow(tmp_path / "one", "python", spare)
    host = serve()
    for _ in range(2):
        _, told = too_late(host, {"spin": True})
        assert told["phase"] == "handler"
        assert told["limitMs"] <= 1000


def test_a_function_that_never_loads_is_told(tmp_path, serve):
    slow(tmp_path / "one", "python", "auto", load_ms=60000)
    host = serve()
    message, told = too_late(host, {})
    assert "timed out after 1.00 seconds" in message
    assert told["phase"] == "import"
    assert "has not loaded within 10 s" in host.log()
    (tmp_path / "one" / "lambda_function.py").write_text(PYTHON % 0)
    assert not host.invoke("one", {}).failed


@pytest.mark.parametrize("spare", ["auto", "off"])
def test_a_module_that_kills_its_process_each_time_is_reported(
        tmp_path, serve, spare):
    slow(tmp_path / "one", "python", spare, load_ms=0)
    host = serve()
    (tmp_path / "one" / "lambda_function.py").write_text(KILLS)
    answer = host.invoke("one", {})
    assert "killed" in answer.json["errorMessage"], answer.body
    loads = (tmp_path / "one" / "log").read_text().split()
    # A bootstrap that starts with such a module reports the first end.
    assert len(loads) == 3 or spare == "auto"


def test_a_bootstrap_that_hangs_is_given_up_after_the_calls_time(
        tmp_path, serve):
    """Time to load is for an event for which a process does load: it was added
    to each, so that a call with 1 s took 11 s to fail."""
    slow(tmp_path / "one", "python", "auto", load_ms=0)
    host = serve()
    assert not host.invoke("one", {}).failed
    [bootstrap] = host.runtimes()
    os.kill(bootstrap, signal.SIGSTOP)
    began = time.monotonic()
    assert host.invoke("one", {}).json["errorType"] == "Sandbox.Timedout"
    assert time.monotonic() - began < 6
    assert not host.invoke("one", {}).failed


def test_a_process_that_died_while_it_waited_is_loaded_anew(tmp_path, serve):
    slow(tmp_path / "one", "python", "on")
    host = serve()
    assert not host.invoke("one", {}).failed
    [bootstrap] = host.runtimes()
    waiting = pathlib.Path(f"/proc/{bootstrap}/task/{bootstrap}/children")
    for pid in wait_for(lambda: waiting.read_text().split()):
        os.kill(int(pid), signal.SIGKILL)
    answer = host.invoke("one", {})
    assert not answer.failed, answer.body


FAILS_LATE = {
    "python": ("lambda_function.py", "helper.py", """
import os, time
try:
    import helper
except SyntaxError:
    open(os.path.dirname(__file__) + "/failed.txt", "a").write("x")
    print("it failed", flush=True)
    while not os.path.exists("%s"):
        time.sleep(0.01)
    raise
def lambda_handler(event, context):
    return helper.VALUE
""", "VALUE = 7"),
    "javascript": ("index.mjs", "helper.mjs", """
import { existsSync } from "node:fs";
let helper;
try {
  helper = await import("./helper.mjs");
} catch (error) {
  console.log("it failed");
  while (!existsSync("%s")) await new Promise((done) => setTimeout(done, 10));
  throw error;
}
export const handler = () => helper.VALUE;
""", "export const VALUE = 7;"),
}


@pytest.mark.parametrize("spare", ["auto", "on", "off"])
@pytest.mark.parametrize("engine", ["python", "node", "deno", "bun"])
def test_code_that_is_completed_while_it_is_loaded_is_loaded_again(
        tmp_path, serve, engine, spare):
    """A file was half written when it was read: the call got that error."""
    main, helper, source, good = FAILS_LATE.get(engine, FAILS_LATE["javascript"])
    folder = tmp_path / "one"
    folder.mkdir()
    env = {"DAYFLY_SPARE": spare}
    if engine != "python":
        env["DAYFLY_INTERPRETER"] = shutil.which(engine) or str(BIN / "bin" / engine)
    if engine == "deno":
        env["DAYFLY_FLAGS"] = "--allow-read"
    (folder / "dayfly.json").write_text(json.dumps({"timeout": 9, "env": env}))
    (folder / main).write_text(source % (tmp_path / "go"))
    (folder / helper).write_text(good[:-1] + "((")
    host = serve()
    call = host.begin("one", {})
    host.wait_log("it failed")
    (folder / helper).write_text(good)
    (tmp_path / "go").touch()
    answer = host.finish(call)
    assert answer.json == 7, answer.body


def test_code_that_stays_broken_is_not_loaded_again(tmp_path, serve):
    main, helper, source, good = FAILS_LATE["python"]
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / main).write_text(source % folder)  # which is there
    (folder / helper).write_text("((")
    host = serve()
    assert host.invoke("one", {}).json["errorType"] == "Runtime.UserCodeSyntaxError"
    assert (folder / "failed.txt").read_text() == "x"


def test_files_that_are_renamed_all_the_time_fail_no_call(tmp_path, serve):
    """Deno refuses a module that is another one when it is read again."""
    slow(tmp_path / "one", "deno", "auto", load_ms=0)
    code = tmp_path / "one" / "index.mjs"
    host = serve()
    done = threading.Event()

    def change():
        while not done.wait(0.1):
            new = code.with_suffix(".new")
            new.write_text(JS % 0)
            new.rename(code)

    changes = threading.Thread(target=change)
    changes.start()
    try:
        answers = [host.invoke("one", {}) for _ in range(25)]
    finally:
        done.set()
        changes.join()
    assert [a.body for a in answers if a.failed] == []
