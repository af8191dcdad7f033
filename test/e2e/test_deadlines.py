"""P3: a deadline is answered, and the same bootstrap serves the next event."""

import re
import subprocess
import time

import pytest
from bounds import half_a_second
from parts import alive, interpreter, once, too_late, wait_for, write
from places import mostly_rie
from stalls import limit

pytestmark = pytest.mark.prompt

HANGS = {
    "sleeps": "time.sleep(300)",
    "spins": "while True: pass",
    "ignores SIGTERM": "signal.signal(signal.SIGTERM, signal.SIG_IGN); "
                       "time.sleep(300)",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "is traced": "ctypes.CDLL(None).ptrace(0, 0, 0, 0); "
                 "os.kill(os.getpid(), signal.SIGSTOP)",
    "waits for a child": "subprocess.run(['sleep', '300'])",
    "writes into a full pipe": "r, w = os.pipe()\n"
                               "    while True: os.write(w, bytes(65536))",
}


@pytest.mark.parametrize("how", HANGS)
def test_p3_a_process_that_does_not_end_is_killed(behind, tmp_path, how):
    write(tmp_path, "hang.py", f"""
#!python
import ctypes, json, os, signal, subprocess, sys, time
if sys.stdin.read() == '"hang"':
    open("pid", "w").write(str(os.getpid()))
    {HANGS[how]}
print('"fine"')
""")
    server = behind("hang.py", timeout=2)
    assert server.invoke().json == "fine"
    bootstrap, answer = too_late(server, b'"hang"')
    assert answer.type == "Sandbox.Timedout", answer.body
    # Less than all of it, when it had to wait for its turn.
    assert re.search(r"timed out after (1\.[5-9]\d|2\.00) seconds",
                     answer.message), answer.message
    assert answer.message.startswith("RequestId: ")
    assert server.invoke().json == "fine"
    assert server.bootstrap() == bootstrap
    assert not alive(int((tmp_path / "pid").read_text()))


@mostly_rie
@pytest.mark.parametrize("name", ["node", "deno", "bun"])
@pytest.mark.parametrize("code", ["for (;;);", "return new Promise(() => "
                                  "setInterval(() => {}, 1e6));"])
def test_p3_holds_for_every_interpreter(behind, tmp_path, name, code):
    write(tmp_path, "hang.mjs", f"""
export const handler = (event) => {{
  if (!event.hang) return "fine";
  {code}
}};
""")
    server = behind("hang.handler", timeout=2,
                    DAYFLY_INTERPRETER=interpreter(name))
    assert server.invoke().json == "fine"
    bootstrap, answer = too_late(server, b'{"hang":1}')
    assert answer.type == "Sandbox.Timedout"
    assert server.invoke().json == "fine"
    assert server.bootstrap() == bootstrap


def test_the_autopsy_of_a_timeout_has_the_time_and_the_last_output(tmp_path):
    write(tmp_path, "hang.sh", """
#!/bin/sh
echo "going to sleep" >&2
setsid sleep 300
""")
    began = time.monotonic()
    answer = once(tmp_path, "hang.sh", timeout=1)
    assert answer.code == 1
    told = answer.json["dayfly"]
    assert 900 <= told["elapsedMs"] < limit(1.2, began) * 1000
    assert told["limitMs"] == 1000
    assert "going to sleep" in told["stderr"]
    assert (told["killed"], told["killedNames"]) == (1, "sleep")


# A vfork's parent sleeps like one that waits for a disk.
VFORK = "int main(void) { if (!vfork()) for (;;) pause(); return 0; }"


@pytest.mark.parametrize("how,was,state", [
    ("while True: pass", "busy", "running"),
    ("time.sleep(60)", "waiting", "sleeping"),
    ("os.kill(os.getpid(), signal.SIGSTOP)", "waiting", "stopped"),
    (VFORK, "waiting", "waiting for a device")])
