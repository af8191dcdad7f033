"""The measuring. In every round each runtime has its turn once, in a new random
order, so that whatever else the machine does falls on all alike."""

import contextlib
import dataclasses
import itertools
import random
import time

import cost
import figures
import fronts
import machine
import processes
from parts import BIN
from runtimes import FORK, KEPT, REAL, bare_commands
from samples import Key

SMALL = b'{"name":"you"}'
SIZES = {"1 KB": 1 << 10, "100 KB": 100 << 10, "6 MB": 6 << 20}
# Who is told of at every size, and who alone before a Runtime API of ours.
SIZED = {*((name, mode) for name in ("node", "deno", "bun", "python")
           for mode in (FORK, "spare")), ("qjs", "on demand"), ("c", "on demand"), ("c", "spare"),
         *((name, KEPT) for name in ("aws-lambda-ric", "awslambdaric",
                                      "aws-lambda-go", "lambda_runtime"))}
NOT_COPIED = "processes are started, not copied"


@dataclasses.dataclass
class Plan:
    """How much of each; seconds and rounds."""

    pause: float = 0.2
    think: int = 40
    cold: int = 12
    sizes: int = 12
    windows: int = 5
    window: float = 0.5
    memory: int = 3
    settle: float = 2.0  # until the templates have started
    share: int = 20
    clients: tuple = (1, 2, 16)
    cost: int = 150
    cost_pause: float = 0.05


QUICK = Plan(pause=0.02, think=3, cold=1, sizes=1, windows=1, window=0.1,
             memory=1, settle=0.1, share=1, clients=(1, 2), cost=1)


def event_of(size):
    return b'{"x":"' + b"x" * (size - 8) + b'"}'


def shuffled(things):
    things = list(things)
    random.shuffle(things)
    return things


