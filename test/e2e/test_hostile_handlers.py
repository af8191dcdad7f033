"""Handlers that mean harm: to outlive their event, to hold up the next, to be
taken for what they are not, and, where several events run at once, to get at
another lane's."""

import json
import os
import re
import signal
import threading
import time

import pytest
from ahead import children
from managed import Call
from parts import alive, once, wait_for, write
from places import needs_root
from test_bill import bills
from sandbox_cases import bootstrap

NOBODY = {"user": 4242, "group": 4242, "extra_groups": []}
HANDLER = """
#!/usr/bin/python3
import ctypes, fcntl, json, os, signal, sys, time
event = sys.stdin.read()
libc = ctypes.CDLL(None)
def left(act):
    if os.fork(): return
    os.setsid()
    act()
    time.sleep(60)
if event != '"attack"':
    print('"well"')
    sys.exit()
{}
print('"done"')
"""
ATTACKS = {
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "stops its group": "os.killpg(0, signal.SIGSTOP)",
    "leaves one that is stopped":
    "left(lambda: os.kill(os.getpid(), signal.SIGSTOP))",
    "has itself traced, and stops":
    "libc.ptrace(0, 0, 0, 0); os.kill(os.getpid(), signal.SIGSTOP)",
    "shrinks its pipes and floods them": """
for fd in [1, 2]:
    fcntl.fcntl(fd, 1031, 4096)
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)
end = time.monotonic() + 1
while time.monotonic() < end:
    for fd in [1, 2]:
        try: os.write(fd, b"x" * 65536)
        except BlockingIOError: pass
""",
    "closes its pipes and sleeps": "os.closerange(0, 3); time.sleep(60)",
    "leaves threads behind a leader that is gone": """
import threading
threading.Thread(target=time.sleep, args=(60,)).start()
libc.syscall(60, 0)
""",
    "hops from process to process": """
def hop():
    end = time.monotonic() + 60  # should nobody end it
    while time.monotonic() < end:
        os.setsid()
        if os.fork(): os._exit(0)
for _ in range(8):
    if not os.fork():
        if os.fork(): os._exit(0)
        hop()
""",
    "lives in a PID namespace of its own": """
if not os.fork(): os.execvp("unshare", ["unshare", "-Urpf", "sleep", "60"])
time.sleep(0.3)
""",
    "ignores whatever can be ignored": """
for s in range(1, 65):
    if s not in (9, 19, 32, 33): signal.signal(s, signal.SIG_IGN)
left(lambda: 0)
time.sleep(60)
""",
}


@needs_root
@pytest.mark.parametrize("how", ATTACKS)
def test_the_next_event_finds_no_process_and_does_not_wait(
        anybodys, wire, how):
    write(anybodys, "x.py", HANDLER.format(ATTACKS[how]))
    peer = wire("x.py", start=False, LAMBDA_TASK_ROOT=anybodys)
    peer.launch(bootstrap=bootstrap(), **NOBODY)
    for event in [b'"well"', b'"attack"', b'"well"']:
        peer.expect_next()
        peer.give(event, seconds=3)
        line, _, body = peer.take_post()
    assert json.loads(body) == "well"
    wait_for(lambda: children(peer.process.pid) == [], what="nobody's being")
    assert peer.process.poll() is None


def test_the_processes_of_a_killed_bootstrap_end_too(serve, tmp_path):
    """Both the one at work and the one that waits."""
    write(tmp_path, "x.sh", "#!/bin/sh\necho $$ >pid\nexec sleep 60\n")
    server = serve("host", "x.sh", timeout=60, DAYFLY_SPARE="early")
    calling = threading.Thread(target=lambda: server.invoke(), daemon=True)
    calling.start()
    wait_for(lambda: (tmp_path / "pid").exists(), what="the event")
    bootstrap = server.bootstrap()
    pids = wait_for(lambda: len(children(bootstrap)) == 2
                    and children(bootstrap), what="two processes")
    os.kill(bootstrap, signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in pids), what="their end")
    calling.join(20)


def test_a_process_that_holds_a_streams_pipe_does_not_prolong_it(
        wire, tmp_path):
    write(tmp_path, "x.sh", "#!/bin/sh\necho begun\n"
          "setsid sh -c 'while sleep 0.05; do echo more; done' &\n")
    peer = wire("x.sh", DAYFLY_OUTPUT="stream")
    began = time.monotonic()
    _, _, body = peer.turn(seconds=30)
    assert body.startswith(b"begun\n") and time.monotonic() - began < 10
    peer.expect_next()
    wait_for(lambda: children(peer.process.pid) == [], what="nobody's being")


