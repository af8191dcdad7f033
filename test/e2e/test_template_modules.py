"""What a module does while it is loaded: either its process cannot be a template,
and the log names the reason once, or each copy is as a started process would be."""

import os

import pytest
from parts import wait_for, write
from templates import find_template, own_lines, template

PATH = "/usr/bin:/bin"
HANDLER = """
def handler(event, context):
    return look() if "look" in globals() else 1
"""
THREAD = "import threading, time\nthreading.Thread(target=time.sleep, args=(99,), " \
    "name='mine', daemon=True).start()\n"


def serve_module(serve, tmp_path, code, **more):
    write(tmp_path, "app.py", code + HANDLER, 0o644)
    return serve("rie", "app.handler", PATH=PATH, **more)


REFUSED = {
    "thread": (THREAD, "started threads when it was loaded: python3, mine"),
    "pool": ("from concurrent.futures import ThreadPoolExecutor\n"
             "pool = ThreadPoolExecutor(1)\npool.submit(print).result()\n",
             "started threads when it was loaded: "),
    "child": ("import subprocess\nchild = subprocess.Popen(['sleep', '99'])\n",
              "started a process when it was loaded, and has not waited"),
    "zombie": ("import os\nos.fork() or os._exit(0)\n",
               "started a process when it was loaded, and has not waited"),
    "connected": ("import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
                  "client = socket.create_connection(server.getsockname())\n"
                  "peer = server.accept()\nserver.close()\n", "a connected socket, to ('127.0.0.1', "),
    "listening": ("import socket\nserver = socket.create_server(('127.0.0.1', 0))\n",
                  "a socket, ('127.0.0.1', "),
    "pair": ("import socket\nends = socket.socketpair()\n", "a connected socket"),
    "pipe": ("import os\nends = os.pipe()\n", "has opened pipe:["),
    "epoll": ("import select\nepoll = select.epoll()\n", "anon_inode:[eventpoll]"),
    "asyncio": ("import asyncio\nloop = asyncio.new_event_loop()\n",
                "anon_inode:[eventpoll]"),
    "shared memory": ("import mmap\nmemory = mmap.mmap(-1, 4096)\n",
                      "mapped shared memory"),
    "memfd": ("import os\nfd = os.memfd_create('mine')\n", "/memfd:mine"),
    "unnamed file": ("import tempfile\nfile = tempfile.TemporaryFile()\n",
                     "a file without a name, which copies would share"),
    "terminal": ("import os\nfd = os.open('/dev/ptmx', os.O_RDWR)\n", "/dev/ptmx"),
    "lock": ("import fcntl\nfile = open(__file__)\nfcntl.flock(file, fcntl.LOCK_SH)\n",
             "has locked "),
    "timer": ("import signal\nsignal.setitimer(signal.ITIMER_REAL, 999)\n",
              "set a timer"),
    "file in TMPDIR": ("import os\nopen(os.environ['TMPDIR'] + '/x', 'w').close()\n",
                       "put files into its temporary folder"),
    "priority": ("import os\nos.nice(1)\n", "the priority of the template process"),
    "error in before_snapshot": (
        "from snapshot_restore_py import register_before_snapshot\n"
        "@register_before_snapshot\ndef hook(): raise ValueError('not now')\n",
        "ValueError: not now"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_copies_would_share_or_lack_is_refused(serve, tmp_path, case):
    code, words = REFUSED[case]
    server = serve_module(serve, tmp_path, code, DAYFLY_SPARE="fork")

    def told():
        assert server.invoke().json == 1
        return words in server.log
    wait_for(told, what="the reason")
    for _ in range(3):
        assert server.invoke().json == 1
    assert find_template(server.bootstrap()) is None
    lines = [line for line in own_lines(server.log) if words in line]
    assert len(lines) <= 3 and all("WARN" in line for line in lines), lines


def test_a_refusal_that_nobody_asked_about_is_no_warning(serve, tmp_path):
    server = serve_module(serve, tmp_path, THREAD)

    def told():
        server.invoke()
        return [line for line in own_lines(server.log) if "not copied" in line]
    assert "INFO" in wait_for(told, what="the reason")[0]


# Code, and what look() returns in each copy.
ALIKE = {
    "file offset": ("file = open(__file__)\nfile.seek(3)\n"
                    "def look(): return [file.tell(), len(file.read(5))]\n", [3, 5]),
    "folder": ("import os\nnames = os.scandir('/')\nfirst = next(names)\n"
               "def look(): return any(name.name for name in names)\n", True),
    "deleted file": ("import os\nopen('of_mine', 'w').write('abc')\n"
                     "file = open('of_mine')\nos.unlink('of_mine')\n"
                     "def look(): return file.read()\n", "abc"),
    "ended thread": ("import threading\nthread = threading.Thread(target=print)\n"
                     "thread.start()\nthread.join()\n"
                     "def look(): return thread.is_alive()\n", False),
    "ended child": ("import subprocess\nsubprocess.run('true')\n"
                    "def look(): return subprocess.run('true').returncode\n", 0),
    "signal handler": ("import os, signal\nseen = []\n"
                       "signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))\n"
                       "def look():\n  os.kill(os.getpid(), signal.SIGUSR1)\n"
                       "  return seen\n", [1]),
    "blocked signals": ("import signal\n"
                        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])\n"
                        "def look(): return [int(one) for one in "
                        "signal.pthread_sigmask(signal.SIG_BLOCK, [])]\n", [12]),
    "folder and umask": ("import os\nos.chdir('/usr')\nos.umask(0o27)\n"
                         "def look(): return [os.getcwd(), os.umask(0)]\n",
                         ["/usr", 0o27]),
    "closed 0 to 2": ("import os\nfor fd in 0, 1, 2: os.close(fd)\n", 1),
    "closed 4": ("import os, stat\n"
                 "if stat.S_ISSOCK(os.fstat(4).st_mode): os.close(4)\n", 1),
    "stdout to file": ("import os\nfile = open('out', 'w+')\nos.dup2(file.fileno(), 1)\n"
                       "def look():\n  os.write(1, b'x')\n"
                       "  return os.path.getsize('out')\n", 1),
    "memory": ("block = bytearray(64 << 20)\ndef look(): return len(block)\n",
               64 << 20),
    "dumpable": ("import ctypes\nprctl = ctypes.CDLL(None).prctl\nprctl(4, 1)\n"
                 "def look(): return prctl(3)\n", 1),
    "stdin": ("import sys\ndef look(): return sys.stdin.read()\n", ""),
    "garbage": ("import gc\ngc.disable()\ndef look(): return gc.isenabled()\n", False),
    "environment": ("import os\nos.environ['MINE'] = '1'\ndef look(): return "
                    "[os.environ['MINE'], 'DAYFLY_TEMPLATE' in os.environ]\n",
                    ["1", False]),
    "process id": ("import os, threading\ndef look(): return "
                   "[os.getpid() == threading.get_native_id(), "
                   "os.getpid() == int(os.readlink('/proc/self'))]\n", [True, True]),
    "TMPDIR of import": (
        "import os, tempfile\nfolder = tempfile.gettempdir()\ndef look():\n"
        "  names = os.listdir(folder)\n  open(folder + '/x', 'w').close()\n"
        "  return [names, folder == os.environ['TMPDIR']]\n", [[], True]),
    "descriptors": ("import os\ndef look():\n  links = []\n  for fd in range(99):\n"
                    "    if os.path.lexists(f'/proc/self/fd/{fd}'):\n"
                    "      links.append(os.readlink(f'/proc/self/fd/{fd}')[:5])\n"
                    "  return links\n", ["/dev/", *["pipe:"] * 5]),
}