def test_the_autopsy_has_what_the_process_was_doing(tmp_path, how, was, state):
    if how == VFORK:
        subprocess.run(["gcc", "-w", "-xc", "-", "-o", tmp_path / "hang"],
                       input=how.encode(), check=True)
    else:
        write(tmp_path, "hang", "#!python\nimport os, signal, time\n"
              f"{how}\n")
    told = once(tmp_path, "hang", timeout=1).json["dayfly"]
    assert (told["was"], told["state"]) == (was, state), told
    assert told["phase"] == "handler"


@pytest.mark.parametrize("name,code,phase", [
    ("node", "await new Promise(() => setInterval(() => {}, 1000));\n"
     "export const handler = () => 1;", "import"),
    ("node", "export const handler = () => "
     "new Promise(() => setInterval(() => {}, 1000));", "handler")])
def test_the_autopsy_has_the_phase(tmp_path, name, code, phase):
    write(tmp_path, "hang.mjs", code)
    answer = once(tmp_path, "hang.handler", timeout=2,
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.type == "Sandbox.Timedout"
    assert answer.json["dayfly"]["phase"] == phase


def test_an_interpreter_that_never_gets_up_is_late_in_its_boot(tmp_path):
    write(tmp_path, "node", "#!/bin/sh\nexec sleep 60\n")
    write(tmp_path, "x.mjs", "export const handler = () => 1;\n")
    answer = once(tmp_path, "x.handler", timeout=1,
                  DAYFLY_INTERPRETER=tmp_path / "node")
    assert answer.type == "Sandbox.Timedout"
    assert answer.json["dayfly"]["phase"] == "boot"
    assert answer.json["dayfly"]["eventRead"] is False


def test_a_late_process_may_clean_up(tmp_path):
    write(tmp_path, "hang.sh", """
#!/bin/sh
trap 'echo cleaned >&2; echo 1; exit 0' TERM
sleep 60 & wait
""")
    answer = once(tmp_path, "hang.sh", timeout=10)
    assert answer.type == "Sandbox.Timedout", "an answer that late is none"
    assert "cleaned" in answer.json["dayfly"]["stderr"]


def test_a_process_that_cleans_up_for_ever_is_killed_in_time(tmp_path):
    write(tmp_path, "hang.sh", """
#!/bin/sh
trap 'while :; do sleep 1; done' TERM
sleep 60 & wait
""")
    began = time.monotonic()
    answer = once(tmp_path, "hang.sh", timeout=1)
    assert answer.type == "Sandbox.Timedout"
    assert time.monotonic() - began < limit(3, began)


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_what_the_handler_forgot_to_await_delays_nothing(tmp_path, name):
    write(tmp_path, "busy.mjs", """
export const handler = () => {
  setInterval(() => {}, 1000);
  return "done";
};
""")
    began = time.monotonic()
    answer = once(tmp_path, "busy.handler",
                  DAYFLY_INTERPRETER=interpreter(name), timeout=20)
    assert answer.json == "done"
    assert time.monotonic() - began < 10


def test_sigterm_ends_bootstrap_and_children_within_500_ms(wire, tmp_path):
    write(tmp_path, "stay.sh", f"""
#!/bin/sh
trap '' TERM
setsid sleep 300 &
echo $$ $! > {tmp_path}/pids
while :; do sleep 1; done
""")
    peer = wire("stay.sh")
    peer.expect_next()
    peer.give(seconds=30)
    text = wait_for(lambda: (tmp_path / "pids").exists()
                    and (tmp_path / "pids").read_text(), what="the handler")
    began = time.monotonic()
    peer.process.terminate()
    assert peer.process.wait(5) == 128 + 15
    assert time.monotonic() - began < half_a_second(began)
    assert [p for p in text.split() if alive(int(p))] == []


def test_children_do_not_outlive_a_killed_bootstrap(wire, tmp_path):
    write(tmp_path, "stay.sh", f"""
#!/bin/sh
echo $$ > {tmp_path}/pid
while :; do :; done
""")
    peer = wire("stay.sh")
    peer.expect_next()
    peer.give(seconds=30)
    wait_for(lambda: (tmp_path / "pid").exists()
             and (tmp_path / "pid").read_text().strip(), what="the handler")
    peer.process.kill()
    peer.process.wait(5)
    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: not alive(pid), 10, "the handler's end")
