"""Copied processes end, fail, are limited and are counted as started ones are."""

import json
import os
import pathlib
import signal
import time

import pytest
from ahead import all_children
from parts import too_late, wait_for, write
from places import needs_root
from templates import COUNT_PYTHON, find_template, own_lines, template

PATH = "/usr/bin:/bin"


@pytest.fixture
def serve_copies(tmp_path, serve):
    """serve_copies(code, kind="host", **more): a server that copies."""
    def start(code, kind="host", ready=b"{}", **more):
        write(tmp_path, "app.py", code, 0o644)
        server = serve(kind, "app.handler", PATH=PATH, DAYFLY_SPARE="fork", **more)
        server.invoke(ready)
        template(server)
        return server
    return start


ENDS = """
import ctypes, os, signal, sys
def handler(event, context):
    how = event.get("how")
    if how == "exit":
        sys.exit(7)
    if how == "_exit":
        os._exit(7)
    if how == "abort":
        os.abort()
    if how == "segv":
        ctypes.string_at(0)
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "raise":
        raise KeyError("no")
    if how == "close":
        os.closerange(0, 99)
    return os.getpid()
"""


@pytest.mark.parametrize("kind", ["rie", "host"])
def test_each_end_has_its_error_type_and_the_next_event_a_process(serve_copies, kind):
    server = serve_copies(ENDS, kind)
    pid = template(server)
    for how, error, words in [
            ("exit", "Runtime.ExitError", "exit status 7"),
            ("_exit", "Runtime.ExitError", "exit status 7"),
            ("abort", "Runtime.ExitError", "aborted"),
            ("segv", "Runtime.ExitError", "segmentation fault"),
            ("kill", "Runtime.ExitError", "signal: killed"),
            ("raise", "KeyError", "no")]:
        answer = server.invoke(json.dumps({"how": how}).encode())
        assert (how, answer.type) == (how, error)
        assert words in answer.message
        assert isinstance(server.invoke().json, int)
    assert server.invoke(b'{"how": "close"}').type
    assert isinstance(server.invoke().json, int)
    assert template(server) == pid


def test_a_copy_that_hangs_gets_sigterm_and_then_sigkill(serve_copies):
    server = serve_copies("""
import os, signal, sys, time
def told(*_):
    print("had SIGTERM", flush=True)
def handler(event, context):
    if event:
        signal.signal(signal.SIGTERM, told)
        while True:
            time.sleep(1)
    return os.getpid()
""", timeout=2)
    assert too_late(server, b"[1]")[1].type == "Sandbox.Timedout"
    assert isinstance(server.invoke().json, int)
    assert "had SIGTERM" in server.log


def test_a_copy_may_serve_several_events(serve_copies):
    server = serve_copies(COUNT_PYTHON, DAYFLY_REUSE=3)
    wait_for(lambda: server.invoke().json["count"] == 3, what="the last of three")
    pid = template(server)
    wait_for(lambda: server.invoke().json["count"] == 3, what="the last of three")
    seen = [server.invoke().json for _ in range(9)]
    assert [one["count"] for one in seen] == [1, 2, 3] * 3
    assert len({one["pid"] for one in seen}) == 3
    assert template(server) == pid


def test_a_copy_of_the_interpreter_alone_loads_the_handler(tmp_path, serve_copies):
    server = serve_copies("""
import time
born = time.time()
def handler(event, context):
    return event < born if event else 0
""", ready=b"0", DAYFLY_PRELOAD="interpreter")
    for _ in range(3):
        assert server.invoke(str(time.time()).encode()).json is True
    (tmp_path / "app.py").write_text("import none_such")
    assert server.invoke(b"0").type == "Runtime.ImportModuleError"


def test_a_frozen_platform_is_asked_for_events_when_a_copy_waits(tmp_path, wire):
    """The first event, too, is served by a copy."""
    write(tmp_path, "app.py", COUNT_PYTHON, 0o644)
    peer = wire("app.handler", PATH=PATH, DAYFLY_FREEZE="on")
    pids = []
    for n in range(5):
        peer.expect_next()
        running = all_children(peer.process.pid)
        found = wait_for(lambda: find_template(peer.process.pid),
                         what="a template")
        assert found in running
        peer.give(b"{}", request_id=f"id-{n}")
        answer = json.loads(peer.take_post()[2])
        assert answer["pid"] in running and answer["count"] == 1
        pids.append(answer["pid"])
    assert len(set(pids)) == 5
    assert find_template(peer.process.pid) not in pids


