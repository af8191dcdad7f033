"""P1, P2, P7, P8: behind the real emulator and behind dayfly's host."""

import json
import os
import pathlib
import re

import pytest
from ahead import children
from parts import alive, interpreter, tmp_in, wait_for, write
from places import needs_namespaces, needs_root, own_tmp

COUNTER_SH = """
#!/bin/sh
n=0
n=$((n + 1))
echo "{\\"count\\": $n, \\"pid\\": $$}"
"""
COUNTER_JS = """
let n = 0;
export const handler = async () => ({ count: ++n, pid: process.pid });
"""


def descriptors(pid):
    """What each of them is, without its number: pipe, socket, …"""
    links = []
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            links.append(os.readlink(f"/proc/{pid}/fd/{fd}"))
        except FileNotFoundError:
            pass  # closed since
    return sorted(re.sub(r":\[\d+\]", "", link) for link in links)


def at_rest(pid, waiting):
    """The descriptors once nothing of the last event is left and so many
    processes wait for the next: its teardown goes on for a moment after the
    answer."""
    seen = []

    def settled():
        seen.append((children(pid), descriptors(pid)))
        return len(seen[-1][0]) == waiting and seen[-20:] == seen[-1:] * 20

    wait_for(settled, what="the last child's end")
    return descriptors(pid)


def counted(server, calls):
    answers = [server.invoke().json for _ in range(calls)]
    assert {a["count"] for a in answers} == {1}
    assert len({a["pid"] for a in answers}) == calls


@needs_root  # to read the descriptors of a process that cannot be traced
@needs_namespaces("--mount")
@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", [
    "executable", pytest.param("node", marks=pytest.mark.plain)])
def test_p1_each_of_many_calls_has_a_process_and_leaves_nothing(
        behind, tmp_path, kind):
    write(tmp_path, "count.sh", COUNTER_SH)
    write(tmp_path, "count.mjs", COUNTER_JS)
    scratch = tmp_in(tmp_path)
    if kind == "node":
        server = behind("count.handler", TMPDIR=scratch, wrap=own_tmp(tmp_path),
                        DAYFLY_INTERPRETER=interpreter("node"))
    else:
        server = behind("count.sh", TMPDIR=scratch, wrap=own_tmp(tmp_path))
    counted(server, 10)
    bootstrap = server.bootstrap()
    its_tmp = f"/proc/{server.process.pid}/root/tmp"
    tmp_before = os.listdir(its_tmp)
    waiting = 1 if kind == "node" else 0
    idle = at_rest(bootstrap, waiting)
    # Node takes five times as long to start.
    counted(server, 200 if kind == "node" else 1000)
    assert server.bootstrap() == bootstrap
    assert at_rest(bootstrap, waiting) == idle
    assert len(os.listdir(scratch)) == 1
    # The next process's, whether or not it lives already.
    assert len(list(scratch.glob(".dayfly-*/*"))) == 1
    assert os.listdir(its_tmp) == tmp_before


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_p1_holds_for_every_interpreter(behind, tmp_path, name):
    write(tmp_path, "count.mjs", """
let n = 0;
export const handler = () => ({
  count: ++n,
  pid: globalThis.Deno ? Deno.pid : process.pid,
});
""")
    server = behind("count.handler", DAYFLY_INTERPRETER=interpreter(name))
    counted(server, 30)


ESCAPES = {
    "background": "sleep 300 & echo $! > left",
    "nohup": "nohup sleep 300 >/dev/null 2>&1 & echo $! > left",
    "setsid": "setsid sh -c 'echo $$ > left; exec sleep 300' &",
    "double fork": "(setsid sh -c '(echo $$ >> left; exec sleep 300) & "
                   "echo $! >> left; exec sleep 300' &)",
    "closed descriptors": "setsid sh -c 'echo $$ > left; "
                          "exec sleep 300 <&- >&- 2>&-' &",
    "stopped": "setsid sh -c 'echo $$ > left; kill -STOP $$' &",
}


