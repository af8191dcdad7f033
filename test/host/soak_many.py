"""A host with a thousand functions made by API: its size, how soon it answers
after a restart, whether it sleeps, and what ten functions at work do to the
calls of a quiet one. `python3 soak_many.py FUNCTIONS SECONDS` measures it."""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

from hosting import children_of, wait_for
from machine_stops import Stops, without_stops
from stored import ROLE, client, node, store_host, zip_of

MAKERS = 4
BUSY = 10
CALLERS = 4  # of each busy function
IDLE = 30  # seconds in which it is to sleep
# Starts quickly, as a thousand of them are to start.
PLAIN = zip_of({"run.sh": ("#!/bin/sh\necho '\"hi\"'\n", 0o755),
                "dayfly.json": '{"handler": "run.sh", "idle": 1}'})
ECHO = node("return event;")


def make(host, names, code, handler):
    lam = client(host)
    for name in names:
        lam.create_function(
            FunctionName=name, Runtime="nodejs22.x", Handler=handler, Role=ROLE,
            Code={"ZipFile": code}, Tags={"team": "many"},
            Environment={"Variables": {"TABLE": "a-table-of-" + name,
                                       "STAGE": "production"}})


def make_all(host, count):
    names = [f"many-{i:04}" for i in range(count)]
    makers = [threading.Thread(target=make, args=(host, names[i::MAKERS], PLAIN,
                                                  "run.sh"))
              for i in range(MAKERS)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    lam = client(host)
    for name in names:
        wait_for(lambda: lam.get_function_configuration(
            FunctionName=name)["State"] == "Active", 120)
    return names


def figures(host):
    """(resident memory in KiB, times that a thread has woken up)"""
    process = pathlib.Path(f"/proc/{host.process.pid}")
    status = (process / "status").read_text()
    woken = sum(int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)",
                              (thread / "status").read_text(), re.M)[1])
                for thread in (process / "task").iterdir())
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]), woken


def idle(host, seconds):
    """(resident memory in KiB, wake-ups), when no function has a process."""
    wait_for(lambda: not children_of(host.process.pid), 60)
    time.sleep(2)
    _, before = figures(host)
    time.sleep(seconds)
    memory, after = figures(host)
    return memory, after - before


def sleeps(host, seconds):
    """The same of the first stretch without a wake-up, or of the tenth: other
    work of the machine makes threads wait for the disk."""
    for _ in range(10):
        memory, woken = idle(host, min(seconds, IDLE))
        if woken == 0:
            break
    return memory, woken


def restarted(folder, name):
    """A new host, and the seconds until it has answered a call."""
    begun = time.monotonic()
    host = store_host(folder, "--quiet")
    assert host.invoke(name).json == "hi"
    return host, time.monotonic() - begun


def call(to, name):
    to.request("POST", f"/2015-03-31/functions/{name}/invocations", "{}")
    answer = to.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


def call_until_told(port, names):
    """A program of its own: calls each of them by several threads until its
    input ends; prints the number of calls."""
    counts = []
    stop = threading.Event()

    def work(name):
        to = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not stop.is_set():
            call(to, name)
            counts.append(name)

    workers = [threading.Thread(target=work, args=(name,))
               for name in names for _ in range(CALLERS)]
    for worker in workers:
        worker.start()
    sys.stdin.read()
    stop.set()
    for worker in workers:
        worker.join()
    print(len(counts))


class Busy:
    """Callers of these functions, who give way to the functions."""

    def __init__(self, host, names):
        self.begun = time.monotonic()
        self.programs = [subprocess.Popen(
            ["nice", "-n", "10", sys.executable, __file__, "call",
             str(host.port), *names[i::2]], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE) for i in range(2)]

    def end(self):
        """Calls per second."""
        counts = [int(one.communicate("")[0]) for one in self.programs]
        return sum(counts) / (time.monotonic() - self.begun)


def be_prompt():
    """The caller whose calls are timed does not wait for a CPU itself."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK,
                              os.sched_param(1))
    except PermissionError:
        pass


def quiet(host, seconds):
    """Begin and end of each call, in seconds: one every 0.1 s."""
    to = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
    took = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        call(to, "quiet")
        took.append((begun, time.monotonic()))
        time.sleep(0.1)
    return took


def share(host, seconds):
    """(the calls of the quiet function alone, the same while others are at
    work, the calls per second of these)"""
    names = [f"busy-{i}" for i in range(BUSY)]
    make(host, ["quiet", *names], ECHO, "index.handler")
    for name in ("quiet", *names):
        wait_for(lambda: host.invoke(name, {}).status == 200)
    be_prompt()
    quiet(host, 2)
    alone = quiet(host, seconds)
    callers = Busy(host, names)
    time.sleep(3)
    beside = quiet(host, seconds)
    return alone, beside, callers.end()


def part(took, share_of):
    return sorted(took)[min(len(took) - 1, int(len(took) * share_of))]


def told(what, calls):
    took = sorted((end - begun) * 1000 for begun, end in calls)
    print(f"  {what}: {len(took)} calls, p50 {part(took, 0.5):.1f} ms, "
          f"p95 {part(took, 0.95):.1f}, p99 {part(took, 0.99):.1f}, the longest "
          f"{json.dumps([round(t, 1) for t in took[-3:]])}")
    return part(took, 0.99)


def tell(what, calls, stops):
    """The p99 of all calls, and of those that the machine did not stop, in
    ms."""
    first, last = calls[0][0], calls[-1][1]
    here = [end - begun for begun, end in stops if first < begun < last]
    print(f"quiet {what}: the CPUs stood still {len(here)} times, "
          f"{sum(here) * 1000:.0f} ms of {last - first:.0f} s")
    return (told("all", calls),
            told("that met no such stop", without_stops(calls, stops)))


def main(count, seconds):
    with tempfile.TemporaryDirectory(prefix="dayfly-many-") as made:
        folder = pathlib.Path(made) / "data"
        begun = time.monotonic()
        host = store_host(folder, "--quiet")
        names = make_all(host, count)
        print(f"{count} functions made in {time.monotonic() - begun:.0f} s, "
              f"{figures(host)[0]} KiB resident")
        host.close()
        host, took = restarted(folder, names[-1])
        print(f"{took * 1000:.0f} ms from a start until a call is answered")
        memory, woken = idle(host, min(seconds, IDLE))
        print(f"idle for {min(seconds, IDLE):.0f} s: {memory} KiB resident, {woken} wake-ups")
        stops = Stops()
        alone, beside, rate = share(host, seconds)
        stops = stops.end()
        before = tell("alone", alone, stops)
        after = tell(f"beside {rate:.0f} calls/s", beside, stops)
        print(f"p99 beside others / alone: {after[0] / before[0]:.1f}; of the "
              f"calls that met no stop {after[1] / before[1]:.1f}")
        host.close()


if __name__ == "__main__":
    if sys.argv[1] == "call":
        call_until_told(int(sys.argv[2]), sys.argv[3:])
    else:
        main(int(sys.argv[1]), float(sys.argv[2]))
