"""`dayfly doctor`: what works on a machine, and what somebody has to look at."""

import json
import os
import resource
import shutil
import subprocess

import pytest

from hosting import BIN, run


def program(folder, name, says):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{says}\n")
    (folder / name).chmod(0o755)


def examined(tmp_path, *words, **more):
    """The rows, by name; the exit status."""
    env = {**os.environ, "PATH": f"{tmp_path}/bin:/usr/sbin:/sbin", "HOME": str(tmp_path)}
    said = run("doctor", "--json", "--data", tmp_path, *words, env=env, **more)
    found = json.loads(said.stdout)
    assert found["good"] == (said.returncode == 0), said
    assert found["endOfLifeTable"] == "2026-11-29"
    rows = {}
    for row in found["rows"]:
        rows.setdefault(row["name"], []).append((row["state"], row["text"]))
    return rows, said.returncode


def test_the_rows_are_those_of_this_machine(tmp_path):
    program(tmp_path / "bin", "node", "echo v99.1.0")
    rows, _ = examined(tmp_path)
    for name in "seccomp", "files", "namespaces", "memory", "node", "python", "disk":
        assert name in rows
    assert rows["version"] == [("yes", "node v99.1.0")]
    assert rows["images"] == [("no", "docker is not in PATH: no images are looked at")]
    assert rows["data"][0][1].startswith(f"{tmp_path} has ")


@pytest.mark.parametrize("name, version, state", [
    ("node", "v18.20.1", "BAD"), ("node", "v99.0.0", "yes"),
    ("python3", "Python 3.8.1", "BAD"), ("python3", "Python 3.80.1", "yes"),
    ("deno", "deno 2.5.1 (stable)", "yes"), ("qjs", "0.16.2", "yes")])
def test_a_version_that_is_not_mended_any_more_is_bad(tmp_path, name, version, state):
    program(tmp_path / "bin", name, f"echo '{version}'")
    rows, status = examined(tmp_path)
    assert [row[0] for row in rows["version"]] == [state]
    assert rows["version"][0][1].startswith(f"{name} {version}")
    if state == "BAD":
        assert status == 1


def test_no_interpreter_and_few_files_are_bad(tmp_path):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    rows, status = examined(tmp_path, preexec_fn=few)
    assert status == 1
    assert rows["version"][0][0] == rows["files"][-1][0] == "BAD"
    assert "may open 256 files" in rows["files"][-1][1]


def test_a_program_that_fails_or_prints_too_much_is_no_interpreter(tmp_path):
    program(tmp_path / "bin", "node", "exit 3")
    program(tmp_path / "bin", "bun", "while :; do echo 01234567890123456789; done")
    program(tmp_path / "bin", "qjs", "echo 1")
    assert examined(tmp_path)[0]["version"] == [("yes", "qjs 1")]


def test_a_missing_bootstrap_is_told(tmp_path):
    shutil.copy(BIN / "dayfly", tmp_path / "dayfly")
    said = subprocess.run([tmp_path / "dayfly", "doctor"], capture_output=True,
                          timeout=60)
    assert said.returncode == 1
    assert b"--probe does not run: it belongs beside dayfly" in said.stdout


def test_a_wrong_word_is_told():
    said = run("doctor", "--jsn")
    assert said.returncode == 2 and b"not --jsn" in said.stderr
