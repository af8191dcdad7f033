"""A changed folder is served once a process of it has started; until then, and
if none starts, what worked goes on."""

import json
import re
import time

import pytest

from changing import Callers, configuration, write
from hosting import make_function, wait_for

CODE = {
    "node": ("index.mjs", "export const handler = () => '{}';\n"),
    "bun": ("index.mjs", "export const handler = () => '{}';\n"),
    "deno": ("index.ts", "export const handler = (): string => '{}';\n"),
    "python": ("lambda_function.py",
               "def lambda_handler(event, context):\n    return '{}'\n"),
}
# Of each language: the text is wrong, it throws, and what it needs is missing.
BROKEN = {
    "node": ("export const = 1;\n", "throw new Error('at work');\n",
             "import './missing.mjs';\n"),
    "python": ("def lambda_handler(:\n", "raise Exception('at work')\n",
               "import missing_module\n"),
}
BROKEN["bun"] = BROKEN["deno"] = BROKEN["node"]
GOES_ON = "what worked before goes on"


class Function:
    def __init__(self, folder, engine, text="first", **keys):
        self.folder = folder
        self.name, self.code = CODE[engine]
        folder.mkdir()
        if engine in ("deno", "bun"):
            keys["interpreter"] = engine
        self.keys = keys
        write(folder, **keys)
        self.say(text)

    @property
    def path(self):
        return self.folder / self.name

    def say(self, text):
        self.path.write_text(self.code.format(text))


@pytest.mark.parametrize("engine", CODE)
def test_code_that_does_not_start_is_never_called(tmp_path, serve, engine):
    function = Function(tmp_path / "one", engine)
    host = serve()
    assert host.invoke("one", {}).json == "first"
    with Callers(host) as callers:
        for number, broken in enumerate(BROKEN[engine], 1):
            function.path.write_text(broken)
            wait_for(lambda n=number: host.log().count(GOES_ON) == n)
            callers.more()
        function.say("second")
        wait_for(lambda: callers.answers[-1] == b'"second"')
    assert set(callers.answers) == {b'"first"', b'"second"'}
    assert host.log().count(GOES_ON) == len(BROKEN[engine])
    assert host.invoke("one", {}).json == "second"