class Bench:
    """Every front that is asked more than once, running side by side."""

    def __init__(self, plan, runtimes, scratch, samples, say):
        self.plan, self.runtimes, self.scratch = plan, runtimes, scratch
        self.samples, self.say = samples, say
        self.numbered = 0
        self.fronts = {}
        self.bare = {}

    def fresh(self, kind, runtime):
        """A front in a folder that no other has."""
        self.numbered += 1
        folder = self.scratch / str(self.numbered)
        folder.mkdir()
        return kind(runtime, folder)

    @contextlib.contextmanager
    def running(self):
        try:
            yield self
        finally:
            for front in (*self.fronts.values(), *self.bare.values()):
                front.stop()

    def start(self, kind, runtimes):
        self.say(f"starting {kind.kind}")
        for runtime in runtimes:
            key = kind.kind, runtime.program, runtime.mode
            self.fronts[key] = self.fresh(kind, runtime)
            self.fronts[key].call(SMALL)
        self.settle(key for key in self.fronts if key[0] == kind.kind)

    def settle(self, keys):
        """Wait for the templates; and tell of those that are none."""
        time.sleep(self.plan.settle)
        for kind, program, mode in keys:
            log = getattr(self.fronts[kind, program, mode], "served", None)
            if mode == FORK and log and NOT_COPIED in log.log:
                why = log.log.partition(NOT_COPIED)[2].splitlines()[0]
                self.samples.about["left out"].append(
                    f"copies of {program}, which is started{why}")

    def start_all(self):
        programs = {r.program for r in self.runtimes}
        self.start(fronts.BehindHost, self.runtimes)
        self.start(fronts.BehindRie, [r for r in self.runtimes
                                      if r.program not in REAL])
        self.start(fronts.Raw, [r for r in self.runtimes
                                if r.mode == "on demand"])
        for program, command in bare_commands():
            if program in programs:
                self.bare[program] = fronts.Bare(program, command, SMALL,
                                                self.scratch)

    def add(self, figure, key, number, value):
        self.samples.add(Key(figure, *key), number, value)

    def cold(self):
        """Nothing runs but the server: to the first answer."""
        for number in range(self.plan.cold):
            self.say(f"cold {number + 1}/{self.plan.cold}")
            for kind, runtime in shuffled(
                    (kind, r) for r in self.runtimes
                    if r.usual or r.mode == FORK
                    for kind in (fronts.BehindHost, fronts.BehindRie)
                    if kind is fronts.BehindHost or r.program not in REAL):
                front = self.fresh(kind, runtime)
                try:
                    time.sleep(self.plan.pause / 4)
                    self.add("cold", (kind.kind, runtime.program,
                                      runtime.mode), number, front.call(SMALL))
                finally:
                    front.stop()

    def first_next(self):
        """From exec to the first `next`; and memory before any event."""
        for number in range(self.plan.cold):
            for runtime in shuffled(
                    r for r in self.runtimes
                    if (r.usual or r.mode == FORK)
                    and r.program not in ("bash loop", *REAL)):
                front = self.fresh(fronts.Raw, runtime)
                key = "raw", runtime.program, runtime.mode
                try:
                    self.add("next", key, number, front.first_next_ms)
                    self.add("rss", key, number, processes.rss_mb(front.pid))
                finally:
                    front.stop()

    def size(self):
        """Of the bootstrap that is shipped."""
        if machine.is_static(BIN / "bootstrap"):
            self.add("size", ("raw", "c", "on demand"), 0,
                     (BIN / "bootstrap").stat().st_size / 1000)

    def think(self):
        """Each waits `pause` seconds before it is called."""
        keys = {**self.fronts, **{("bare", program, "bare"): bare
                                  for program, bare in self.bare.items()}}
        for number in range(self.plan.think):
            self.say(f"think time {number + 1}/{self.plan.think}")
            for key in shuffled(keys):
                time.sleep(self.plan.pause)
                self.add("think", key, number, keys[key].call(SMALL))

    def sizes(self):
        some = [key for key in self.fronts
                if key[0] in ("host", "rie") and key[1:] in SIZED]
        for number in range(self.plan.sizes):
            self.say(f"sizes {number + 1}/{self.plan.sizes}")
            for key, size in shuffled((k, s) for k in some for s in SIZES):
                time.sleep(self.plan.pause)
                self.add(size, key, number,
                         self.fronts[key].call(event_of(SIZES[size])))

    def saturated(self, lanes):
        """Calls without a pause, so many clients at once: calls a second, each
        call's time and processor time a call."""
        if lanes:
            self.start(fronts.BehindLanes,
                       [r for r in self.runtimes if not r.client])
        for number in range(self.plan.windows):
            self.say(f"saturated {number + 1}/{self.plan.windows}")
            for key, clients in shuffled(self.windows()):
                self.window(key, clients, number)

    def windows(self):
        for key in self.fronts:
            for clients in self.plan.clients:
                # The imports of these take so long that many would wait.
                if key[1] in REAL and clients > fronts.CPUS:
                    continue
                if key[0] in ("host", "rie") and clients == 1 or (
                        key[0] in ("host", "lanes") and clients > 1):
                    yield key, clients
        for program in self.bare:
            for workers in (1, fronts.CPUS):
                yield ("bare", program, "bare"), workers

    def window(self, key, clients, number):
        time.sleep(self.plan.pause)
        if key[0] == "bare":
            rate, cpu = self.bare[key[1]].run(self.plan.window, clients)
            self.add(f"rate {clients}", key, number, rate)
            self.add(f"cpu {clients}", key, number, cpu)
            return
        front = self.fronts[key]
        before = processes.cpu_ms(front.pid)
        took, seconds = front.saturate(SMALL, clients, self.plan.window)
        after = processes.cpu_ms(front.pid)
        self.add(f"rate {clients}", key, number, len(took) / seconds)
        self.add(f"cpu {clients}", key, number, (after - before) / len(took))
        if clients == 1:
            for ms in took:
                self.add("back to back", key, number, ms)
            self.add("p99 to p50", key, number,
                     figures.percentile(took, 0.99) / figures.median(took))

    def cost(self):
        """Each function with and without what contains it."""
        cost.compile_both()
        contained = {}
        with contextlib.ExitStack() as stack:
            for program, mode in itertools.product(cost.PROGRAMS, cost.MODES):
                self.say(f"starting {program}, {mode}")
                front = self.fresh(fronts.Raw, cost.contained(program, mode))
                stack.callback(front.stop)
                front.call(SMALL)
                contained[program, mode] = front
            for number in range(self.plan.cost):
                self.say(f"containment {number + 1}/{self.plan.cost}")
                for program, mode in shuffled(contained):
                    time.sleep(self.plan.cost_pause)
                    self.add("cost", ("raw", program, mode), number,
                             contained[program, mode].call(SMALL))
