"""Several events at once: each lane by itself, none harmed by another's end."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

import pytest
from ahead import children
from managed import Call, all_wait, established, lanes, waits
from bounds import half_a_second
from parts import BIN, MOST, alive, free_port, interpreter, wait_for, write

pytestmark = pytest.mark.prompt

# All answer once so many are here at once: no earlier, and not one by one.
TOGETHER = """
#!/bin/sh
event=$(cat)
touch "here.$$"
until [ "$(ls here.* | wc -l)" -ge "$event" ]; do sleep 0.02; done
echo $$
"""
# Tells its number, and waits for a file of the event's name.
WAITS = """
#!/bin/sh
event=$(cat)
echo $$ >"pid.$event"
until [ -e "gate.$event" ]; do sleep 0.02; done
echo "\\"$event\\""
"""


def begun(folder, names):
    """The pids of the WAITS of these events, once they are at work."""
    def look():
        texts = [folder / f"pid.{name}" for name in names]
        return all(t.exists() and t.read_text().endswith("\n")
                   for t in texts) and [int(t.read_text()) for t in texts]
    return wait_for(look, 20, "the events' begin")


def parent(pid):
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return int(text.rpartition(")")[2].split()[1])


def test_sixteen_events_run_at_once(managed, tmp_path):
    write(tmp_path, "f.sh", TOGETHER)
    server = managed("f.sh", 16, timeout=20)
    calls = [Call(server, 16) for _ in range(16)]
    answers = [call.take() for call in calls]
    assert {code for code, _ in answers} == {200}
    assert len({pid for _, pid in answers}) == 16


def test_a_killed_worker_harms_no_other_and_its_caller_gets_an_error(
        managed, tmp_path):
    write(tmp_path, "f.sh", WAITS)
    server = managed("f.sh", 8, timeout=20)
    supervisor = server.bootstrap()
    calls = [Call(server, n) for n in range(8)]
    pids = begun(tmp_path, range(8))
    killed = parent(pids[3])
    assert killed in lanes(server)
    os.kill(killed, signal.SIGKILL)
    code, answer = calls[3].take()
    assert answer["errorType"] == "Runtime.ExitError"
    assert "the runtime process that ran this event" in answer["errorMessage"]
    wait_for(lambda: not alive(pids[3]), what="the end of its handler")
    assert all(map(alive, pids[:3] + pids[4:]))
    for n in range(8):
        (tmp_path / f"gate.{n}").touch()
    for n in set(range(8)) - {3}:
        assert calls[n].take() == (200, str(n))
    assert server.bootstrap() == supervisor
    assert "dayfly: runtime process" in server.log and "killed" in server.log
    all_wait(server, 8)
    write(tmp_path, "f.sh", TOGETHER)
    answers = [call.take() for call in [Call(server, 8) for _ in range(8)]]
    assert {code for code, _ in answers} == {200}


def test_what_the_handler_of_a_killed_worker_left_is_gone(managed, tmp_path):
    write(tmp_path, "f.sh", """
