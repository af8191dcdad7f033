"""Who may use the Runtime API of a function: its runtime, and no other process."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import pathlib
import time

import pytest
from hosting import BIN, Host, make_function, wait_for

NOBODY = 65534
NEXT = """
import re, socket, sys, time
def ask(port, line, body=b""):
    s = socket.create_connection(("127.0.0.1", port)); s.settimeout(float(sys.argv[1]))
    s.sendall(b"%s HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: %d\\r\\n\\r\\n%s" % (line, len(body), body))
    try: got = s.recv(4000).decode()
    except OSError as e: got = type(e).__name__
    return got
for port in map(int, sys.argv[2:]):
    try: got = ask(port, b"GET /2018-06-01/runtime/invocation/next")
    except OSError: continue
    print(port, re.sub("\\\\s+", " ", got), flush=True)
    found = re.search("Aws-Request-Id: (\\\\S+)", got, re.I)
    if found: ask(port, b"POST /2018-06-01/runtime/invocation/%s/response" % found[1].encode(), b'"FORGED"')
    for line in (b"POST /2018-06-01/runtime/init/error", b"POST /2020-01-01/extension/register"):
        print(port, re.sub("\\\\s+", " ", ask(port, line, b"{}")), flush=True)
"""


@pytest.fixture
def shared():
    """A folder that other users can enter."""
    folder = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def listening(pid):
    """The TCP ports at which a process listens."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            to = os.readlink(f"/proc/{pid}/fd/{name}")
        except FileNotFoundError:
            continue
        if to.startswith("socket:"):
            inodes.add(to[8:-1])
    rows = [r.split() for r in open("/proc/net/tcp").read().splitlines()[1:]]
    return [int(r[1].split(":")[1], 16) for r in rows
            if r[3] == "0A" and r[9] in inodes]


def runtime_ports(host):
    return [p for p in listening(host.process.pid) if p != host.port]


def as_user(user):
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")


def strangers(ports, user=None, times=1):
    """What a process of that user is told at these ports."""
    words = ["/usr/bin/python3", "-c", NEXT, "2", *map(str, ports)]
    out = ""
    for _ in range(times):
        out += subprocess.run((*as_user(user), *words) if user else words,
                              capture_output=True, text=True, cwd="/",
                              timeout=60).stdout
    return out


def make_module(folder, source, manifest=None, name="index.py"):
    folder.mkdir(parents=True)
    (folder / name).write_text(source)
    (folder / "dayfly.json").write_text(
        json.dumps({"handler": "index.handler", **(manifest or {})}))
    return folder


PLAIN = "def handler(event, context):\n    return event\n"


@pytest.mark.parametrize("user", [None, NOBODY])
@pytest.mark.parametrize("kind", ["module", "own bootstrap"])
def test_another_process_takes_no_event_and_gives_no_answer(
        tmp_path, serve, kind, user):
    if kind == "module":
        make_module(tmp_path / "one", PLAIN, {"concurrency": 1})
    else:
        make_function(tmp_path / "one", {"concurrency": 1})
    host = serve()
    assert host.invoke("one", 1).json == 1
    told = strangers(runtime_ports(host), user, times=3)
    assert "FORGED" not in told and " 200 " not in told
    assert told.count('403 Forbidden') == 9, told
    assert '"errorType":"AccessDenied"' in told
    for n in range(3):
        assert host.invoke("one", n).json == n
    log = host.wait_log("was refused at the Runtime API")
    assert log.count("was refused at the Runtime API") == 1
    assert re.search(rf"(process \d+|a process) of user {user or 0} was", log)


@pytest.mark.parametrize("kind", ["module", "own bootstrap"])
def test_a_host_without_root_tells_strangers_apart_as_well(shared, kind):
    if kind == "module":
        make_module(shared / "one", PLAIN, {"concurrency": 1})
    else:
        folder = make_function(shared / "one", {"concurrency": 1})
        source = (folder / "bootstrap").read_text().split("\n", 1)[1]
        (folder / "bootstrap").write_text("#!/usr/bin/python3\n" + source)
    host = Host(shared, wrap=as_user(NOBODY))
    try:
        assert host.invoke("one", 1).json == 1
        for user in (NOBODY, 4242):
            told = strangers(runtime_ports(host), user)
            assert told.count("403 Forbidden") == 3, told
        assert host.invoke("one", 2).json == 2
    finally:
        host.close()


