"""What is measured of one runtime at a time, or of some in a group of their own,
and not of all that run side by side."""

import contextlib
import dataclasses
import functools
import threading
import time

import fronts
import processes
import share
from rounds import SMALL, shuffled
from runtimes import FORK, KEPT, REAL

IDLE_LANES = 64
# Lambda stops the runtime after each answer, so it starts no process then.
FROZEN = (("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),)


def memory(bench):
    """All processes of the runtime: while nobody calls, spare included, and
    the most there was while one client calls without a pause. No other
    runtime is there that could share its pages."""
    for number in range(bench.plan.memory):
        bench.say(f"memory {number + 1}/{bench.plan.memory}")
        for runtime in shuffled(bench.runtimes):
            front = bench.fresh(fronts.BehindHost, runtime)
            try:
                front.call(SMALL)
                time.sleep(bench.plan.settle)
                key = front.kind, runtime.program, runtime.mode
                idle = processes.pss_mb(front.processes())
                if idle is None:
                    return
                bench.add("idle", key, number, idle)
                bench.add("busy", key, number, busy(front, bench.plan.window))
            finally:
                front.stop()


def busy(front, seconds):
    seen = [0.0]
    over = threading.Event()

    def look():
        while not over.wait(0.005):
            seen.append(processes.pss_mb(front.processes()) or 0.0)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        front.saturate(SMALL, 1, seconds)
    finally:
        over.set()
        looking.join()
    return max(seen)


def small_share(bench):
    """At a small share of a processor, the runtime frozen between events:
    each call, and from its answer to the next `next`."""
    some = [r for r in bench.runtimes if r.program not in REAL
            and (r.mode in (FORK, KEPT) or r.usual)
            and r.program != "bash loop"]
    with share.group() as enter, contextlib.ExitStack() as stack:
        held = []
        for runtime in some:
            bench.say(f"starting {runtime.program} at a small share")
            runtime = dataclasses.replace(
                runtime, env=(*runtime.env, *FROZEN))
            front = bench.fresh(functools.partial(
                fronts.Raw, enter=enter), runtime)
            stack.callback(front.stop)
            held.append((("raw", runtime.program, runtime.mode), front))
        for number in range(bench.plan.share):
            bench.say(f"small share {number + 1}/{bench.plan.share}")
            for key, front in shuffled(held):
                front.hear(lambda: front.waiting, "next")
                time.sleep(bench.plan.pause)
                bench.add("share call", key, number, front.call(SMALL))
                bench.add("share next", key, number, front.until_next())


def idle_lanes(bench):
    """How many interpreters wait when so many lanes do."""
    node = next((r for r in bench.runtimes if r.program == "node"
                 and r.mode == "spare"), None)
    if not node:
        return
    for number in range(bench.plan.memory):
        bench.say(f"idle lanes {number + 1}/{bench.plan.memory}")
        front = bench.fresh(many, node)
        try:
            bench.add("spares", ("raw", "node", "spare"), number,
                     most_interpreters(front, bench.plan.pause))
        finally:
            front.stop()


def most_interpreters(front, pause):
    """One that is still starting is no less a process."""
    counts = []
    for _ in range(5):
        time.sleep(pause)
        counts.append(sum(processes.program(pid).endswith("/node")
                          for pid in front.processes()))
    return max(counts)


def many(runtime, folder):
    return fronts.Raw(runtime, folder, lanes=IDLE_LANES)
