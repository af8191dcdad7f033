"""The process of an event is a copy of a template: one process for each event,
whatever happens to the template."""

import os
import resource
import signal
import threading

import pytest
from ahead import all_children
from parts import alive, wait_for, write
from places import mostly_rie
from templates import find_template, own_lines, template

pytestmark = mostly_rie
PATH = "/usr/bin:/bin"

COUNT = """
import os
count = 0
def handler(event, context):
    global count
    count += 1
    return {"count": count, "pid": os.getpid(), "parent": os.getppid(),
            "session": os.getsid(0)}
"""


@pytest.fixture
def counted(tmp_path, behind):
    write(tmp_path, "app.py", COUNT, 0o644)
    return behind("app.handler", PATH=PATH)


def all_fresh(answers):
    seen = [answer.json for answer in answers]
    assert {one["count"] for one in seen} == {1}
    assert len({one["pid"] for one in seen}) == len(seen)
    return seen


def test_each_of_300_events_has_a_process_of_its_own(counted):
    pid = template(counted)
    seen = all_fresh([counted.invoke() for _ in range(300)])
    assert {one["parent"] for one in seen} == {counted.bootstrap()}
    assert all(one["session"] == one["pid"] for one in seen)
    assert pid not in {one["pid"] for one in seen}
    assert template(counted) == pid
    assert "WARN" not in "".join(own_lines(counted.log))


@pytest.mark.parametrize("more", [{}, {"DAYFLY_RESIDUE": "report"}])
def test_events_without_a_pause_do_not_prevent_a_template(tmp_path, behind, more):
    """Also where the next process is started late."""
    write(tmp_path, "app.py", "import time\ntime.sleep(0.3)\n" + COUNT, 0o644)
    server = behind("app.handler", PATH=PATH, **more)
    all_fresh([server.invoke() for _ in range(12)])
    wait_for(lambda: find_template(server.bootstrap()), what="a template")


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def stop(pid):
    os.kill(pid, signal.SIGSTOP)


def limit(pid):
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (20, 20))


def pin(pid):
    os.sched_setaffinity(pid, {min(os.sched_getaffinity(pid))})


def renice(pid):
    os.setpriority(os.PRIO_PROCESS, pid, 19)


@pytest.mark.parametrize("disturb, words", [
    (kill, "it has ended"),
    (stop, "another process has stopped it"),
    (limit, "another process changed RLIMIT_NOFILE"),
    (pin, "another process changed the CPUs"),
    (renice, "another process changed the priority"),
])
def test_a_template_that_is_disturbed_is_replaced(counted, disturb, words):
    if disturb is pin and len(os.sched_getaffinity(0)) == 1:
        pytest.skip("one CPU")
    cpus = os.sched_getaffinity(0)
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    for _ in range(2):
        pid = template(counted)
        disturb(pid)
        all_fresh([counted.invoke() for _ in range(3)])
        new = template(counted, pid)
        wait_for(lambda pid=pid: not alive(pid), what="its end")
        assert os.sched_getaffinity(new) == cpus
        # A host that is root lets it go first while it rests.
        assert os.getpriority(os.PRIO_PROCESS, new) <= nice
    assert counted.log.count(words) == 2


SLOW_COPY = """
import os, time
leave = os.setsid
def leave_late():
    time.sleep(0.4)
    leave()
os.setsid = leave_late
"""


def test_a_template_that_is_replaced_does_not_take_its_last_copy_along(
        tmp_path, behind):
    """A copy that has not left the process group of its template yet."""
    write(tmp_path, "app.py", SLOW_COPY + COUNT, 0o644)
    server = behind("app.handler", PATH=PATH)
    pid = template(server)
    server.invoke()
    renice(pid)
    all_fresh([server.invoke() for _ in range(2)])
    assert "the priority" in server.log
    assert "ended before" not in server.log


def test_signals_that_end_a_process_do_not_end_a_template(counted):
    pid = template(counted)
    for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1,
                  signal.SIGALRM, signal.SIGPIPE, signal.SIGCHLD, signal.SIGCONT):
        os.kill(pid, signo)
        all_fresh([counted.invoke() for _ in range(2)])
    assert template(counted) == pid


def test_a_template_is_killed_again_and_again_while_it_is_at_work(counted):
    """Also in the middle of a copy."""
    template(counted)
    bootstrap = counted.bootstrap()
    ended = threading.Event()
    killed = []

    def kill_templates():
        while not ended.wait(0.003 * (len(killed) % 7)):
            pid = find_template(bootstrap)
            if pid:
                kill(pid)
                killed.append(pid)

    killer = threading.Thread(target=kill_templates)
    killer.start()
    try:
        all_fresh([counted.invoke() for _ in range(150)])
    finally:
        ended.set()
        killer.join()
    assert killed
    assert counted.bootstrap() == bootstrap


def test_all_processes_are_killed_again_and_again_between_events(counted):
    template(counted)
    for _ in range(20):
        pids = all_children(counted.bootstrap())
        for pid in pids:
            kill(pid)
        # One that is dying still may take an event.
        wait_for(lambda pids=pids: not any(map(alive, pids)), what="their end")
        all_fresh([counted.invoke()])


ATTACK = """
import os, resource, signal
def others():
    me, parent = os.getpid(), os.getppid()
    with open(f"/proc/{parent}/task/{parent}/children") as file:
        return [int(pid) for pid in file.read().split() if int(pid) != me]
def handler(event, context):
    state = [os.getpriority(os.PRIO_PROCESS, 0), len(os.sched_getaffinity(0)),
             resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 30]
    for pid in others() if event else []:
        try:
            os.setpriority(os.PRIO_PROCESS, pid, 19)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (30, 30))
            os.sched_setaffinity(pid, {min(os.sched_getaffinity(pid))})
        except ProcessLookupError:
            pass
    return state
"""


def test_what_an_event_does_to_the_template_does_not_last(tmp_path, behind):
    """Without a sandbox it can change all processes that wait beside it, also a
    template that is not ready yet. That is over when these processes are."""
    write(tmp_path, "app.py", ATTACK, 0o644)
    server = behind("app.handler", PATH=PATH)
    usual = server.invoke(b"[]").json
    assert usual[2] is True
    for _ in range(10):
        pid = find_template(server.bootstrap())
        server.invoke(b"[1]")
        server.invoke(b"[]")
        template(server, *([pid] if pid else []))
        assert [server.invoke(b"[]").json for _ in range(2)][1] == usual