def test_one_function_takes_no_event_of_another(tmp_path, serve):
    """Both run as the user of the host."""
    make_module(tmp_path / "one", PLAIN, {"concurrency": 1})
    make_function(tmp_path / "two", {"concurrency": 1})
    make_module(tmp_path / "evil", f"""
import subprocess
def handler(event, context):
    return subprocess.run(["/usr/bin/python3", "-c", {NEXT!r}, "1", *event],
                          capture_output=True, text=True).stdout
""", {"concurrency": 1, "timeout": 30})
    host = serve()
    host.invoke("one", 1), host.invoke("two", 1), host.invoke("evil", [])
    told = host.invoke("evil", [str(p) for p in runtime_ports(host)]).json
    assert told.count("403 Forbidden") == 9, told  # its own port as well
    assert host.invoke("one", 2).json == 2
    assert host.invoke("two", 2).json == 2


def test_a_process_left_by_an_event_does_not_take_the_next(tmp_path, serve):
    """With `reuse` it stays until the process of the handler ends."""
    make_module(tmp_path / "one", f"""
import os, subprocess
def handler(event, context):
    if event == "leave":
        subprocess.Popen(["setsid", "/bin/sh", "-c",
                          "while :; do /usr/bin/python3 -c \\"$0\\" 1 \\"$@\\" >>" +
                          os.environ["TOLD"] + "; done", {NEXT!r}, *open(os.environ["PORTS"]).read().split()],
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return event
""", {"concurrency": 1, "reuse": 50,
      "env": {"TOLD": str(tmp_path / "told"), "PORTS": str(tmp_path / "ports")}})
    host = serve()
    host.invoke("one", 0)
    (tmp_path / "ports").write_text(" ".join(map(str, runtime_ports(host))))
    host.invoke("one", "leave")
    wait_for(lambda: (tmp_path / "told").exists())
    for n in range(20):
        assert host.invoke("one", n).json == n
        time.sleep(0.05)
    wait_for(lambda: "403 Forbidden" in (tmp_path / "told").read_text())
    assert "200 OK" not in (tmp_path / "told").read_text()


def test_a_request_that_waits_since_the_import_gets_no_event(tmp_path, serve):
    """The module has asked by TCP before the bootstrap has used its channel."""
    make_module(tmp_path / "one", """
import os, select, socket
host = os.getppid()
while b"\\0serve\\0" not in open(f"/proc/{host}/cmdline", "rb").read():
    host = int(open(f"/proc/{host}/stat").read().rpartition(")")[2].split()[1])
links = [f"/proc/{host}/fd/{n}" for n in os.listdir(f"/proc/{host}/fd")]
inodes = [os.readlink(link)[8:-1] for link in links if os.path.lexists(link)]
rows = [r.split() for r in open("/proc/net/tcp").read().splitlines()[1:]]
ports = [int(r[1][9:], 16) for r in rows if r[3] == "0A" and r[9] in inodes]
held = []
for port in ports * 3:
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
    held.append(s)
if os.fork() == 0:
    os.setsid()
    with open(os.environ["TOLD"], "ab", 0) as told:
        while held:
            for s in select.select(held, [], [])[0]:
                got = s.recv(9999)
                told.write(got)
                if not got: held.remove(s)
    os._exit(0)
def handler(event, context):
    return event
""", {"concurrency": 1, "timeout": 20, "warmupOnStart": True,
      "env": {"TOLD": str(tmp_path / "told")}})
    host = serve()
    wait_for(lambda: "HTTP/1.1 403" in ((tmp_path / "told").read_text()
                                      if (tmp_path / "told").exists() else ""))
    for n in range(1, 6):
        assert host.invoke("one", {"secret": n}).json == {"secret": n}
    assert "secret" not in (tmp_path / "told").read_text()


