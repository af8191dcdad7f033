"""When a CPU of this machine stood still for all programs, as those of a virtual
machine do: for each CPU a program that the kernel runs before all others, and
that notes when it was woken too late. `python3 machine_stops.py CPU` is one."""

import os
import subprocess
import sys
import time

STEP = 0.001  # seconds
LEAST = 0.0012  # late by more: nothing was run, whatever its priority
PRIORITY = 50  # of SCHED_FIFO


def watch(cpu):
    """Prints begin and end of each stop, in seconds of time.monotonic()."""
    os.sched_setaffinity(0, {cpu})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    print("ready", flush=True)
    due = time.monotonic()
    while True:
        due = max(due + STEP, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))
        now = time.monotonic()
        if now - due > LEAST:
            print(due, now, flush=True)


class Stops:
    """The stops of all CPUs, from its making until its end."""

    def __init__(self):
        self.programs = [subprocess.Popen(
            [sys.executable, __file__, str(cpu)], text=True,
            stdout=subprocess.PIPE) for cpu in sorted(os.sched_getaffinity(0))]
        for one in self.programs:
            assert one.stdout.readline() == "ready\n", \
                "SCHED_FIFO is not permitted: run this as root"

    def end(self):
        """[(begin, end)]"""
        for one in self.programs:
            one.terminate()
        lines = [line for one in self.programs
                 for line in one.communicate()[0].splitlines()]
        return [tuple(map(float, line.split())) for line in lines]


def without_stops(calls, stops):
    """Those of [(begin, end)] during which no CPU stood still."""
    return [(begin, end) for begin, end in calls
            if not any(stopped < end and on > begin for stopped, on in stops)]


if __name__ == "__main__":
    watch(int(sys.argv[1]))
