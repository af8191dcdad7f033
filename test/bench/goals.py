"""What dayfly has promised of its speed, each a number made of medians, with a
limit, and whether this run shows it."""

import dataclasses
from collections.abc import Callable

import accept
import cost
import share
from figures import divided, interval
from fronts import CPUS
from runtimes import FORK, PEER, REAL, REHEARSED
from samples import Key

# Of fewer rounds no verdict is given.
LEAST = {"think": 30, "cost": 60, "cold": 10, "next": 10, "rss": 10, "6 MB": 10,
         "spares": 3, "idle": 3, "share next": 10, "size": 1}
LEAST_WINDOWS = 5
BOTH = (FORK, "spare")
MET, MISSED, OPEN = "met", "missed", "open"
TOO_FEW, ABSENT = "too few samples", "not measured"


@dataclasses.dataclass
class Goal:
    text: str
    keys: list
    formula: Callable
    limit: float
    unit: str = ""
    at_least: bool = False


@dataclasses.dataclass
class Verdict:
    goal: Goal
    found: object  # Interval or None
    word: str


def same(value):
    return value


def above(value, *less):
    return value - sum(less)


def think(server, program, mode):
    return Key("think", server, program, mode)


def bare(program):
    return think("bare", program, "bare")


def host(figure, program, mode):
    return Key(figure, "host", program, mode)


KEPT = {name: ("aws-lambda-" + name, "kept") for name in ("ric", "go")}
SERVERS = {"host": "host", "rie": "emulator"}


def of_latency():
    for program, host, rie in [("node", 1.0, 1.1), ("deno", 1.1, 1.1),
                               ("bun", 1.1, 1.1)]:
        for server, limit in (("host", host), ("rie", rie)):
            yield Goal(
                f"fresh {program}, spare ÷ aws-lambda-ric, {SERVERS[server]}",
                [think(server, program, "spare"), think(server, *KEPT["ric"])],
                divided, limit)
    for server, name in SERVERS.items():
        yield Goal(f"first answer, node ÷ aws-lambda-ric, {name}",
                   [Key("cold", server, "node", "spare"),
                    Key("cold", server, *KEPT["ric"])], divided, 0.5)
    for server, name in SERVERS.items():
        go = think(server, *KEPT["go"])
        yield Goal(f"fresh static C, spare ÷ aws-lambda-go, {name}",
                   [think(server, "c", "spare"), go], divided, 1.0)
        yield Goal(f"static C on demand, above aws-lambda-go + bare, {name}",
                   [think(server, "c", "on demand"), go, bare("c")], above,
                   0.15, "ms")
        yield Goal(f"bash and curl loop ÷ bash on demand, {name}",
                   [think(server, "bash loop", "kept"),
                    think(server, "bash", "on demand")], divided, 10,
                   at_least=True)
        yield Goal(f"fresh qjs on demand ÷ aws-lambda-ric, {name}",
                   [think(server, "qjs", "on demand"),
                    think(server, *KEPT["ric"])], divided, 1.3)
        yield Goal(f"6 MB echo, node ÷ aws-lambda-ric, {name}",
                   [Key("6 MB", server, "node", "spare"),
                    Key("6 MB", server, *KEPT["ric"])], divided, 1.0)


def of_throughput(lanes):
    """Against as many bare loops as there are lanes."""
    server, clients = ("lanes", 16) if lanes > 1 else ("host", 1)
    for program in ("node", "deno", "bun", "qjs", "c", "sh"):
        mode = "on demand" if program in ("qjs", "c", "sh") else "spare"
        yield Goal(f"saturated {program}, {mode} ÷ bare loop × {lanes}",
                   [Key(f"rate {clients}", server, program, mode),
                    Key(f"rate {lanes}", "bare", program, "bare")], divided,
                   0.7 if program == "c" else 0.9, at_least=True)
    for program in ("c", "sh", "qjs", "node", "deno", "bun"):
        yield Goal(f"{program} on demand above bare, bootstrap alone",
                   [think("raw", program, "on demand"), bare(program)], above,
                   0.5, "ms")


# Of each engine that is copied, the least calls a second on all lanes.
COPIED = {"node": 700, "deno": 450, "bun": 450, "python": 900}


