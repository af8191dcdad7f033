"""A Python handler's processes: one for each event, started ahead, of the
interpreter that was named."""

import os
import shutil
import subprocess
import time

import pytest
from ahead import children
from parts import once, too_late, wait_for, write
from templates import COUNT_PYTHON

pytestmark = pytest.mark.prompt

# Not the one of a version manager, which is a script in front of it.
PATH = "/usr/bin:/bin"


def test_each_event_has_a_process_that_was_started_ahead(tmp_path, behind):
    write(tmp_path, "app.py", COUNT_PYTHON, 0o644)
    server = behind("app.handler", PATH=PATH)
    seen = [server.invoke().json for _ in range(20)]
    assert {one["count"] for one in seen} == {1}
    assert len({one["pid"] for one in seen}) == 20

    def the_next():
        return [pid for pid in children(server.bootstrap())
                if pid not in {one["pid"] for one in seen}]
    ahead = wait_for(the_next, what="the next process")
    assert ahead == [server.invoke().json["pid"]]


def test_one_process_may_serve_several(tmp_path, behind):
    write(tmp_path, "app.py", COUNT_PYTHON, 0o644)
    server = behind("app.handler", PATH=PATH, DAYFLY_REUSE=3)
    seen = [server.invoke().json for _ in range(6)]
    assert [one["count"] for one in seen] == [1, 2, 3, 1, 2, 3]


def test_only_the_interpreter_may_be_started_ahead(tmp_path, behind):
    write(tmp_path, "app.py", """
import time
born = time.time()
def handler(event, context):
    return born > event
""", 0o644)
    server = behind("app.handler", PATH=PATH, DAYFLY_PRELOAD="interpreter")
    for _ in range(2):
        wait_for(lambda: children(server.bootstrap()) if server.bootstraps()
                 else server.invoke(b"0"), what="the next process")
        assert server.invoke(str(time.time()).encode()).json is True
    (tmp_path / "app.py").write_text("import nothing_of_the_kind")
    answer = server.invoke(b"0")
    assert answer.type == "Runtime.ImportModuleError"


def test_changed_code_is_what_the_next_event_runs(tmp_path, behind):
    code = "def handler(event, context): return {}"
    file = write(tmp_path, "app.py", code.format(1), 0o644)
    server = behind("app.handler", PATH=PATH)
    assert server.invoke().json == 1
    file.write_text(code.format(2))
    assert server.invoke().json == 2
    assert not (tmp_path / "__pycache__").exists()


def test_a_handler_that_hangs_is_answered(tmp_path, behind):
    write(tmp_path, "app.py", """
import time
def handler(event, context):
    time.sleep(60) if event else None
    return 1
""", 0o644)
    server = behind("app.handler", PATH=PATH, timeout=2)
    assert too_late(server, b"[1]")[1].type == "Sandbox.Timedout"
    assert server.invoke(b"{}").json == 1


def test_a_file_that_is_named_is_a_program(tmp_path):
    write(tmp_path, "tool.py", """
#!/usr/bin/python3
import json, sys
print(json.dumps([sys.argv[0].rpartition("/")[2], json.load(sys.stdin)]))
""")
    assert once(tmp_path, "tool.py", b"7").json == ["tool.py", 7]


def test_another_python_can_be_named(tmp_path):
    wrapped = write(tmp_path, "python-of-mine", """
#!/bin/sh
OF_MINE=yes exec /usr/bin/python3 "$@"
""")
    write(tmp_path, "app.py", """
import os, sys
def handler(event, context):
    return [os.environ["OF_MINE"], sys.flags.no_site]
""", 0o644)
    answer = once(tmp_path, "app.handler", PATH=PATH, DAYFLY_FLAGS="-S",
                  DAYFLY_INTERPRETER=wrapped)
    assert answer.json == ["yes", 1]


@pytest.mark.parametrize("module, other, words", [
    ("app.py", "node", "these can: python3"),
    ("app.mjs", "python3", "these can: node, deno, bun, qjs"),
])
def test_an_interpreter_of_another_language_is_refused(tmp_path, module, other,
                                                       words):
    write(tmp_path, module, "", 0o644)
    answer = once(tmp_path, "app.handler",
                  DAYFLY_INTERPRETER=shutil.which(other))
    assert answer.type == "Runtime.InvalidEntrypoint"
    assert words in answer.message


@pytest.mark.plain
def test_the_bridge_runs_under_every_python_of_this_machine(tmp_path):
    """From 3.7 on; Debian's is always there."""
    write(tmp_path, "app.py", """
import sys
def handler(event, context):
    return list(sys.version_info[:2])
""", 0o644)
    found = [shutil.which(f"python3.{minor}", path=os.environ["PATH"])
             for minor in range(7, 20)]
    for python in ["/usr/bin/python3"] + [path for path in found if path]:
        works = subprocess.run([python, "-c", ""], capture_output=True)
        if works.returncode == 0:
            answer = once(tmp_path, "app.handler", DAYFLY_INTERPRETER=python)
            assert answer.json[0] == 3, answer.body
