"""What `dayfly deploy` refuses, and what a host refuses of it."""

import json
import os

import pytest

from deployed import (  # noqa: F401
    ANSWER, answer, aws, call, empty, folder)
from hosting import run


def test_a_new_function_that_does_not_start_is_not_released(empty, folder):
    folder("b", "no code\n")
    functions = folder("a", ANSWER % "a")
    for _ in range(2):
        said = call(empty, "deploy", functions, status=1)[0]
        assert "b: its code does not start: " in said and "Syntax" in said
    assert empty.invoke("a:live", {}).status == 404
    folder("b", ANSWER % "b")
    call(empty, "deploy", functions)
    assert (answer(empty, "a"), answer(empty, "b")) == ("a", "b")


def test_a_host_with_keys_is_spoken_to_with_keys(empty, folder, tmp_path):
    functions = folder("a", ANSWER % "a")
    keys = {}
    for role in ("admin", "read"):
        made = run("keys", "add", "--role", role, "--data", tmp_path / "data")
        keys[role] = dict(line.removeprefix("export ").split("=", 1)
                          for line in made.stdout.decode().splitlines())

    def ask(who, *words):
        shell = {k: v for k, v in os.environ.items()
                 if not k.startswith("AWS_")}
        done = run(*words, "--endpoint", empty.url,
                   env={**shell, **keys.get(who, {})})
        return done.returncode, (
            done.stderr if done.returncode else done.stdout).decode()

    assert ask("admin", "deploy", functions)[0] == 0
    assert ask("read", "releases")[1].startswith("*    1 ")
    folder("a", ANSWER % "b")
    assert ask("admin", "deploy", functions)[0] == 0
    status, said = ask("read", "rollback")
    assert status == 1 and "not authorized to perform: lambda:" in said
    assert ask("admin", "rollback")[0] == 0
    status, said = ask(None, "list")
    assert status == 1 and "`dayfly keys add` makes one" in said


@pytest.mark.parametrize("words, said", [
    (("--alias", "7"), '"7" cannot be an alias'),
    (("--url", "OPEN"), "it must be AWS_IAM, or NONE"),
    (("--arch", "z80"), "it must be x86_64 or arm64"),
    (("--role", "me"), "which is no ARN of a role"),
    (("--what",), "deploy has no flag --what"),
])
def test_a_wrong_command_line_sends_nothing(words, said):
    done = run("deploy", *words)
    assert done.returncode == 2 and said.encode() in done.stderr


def test_a_wrong_folder_stops_all(empty, folder):
    functions = folder("a", ANSWER % "a")
    folder("b", "{", "dayfly.json")
    said = call(empty, "deploy", functions, status=1)[0]
    assert "b/dayfly.json:1" in said
    assert "has no function" in call(
        empty, "deploy", functions.parent / "nothing", status=1)[0]
    os.mkfifo(functions / "a/pipe")
    said = call(empty, "deploy", functions / "a", status=1)[0]
    assert "pipe is a FIFO, which no zip can hold" in said
    assert aws(empty).list_functions()["Functions"] == []


def test_a_release_of_deleted_functions_does_not_come_back(empty, folder):
    functions = folder("a", ANSWER % "a")
    folder("b", ANSWER % "b")
    call(empty, "deploy", functions)
    folder("c", ANSWER % "c")
    call(empty, "deploy", functions)
    call(empty, "delete", "a")
    said = call(empty, "rollback", "1", both=True)
    assert said[0] == "live: becomes release 1: b 1"
    assert "left out, since they were deleted: a" in said[1]
    call(empty, "delete", "b")
    for dry in ([], ["--dry-run"]):
        said = call(empty, "rollback", "1", *dry, status=1, both=True)
        assert said == [
            "dayfly: release 1 cannot come back, since its functions were "
            "deleted: a, b; `dayfly deploy` makes them again"]
    refused = empty.request("POST", "/_dayfly/releases/1/restore",
                            b'{"alias": "live"}')
    assert refused.status == 409
    assert b"All functions of release 1 of the alias live were deleted" in (
        refused.body)
