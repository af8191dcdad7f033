"""A copied process has the walls of a started one, and cannot get at its template:
the routes of attack.c, tried by a child process of a Python handler."""

import json
import os
import shutil

import pytest
from parts import ROOT, Rie, write
from places import needs_root
from sandbox_cases import (
    bootstrap,
    lacks,
    listeners,
    open_folder,
    program,
    shared_memory,
)
from sandbox_table import GRANTS, ROUTES, USER
from templates import find_template, own_lines, stays_template, template

pytestmark = needs_root

HANDLER = """
import ctypes, os, subprocess, time

CLONE, CLONE_PARENT, SIGCHLD = {"x86_64": 56}.get(os.uname().machine, 220), 0x8000, 17

def sibling():
    \"\"\"A child of the bootstrap, which attack.c cannot have: it is no child itself.\"\"\"
    pid = ctypes.CDLL(None).syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    return "open" if pid > 0 else "shut"

def brother(template):
    \"\"\"The process that waits for the next event.\"\"\"
    me, parent = os.getpid(), os.getppid()
    for _ in range(500):
        with open(f"/proc/{parent}/task/{parent}/children") as file:
            pids = [pid for pid in file.read().split() if pid not in (str(me), template)]
        if pids:
            return pids[0]
        time.sleep(0.01)

def handler(event, context):
    if not event:
        return os.getpid()
    if event.startswith("clone-parent "):
        return sibling()
    if " brother-of-" in event:
        template = event.split("brother-of-")[1].split()[0]
        event = event.replace("brother-of-" + template, brother(template))
    done = subprocess.run([os.path.dirname(__file__) + "/attack"], input=event,
                          capture_output=True, text=True)
    return done.stdout.strip().strip('"')
"""
# What needs the right to read, write or trace another process.
TRACE = ["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp",
         "perf"]
MEMORY = ["mem", "environ", "maps", "fd", "root", *TRACE]
SIGNALS = ["kill", "kill-group", "tgkill", "sigqueue", "pidfd_send_signal",
           "proc-folder"]
REACH = [*SIGNALS, "prlimit", "setpriority", "ioprio_set", "affinity", "scheduler"]
# They end or change the bootstrap where they are open.
HARMFUL = {"sigio", "prlimit", "setpriority", "ioprio_set", "affinity", "scheduler",
           "oom_score_adj"}
WALLS = {"permissions": {**GRANTS, "net": False}}
# What the kernel is to lack, the keys of dayfly.json, the user, and which of
# `bootstrap --probe` it needs. Not here: what has namespaces for each process, or
# isolation, and so no copies.
TIERS = {
    "all walls": ([], WALLS, USER, ["seccomp"]),
    "all walls, root": ([], WALLS, 0, ["seccomp"]),
    "all granted": ([], {"permissions": GRANTS}, USER, ["seccomp"]),
    "seccomp": (["landlock"], WALLS, USER, ["seccomp"]),
    "seccomp, root": (["landlock"], WALLS, 0, ["seccomp"]),
    "Landlock": (["seccomp"], {"permissions": GRANTS}, USER, ["scopes"]),
    "own user": (["landlock", "seccomp"],
                 {"permissions": GRANTS, "required": ["uid"]}, 0, ["uid"]),
    "normal": ([], {}, USER, []),
    "root": ([], {}, 0, []),
}
OPEN = {"Landlock", "own user", "normal", "root"}  # without what shuts HARMFUL


NODE = """
import { spawnSync } from "node:child_process";
import { randomFill } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import process from "node:process";
if (!globalThis.Deno) randomFill(new Uint8Array(8), () => {}); // so that all threads exist

// The process that waits for the next event.
const brother = async (template) => {
  const parent = `/proc/${process.ppid}/task/${process.ppid}/children`;
  for (;; await setTimeout(10)) {
    const script = `echo $PPID; cat ${parent}`;
    const [own, ...all] = spawnSync("sh", ["-c", script]).stdout.toString()
      .trim().split(/\\s+/);
    const pids = all.filter((one) => one !== own && one !== template);
    if (pids.length) return pids[0];
  }
};

export const handler = async (event) => {
  if (!event) return 0;
  const [name, template] = / brother-of-(\\d+)/.exec(event) ?? [];
  const input = name ? event.replace(name, ` ${await brother(template)}`) : event;
  const attack = spawnSync(import.meta.dirname + "/attack", { input });
  return attack.stdout.toString().trim().replaceAll('"', "");
};
"""


@pytest.fixture
def walled(anybodys):
    """walled(keys of dayfly.json, user, lacks, handler, **env): a server, with the
    function."""
    running = []

    def start(keys, user=0, lacks=(), handler="app.handler", **env):
        folder = anybodys / f"f{len(running)}"
        folder.mkdir()
        folder.chmod(0o755)
        shutil.copy(program("attack"), folder)
        write(folder, "app.py", HANDLER, 0o644)
        write(folder, "index.mjs", NODE, 0o644)
        (folder / "dayfly.json").write_text(json.dumps(keys))
        runner = write(folder, "run.sh", "#!/bin/sh\nexec "
                       f"{program('without')} {' '.join(lacks)} "
                       f"{f'user={user}' if user else ''} "
                       f"{bootstrap()} {handler}\n")
        shutil.copytree(ROOT / "build/bridge", open_folder() / "bridge", dirs_exist_ok=True)
        server = Rie(folder, None, bootstrap=runner, PATH="/usr/bin:/bin",
                     TMPDIR="/tmp", **env)
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


