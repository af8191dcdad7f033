"""`permissions`: calls that reach data or files by another way than by opening a
path, a socket or a program, which Landlock does not see."""

import ctypes
import json
import os
import tempfile

import pytest
from parts import PYTHON, interpreter, once, write
from sandbox_cases import lacks

APP = """
import ctypes, errno, fcntl, os, stat
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_ssize_t

def call(name, *args):
    if getattr(libc, name)(*args) < 0:
        raise OSError(ctypes.get_errno(), name)

def attempt(what):
    try:
        what()
        return "done"
    except OSError as error:
        return errno.errorcode[error.errno]

def watch(path):
    call("inotify_add_watch", libc.inotify_init(), path.encode(), 0xFFF)

def lease(path):
    fcntl.fcntl(os.open(path, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)

def handler(event, context):
    own, other = os.environ["TMPDIR"], event["other"]
    secret = f"{other}/secret"
    memory, queue, semaphore = event["ids"]
    message = ctypes.create_string_buffer(b"\\1" + bytes(15))
    tries = {
        "watch": lambda: watch(other),
        "attribute": lambda: os.getxattr(secret, "user.word"),
        "names of attributes": lambda: os.listxattr(secret),
        "attribute of a link": lambda: os.getxattr(
            secret, "user.word", follow_symlinks=False),
        "lease": lambda: lease(__file__),
        "disk": lambda: os.mknod(f"{own}/disk", stat.S_IFBLK | 0o600,
                                 os.makedev(1, 0)),
        "memory": lambda: os.mknod(f"{own}/mem", stat.S_IFCHR | 0o600,
                                   os.makedev(1, 1)),
        "named pipe": lambda: os.mknod(f"{own}/pipe", stat.S_IFIFO | 0o600),
        "shared memory": lambda: call("shmat", memory, None, 0),
        "shared memory, state": lambda: call("shmctl", memory, 2, bytes(256)),
        "message": lambda: call("msgsnd", queue, message, 1, 0o4000),
        "its message": lambda: call("msgrcv", queue, message, 1, 0, 0o4000),
        "semaphore": lambda: call("semctl", semaphore, 0, 12, 0),
    }
    return {name: attempt(what) for name, what in tries.items()}
"""

SHUT = {"watch": "EACCES", "attribute": "ENOTSUP",
        "names of attributes": "ENOTSUP",
        "attribute of a link": "ENOTSUP", "named pipe": "done"}
READS = {"watch": "done", "attribute": "done", "names of attributes": "done",
         "attribute of a link": "done", "named pipe": "done"}


@pytest.fixture
def ids():
    """Numbers of System V memory, a queue and a semaphore that others made."""
    libc = ctypes.CDLL(None)
    made = [libc.shmget(0, 4096, 0o1600), libc.msgget(0, 0o1600),
            libc.semget(0, 1, 0o1600)]
    yield made
    libc.shmctl(made[0], 0, None)
    libc.msgctl(made[1], 0, None)
    libc.semctl(made[2], 0, 0)


@pytest.mark.parametrize("permissions,opened", [
    ({}, SHUT), ({"write": True, "run": True, "net": True}, SHUT),
    ({"read": True, "write": True}, READS)], ids=["none", "no read", "read"])
def test_what_is_not_granted_is_not_reached_beside_its_path(
        tmp_path, ids, permissions, opened):
    if lacks("seccomp"):
        pytest.skip("this kernel has no seccomp")
    # Not in memory, where files may have no attributes.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as other:
        write(other, "secret", "x")
        os.setxattr(f"{other}/secret", "user.word", b"secret")
        write(tmp_path, "app.py", APP)
        (tmp_path / "dayfly.json").write_text(
            json.dumps({"permissions": permissions}))
        answer = once(tmp_path, "app.handler",
                      json.dumps({"other": other, "ids": ids}).encode(),
                      DAYFLY_INTERPRETER=PYTHON)
    assert answer.code == 0, answer.log
    assert answer.json == {name: opened.get(name, "EPERM")
                           for name in answer.json}


ENV = """
import process from "node:process";
const get = (name) => {
  try {
    return process.env[name] ?? null;
  } catch {
    return null;
  }
};
export const handler = () => ["TABLE", "OTHER", "LOCAL"].map(get);
"""


@pytest.mark.parametrize("engine", ["node", "deno", "bun"])
def test_no_file_of_the_function_adds_to_the_variables_it_is_granted(
        tmp_path, engine):
    write(tmp_path, "app.mjs", ENV)
    write(tmp_path, ".env", "OTHER=secret")
    write(tmp_path, ".env.local", "LOCAL=secret")
    (tmp_path / "dayfly.json").write_text(
        json.dumps({"permissions": {"env": ["TABLE"]}}))
    answer = once(tmp_path, "app.handler", TABLE="x", OTHER="y",
                  DAYFLY_INTERPRETER=interpreter(engine))
    assert answer.json == ["x", None, None], answer.log


@pytest.mark.parametrize("engine", ["node", "python"])
def test_no_secret_passes_as_a_variable_of_an_interpreter(tmp_path, engine):
    """Those that the interpreters read themselves need no grant."""
    names = ["NODE_AUTH_TOKEN", "DENO_AUTH_TOKENS", "BUN_CONFIG_TOKEN",
             "NODE_DB_PASSWORD", "PYTHON_API_KEY", "NODE_SECRET", "NODE_ENV",
             "NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONUTF8"]
    if engine == "node":
        write(tmp_path, "app.mjs", f"""
            export const handler = () => {names}.filter(
              (name) => process.env[name]);""")
    else:
        write(tmp_path, "app.py", "import os\ndef handler(event, context):\n"
              f"    return [n for n in {names} if n in os.environ]\n")
    answers = []
    for grant in ([], ["NODE_DB_PASSWORD"]):
        (tmp_path / "dayfly.json").write_text(
            json.dumps({"permissions": {"env": grant}}))
        answer = once(tmp_path, "app.handler", DAYFLY_INTERPRETER=PYTHON
                      if engine == "python" else interpreter(engine),
                      **{name: "1" for name in names})
        answers.append(answer.json)
    assert answers == [names[-3:], ["NODE_DB_PASSWORD", *names[-3:]]]