@pytest.mark.parametrize("how", ESCAPES)
@pytest.mark.parametrize("ending", ["", "exit 3"])
def test_p2_nothing_outlives_the_answer(behind, tmp_path, how, ending):
    write(tmp_path, "leave.sh", f"""
#!/bin/sh
cd {tmp_path}
if [ -s left ]; then cat left; exit; fi
{ESCAPES[how]}
while [ ! -s left ]; do :; done
{ending}
""")
    server = behind("leave.sh")
    server.invoke()
    pids = [int(p) for p in (tmp_path / "left").read_text().split()]
    assert pids
    server.invoke()  # before this event runs, they are gone
    assert [pid for pid in pids if alive(pid)] == []
    assert "left behind" in server.log


def test_p2_holds_for_a_handler_in_javascript(behind, tmp_path):
    write(tmp_path, "spawn.mjs", """
import { spawn } from "node:child_process";
export const handler = async () => {
  const child = spawn("sleep", ["300"], { detached: true, stdio: "inherit" });
  child.unref();
  return child.pid;
};
""")
    server = behind("spawn.handler", DAYFLY_INTERPRETER=interpreter("node"))
    first = server.invoke().json
    server.invoke()
    assert not alive(first)


def test_a_grandchild_that_holds_stdout_delays_nothing(behind, tmp_path):
    write(tmp_path, "hold.sh", """
#!/bin/sh
sleep 300 &
echo '"done"'
""")
    server = behind("hold.sh", timeout=5)
    assert server.invoke().json == "done"
    assert server.invoke().json == "done"
    assert "Timedout" not in server.log


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_the_child_does_not_get_the_runtime_api(behind, tmp_path, name):
    write(tmp_path, "look.mjs", """
import { readFileSync } from "node:fs";
export const handler = () => readFileSync("/proc/self/environ", "latin1");
""")
    flags = {"DAYFLY_FLAGS": "-A"} if name == "deno" else {}
    server = behind("look.handler", timeout=5, **flags,
                    DAYFLY_INTERPRETER=interpreter(name))
    environ = server.invoke().json
    assert "PATH=" in environ
    assert "RUNTIME_API" not in environ
    assert "DAYFLY_" not in environ


def test_the_descriptors_are_exactly_three(behind, tmp_path):
    write(tmp_path, "fds.py", """
#!python
import json, os
names = [fd for fd in os.listdir("/proc/self/fd")]
links = {}
for fd in names:
    try:
        links[fd] = os.readlink("/proc/self/fd/" + fd).partition(":")[0]
    except OSError:
        pass  # the listing's own
print(json.dumps(links))
""")
    server = behind("fds.py")
    assert server.invoke().json == {"0": "pipe", "1": "pipe", "2": "pipe"}


def test_an_executable_gets_its_event_and_not_the_runtime_api(
        behind, tmp_path):
    write(tmp_path, "env.py", """
#!python
import json, os
print(json.dumps(dict(os.environ)))
""")
    environ = behind("env.py").invoke().json
    assert environ["DAYFLY_REQUEST_ID"] and environ["DAYFLY_DEADLINE_MS"]
    assert "AWS_LAMBDA_RUNTIME_API" not in environ
    assert "DAYFLY_TENANT_ID" not in environ


def test_p7_one_bootstrap_survives_every_kind_of_exit(behind, tmp_path):
    write(tmp_path, "die.py", """
#!python
import json, os, signal, sys
how = json.load(sys.stdin)["how"]
if how == "exit": sys.exit(9)
if how == "kill": os.kill(os.getpid(), signal.SIGKILL)
if how == "abort": os.abort()
if how == "segv": os.kill(os.getpid(), signal.SIGSEGV)
if how == "garbage": print("no json at all {")
if how == "close":
    os.close(0), os.close(1), os.close(2)
    sys.exit(0)
if how == "fine": print('"fine"')
""")
    server = behind("die.py", timeout=5)
    assert server.invoke(b'{"how":"fine"}').json == "fine"
    bootstrap = server.bootstrap()
    seen = {}
    for how in ["exit", "kill", "abort", "segv", "garbage", "close"]:
        event = json.dumps({"how": how}).encode()
        answer = server.invoke(event).json
        seen[how] = answer and answer.get("errorType")
        assert server.invoke(b'{"how":"fine"}').json == "fine"
    assert seen == {
        "exit": "Runtime.ExitError", "kill": "Runtime.ExitError",
        "abort": "Runtime.ExitError", "segv": "Runtime.ExitError",
        "garbage": "Runtime.MarshalError", "close": None}
    assert server.bootstrap() == bootstrap
