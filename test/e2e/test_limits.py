"""`limits` of dayfly.json: what a process may use, and what it is told to have
died of. A limit that cannot be held is said, and refused where required."""

import glob
import json
import os
import resource
import subprocess

import pytest
from ahead import somebody_waits
from parts import (BIN, PYTHON, alive, clean_env, interpreter, once, wait_for,
                   write)
from places import needs_namespaces, needs_root
from sandbox_cases import bootstrap, function_of_all, program
from sandbox_table import USER

EATER = """
export const handler = async (event) => {
  const all = [];
  while (event) all.push(new Uint8Array(1 << 20).fill(7));
  return [];
};
"""
BOMB = """
#!/usr/bin/python3
import os, sys
sys.stdin.read()
n = 0
try:
    while n < 200:
        if os.fork() == 0:
            os.read(os.pipe()[0], 1)
        n += 1
except BlockingIOError:
    pass
print(n)
"""
SHOWS = """#!python
import json, resource as r, sys
sys.stdin.read()
print(json.dumps({"files": r.getrlimit(r.RLIMIT_NOFILE),
                  "cpu": r.getrlimit(r.RLIMIT_CPU),
                  "fileSize": r.getrlimit(r.RLIMIT_FSIZE),
                  "core": r.getrlimit(r.RLIMIT_CORE)}))
"""


def manifest(folder, **keys):
    (folder / "dayfly.json").write_text(json.dumps(keys))


def groups():
    return glob.glob("/sys/fs/cgroup/**/dayfly-*", recursive=True)


def skip_without_groups(folder):
    write(folder, "f.sh", "#!/bin/sh\necho 1\n")
    manifest(folder, limits={"memory": 64, "processes": 99})
    if "is not enforced" in once(folder, "f.sh").log:
        pytest.skip("no control group can be made here")


@pytest.fixture
def counted(tmp_path):
    """Skips where no control group can be made; none may be left. Those of other
    tests, which run at the same time, have a bootstrap."""
    skip_without_groups(tmp_path)
    old = set(groups())
    yield
    assert not [g for g in set(groups()) - old
                if not alive(int(g.split("dayfly-")[-1].split("-")[0]))]


def test_a_process_has_the_limits_of_the_manifest_and_no_core(tmp_path):
    write(tmp_path, "f.py", SHOWS)
    manifest(tmp_path, limits={"cpu": 7, "files": 99, "fileSize": 3})
    assert once(tmp_path, "./f.py").json == {
        "files": [99, 99], "cpu": [7, 8], "fileSize": [3 << 20, 3 << 20],
        "core": [0, 0]}


def test_without_limits_it_has_the_bootstraps_own(tmp_path):
    write(tmp_path, "f.py", SHOWS)
    told = once(tmp_path, "./f.py").json
    assert told["files"] == list(resource.getrlimit(resource.RLIMIT_NOFILE))


def test_a_spare_is_not_counted_with_the_running_process(
        counted, wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nread -r event\n"
          "grep -o '/dayfly-[0-9-]*' /proc/self/cgroup | head -n 1 | "
          "sed 's/.*/\"&\"/'\n")
    manifest(tmp_path, limits={"processes": 9})
    peer = wire("f.sh", DAYFLY_SPARE="early")
    told = []
    for _ in range(4):
        peer.expect_next()
        somebody_waits(peer.process.pid)
        peer.give(b"1\n")
        told.append(json.loads(peer.take_post()[2]))
    assert told[0] == told[2] and told[1] == told[3]
    assert told[0] != told[1]
    peer.stop()


def test_a_busy_loop_ends_by_its_cpu_seconds(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nwhile :; do :; done\n")
    manifest(tmp_path, limits={"cpu": 1})
    answer = once(tmp_path, "f.sh", timeout=60)
    assert answer.type == "Runtime.CpuLimitExceeded"


@pytest.mark.parametrize("handler,text", [
    ("f.sh", "#!/bin/sh\ntrap '' XCPU\nwhile :; do :; done\n"),
    ("f.handler", "import signal\ndef handler(event, context):\n"
     "    signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"
     "    while True:\n        pass\n")], ids=["executable", "python"])
def test_a_loop_that_ignores_the_signal_of_its_limit_ends_by_it_too(
        tmp_path, handler, text):
    write(tmp_path, "f.sh" if handler == "f.sh" else "f.py", text)
    manifest(tmp_path, limits={"cpu": 1})
    answer = once(tmp_path, handler, timeout=60, DAYFLY_INTERPRETER=PYTHON)
    assert answer.type == "Runtime.CpuLimitExceeded", answer.log


@pytest.mark.parametrize("engine", ["node", "deno", "bun"])
def test_a_process_above_its_memory_limit_is_killed_for_it(
        tmp_path, counted, engine):
    write(tmp_path, "index.mjs", EATER)
    manifest(tmp_path, limits={"memory": 192})
    set_up = {"DAYFLY_INTERPRETER": interpreter(engine)}
    assert once(tmp_path, "index.handler", b"0", **set_up).json == []
    answer = once(tmp_path, "index.handler", b"1", timeout=30, **set_up)
    assert answer.type == "Runtime.OutOfMemory"
    assert answer.json["dayfly"]["peakMemoryKiB"] > 100 * 1024


def test_the_bootstrap_lives_on_and_the_next_event_has_its_memory(
        wire, tmp_path, counted):
    write(tmp_path, "index.mjs", EATER)
    manifest(tmp_path, limits={"memory": 192})
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    for n, kind in enumerate(["error", "response", "error", "response"]):
        peer.expect_next()
        peer.give(b"1" if kind == "error" else b"0", request_id=f"id-{n}")
        head, _, body = peer.take_post()
        assert f"/id-{n}/{kind}" in head
        if kind == "error":
            assert json.loads(body)["errorType"] == "Runtime.OutOfMemory"
    assert alive(peer.process.pid)
    peer.stop()
    wait_for(lambda: not [g for g in groups()
                          if f"dayfly-{peer.process.pid}-" in g],
             what="the groups' end")


def test_a_fork_bomb_has_no_more_processes_than_it_may(tmp_path, counted):
    write(tmp_path, "f.py", BOMB)
    manifest(tmp_path, limits={"processes": 20})
    assert once(tmp_path, "./f.py").json == 19


def test_groups_of_a_bootstrap_that_was_killed_are_removed_by_the_next(
        wire, tmp_path, counted):
    write(tmp_path, "f.sh", "#!/bin/sh\necho 1\n")
    manifest(tmp_path, limits={"memory": 64})
    peer = wire("f.sh")
    peer.expect_next()
    mine = f"dayfly-{peer.process.pid}-"
    assert [g for g in groups() if mine in g]
    peer.process.kill()
    peer.process.wait()
    assert once(tmp_path, "f.sh").json == 1
    assert not [g for g in groups() if mine in g]


def as_user(folder, handler, event="1"):
    """The bootstrap where it can make no control group."""
    return subprocess.run(
        [program("without"), f"user={USER}", bootstrap(), "--once", handler],
        input=event, capture_output=True, text=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=30))


