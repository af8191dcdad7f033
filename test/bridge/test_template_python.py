"""Templates and their copies, for Python: the bridge itself makes the copies."""

import socket

import pytest

from bridge import Bridge
from copies import Template

COUNT = """
count = 0

def handler(event, context):
    global count
    count += 1
    return count
"""
# A statement at the top level of the module, and what `prepare` answers then.
REFUSED = {
    "a thread": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True,\n"
        "                 name='waits').start()",
        "the module has started threads when it was loaded: "),
    "a bound socket": (
        "import socket\nkept = socket.socket(type=socket.SOCK_DGRAM)\n"
        "kept.bind(('127.0.0.1', 0))",
        "the module has opened a socket, ('127.0.0.1', "),
    "a socket with an option": (
        "import socket\nkept = socket.socket()\n"
        "kept.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)",
        "the module has opened a socket, ('0.0.0.0', 0)"),
    "a connection": (
        "import os, socket\n"
        "kept = socket.create_connection(('127.0.0.1',"
        " int(os.environ['PROBE_PORT'])))",
        "the module has opened a connected socket, to ('127.0.0.1', "),
    "a pipe": (
        "import os\nkept = os.pipe()", "the module has opened pipe:["),
    "a child": (
        "import subprocess\nkept = subprocess.Popen(['/bin/sleep', '60'])",
        "the module has started a process when it was loaded, and has not "
        "waited for its end"),
    "shared memory": (
        "import mmap\nkept = mmap.mmap(-1, 4096)",
        "the module has mapped shared memory: "),
    "a timer": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "signal.setitimer(signal.ITIMER_REAL, 60)",
        "the module has set a timer when it was loaded, which copies would lack"),
    "a file without a name": (
        "import tempfile\nkept = tempfile.TemporaryFile()",
        "the module has opened "),
    "a locked file": (
        "import fcntl\nkept = open(__file__)\nfcntl.flock(kept, fcntl.LOCK_SH)",
        "the module has locked "),
    "a failing hook": (
        "from snapshot_restore_py import register_before_snapshot\n"
        "register_before_snapshot(lambda: 1 // 0)",
        "ZeroDivisionError: "),
}
DRAWS = """
import os, random, secrets, ssl, tempfile, uuid
from random import Random

own = Random()

def draw_all():
    return {
        "random": random.random(),
        "choice": random.sample(range(10**9), 2),
        "system": random.SystemRandom().random(),
        "secrets": secrets.token_hex(8),
        "urandom": os.urandom(8).hex(),
        "uuid1": str(uuid.uuid1()),
        "uuid4": str(uuid.uuid4()),
        "ssl": ssl.RAND_bytes(8).hex(),
        "new": Random().random(),
        "file": tempfile.mktemp(),
        "own": own.random(),
        "hash": hash("a"),
    }

first = draw_all()

def handler(event, context):
    return [first, draw_all()]
"""
# README.md names them: a generator that the module has made, and the hash seed.
SHARED = {"own", "hash"}
COPIES = 3


@pytest.fixture
def template(tmp_path):
    """template(code, …): a template of that function, ready."""
    running = []

    def begin(code, **more):
        file = tmp_path / "index.py"
        file.write_text(code)
        begun = Template("python", tmp_path, file=file, **more)
        running.append(begun)
        begun.payload = begun.ready()
        return begun

    yield begin
    for each in running:
        each.__exit__()


def test_ready_names_the_interpreter_and_its_version(template):
    us, version = template(COUNT).payload.split(" ")
    assert us.isdigit() and version.startswith("python/3.")


def test_copies_do_not_share_the_offset_of_a_file(template):
    begun = template("file = open(__file__, 'rb', buffering=0)\nfile.read(2)\n\n"
                     "def handler(event, context):\n"
                     "    return file.read(2).decode()\n").prepare()
    for _ in range(2):
        with begun.copy() as copy:
            assert [copy.call({}), copy.call({})] == ["le", " ="]


