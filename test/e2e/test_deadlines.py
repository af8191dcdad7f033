"""P3: a deadline is answered, and the same bootstrap serves the next event."""

import time

import pytest
from parts import alive, interpreter, once, wait_for, write

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
def test_p3_who_does_not_end_is_ended(behind, tmp_path, how):
    write(tmp_path, "hang.py", f"""
#!python
import ctypes, json, os, signal, subprocess, sys, time
if sys.stdin.read() == '"hang"':
    open("pid", "w").write(str(os.getpid()))
    {HANGS[how]}
print('"fine"')
""")
    server = behind("hang.py", timeout=1)
    assert server.invoke().json == "fine"
    bootstrap = server.bootstrap()
    began = time.monotonic()
    answer = server.invoke(b'"hang"')
    took = time.monotonic() - began
    assert answer.type == "Sandbox.Timedout", answer.body
    assert "Task timed out after 1.00 seconds" in answer.message
    assert answer.message.startswith("RequestId: ")
    assert 0.8 < took < 1.05, took
    assert server.invoke().json == "fine"
    assert server.bootstrap() == bootstrap
    assert not alive(int((tmp_path / "pid").read_text()))


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
    server = behind("hang.handler", timeout=1,
                    DAYFLY_INTERPRETER=interpreter(name))
    assert server.invoke().json == "fine"
    bootstrap = server.bootstrap()
    assert server.invoke(b'{"hang":1}').type == "Sandbox.Timedout"
    assert server.invoke().json == "fine"
    assert server.bootstrap() == bootstrap


def test_the_autopsy_of_a_timeout_tells_time_and_last_words(tmp_path):
    write(tmp_path, "hang.sh", """
#!/bin/sh
echo "going to sleep" >&2
sleep 300
""")
    answer = once(tmp_path, "hang.sh", timeout=1)
    assert answer.code == 1
    told = answer.json["dayfly"]
    assert 900 <= told["elapsedMs"] <= 1000
    assert "going to sleep" in told["stderr"]


def test_an_answer_just_in_time_is_an_answer(tmp_path):
    write(tmp_path, "late.sh", "#!/bin/sh\nsleep 0.8; echo '\"just\"'\n")
    assert once(tmp_path, "late.sh", timeout=1).json == "just"


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
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == "done"
    assert time.monotonic() - began < 2


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
    assert time.monotonic() - began < 0.5
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
    wait_for(lambda: not alive(pid), 2, "the handler's end")
