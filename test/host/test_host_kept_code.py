"""What worked goes on although its files are gone: the host runs the function from
its copy while what the folder holds does not start."""

import time

import pytest

from changing import Callers, write
from hosting import make_function, wait_for
from keeping import GOES_ON, Place, compiled, put, script


@pytest.fixture
def place(tmp_path, serve):
    return Place(tmp_path, serve)


def other_machine(program):
    """For an s390."""
    return program[:18] + b"\x16\x00" + program[20:]


BROKEN = {
    "cut short": (lambda p: p[:len(p) // 2], "ends before what its headers name"),
    "cut to its first bytes": (lambda p: p[:100], "ends before"),
    "of another machine": (other_machine, "built for another machine"),
    "empty": (lambda p: b"", "the file is empty"),
    "text": (lambda p: b"hello\n", "no #! line"),
    "without its interpreter": (lambda p: b"#!/no/such/sh\n",
                                "its #! line asks for /no/such/sh"),
    "with DOS line ends": (lambda p: b"#!/bin/sh\r\necho 1\r\n",
                           "carriage return"),
}


def test_an_executable_that_cannot_be_run_is_never_called(
        place):
    app = place.program(compiled("first"))
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    place.settle()
    with Callers(host) as callers:
        for number, (broken, reason) in enumerate(BROKEN.values(), 1):
            put(app, broken(compiled("first")))
            wait_for(lambda n=number: host.log().count(GOES_ON) == n)
            assert reason in host.log(), reason
            callers.more()
        put(app, compiled("second"))
        wait_for(lambda: callers.answers[-1] == b'"second"')
    assert set(callers.answers) == {b'"first"', b'"second"'}
    assert host.log().count(GOES_ON) == len(BROKEN)
    assert host.invoke("one", {}).json == "second"


@pytest.mark.parametrize("how", ["no x bit", "a folder", "nothing"])
def test_an_executable_that_is_none_any_more_changes_nothing(
        place, how):
    app = place.program(compiled("first"))
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    place.settle()
    with Callers(host) as callers:
        if how == "no x bit":
            app.chmod(0o644)
        else:
            app.rename(place.copies.parent / "away")
        if how == "a folder":
            app.mkdir()
        host.wait_log(GOES_ON)
        callers.more()
        if how == "a folder":
            app.rmdir()
        put(app, compiled("second"))
        wait_for(lambda: callers.answers[-1] == b'"second"')
    assert set(callers.answers) == {b'"first"', b'"second"'}
    assert "Runtime." in host.log()


def test_what_a_script_does_when_it_runs_is_no_start(place):
    """A shell reads a script line by line: its mistakes are those of a call."""
    app = place.program(script("first"))
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    place.settle()
    put(app, b"#!/bin/sh\nif\n")
    assert host.invoke("one", {}).failed
    assert GOES_ON not in host.log()


@pytest.mark.parametrize("setting", [
    {"DAYFLY_SPARE": "on"}, {"DAYFLY_SPARE": "off"}, {"DAYFLY_SPARE": "late"},
    {"DAYFLY_ISOLATION": "strict"}, {"DAYFLY_REUSE": "5"}],
    ids=lambda setting: "-".join(setting.values()))
@pytest.mark.parametrize("engine", ["node", "python"])
def test_modules_that_are_loaded_for_each_event_go_on(
        place, engine, setting):
    folder = place.functions / "one"
    folder.mkdir()
    code = folder / {"node": "index.mjs", "python": "lambda_function.py"}[engine]
    good = {"node": "import './part.mjs';\nexport const handler = () => '%s';\n",
            "python": "import part\ndef lambda_handler(e, c):\n    return '%s'\n"
            }[engine]
    broken = {"node": ["export const = 1;\n", "import './missing.mjs';\n", "\n"],
              "python": ["def lambda_handler(:\n", "import missing\n", "\n"]}[engine]
    (folder / f"part{code.suffix}").write_text("\n")
    write(folder, **({"interpreter": "/usr/bin/python3"}
                     if engine == "python" else {}))
    code.write_text(good % "first")
    host = place.start(**setting)
    assert host.invoke("one", {}).json == "first"
    place.settle()
    with Callers(host) as callers:
        for number, text in enumerate(broken, 1):
            code.write_text(text)
            wait_for(lambda n=number: host.log().count(GOES_ON) == n)
            callers.more()
        code.write_text(good % "second")
        wait_for(lambda: callers.answers[-1] == b'"second"')
    assert set(callers.answers) == {b'"first"', b'"second"'}


@pytest.mark.parametrize("setting", [{"DAYFLY_SPARE": "off"},
                                     {"DAYFLY_REUSE": "5"}],
                         ids=lambda setting: "-".join(setting.values()))
@pytest.mark.parametrize("engine", ["node", "python"])
def test_files_that_change_again_and_again_fail_no_call(
        place, engine, setting):
    """As when a folder is written file by file: an event meets each."""
    folder = place.functions / "one"
    folder.mkdir()
    code = folder / {"node": "index.mjs", "python": "lambda_function.py"}[engine]
    good = {"node": "export const handler = () => '%s';\n",
            "python": "def lambda_handler(e, c):\n    return '%s'\n"}[engine]
    write(folder, **({"interpreter": "/usr/bin/python3"}
                     if engine == "python" else {}))
    code.write_text(good % "first")
    host = place.start(**setting)
    assert host.invoke("one", {}).json == "first"
    place.settle()
    with Callers(host) as callers:
        for number in range(60):
            code.write_text(f"({number}\n")
            time.sleep(0.02)
        code.write_text(good % "second")
        wait_for(lambda: callers.answers[-1] == b'"second"')
    assert set(callers.answers) == {b'"first"', b'"second"'}


def test_a_bootstrap_that_ends_at_once_changes_nothing(place):
    """Also of a function that is idle, which has no process that goes on."""
    folder = make_function(place.functions / "one", {"idle": 1})
    host = place.start()
    assert host.invoke("one", 1).body == b"1"
    place.settle()
    good = (folder / "bootstrap").read_bytes()
    wait_for(lambda: not host.runtimes())
    put(folder / "bootstrap", b"#!/bin/sh\nexit 7\n")
    for number in range(3):
        assert host.invoke("one", number).body == str(number).encode()
    assert "Runtime.ExitError" in host.wait_log(GOES_ON)
    put(folder / "bootstrap", good)
    assert host.invoke("one", 4).body == b"4"
    host.wait_log("the folder has changed")


def test_an_idle_function_goes_on(place):
    folder = place.functions / "one"
    folder.mkdir()
    write(folder, idle=1)
    (folder / "index.mjs").write_text("export const handler = () => 'first';\n")
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    place.settle()
    wait_for(lambda: not host.runtimes())
    (folder / "index.mjs").write_text("export const = 1;\n")
    assert host.invoke("one", {}).json == "first"
    host.wait_log(GOES_ON)


def test_the_old_dayfly_json_holds_for_the_old_code(place):
    app = place.program(compiled("first"), timeout=7,
                       env={"WHICH": "old"})
    put(app, b"#!/bin/sh\necho \"\\\"$WHICH $(cat beside.txt)\\\"\"\n")
    (app.parent / "beside.txt").write_text("old file")
    host = place.start()
    assert host.invoke("one", {}).json == "old old file"
    place.settle()
    (app.parent / "beside.txt").write_text("new file")
    write(app.parent, handler="app", timeout=8, env={"WHICH": "new"})
    put(app, b"")
    assert host.invoke("one", {}).json == "old old file"
    told = host.request("GET", "/2015-03-31/functions/one/configuration").json
    assert told["Timeout"] == 7
    assert told["LastUpdateStatus"] == "Failed"
    assert "the file is empty" in told["LastUpdateStatusReason"]
    put(app, b"#!/bin/sh\necho \"\\\"$WHICH $(cat beside.txt)\\\"\"\n")
    assert host.invoke("one", {}).json == "new new file"


def test_watch_says_why_the_old_program_goes_on(place):
    app = place.program(compiled("first"))
    host = place.start(command="watch")
    assert host.invoke("one", {}).json == "first"
    place.settle()
    put(app, other_machine(compiled("second")))
    assert host.invoke("one", {}).json == "first"
    line, = [line for line in host.wait_log(GOES_ON).splitlines()
             if GOES_ON in line]
    assert "Runtime.InvalidEntrypoint" in line
    assert "built for another machine" in line
    assert "(app; that of the start goes on)" in line