@needs_root
def test_where_no_group_can_be_made_writable_memory_is_limited(tmp_path):
    folder = program("memory_eater").parent
    manifest(folder, limits={"memory": 64})
    done = as_user(folder, "memory_eater")
    (folder / "dayfly.json").unlink()
    assert 40 < int(done.stdout) < 64


@needs_root
def test_without_a_control_group_no_process_limit_holds_and_it_is_logged():
    folder = program("memory_eater").parent
    for required in ([], ["processes"]):
        manifest(folder, limits={"memory": 32, "processes": 9},
                 required=required)
        done = as_user(folder, "memory_eater")
        (folder / "dayfly.json").unlink()
        assert done.returncode == bool(required)
        text = done.stdout if required else done.stderr
        assert "no control group can be created" in text


def without_groups(folder, handler, *words):
    """The bootstrap as root where it can make no control group."""
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c",
         'mount -t tmpfs none /sys/fs/cgroup && exec "$@"', "sh",
         BIN / "bootstrap", *words, *([handler] if handler else [])],
        input="1", capture_output=True, text=True, check=False,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=30))


@needs_root
@needs_namespaces("--mount")
@pytest.mark.parametrize("keys,most", [
    ({"required": ["uid", "processes"]}, 2 * 20),
    ({"isolation": "strict", "required": ["processes"],
      "permissions": {"read": True, "run": True}}, 20)])
def test_a_user_of_its_own_holds_processes_where_no_group_can_be_made(
        keys, most):
    """The kernel counts the user's: those of a process ahead, too."""
    folder = function_of_all("bomb", BOMB, limits={"processes": 20}, **keys)
    done = without_groups(folder, "f.sh", "--once")
    assert done.stdout == f"{most - 1}\n", done


@needs_root
@needs_namespaces("--mount")
def test_the_probe_lists_which_limits_can_be_enforced():
    def told(text):
        return dict(line.split(maxsplit=1) for line in text.splitlines())

    root = told(without_groups("/", None, "--probe").stdout)
    assert root["memory"].startswith("no ")
    assert "no control group can be created" in root["memory"]
    assert root["processes"].startswith("yes")
    done = subprocess.run(
        [program("without"), f"user={USER}", bootstrap(), "--probe"],
        capture_output=True, text=True, check=True)
    assert told(done.stdout)["processes"].startswith("no ")
    assert "the uid cannot be changed" in told(done.stdout)["processes"]


@pytest.mark.parametrize("engine,key,number", [
    ("node", "memory", 32), ("deno", "memory", 32), ("bun", "memory", 32),
    ("node", "files", 8), ("deno", "processes", 4)])
def test_less_than_the_interpreter_needs_is_an_init_error(
        tmp_path, engine, key, number):
    write(tmp_path, "index.mjs", EATER)
    manifest(tmp_path, limits={key: number})
    answer = once(tmp_path, "index.handler",
                  DAYFLY_INTERPRETER=interpreter(engine))
    assert answer.type == "Runtime.InvalidTaskConfig"
    assert f'"limits.{key}": {engine} needs' in answer.message
    assert f"{tmp_path}/dayfly.json" in answer.message


@pytest.mark.parametrize("engine,limits", [
    ("node", {"memory": 64, "processes": 16, "files": 32}),
    ("deno", {"memory": 96, "processes": 24, "files": 32}),
    ("bun", {"memory": 64, "processes": 16, "files": 32})])
def test_with_what_it_needs_at_least_it_answers(tmp_path, engine, limits):
    skip_without_groups(tmp_path)
    write(tmp_path, "index.mjs", EATER)
    manifest(tmp_path, limits=limits)
    answer = once(tmp_path, "index.handler", b"0", timeout=20,
                  DAYFLY_INTERPRETER=interpreter(engine))
    assert answer.json == []
