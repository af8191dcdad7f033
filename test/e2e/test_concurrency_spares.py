"""Few processes wait ahead of their events in all lanes together, and those where
the next events go."""

import os
import pathlib
import time

import pytest
from ahead import COUNT, blocked, children
from managed import all_wait, lanes
from parts import BIN, interpreter, wait_for, write

pytestmark = pytest.mark.prompt


def test_idle_workers_have_no_more_processes_than_the_budget(
        managed, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = managed("index.handler", 64, DAYFLY_SPARES=2,
                     DAYFLY_INTERPRETER=interpreter("node"))

    def waiting():
        return [pid for lane in lanes(server) for pid in children(lane)]

    wait_for(lambda: sum(map(blocked, waiting())) == 2, 20, "two who wait")
    most = 0
    for _ in range(40):
        most = max(most, len(waiting()))
        time.sleep(0.02)
    assert most == 2
    kib = 0
    for pid in [server.bootstrap(), *lanes(server)]:
        text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        kib += int(text.partition("Pss:")[2].split()[0])
    print("65 bootstraps:", kib, "KiB")
    assert "san" in BIN.parts or kib < 96 * 1024


def test_the_budget_is_the_number_of_cpus(managed, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    cpu = min(os.sched_getaffinity(0))
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        server = managed("index.handler", 6,
                         DAYFLY_INTERPRETER=interpreter("node"))
    finally:
        os.sched_setaffinity(0, before)

    def waiting():
        return [pid for lane in lanes(server) for pid in children(lane)]

    wait_for(lambda: sum(map(blocked, waiting())) == 1, 20, "one who waits")
    time.sleep(0.3)
    assert len(waiting()) == 1


def test_the_one_that_waits_is_where_the_next_event_goes(managed, tmp_path):
    """The platform gives it to who has asked longest."""
    write(tmp_path, "index.mjs", COUNT)
    server = managed("index.handler", 6, timeout=9, DAYFLY_SPARES=1,
                     DAYFLY_INTERPRETER=interpreter("node"))

    def one_waits():
        pids = [pid for lane in lanes(server) for pid in children(lane)]
        return len(pids) == 1 and blocked(pids[0]) and pids[0]

    # All asked at the same time at first: nobody knows who came first.
    for _ in range(6):
        assert server.invoke().json["count"] == 1
        all_wait(server, 6)
        wait_for(one_waits, what="one who waits")
    for _ in range(9):
        all_wait(server, 6)
        pid = wait_for(one_waits, what="one who waits")
        assert server.invoke().json == {"count": 1, "pid": pid}
