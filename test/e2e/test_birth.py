"""Whatever a bootstrap may be born into, and how it goes."""

import json
import os
import resource
import signal
import subprocess
import time

import pytest
from bounds import half_a_second
from parts import BIN, alive, clean_env, once, wait_for, write

pytestmark = pytest.mark.prompt

ECHO = "#!/bin/sh\nexec cat\n"


def run(*words, event=b"", env=None, **more):
    return subprocess.run(
        [BIN / "bootstrap", *map(str, words)], input=event,
        capture_output=True, timeout=30, env=env or clean_env(), **more)


# ---- where it may wake up

@pytest.mark.parametrize("closed", [
    (0,), (1,), (2,), (0, 1), (0, 1, 2), (1, 2)])
def test_closed_standard_descriptors_do_no_harm(wire, tmp_path, closed):
    """Descriptors made later must not land on 0 to 2 and be taken for them."""
    write(tmp_path, "fds.py", """
#!python
import json, os
links = {}
for fd in os.listdir("/proc/self/fd"):
    try:
        links[fd] = os.readlink("/proc/self/fd/" + fd).partition(":")[0]
    except OSError:
        pass  # the listing's own
print(json.dumps(links))
""")
    peer = wire("fds.py", start=False)

    def close():
        for fd in closed:
            os.close(fd)

    peer.process = subprocess.Popen([BIN / "bootstrap"], env=peer.env,
                                    preexec_fn=close)
    for turn in range(2):
        _, _, body = peer.turn(request_id=f"id-{turn}")
        assert json.loads(body) == {"0": "pipe", "1": "pipe", "2": "pipe"}


def test_ignored_and_blocked_signals_are_not_inherited(tmp_path):
    write(tmp_path, "masks.py", """
#!python
import json
status = open("/proc/self/status").read().split("\\n")
rows = dict(line.split(":\\t") for line in status if line.startswith("Sig"))
# Python itself ignores SIGPIPE and SIGXFSZ; 32 and 33 are the C library's own.
own = (1 << 12) | (1 << 24) | (1 << 31) | (1 << 32)
print(json.dumps([int(rows["SigBlk"], 16) & ~own,
                  int(rows["SigIgn"], 16) & ~own]))
""")

    def spoil():
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))

    done = run("--once", "masks.py", event=b"{}", preexec_fn=spoil,
               env=clean_env(LAMBDA_TASK_ROOT=tmp_path))
    assert json.loads(done.stdout) == [0, 0], done.stderr


def test_an_ignored_sigchld_costs_no_exit_status(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nexit 7\n")
    done = run("--once", "f.sh", event=b"{}",
               env=clean_env(LAMBDA_TASK_ROOT=tmp_path),
               preexec_fn=lambda: signal.signal(signal.SIGCHLD,
                                                signal.SIG_IGN))
    assert "exit status 7" in json.loads(done.stdout)["errorMessage"]


def test_any_number_of_descriptors_is_enough_or_named(tmp_path):
    """Never a hang, never silence: an answer or a reason."""
    write(tmp_path, "f.sh", ECHO)
    outcomes = set()
    for most in range(3, 41):
        def limit(most=most):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        done = run("--once", "f.sh", event=b"[1]", preexec_fn=limit,
                   env=clean_env(LAMBDA_TASK_ROOT=tmp_path))
        if done.stdout == b"[1]":
            outcomes.add("answer")
            assert done.returncode == 0
        else:
            outcomes.add("reason")
            assert done.returncode != 0
            said = done.stdout + done.stderr
            assert (b"Too many open files" in said  # glibc
                    or b"No file descriptors available" in said  # musl
                    or b"error while loading" in said), (
                        most, done.stdout, done.stderr)
    assert outcomes == {"answer", "reason"}


def test_a_removed_folder_is_reported(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    done = run("--once", "f.sh", event=b"{}", env=clean_env(),
               preexec_fn=lambda: (os.chdir(gone), os.rmdir(gone)))
    assert done.returncode == 1
    assert json.loads(done.stdout)["errorType"] in (
        "Runtime.HandlerNotFound", "Runtime.InvalidEntrypoint",
        "Runtime.InvalidTaskConfig")


@pytest.mark.parametrize("env", [{"PATH": ""}, {"HOME": ""}, {"TMPDIR": "/no"},
                                 {"LANG": "xx_YY"}, {"LC_ALL": "C"}])
@pytest.mark.parametrize("handler", ["f.sh", "index.handler"])
def test_a_poor_environment_does_no_harm(tmp_path, handler, env):
    write(tmp_path, "f.sh", "#!/bin/sh\necho '\"é\"'\n")
    write(tmp_path, "index.mjs", "export const handler = () => 'é';\n")
    node = subprocess.run(["which", "node"], capture_output=True,
                          text=True).stdout.strip()
    answer = once(tmp_path, handler, DAYFLY_INTERPRETER=node, **env)
    assert answer.json == "é", answer.log


# ---- how it goes

STUBBORN = """
#!python
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pids = []
for n in range(3):
    pid = os.fork()
    if pid == 0:
        if n:
            os.setsid()
        if n == 2 and os.fork():
            os._exit(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with open(f"pid-{n}", "w") as out:
            out.write(str(os.getpid()))
        time.sleep(300)
with open("pid-own", "w") as out:
    out.write(str(os.getpid()))
time.sleep(300)
"""


def pids_in(folder, count):
    def look():
        files = list(folder.glob("pid-*"))
        texts = [file.read_text() for file in files]
        return len(texts) == count and all(texts) and [int(t) for t in texts]
    return wait_for(look, what="the handler's start")


@pytest.mark.parametrize("which", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_and_all_children_within_500_ms(
        wire, tmp_path, which):
    write(tmp_path, "stubborn.py", STUBBORN)
    peer = wire("stubborn.py")
    peer.expect_next()
    peer.give(seconds=60)
    pids = pids_in(tmp_path, 4)
    number = getattr(signal, which)
    began = time.monotonic()
    peer.process.send_signal(number)
    code = peer.process.wait(5)
    assert time.monotonic() - began < half_a_second(began)
    assert code == 128 + number
    wait_for(lambda: not any(map(alive, pids)), 10, "the children's end")


def test_a_signal_while_idle_ends_it_at_once(wire, tmp_path):
    write(tmp_path, "f.sh", ECHO)
    peer = wire("f.sh")
    peer.turn()
    peer.expect_next()
    began = time.monotonic()
    peer.process.terminate()
    assert peer.process.wait(5) == 128 + signal.SIGTERM
    assert time.monotonic() - began < half_a_second(began)


def test_stray_signals_change_nothing(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nsleep 0.3\nexec cat\n")
    peer = wire("f.sh")
    peer.expect_next()
    peer.give(b"[7]", seconds=10)
    for _ in range(100):
        for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGWINCH,
                       signal.SIGCONT, signal.SIGURG):
            peer.process.send_signal(number)
    assert peer.take_post()[2] == b"[7]"
    peer.process.send_signal(signal.SIGSTOP)
    peer.process.send_signal(signal.SIGCONT)
    assert peer.turn(b"[8]", request_id="id-2")[2] == b"[8]"


def test_no_program_gives_it_more_rights(tmp_path):
    write(tmp_path, "x.sh", "#!/bin/sh\n"
          "sed -n 's/^NoNewPrivs:[[:space:]]*//p' /proc/self/status\n")
    assert once(tmp_path, "x.sh").json == 1