def test_a_handler_gets_neither_the_door_nor_its_number(tmp_path, serve):
    make_module(tmp_path / "one", """#!/bin/sh
{ env | grep -e CHANNEL -e RUNTIME_API; ls -l /proc/self/fd | grep -v pipe; } >&2
cat
""", {"handler": "run"}, "run")
    (tmp_path / "one/run").chmod(0o755)
    host = serve()
    assert host.invoke("one", 1).json == 1
    log = host.wait_log("REPORT")
    assert "CHANNEL" not in log and "RUNTIME_API" not in log
    assert "socket" not in log and "dayfly-host" not in log


@pytest.mark.parametrize("command", [
    'exec "$@"', 'exec "$@" 3>&-', 'exec "$@" 3</dev/null', '"$@"; exit $?',
    'sh -c \'"$@"; exit $?\' sh "$@"; exit $?', 'setsid -w "$@"; exit $?'])
def test_a_wrapper_may_close_the_door_or_wait(tmp_path, serve, command):
    make_module(tmp_path / "one", PLAIN, {"env": {
        "AWS_LAMBDA_EXEC_WRAPPER": str(tmp_path / "wrap")}})
    (tmp_path / "wrap").write_text(f"#!/bin/sh\n{command}\n")
    (tmp_path / "wrap").chmod(0o755)
    host = serve()
    for n in range(3):
        assert host.invoke("one", n).json == n
    told = strangers(runtime_ports(host), NOBODY)
    assert told.count("403 Forbidden") == 3, told


def test_a_runtime_that_answers_and_ends_at_once_loses_nothing(tmp_path, serve):
    make_function(tmp_path / "one", client="peer_client.py")
    host = serve()
    for n in range(50):
        assert host.invoke("one", n + 2).json == n + 2
    for _ in range(10):
        answer = host.invoke("one", "fail")
        assert answer.failed and answer.body == b'"fail"'
        assert host.invoke("one", 1).body == b"1" * 400000


def test_an_init_error_is_told_though_its_sender_ends_at_once(tmp_path, serve):
    folder = make_function(tmp_path / "one", client="peer_client.py")
    host = serve()
    for n in range(20):
        (folder / "init-error").write_text(str(n))  # a change: tried again
        answer = host.invoke("one", 1)
        assert answer.json == {"errorType": "Mine", "errorMessage": "no start"}


def test_an_init_error_of_a_process_that_has_left_does_not_count(
        tmp_path, serve):
    """The runtime itself goes on."""
    folder = make_function(tmp_path / "one")
    (folder / "bootstrap").rename(folder / "bootstrap.py")
    (folder / "bootstrap").write_text(
        '#!/bin/sh\nwhile [ ! -e go ]; do sleep 0.01; done\nexec "$0.py"\n')
    (folder / "bootstrap").chmod(0o755)
    host = serve()
    call = host.begin("one", 5)
    ports = wait_for(lambda: runtime_ports(host))
    subprocess.run(["/usr/bin/python3", "-c", f"""
import os, socket
s = socket.create_connection(("127.0.0.1", {ports[0]}))
s.sendall(b"POST /2018-06-01/runtime/init/error HTTP/1.1\\r\\nHost: localhost\\r\\n"
          b"Content-Length: 2\\r\\n\\r\\n" + b"{{}}")
os._exit(0)"""])
    (folder / "go").touch()
    assert host.finish(call).json == 5
    assert "an init error was ignored" in host.log() or (
        "was refused at the Runtime API" in host.log())


@pytest.mark.parametrize("start", ['exec "$0.py"', '"$0.py" & wait',
                                   'setsid -w "$0.py"', '( "$0.py" & ) ; sleep 100'])
def test_a_runtime_may_start_the_process_that_asks(tmp_path, serve, start):
    folder = make_function(tmp_path / "one")
    (folder / "bootstrap").rename(folder / "bootstrap.py")
    (folder / "bootstrap").write_text("#!/bin/sh\n" + start + "\n")
    (folder / "bootstrap").chmod(0o755)
    host = serve()
    for n in range(3):
        assert host.invoke("one", n).json == n