NEW_SOCKET = """
import socket

kept = socket.socket(socket.{family}, socket.{type})
kept.setblocking(False)

def handler(event, context):
    import os
    same = os.stat(kept.fileno()).st_ino, kept.getblocking(), os.get_blocking(
        kept.fileno()), os.get_inheritable(kept.fileno())
    if event:
        kept.bind(event["to"])
    return same
"""


@pytest.mark.parametrize("family, kind, name", [
    ("AF_INET", "SOCK_DGRAM", ["127.0.0.1", 0]),
    ("AF_INET6", "SOCK_STREAM", None), ("AF_UNIX", "SOCK_DGRAM", None)])
def test_each_copy_has_a_new_socket_in_the_place_of_one(template, family, kind, name):
    """As aws_xray_sdk opens it when it is loaded."""
    begun = template(NEW_SOCKET.format(family=family, type=kind).replace(
        'event["to"]', 'tuple(event["to"])')).prepare()
    seen = []
    for _ in range(2):
        with begun.copy() as copy:
            inode, *state = copy.call({"to": name} if name else {})
            assert state == [False, False, False]
            seen.append(inode)
    assert len({*seen}) == 2


@pytest.mark.parametrize("what", REFUSED)
def test_what_copies_would_share_is_refused_by_name(template, what):
    statement, reason = REFUSED[what]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        begun = template(f"{statement}\n{COUNT}", env={"PROBE_PORT": port})
        answer = begun.ask(b"prepare").decode()
        assert answer.startswith(f"refused {reason}"), answer
        assert "\n" not in answer
        assert [begun.call({}), begun.call({})] == [1, 2]


def test_no_two_copies_draw_the_same(template):
    begun = template(DRAWS).prepare()
    drawn = []
    for _ in range(COPIES):
        with begun.copy() as copy:
            first, now = copy.call({})
            drawn = drawn or [first]
            drawn.append(now)
    for kind in drawn[0].keys() - SHARED:
        values = [str(values[kind]) for values in drawn]
        assert len({*values}) == COPIES + 1, (kind, values)


@pytest.mark.parametrize("draw", (
    "random.random()", "secrets.token_hex()", "uuid.uuid4()", "os.urandom(4)"))
def test_draws_when_the_module_is_loaded_are_in_the_log(template, draw):
    begun = template(f"import os, random, secrets, uuid\n{draw}\n{COUNT}").prepare()
    [(level, text)] = begun.logs(1)
    assert level == "WARN"
    assert text.startswith("dayfly: the module draws random numbers when it is "
                           "loaded (")
    assert "register_after_restore" in text


def test_other_draws_are_not_in_the_log(template):
    begun = template("import os, random, secrets, uuid\n\n"
                     "def handler(event, context):\n    return random.random()\n")
    with begun.prepare().copy() as copy:
        copy.call({})
        assert begun.err.frames == copy.err.frames == []


HOOKS = """
from snapshot_restore_py import register_after_restore, register_before_snapshot

done = []
for name in ("a", "b"):
    register_before_snapshot(done.append, "before " + name)
    register_after_restore(done.append, "after " + name)

def handler(event, context):
    return done
"""


def test_hooks_run_in_the_order_of_aws_before_the_first_event_only(template):
    begun = template(HOOKS).prepare()
    for _ in range(2):
        with begun.copy() as copy:
            for _ in range(2):
                assert copy.call({}) == ["before b", "before a",
                                         "after a", "after b"]


def test_hooks_after_the_restore_run_in_started_processes(tmp_path):
    file = tmp_path / "index.py"
    file.write_text(HOOKS)
    with Bridge("python", tmp_path, file=file) as process:
        assert process.call({}) == ["after a", "after b"]
        assert process.call({}) == ["after a", "after b"]


def test_an_event_fails_with_the_error_of_a_hook(template):
    begun = template("from snapshot_restore_py import register_after_restore\n"
                     "register_after_restore(int, 'x')\n" + COUNT).prepare()
    with begun.copy() as copy:
        copy.feed({})
        assert copy.error()["errorType"] == "ValueError"