#!/bin/sh
setsid sh -c 'echo $$ >fled; exec sleep 3600' <&- >&- 2>&- &
echo $$ >pid.0
exec sleep 3600
""")
    server = managed("f.sh", 2, timeout=20)
    Call(server, 0)
    begun(tmp_path, [0])
    fled = int(wait_for(lambda: (tmp_path / "fled").exists() and
                        (tmp_path / "fled").read_text(), what="the flight"))
    lane = parent(begun(tmp_path, [0])[0])
    os.kill(lane, signal.SIGKILL)
    wait_for(lambda: not alive(fled), what="its end")


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_the_end_of_the_supervisor_is_the_end_of_all(managed, tmp_path, how):
    write(tmp_path, "f.sh", WAITS)
    server = managed("f.sh", 16, timeout=20)
    supervisor = server.bootstrap()
    for n in range(16):
        Call(server, n)
    everybody = begun(tmp_path, range(16)) + lanes(server) + [supervisor]
    began = time.monotonic()
    os.kill(supervisor, getattr(signal, how))
    wait_for(lambda: not any(map(alive, everybody)), what="the end of all")
    assert time.monotonic() - began < half_a_second(began)


def test_a_stopped_worker_does_not_delay_the_end(wire, tmp_path):
    write(tmp_path, "f.sh", WAITS)
    peer = wire("f.sh", AWS_LAMBDA_MAX_CONCURRENCY=3)

    def looked():
        pids = children(peer.process.pid)
        peers = established()
        return len(pids) == 3 and all(waits(p, peers) for p in pids) and pids

    pids = wait_for(looked, what="three lanes")
    os.kill(pids[1], signal.SIGSTOP)
    began = time.monotonic()
    peer.process.terminate()
    assert peer.process.wait(5) == 128 + signal.SIGTERM
    assert time.monotonic() - began < half_a_second(began)
    assert not any(map(alive, pids))


def test_a_failed_start_is_reported_once(wire, tmp_path):
    write(tmp_path, "index.mjs", "throw new RangeError('not today');")
    peer = wire("index.handler", AWS_LAMBDA_MAX_CONCURRENCY=5,
                DAYFLY_INTERPRETER=interpreter("node"))
    line, _, body = peer.take_post()
    assert line.split()[1] == "/2018-06-01/runtime/init/error"
    assert json.loads(body)["errorType"] == "RangeError"
    assert peer.process.wait(5) == 1
    assert peer.log.count("Uncaught Exception") == 1
    assert peer.log.count("dayfly: exiting") == 1
    assert "runtime process" not in peer.log
    peer.listener.settimeout(0.2)
    with pytest.raises(TimeoutError):
        peer.accept()


def test_what_all_workers_find_at_startup_is_reported_once(wire, tmp_path):
    write(tmp_path, "f.sh", TOGETHER)
    peer = wire("f.sh", AWS_LAMBDA_MAX_CONCURRENCY=4, TMPDIR="/dev/null")
    wait_for(lambda: sum(waits(pid, established())
                         for pid in children(peer.process.pid)) == 4)
    assert peer.log.count("cannot make a private folder") == 1
    assert peer.log.count("\n") == 1, peer.log


@pytest.mark.parametrize("value", ["0", "-1", "abc", "1e9", "1001", ""])
def test_an_invalid_number_is_reported(wire, tmp_path, value):
    write(tmp_path, "f.sh", TOGETHER)
    peer = wire("f.sh", AWS_LAMBDA_MAX_CONCURRENCY=value)
    line, _, body = peer.take_post()
    assert line.split()[1] == "/2018-06-01/runtime/init/error"
    answer = json.loads(body)
    assert answer["errorType"] == "Runtime.InvalidTaskConfig"
    assert f'AWS_LAMBDA_MAX_CONCURRENCY is "{value}"' in answer["errorMessage"]
    assert "from 1 to 1000" in answer["errorMessage"]
    assert peer.process.wait(5) == 1


def test_one_worker_needs_no_supervisor(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho $PPID\n")
    peer = wire("f.sh", AWS_LAMBDA_MAX_CONCURRENCY=1)
    assert json.loads(peer.turn()[2]) == peer.process.pid


def test_once_is_one_event(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\ncat\n")
    done = subprocess.run(
        [BIN / "bootstrap", "--once", "f.sh"], input=b"7", timeout=20,
        capture_output=True, cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "AWS_LAMBDA_MAX_CONCURRENCY": "4"})
    assert (done.returncode, done.stdout) == (0, b"7"), done.stderr


def test_a_child_has_three_descriptors_and_they_are_its_own(managed, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nexec ls -l /proc/self/fd\n")
    server = managed("f.sh", 4, timeout=9, DAYFLY_OUTPUT="text")
    for _ in range(8):
        lines = server.invoke().json.split("\n")[1:-1]
        fds = dict(line.split(" -> ") for line in lines)
        links = {left.split()[-1]: right for left, right in fds.items()}
        assert links.pop("3").startswith("/proc/")  # the listing's own
        assert {fd: link.partition(":")[0] for fd, link in links.items()} == {
            "0": "pipe", "1": "pipe", "2": "pipe"}


def test_large_events_go_both_ways_at_once(managed, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nexec cat\n")
    server = managed("f.sh", 4, timeout=20)
    text = "x" * (MOST // 4)
    calls = [Call(server, f"{n}{text}") for n in range(4)]
    for n, call in enumerate(calls):
        assert call.take() == (200, f"{n}{text}")


def test_a_worker_that_was_tampered_with_ends_all(managed, tmp_path):
    """Who could do that to one could do it to any: the platform is to make a
    fresh sandbox."""
    write(tmp_path, "f.sh", "#!/bin/sh\nprlimit --pid $PPID --nofile=99\n"
          "echo 0\n")
    server = managed("f.sh", 3, timeout=9)
    everybody = [*lanes(server), server.bootstrap()]
    assert server.invoke().json == 0
    wait_for(lambda: not any(map(alive, everybody)), what="the end of all")
    assert "restarting it" not in server.log


def test_no_worker_tries_for_ever_to_reach_a_server_that_is_gone(
        wire, tmp_path):
    write(tmp_path, "f.sh", TOGETHER)
    peer = wire("f.sh", start=False, AWS_LAMBDA_MAX_CONCURRENCY=3)
    peer.env["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{free_port()}"
    peer.launch()
    assert peer.process.wait(20) == 1
    assert "no runtime process lives until an event" in peer.log


def test_no_worker_splits_the_record_of_another(managed, tmp_path):
    """Longer than a pipe takes at once, from all lanes at the same time."""
    write(tmp_path, "f.sh", """
#!/bin/sh
event=$(cat)
line=$(head -c 30000 /dev/zero | tr '\\0' "$event")
for n in 1 2 3 4 5 6 7 8 9 10; do echo "$line"; done >&2
echo 0
""")
    server = managed("f.sh", 8, timeout=30, AWS_LAMBDA_LOG_FORMAT="JSON")
    for call in [Call(server, n) for n in range(8)]:
        assert call.take() == (200, 0)

    def texts():
        lines = [line for line in server.log.split("\n")[:-1]
                 if line.startswith("{")]
        said = [json.loads(line)["message"] for line in lines]
        said = [text for text in said if not text.startswith("dayfly: ")]
        return len(said) >= 80 and said

    for text in wait_for(texts, what="the log"):
        assert len(text) == 30000 and len(set(text)) == 1


def test_a_record_without_a_request_id_gets_that_of_its_event(managed, tmp_path):
    """In text, where nobody could tell whose it is. AWS has JSON alone there."""
    write(tmp_path, "index.mjs", """
export const handler = () => {
  process.stdout.write("said\\n");
  process.stdout.write('{"level":"warn"}\\n');
  return 0;
};
""")
    server = managed("index.handler", 2, DAYFLY_INTERPRETER=interpreter("node"),
                     AWS_LAMBDA_LOG_FORMAT="Text")
    assert Call(server, 1).take() == (200, 0)

    def told():
        lines = [line for line in server.log.splitlines()
                 if "said" in line or "warn" in line]
        return len(lines) == 2 and lines

    said, json_line = wait_for(told, what="the log")
    assert re.fullmatch(r"[^\t]+Z\t[0-9a-f-]{36}\tINFO\tsaid", said)
    assert json.loads(json_line)["requestId"] == said.split("\t")[1]
