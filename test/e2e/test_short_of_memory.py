"""When the machine's memory is short, the kernel takes a handler's processes, and
never the bootstrap."""

import json
import os
import pathlib
import subprocess

import pytest
from parts import BIN, clean_env, wait_for, write
from sandbox_cases import bootstrap, function_of_all, program
from sandbox_table import USER


@pytest.mark.parametrize("user", [0, USER])
def test_the_kernel_takes_the_handler_before_the_bootstrap(user):
    """By 500 of 1000: that much of all memory it seems to have besides."""
    if os.geteuid() != 0:
        pytest.skip("not root")
    folder = function_of_all("worth", """
#!/usr/bin/python3
import os, pathlib, sys, time
sys.stdin.read()
worth = [int(pathlib.Path(f"/proc/{pid}/oom_score_adj").read_text())
         for pid in (os.getppid(), "self")]
end = time.monotonic() + 10
while worth[0] == worth[1] < 1000 and time.monotonic() < end:
    worth[1] = int(pathlib.Path("/proc/self/oom_score_adj").read_text())
print(worth)
""")
    done = subprocess.run(
        [program("without"), f"user={user}", bootstrap(), "--once", "f.sh"],
        input="1", capture_output=True, text=True, check=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=30))
    own = int(pathlib.Path("/proc/self/oom_score_adj").read_text())
    assert json.loads(done.stdout) == [own, min(own + 500, 1000)]


MEMORY = [("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
          ("/sys/fs/cgroup", "memory.max")]


@pytest.fixture
def short_of_memory():
    """A control group of 64 MB, which a process joins by this file."""
    for root, limit in MEMORY:
        group = pathlib.Path(root, f"short-{os.getpid()}")
        try:
            group.mkdir()
        except OSError:
            continue
        if (group / limit).exists():
            (group / limit).write_text(str(64 << 20))
            yield group / "cgroup.procs"
            wait_for(lambda: not (group / "cgroup.procs").read_text(),
                     what="the group's end")
            group.rmdir()
            return
        group.rmdir()
    pytest.skip("no control group can be made here")


def test_many_small_processes_are_killed_before_the_bootstrap(
        tmp_path, short_of_memory):
    """Each of them is smaller than the bootstrap, which holds 6 MB."""
    write(tmp_path, "f.py", """
#!python
import os, sys
sys.stdin.read()
for _ in range(64):
    ear, mouth = os.pipe()
    if os.fork() == 0:
        eaten = bytearray(os.urandom(1 << 20) * 2)
        os.write(mouth, b"x")
        os.read(os.pipe()[0], 1)
    os.close(mouth)
    os.read(ear, 1)
killed = 0
while os.waitpid(-1, os.WNOHANG)[0]:
    killed += 1
print(killed)
""")
    done = subprocess.run(
        ["sh", "-c", f'echo $$ >{short_of_memory} && exec "$@"', "sh",
         BIN / "bootstrap", "--once", "./f.py"],
        input=json.dumps("x" * 6_000_000), capture_output=True, text=True,
        env=clean_env(LAMBDA_TASK_ROOT=tmp_path, DAYFLY_TIMEOUT=30))
    assert done.returncode in (0, 1), done
    answer = json.loads(done.stdout)
    if done.returncode == 0:
        assert answer > 0
    else:
        assert answer["errorType"] in ("Runtime.ExitError",
                                       "Runtime.OutOfMemory")