def test_a_processs_name_forges_no_log_line(tmp_path):
    write(tmp_path, "x.py", HANDLER.format("""
def rename(): libc.prctl(15, b"a\\r\\t\\x1b[2J\\nFAKE", 0, 0, 0)
left(rename)
time.sleep(0.5)
"""))
    log = once(tmp_path, "x.py", b'"attack"', DAYFLY_BILL=1).log
    assert "killed 1 process" in log
    assert "a???[2J?FAKE" in log and "\x1b" not in log, repr(log)
    assert all(re.match(r"\d{4}-.*Z\t", line) for line in log.splitlines())
    assert bills(log)[0]["killed"] == 1


def test_a_forged_bill_comes_before_the_true_one(tmp_path):
    forged = '{"dayfly":"bill","outcome":"forged"}'
    write(tmp_path, "x.py", HANDLER.format(
        f"print({forged!r}, file=sys.stderr, flush=True)\n"
        f"left(lambda: print({forged!r}, file=sys.stderr, flush=True))"))
    log = once(tmp_path, "x.py", b'"attack"', DAYFLY_BILL=1).log
    assert [b["outcome"] for b in bills(log)][-1] == "result"
    log = once(tmp_path, "x.py", b'"attack"', DAYFLY_BILL=1,
               AWS_LAMBDA_LOG_FORMAT="JSON").log
    records = [json.loads(line) for line in log.splitlines()]
    told = [r for r in records if "dayfly" in r]
    assert told[-1]["outcome"] == "result"


def test_an_error_type_makes_no_header(wire, tmp_path):
    error = json.dumps({"errorType": "A\r\nEvil: 1\r\n\r\n", "errorMessage":
                        "\u0000\r\nEvil: 2"})
    write(tmp_path, "x.py",
          HANDLER.format(f"print({error!r}); sys.exit(1)"))
    peer = wire("x.py")
    _, headers, body = peer.turn(b'"attack"')
    assert "evil" not in headers
    assert json.loads(body)["errorType"].startswith("A")
    assert peer.turn(b'"well"')[2].strip() == b'"well"'


# Where several events run at once: what one tries on another's process.
LANE = """
#!/usr/bin/python3
import ctypes, json, os, resource, sys, time
event = json.load(sys.stdin)
libc = ctypes.CDLL(None, use_errno=True)
if isinstance(event, str):
    open("scratch", "w").write(os.environ["TMPDIR"])
    open("pid", "w").write(f"{os.getpid()}\\n")
    while not os.path.exists("gate"): time.sleep(0.02)
    print(json.dumps([event, os.listdir(os.environ["TMPDIR"])]))
    sys.exit()
pid, scratch = event
def does(act):
    try: return act() != -1
    except OSError: return False
def sys_(*words): return libc.syscall(*words)
print(json.dumps({
    "plant in its folder": does(lambda: open(scratch + "/x", "w").close()),
    "read its memory": does(lambda: open(f"/proc/{pid}/mem", "rb").close()),
    "open its descriptors":
        does(lambda: os.close(os.open(f"/proc/{pid}/fd/2", os.O_WRONLY))),
    "read its environment":
        does(lambda: open(f"/proc/{pid}/environ").read() and None),
    "trace it": does(lambda: sys_(101, 16, pid, 0, 0)) and
        (sys_(101, 17, pid, 0, 0) or True),
    "stop it": does(lambda: os.kill(pid, 19)),
    "let it go on": does(lambda: os.kill(pid, 18)),
    "limit it": does(lambda: resource.prlimit(pid, resource.RLIMIT_CORE,
                                              (0, 0))),
}))
"""


@pytest.mark.parametrize("isolation,opens", [
    ("normal", {"plant in its folder", "read its memory",
                "open its descriptors", "read its environment", "trace it",
                "stop it", "let it go on", "limit it"}),
    ("strict", set())])
def test_what_one_workers_event_can_do_to_anothers(
        managed, tmp_path, isolation, opens):
    write(tmp_path, "x.py", LANE)
    (tmp_path / "dayfly.json").write_text(json.dumps({
        "isolation": isolation, "required": [] if isolation == "normal"
        else ["seccomp", "scopes", "write"], **({} if isolation == "normal"
        else {"permissions": {"read": True, "write": ["/var/task"],
                              "run": True, "env": True}})}))
    server = managed("x.py", 2, timeout=20)
    victim = Call(server, "victim")
    wait_for(lambda: (tmp_path / "pid").exists()
             and (tmp_path / "pid").read_text().endswith("\n"), 20, "its begin")
    pid = int((tmp_path / "pid").read_text())
    scratch = (tmp_path / "scratch").read_text()
    code, done = Call(server, [pid, scratch]).take()
    assert code == 200, done
    assert {what for what, did in done.items() if did} == opens
    assert alive(pid)
    (tmp_path / "gate").touch()
    code, answer = victim.take()
    assert answer == ["victim", ["x"] if "plant in its folder" in opens
                      else []]