def of_copies(lanes):
    """What a copy for every event costs, without a pause and after one."""
    server, clients = ("lanes", 16) if lanes > 1 else ("host", 1)
    for program, rate in COPIED.items():
        peer = PEER[program]
        yield Goal(f"back to back, {program}, fork ÷ {peer}, host",
                   [host("back to back", program, FORK),
                    host("back to back", peer, "kept")], divided, 8)
        yield Goal(f"back to back, {program}, fork, p99 ÷ p50, host",
                   [host("p99 to p50", program, FORK)], same, 3)
        yield Goal(f"saturated {program}, fork, {lanes} at once",
                   [Key(f"rate {clients}", server, program, FORK)], same, rate,
                   "calls/s", at_least=True)
        yield Goal(f"CPU of a call, {program}, fork, host",
                   [host("cpu 1", program, FORK)], same, 2.5, "ms")
        yield from of_copies_waiting(program)
    yield Goal("fresh node, fork ÷ aws-lambda-ric, host",
               [think("host", "node", FORK), think("host", *KEPT["ric"])],
               divided, 1.0)
    for program in REAL:
        for mode in (FORK, REHEARSED):
            yield Goal(f"back to back, {program}, {mode} ÷ kept, host",
                       [host("back to back", program, mode),
                        host("back to back", program, "kept")], divided, 10)
    for program in ("node", "python") if share.SHARE == share.USUAL else ():
        yield Goal(f"7 % of a CPU, {program}, fork: answer → next",
                   [Key("share next", "raw", program, FORK)], same, 30, "ms")


def of_copies_waiting(program):
    """Beside a process that was started ahead."""
    for text, keys in {
            f"fresh {program}, fork ÷ spare, host":
            [think("host", program, mode) for mode in BOTH],
            f"first answer, {program}, fork ÷ spare, host":
            [host("cold", program, mode) for mode in BOTH],
            f"exec → first next, {program}, fork ÷ spare":
            [Key("next", "raw", program, mode) for mode in BOTH]}.items():
        yield Goal(text, keys, divided, 1.0 if "fresh" in text else 1.05)
    yield Goal(f"memory while nobody calls, {program}, fork − spare",
               [host("idle", program, mode) for mode in BOTH], above, 2, "MB")


def of_the_bootstrap():
    alone = "raw", "c", "on demand"
    yield Goal("bootstrap: idle RSS", [Key("rss", *alone)], same, 2, "MB")
    yield Goal("bootstrap: exec → first next", [Key("next", *alone)], same, 2,
               "ms")
    yield Goal("bootstrap, static: size", [Key("size", *alone)], same, 500, "KB")
    yield Goal("64 idle lanes: interpreters alive",
               [Key("spares", "raw", "node", "spare")], same, CPUS)


def of_containment():
    for program in cost.PROGRAMS:
        yield Goal(f"{program}, all of containment ÷ nothing of it",
                   [Key("cost", "raw", program, mode)
                    for mode in (cost.ALL, cost.NOTHING)], divided, 1.05)


def of_events():
    """Each is on the disk before its 202; many are brought there together."""
    disk = accept.key("rate", 1, "disk")
    for senders, limit in ((1, 0.3), (64, 3)):
        yield Goal(f"events accepted, {senders} sender" + "s" * (senders > 1)
                   + " ÷ what the disk synchronizes",
                   [accept.key("rate", senders, "host"), disk], divided, limit,
                   at_least=True)
    yield Goal("202 of an event, 64 senders, p99 ÷ p50",
               [accept.key("p99", 64, "host"), accept.key("p50", 64, "host")],
               divided, 3)


def all_goals(lanes):
    yield from of_latency()
    yield from of_throughput(lanes)
    yield from of_copies(lanes)
    yield from of_the_bootstrap()
    yield from of_events()
    yield from of_containment()


def least(goal):
    return max(LEAST.get(key.figure, LEAST_WINDOWS) for key in goal.keys)


def judged(goal, samples, seed):
    found = interval(samples, goal.keys, goal.formula, seed)
    if found is None:
        return Verdict(goal, None, ABSENT)
    if found.rounds < least(goal):
        return Verdict(goal, found, TOO_FEW)
    good, bad = found.high <= goal.limit, found.low > goal.limit
    if goal.at_least:
        good, bad = found.low >= goal.limit, found.high < goal.limit
    return Verdict(goal, found, MET if good else MISSED if bad else OPEN)


def verdicts(samples):
    lanes = samples.about.get("lanes", 1)
    seed = samples.about.get("seed", 1)
    chosen = (of_containment() if samples.about.get("only") == "containment"
              else all_goals(lanes))
    return [judged(goal, samples, seed) for goal in chosen]