@pytest.mark.parametrize("lanes", [2, 5])
def test_several_runtimes_have_a_template_each(tmp_path, managed, lanes):
    from managed import Call
    write(tmp_path, "app.py", """
import os, time
count = 0
def handler(event, context):
    global count
    count += 1
    time.sleep(0.05)
    return [os.getpid(), count]
""", 0o644)
    server = managed("app.handler", lanes, PATH=PATH)
    seen = []
    for _ in range(8):
        calls = [Call(server, {}) for _ in range(lanes)]
        seen += [call.take()[1] for call in calls]
    assert {count for _, count in seen} == {1}
    assert len({pid for pid, _ in seen}) == len(seen)


@pytest.mark.parametrize("handler, keys, reason", [
    ("app.handler", {"isolation": "strict"}, "isolation is strict, and"),
    ("run.sh", {}, "the handler is an executable"),
    ("index.handler", {"interpreter": "qjs"}, "this interpreter cannot"),
    ("app.handler", {"isolation": "strict", "spare": "auto"}, None),
])
def test_why_nothing_is_copied_is_told_once_if_copies_were_asked_for(
        tmp_path, managed, handler, keys, reason):
    from managed import Call
    write(tmp_path, "dayfly.json", json.dumps({"spare": "fork", **keys}), 0o644)
    write(tmp_path, "app.py", COUNT_PYTHON, 0o644)
    write(tmp_path, "run.sh", "#!/bin/sh\nexec echo 1\n")
    write(tmp_path, "index.js", "export const handler = () => 1;\n", 0o644)
    server = managed(handler, 2)
    assert Call(server, {}).take()[1]
    told = [line for line in own_lines(server.log) if "not copied" in line]
    assert len(told) == (reason is not None), server.log
    assert not reason or "WARN" in told[0] and f"copied: {reason}" in told[0]


def groups_of(pid):
    return {line.split(":", 2)[2] for line in
            pathlib.Path(f"/proc/{pid}/cgroup").read_text().splitlines()}


@needs_root
def test_limits_hold_for_each_copy(serve_copies):
    """Memory and processes for its group, the others for itself."""
    server = serve_copies("""
import os, resource
def handler(event, context):
    what = event.get("what")
    if what == "memory":
        return len(bytearray(b"x" * (200 << 20)))
    if what == "cpu":
        while True:
            pass
    if what == "processes":
        count = 0
        try:
            for _ in range(100):
                if os.fork() == 0:
                    os.read(os.pipe()[0], 1)
                count += 1
        except OSError:
            pass
        return count
    return [os.getpid(), resource.getrlimit(resource.RLIMIT_NOFILE)[0],
            open("/proc/self/cgroup").read()]
""", timeout=20, manifest={"limits": {"memory": 64, "processes": 12, "cpu": 1,
                                      "files": 50}})
    pid = template(server)
    copies = [server.invoke().json for _ in range(4)]
    assert {files for _, files, _ in copies} == {50}
    if "is not enforced" not in server.log:
        assert all("dayfly-" in groups for *_, groups in copies)
        assert server.invoke(b'{"what": "memory"}').type
        assert 0 < server.invoke(b'{"what": "processes"}').json < 12
    for _ in range(2):  # each has its own second
        assert server.invoke(b'{"what": "cpu"}').type
        assert isinstance(server.invoke().json, list)
    assert template(server) == pid


def test_each_copy_has_an_empty_private_folder_at_one_path(serve_copies):
    server = serve_copies("""
import os
def handler(event, context):
    folder = os.environ["TMPDIR"]
    names = os.listdir(folder)
    os.mkdir(folder + "/deep")
    open(folder + "/deep/file", "w").write("x" * 9999)
    os.chmod(folder, 0)
    return [folder, names]
""")
    seen = [server.invoke().json for _ in range(20)]
    assert {tuple(names) for _, names in seen} == {()}
    assert len({folder for folder, _ in seen}) == 1


def test_processes_that_a_copy_leaves_are_killed(serve_copies):
    server = serve_copies("""
import subprocess, os
def handler(event, context):
    return subprocess.Popen(["sleep", "99"], start_new_session=True).pid
""")
    pid = template(server)
    left = [server.invoke().json for _ in range(5)]
    server.invoke()
    for one in left:
        wait_for(lambda one=one: not os.path.exists(f"/proc/{one}"), what="its end")
    assert template(server) == pid
    assert not [line for line in own_lines(server.log) if "replaced" in line]


def test_a_copy_dies_with_its_bootstrap(serve_copies):
    server = serve_copies(COUNT_PYTHON)
    bootstrap = server.bootstrap()
    pids = wait_for(lambda: len(all_children(bootstrap)) == 2 and
                    all_children(bootstrap),
                    what="a copy that waits")
    os.kill(bootstrap, signal.SIGKILL)
    for pid in pids:
        wait_for(lambda pid=pid: not os.path.exists(f"/proc/{pid}") or
                 pathlib.Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z",
                 what="its end")
    assert server.invoke().json["count"] == 1