def try_routes(server, target, routes):
    with listeners() as (port, name):
        return {route: server.invoke(json.dumps(
            f"{route} {target} {port} {name} {bootstrap()}").encode()).json
            for route in routes}


def test_without_a_sandbox_a_template_keeps_its_memory_to_itself(walled):
    server = walled({}, USER)
    server.invoke(b"0")
    pid = template(server)
    assert set(try_routes(server, pid, MEMORY).values()) == {"shut"}
    assert stays_template(server, pid)


@pytest.mark.parametrize("user", [0, USER])
def test_with_permissions_a_copy_cannot_reach_its_template(walled, user):
    if lacks("seccomp"):
        pytest.skip("this kernel has no seccomp")
    server = walled({"permissions": GRANTS}, user)
    server.invoke(b"0")
    pid = template(server)
    # root may read what it is called with.
    routes = MEMORY + REACH if user else ["mem", *TRACE, *REACH]
    found = try_routes(server, pid, routes)
    assert set(found.values()) == {"shut"}, found
    assert stays_template(server, pid)
    assert "replaced" not in server.log


@pytest.mark.parametrize("user", [0, USER])
def test_a_copy_cannot_reach_the_process_of_the_next_event(walled, user):
    if lacks("seccomp", "scopes"):
        pytest.skip("this kernel has no seccomp or no scopes")
    server = walled({"permissions": GRANTS}, user, DAYFLY_SPARE="fork")
    server.invoke(b"0")
    pid = template(server)
    found = try_routes(server, f"brother-of-{pid}", ["mem", *TRACE, *SIGNALS])
    assert set(found.values()) == {"shut"}, found


@pytest.mark.parametrize("engine", [None, "node", "deno", "bun"])
@pytest.mark.parametrize("keys", [{}, {"permissions": GRANTS}])
def test_without_landlock_the_memory_of_a_copy_that_waits_is_its_own(
        walled, engine, keys):
    """It has no event yet. A process of the same user cannot trace it either."""
    handler = "index.handler" if engine else "app.handler"
    env = {"DAYFLY_INTERPRETER": shutil.which(engine)} if engine else {}
    if engine == "deno" and not keys:
        env["DAYFLY_FLAGS"] = "--allow-all"
    server = walled(keys, USER, ["landlock"], handler, DAYFLY_SPARE="fork", **env)
    server.invoke(b"0")
    pid = template(server)
    found = try_routes(server, f"brother-of-{pid}", MEMORY)
    assert set(found.values()) == {"shut"}, found
    assert stays_template(server, pid)


def reached(server, routes):
    """What each came to, against the bootstrap."""
    pid = server.bootstrap()
    with listeners() as (port, name):
        found = {route: server.invoke(json.dumps(
            f"{route} {pid} {port} {name} {bootstrap()}").encode()).json
            for route in routes}
        if not shared_memory(0x64660000 + port):
            found["shm"] = "shut"
    assert server.bootstrap() == pid
    return found


@pytest.mark.parametrize("tier", TIERS)
def test_each_way_out_is_as_closed_as_in_a_started_process(walled, tier):
    without, keys, user, needs = TIERS[tier]
    if lacks(*needs):
        pytest.skip(f"this kernel has no {lacks(*needs)}")
    routes = [route for route in ROUTES if not route.startswith("other-to-")
              and (tier not in OPEN or route not in HARMFUL)]
    found = {}
    for spare in "off", "fork":
        server = walled(keys, user, without, DAYFLY_SPARE=spare)
        server.invoke(b"0")
        if spare == "fork":
            if "namespaces of its own" in server.log:
                pytest.skip("these processes are not copied")
            pid = template(server)
        found[spare] = reached(server, routes)
        if spare == "fork":
            assert template(server) == pid
        server.stop()
    assert found["fork"] == found["off"]
    assert set(found["off"].values()) >= {"shut"}
    if tier not in OPEN:
        assert {found["off"][route] for route in [*REACH, *MEMORY[5:]]} == {"shut"}


@pytest.mark.parametrize("user", [0, USER])
def test_without_landlock_no_thread_of_a_template_is_reached(walled, user):
    """For kill(2) and calls that set a priority, a thread id is as good as a pid."""
    if lacks("seccomp"):
        pytest.skip("this kernel has no seccomp")
    server = walled({"permissions": GRANTS}, user, ["landlock"],
                    "index.handler", DAYFLY_SPARE="fork")
    server.invoke(b"0")
    pid = template(server)
    threads = [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    assert len(threads) > 4
    for thread in threads[:1] + threads[-3:]:
        found = try_routes(server, thread, REACH)
        assert set(found.values()) == {"shut"}, found
    assert stays_template(server, pid)
    assert "replaced" not in server.log


def test_strict_isolation_starts_processes(walled):
    server = walled({"isolation": "strict", "spare": "fork"}, USER)
    pids = [server.invoke(b"0").json for _ in range(3)]
    assert len(set(pids)) == 3
    assert find_template(server.bootstrap()) is None
    told = [line for line in own_lines(server.log) if "not copied" in line]
    assert len(told) == 1 and "WARN" in told[0], server.log
    assert "started, not copied: isolation is strict" in told[0]

