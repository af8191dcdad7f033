"""`dayfly doctor`: what works on a machine, and what somebody has to look at."""

import json
import os
import resource
import shutil
import subprocess
import tempfile

import pytest

from hosting import BIN, run
from stored import store_host


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
    assert rows["node-version"] == [("yes", "node v99.1.0")]
    assert {name for name in rows if len(rows[name]) > 1} <= {"images"}
    assert "sealed" not in rows
    assert rows["images"] == [("no", "docker is not in PATH: no images are looked at")]
    assert rows["data"][0][1].startswith(f"{tmp_path} has ")


@pytest.mark.parametrize("release, state", [
    ('ID=debian\nVERSION_ID="12"\n', "yes"),
    ('ID=debian\nVERSION_ID="11"\n', "BAD")])
def test_a_version_that_the_distribution_still_mends_is_good(
        tmp_path, release, state):
    program(tmp_path / "bin", "node", "echo v18.20.4")
    (tmp_path / "release").write_text(release)
    env = {**os.environ, "PATH": "/usr/bin:/bin:/usr/sbin"}
    said = subprocess.run(
        ["unshare", "-m", "sh", "-c", 'mount --bind "$1" /etc/os-release && '
         'mount --bind "$2" /usr/bin/node && shift 2 && exec "$@"', "sh",
         tmp_path / "release", tmp_path / "bin/node", BIN / "dayfly",
         "doctor", "--json", "--data", tmp_path], env=env,
        capture_output=True, timeout=60)
    row, = (r for r in json.loads(said.stdout)["rows"]
            if r["name"] == "node-version")
    assert row["state"] == state, row
    assert ("by debian 12 until 2028-06-30" in row["text"]) == (state == "yes")


def test_root_sees_what_the_user_of_the_data_folder_can(tmp_path):
    program(tmp_path / "bin", "node", "echo v99.1.0")
    assert "user" not in examined(tmp_path)[0]
    folder = tempfile.mkdtemp(prefix=f"dayfly-doctor-{os.getpid()}-")
    os.chown(folder, 65534, 65534)
    host = store_host(folder, wrap=("setpriv", "--reuid=65534",
                                    "--regid=65534", "--clear-groups"))
    try:
        rows = {row["name"]: row for row in json.loads(
            run("doctor", "--json", "--data", folder).stdout)["rows"]}
    finally:
        host.close()
        shutil.rmtree(folder)
    assert "the user 65534 sees it" in rows["user"]["text"]
    assert rows["uid"]["state"] == "no"
    assert rows["host"]["text"] == \
        f"the process {host.process.pid} serves {folder}"


@pytest.mark.parametrize("name, version, state", [
    ("node", "v18.20.1", "BAD"), ("node", "v99.0.0", "yes"),
    ("python3", "Python 3.8.1", "BAD"), ("python3", "Python 3.80.1", "yes"),
    ("deno", "deno 2.5.1 (stable)", "yes"), ("qjs", "0.16.2", "yes")])
def test_a_version_that_is_not_mended_any_more_is_bad(tmp_path, name, version, state):
    program(tmp_path / "bin", name, f"echo '{version}'")
    rows, status = examined(tmp_path)
    assert [row[0] for row in rows[f"{name}-version"]] == [state]
    assert rows[f"{name}-version"][0][1].startswith(f"{name} {version}")
    if state == "BAD":
        assert status == 1


def test_no_interpreter_and_few_files_are_bad(tmp_path):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    rows, status = examined(tmp_path, preexec_fn=few)
    assert status == 1
    assert rows["interpreters"][0][0] == rows["open-files"][0][0] == "BAD"
    assert "may open 256 files" in rows["open-files"][0][1]


def test_a_program_that_fails_or_prints_too_much_is_no_interpreter(tmp_path):
    program(tmp_path / "bin", "node", "exit 3")
    program(tmp_path / "bin", "bun", "exec /usr/bin/yes")
    program(tmp_path / "bin", "qjs", "echo 1")
    rows, _ = examined(tmp_path)
    assert {name: rows[name] for name in rows if "version" in name} == {
        "qjs-version": [("yes", "qjs 1")]}


def test_a_missing_bootstrap_is_told(tmp_path):
    shutil.copy(BIN / "dayfly", tmp_path / "dayfly")
    said = subprocess.run([tmp_path / "dayfly", "doctor"], capture_output=True,
                          timeout=60)
    assert said.returncode == 1
    assert b"--probe does not run: it belongs beside dayfly" in said.stdout


def test_a_wrong_word_is_told():
    said = run("doctor", "--jsn")
    assert said.returncode == 2 and b"not --jsn" in said.stderr