@pytest.mark.parametrize("case", ALIKE)
def test_a_copy_is_as_a_process_that_was_started(serve, tmp_path, case):
    code, value = ALIKE[case]
    server = serve_module(serve, tmp_path, f"import os\nos.chdir({str(tmp_path)!r})\n"
                          + code)
    assert server.invoke().json == value
    if case != "closed 4":
        template(server)
    for _ in range(4):
        assert server.invoke().json == value


def test_what_a_copy_prints_is_its_events_log(serve, tmp_path):
    """Also by a duplicate of stdout, a logger and a child process."""
    server = serve_module(serve, tmp_path, """
import logging, os, subprocess, sys
print("at import")
twin = os.fdopen(os.dup(1), "w")
logger = logging.getLogger()
def look():
    print("by print")
    print("by stderr", file=sys.stderr)
    print("by twin", file=twin, flush=True)
    logger.error("by logger")
    subprocess.run(["echo", "by child"])
    return os.getpid()
""")
    template(server)
    at = len(server.log)
    pids = [server.invoke().json for _ in range(3)]
    assert len(set(pids)) == 3

    def told():
        text = server.log[at:]
        return all(text.count("by " + word) == 3
                   for word in ("print", "stderr", "twin", "logger", "child"))
    wait_for(told, what="the log")
    lines = [line for line in server.log[at:].splitlines() if "by " in line]
    assert len(lines) == 15
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert [[row[0], row[3]] for row in rows] == [["[ERROR]", "by logger"]] * 3
    assert len({row[2] for row in rows}) == 3 and "" not in {row[2] for row in rows}