def test_the_log_says_once_why_it_does_not_start(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    host = serve()
    assert host.invoke("one", {}).json == "first"
    function.path.write_text("import missing_module\n")
    for _ in range(3):
        assert host.invoke("one", {}).json == "first"
    line, = [line for line in host.log().splitlines() if GOES_ON in line]
    told = configuration(host)
    assert (told["State"], told["LastUpdateStatus"]) == ("Active", "Failed")
    assert "missing_module" in told["LastUpdateStatusReason"]
    assert "the change does not start" in line
    assert "Runtime.ImportModuleError" in line and "missing_module" in line
    # It is as it was before: the same code as another change.
    function.say("first")
    assert host.invoke("one", {}).json == "first"
    host.wait_log("the code has changed")
    assert configuration(host)["LastUpdateStatus"] == "Successful"


def test_a_call_after_a_save_waits_for_the_new_code(tmp_path, serve):
    function = Function(tmp_path / "one", "node")
    host = serve()
    assert host.invoke("one", {}).json == "first"
    for number in range(5):
        function.path.write_text(BROKEN["node"][number % 3])
        if number % 2:
            assert b"now" in host.invoke("one", {}).body
        function.say(f"now {number}")
        assert host.invoke("one", {}).json == f"now {number}"


def test_a_call_at_work_ends_on_its_code(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    waits = ("import os, time\ndef lambda_handler(event, context):\n"
             "    while event and not os.path.exists(event):\n"
             "        time.sleep(0.01)\n    return 'old'\n")
    function.path.write_text(waits)
    host = serve()
    assert host.invoke("one", None).json == "old"
    at_work = host.begin("one", str(tmp_path / "go"))
    wait_for(lambda: host.log().count("START") == 2)
    function.path.write_text(BROKEN["python"][0])
    host.wait_log(GOES_ON)
    function.say("new")
    assert host.invoke("one", None).json == "new"
    (tmp_path / "go").write_text("")
    assert host.finish(at_work).json == "old"


@pytest.mark.parametrize("kind", ["module", "program", "bootstrap"])
def test_a_mistake_in_dayfly_json_changes_nothing(tmp_path, serve, kind):
    folder = tmp_path / "one"
    if kind == "module":
        keys = Function(folder, "node").keys
    elif kind == "program":
        keys = {"handler": "run.sh"}
        folder.mkdir()
        (folder / "run.sh").write_text("#!/bin/sh\necho '\"first\"'\n")
        (folder / "run.sh").chmod(0o755)
        write(folder, **keys)
    else:
        make_function(folder)
        keys = {}
    host = serve()
    good = host.invoke("one", "first").body
    assert b"first" in good
    write(folder, timeot=3)
    with Callers(host) as callers:
        host.wait_log(GOES_ON)
        callers.more()
        (folder / "dayfly.json").write_text("{")
        wait_for(lambda: host.log().count(GOES_ON) == 2)
        callers.more()
        write(folder, timeout=4, **keys)
        host.wait_log("the folder has changed")
        callers.more()
    assert not [a for a in callers.answers if isinstance(a, tuple)]
    assert f'{folder}/dayfly.json:1: unknown key "timeot"' in host.log()
    told = host.request("GET", "/2015-03-31/functions/one/configuration")
    assert told.json["Timeout"] == 4


def test_settings_that_do_not_start_change_nothing(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    host = serve()
    assert host.invoke("one", {}).json == "first"
    write(function.folder, handler="lambda_function.other")
    for _ in range(3):
        assert host.invoke("one", {}).json == "first"
    assert "other" in host.wait_log(GOES_ON)
    write(function.folder, timeout=5)
    assert host.invoke("one", {}).json == "first"
    host.wait_log("the folder has changed")


def test_a_handler_that_is_away_changes_nothing(tmp_path, serve):
    function = Function(tmp_path / "one", "python", timeout=5)
    host = serve()
    assert host.invoke("one", {}).json == "first"
    function.path.rename(tmp_path / "away")
    for _ in range(3):
        assert host.invoke("one", {}).json == "first"
    assert "has no handler" in host.wait_log(GOES_ON)
    (tmp_path / "away").rename(function.path)
    function.say("second")
    assert host.invoke("one", {}).json == "second"


def test_a_bootstrap_of_its_own_goes_on(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    assert host.invoke("one", 1).body == b"1"
    good = (folder / "bootstrap").read_text()
    (folder / "new").write_text("#!/bin/sh\nexit 7\n")
    (folder / "new").chmod(0o755)
    (folder / "new").rename(folder / "bootstrap")
    for number in range(3):
        assert host.invoke("one", number).body == str(number).encode()
    assert "Runtime.ExitError" in host.wait_log(GOES_ON)
    (folder / "new").write_text(good)
    (folder / "new").chmod(0o755)
    (folder / "new").rename(folder / "bootstrap")
    assert host.invoke("one", 4).body == b"4"
    host.wait_log("the folder has changed")


def test_without_code_that_works_the_error_is_the_answer(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    function.path.write_text(BROKEN["python"][0])
    host = serve()
    assert b"SyntaxError" in host.invoke("one", {}).body
    function.path.write_text(BROKEN["python"][1])
    assert b"at work" in host.invoke("one", {}).body
    function.say("first")
    assert host.invoke("one", {}).json == "first"
    assert GOES_ON not in host.log()


def test_a_folder_that_is_removed_is_no_function(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    Function(tmp_path / "two", "python", "other")
    host = serve()
    assert host.invoke("one", {}).json == "first"
    function.path.write_text(BROKEN["python"][0])
    assert host.invoke("one", {}).json == "first"
    function.folder.rename(tmp_path / ".away")
    wait_for(lambda: host.invoke("one", {}).status == 404)
    assert host.invoke("two", {}).json == "other"
    assert json.loads(host.request("GET", "/2015-03-31/functions").body)


def test_a_host_that_stops_waits_for_no_change(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    host = serve()
    assert host.invoke("one", {}).json == "first"
    function.path.write_text("import time\ntime.sleep(60)\n" + function.code)
    waits = host.begin("one", {})
    time.sleep(0.2)
    assert host.stop() == 0
    assert host.finish(waits).json == "first"


def test_watch_says_what_changed_and_what_answers(tmp_path, serve):
    function = Function(tmp_path / "one", "python")
    host = serve(command="watch")
    assert host.invoke("one", {}).json == "first"
    function.say("second")
    assert host.invoke("one", {}).json == "second"
    function.path.write_text(BROKEN["python"][0])
    assert host.invoke("one", {}).json == "second"
    write(function.folder, timeout=4)
    function.say("third")
    assert host.invoke("one", {}).json == "third"
    function.path.unlink()
    (function.folder / "dayfly.json").unlink()
    wait_for(lambda: host.invoke("one", {}).status == 404)
    lines = host.log().splitlines()
    assert not [line for line in lines if line.startswith("START")]
    said = [line for line in lines if "change " in line and ")" in line]
    assert re.search(r"the code has changed: .* \(lambda_function\.py; "
                     r"loaded in \d+ ms; change 1\)", said[0])
    assert re.search(GOES_ON + r": Runtime.UserCodeSyntaxError.* "
                     r"\(lambda_function\.py; change 1 goes on\)", said[1])
    assert re.search(r"the folder has changed: .*; change 2\)", said[-1])