def test_random_numbers_differ_between_copies(serve, tmp_path):
    server = serve_module(serve, tmp_path, """
import random, secrets, ssl, uuid, os, tempfile
def look():
    return [random.random(), random.SystemRandom().random(), secrets.token_hex(8),
            str(uuid.uuid1()), str(uuid.uuid4()), ssl.RAND_bytes(8).hex(),
            os.urandom(8).hex(), tempfile.mktemp(), random.getrandbits(64)]
""")
    template(server)
    seen = [server.invoke().json for _ in range(20)]
    for column in zip(*seen):
        assert len(set(column)) == 20, column
    assert "draws random" not in server.log


@pytest.mark.parametrize("draw, name", [
    ("import random\ndrawn = random.random()\n", "module random"),
    ("import uuid\ndrawn = str(uuid.uuid4())\n", "os.urandom at "),
    ("import secrets\ndrawn = secrets.token_hex()\n", "os.urandom at "),
    ("import os\ndrawn = os.urandom(8).hex()\n", "os.urandom at "),
])
def test_drawing_random_numbers_at_import_is_told_once(serve, tmp_path, draw, name):
    server = serve_module(serve, tmp_path, draw + "def look(): return drawn\n")
    template(server)
    assert len({server.invoke().json for _ in range(5)}) == 1
    wait_for(lambda: "draws random" in server.log, what="the warning")
    lines = [line for line in server.log.splitlines() if "draws random" in line]
    assert len(lines) == 1 and name in lines[0] and "WARN" in lines[0]
    if "urandom" in name:
        assert f"{os.path.join(tmp_path, 'app.py')}:2" in lines[0]


HOOKS = """
import os, uuid
from snapshot_restore_py import register_after_restore, register_before_snapshot
said = []
register_before_snapshot(said.append, "before 1")
register_before_snapshot(said.append, "before 2")
@register_after_restore
def renew():
    global drawn
    drawn = str(uuid.uuid4())
    said.append("after 1")
    open(os.environ["TMPDIR"] + "/by-hook", "w").close()
register_after_restore(said.append, "after 2")
def look(): return [drawn, said, os.listdir(os.environ["TMPDIR"])]
"""


def test_hooks_run_once_before_the_copies_and_once_in_each(serve, tmp_path):
    server = serve_module(serve, tmp_path, HOOKS)
    template(server)
    seen = [server.invoke().json for _ in range(4)]
    assert len({one[0] for one in seen}) == 4
    for _, said, names in seen:
        assert said == ["before 2", "before 1", "after 1", "after 2"]
        assert names == ["by-hook"]


def test_an_error_in_a_hook_is_the_events_error(serve, tmp_path):
    server = serve_module(serve, tmp_path, """
from snapshot_restore_py import register_after_restore
@register_after_restore
def hook(): raise KeyError("of hook")
""")
    for _ in range(4):
        answer = server.invoke()
        assert answer.type == "KeyError" and "of hook" in answer.message
    template(server)


@pytest.mark.parametrize("code, kind", [
    ("import none_such\n", "Runtime.ImportModuleError"),
    ("def (\n", "Runtime.UserCodeSyntaxError"),
    ("raise ValueError('at import')\n", "ValueError"),
    ("import sys\nsys.exit(3)\n", "Runtime.ExitError"),
    ("import os\nos._exit(3)\n", "Runtime.ExitError"),
    ("import os\nos.abort()\n", "Runtime.ExitError"),
])
def test_an_error_while_loading_is_reported_as_without_copies(serve, tmp_path, code,
                                                              kind):
    server = serve_module(serve, tmp_path, code)
    for _ in range(2):
        assert server.invoke().type == kind


def test_a_module_that_is_changed_is_loaded_by_a_new_template(serve, tmp_path):
    server = serve_module(serve, tmp_path, "def look(): return 1\n")
    old = template(server)
    for n in range(2, 5):
        write(tmp_path, "app.py", f"def look(): return {n}\n" + HANDLER, 0o644)
        assert [server.invoke().json for _ in range(3)] == [n] * 3
        new = template(server, old)
        assert new != old
        old = new
    write(tmp_path, "app.py", "def (\n", 0o644)
    assert server.invoke().type == "Runtime.UserCodeSyntaxError"
    write(tmp_path, "app.py", "def look(): return 9\n" + HANDLER, 0o644)
    assert server.invoke().json == 9
    template(server)


@pytest.mark.parametrize("level, told", [
    ({}, False), ({"AWS_LAMBDA_LOG_LEVEL": "INFO"}, False),
    ({"AWS_LAMBDA_LOG_LEVEL": "DEBUG"}, True), ({"DAYFLY_TRACE": "on"}, True)])
def test_that_the_template_is_ready_is_logged_only_if_asked(
        serve, tmp_path, level, told):
    served = serve_module(serve, tmp_path, "", **level)
    template(served)
    assert served.invoke().json == 1
    assert ("the template was ready after" in served.log) == told
