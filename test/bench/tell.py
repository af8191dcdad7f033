"""The tables, in Markdown that can be read as it is."""

import accept
import cost
import figures
import goals
import share
from runtimes import PEER, REAL
from samples import Key

ORDER = ["node", "deno", "bun", "qjs", "python", "c", "sh", "bash",
         "aws-lambda-ric", "awslambdaric", "aws-lambda-go", "lambda_runtime",
         "bash loop", *REAL]
DAYFLY, AWS = "dayfly, Node", "AWS's Node"
ORDER += [DAYFLY, AWS]
PEERS = {**PEER, DAYFLY: AWS}
PEER_NAMES = {name: f"{PEER[engine]} + {name}"
              for name, (engine, _) in REAL.items()}
MODES = ["fork", "rehearsed", "spare", "on demand", "reuse", "kept", "bare"]
SERVERS = [("host", "host"), ("rie", "emulator"),
           ("raw", "bootstrap alone"), ("bare", "no one"),
           ("lambda", "Lambda")]


def table(head, rows):
    rows = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(row) + " |" for row in rows]


def number(value):
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if (
        value >= 20) else f"{value:.2f}"


def runtimes_in(samples):
    found = {(k.program, k.mode) for k in samples.rows
             if k.mode != "bare" and k.figure != "cost"
             and not k.figure.startswith("accept ")}
    return sorted(found, key=lambda pair: (ORDER.index(pair[0]),
                                           MODES.index(pair[1])))


def middle(samples, *key):
    values = samples.values(Key(*key))
    return figures.median(values) if values else None


def latency(samples, figure):
    """p50, p90, p99 of each, and the ratio to what AWS's client does."""
    seed = samples.about.get("seed", 1)
    for server, name in SERVERS:
        for program, mode in (*runtimes_in(samples),
                              *((p, "bare") for p in ORDER)):
            key = Key(figure, server, program, mode)
            values = samples.values(key)
            if not values:
                continue
            peer = Key(figure, server, PEERS.get(program, ""), "kept")
            found = (None if key == peer
                     else figures.ratio(samples, key, peer, seed))
            yield [program, mode, name, str(len(values)),
                   *(number(figures.percentile(values, share))
                     for share in (0.5, 0.9)),
                   number(figures.percentile(values, 0.99)
                          if len(values) >= 100 else None),
                   f"{found} {PEER_NAMES.get(program, peer.program)}" if found else "–"]


LATENCY = ["program", "mode", "behind", "calls", "p50", "p90", "p99",
           "p50 ÷ kept (95 %)"]


def cold(samples):
    for program, mode in runtimes_in(samples):
        cells = []
        for server in ("host", "rie"):
            key = Key("cold", server, program, mode)
            peer = Key("cold", server, PEERS.get(program, ""), "kept")
            found = (None if key == peer else figures.ratio(
                samples, key, peer, samples.about.get("seed", 1)))
            cells += [number(middle(samples, *key)), str(found or "–")]
        cells.append(number(middle(samples, "next", "raw", program, mode)))
        if any(cell != "–" for cell in cells):
            yield [program, mode, *cells]


def containment(samples):
    """The median of each mode, and its ratio to nothing of containment."""
    for program in cost.PROGRAMS:
        peer = Key("cost", "raw", program, cost.NOTHING)
        cells = [number(middle(samples, *peer))]
        for mode in cost.MODES[1:]:
            key = Key("cost", "raw", program, mode)
            found = figures.ratio(samples, key, peer,
                                  samples.about.get("seed", 1))
            cells += [number(middle(samples, *key)), str(found or "–")]
        if cells[0] != "–":
            yield [program, "on demand" if program == "c" else "spare", *cells]


def by_figure(samples, columns):
    """A row for each runtime with a number in one of (figure, server)."""
    rows = runtimes_in(samples) + [(p, "bare") for p in ORDER]
    for program, mode in rows:
        cells = [number(middle(samples, figure,
                               "bare" if mode == "bare" else server,
                               program, mode))
                 for figure, server in columns]
        if any(cell != "–" for cell in cells):
            yield [program, mode, *cells]


def throughput(samples):
    clients = sorted({int(k.figure.split()[1]) for k in samples.rows
                      if k.figure.startswith("rate ")})
    columns = [("rate 1", "rie")] if 1 in clients else []
    columns += [(f"rate {n}", "host") for n in clients]
    columns += [(f"rate {n}", "lanes") for n in clients if n > 1]
    columns = [c for c in columns if any(
        k[:2] == c for k in samples.rows)] + [("cpu 1", "host")]
    columns += [("cpu 16", "lanes")] if 16 in clients else []
    head = ["program", "mode"]
    for figure, server in columns:
        what, n = figure.split()
        many = f"{n} client" + ("s" if n != "1" else "")
        head.append(f"ms CPU a call, {many}" + (
            "" if server == "host" else f", {server}") if what == "cpu"
                    else f"{dict(SERVERS).get(server, server)}, {many}")
    return table(head, by_figure(samples, columns))


def judgement(samples):
    for verdict in goals.verdicts(samples):
        goal, found = verdict.goal, verdict.found
        sign = "≥" if goal.at_least else "≤"
        unit = f" {goal.unit}" if goal.unit else ""
        yield [goal.text, f"{sign} {goal.limit:g}{unit}", str(found or "–"),
               verdict.word]


def head(samples):
    about = samples.about
    yield f"Machine: {about.get('machine')}; load before: {about.get('load')}."
    yield "; ".join(f"{k} {v}" for k, v in about.get("versions", {}).items())
    if "bootstrap" in about:
        yield f"The bootstrap is {about['bootstrap']}."
    yield "Bytes: " + ", ".join(
        f"{k} {v:,}" for k, v in about.get("sizes", {}).items())
    if about.get("unset"):
        yield (f"Not in the environment of what is measured, though it was "
               f"here: {', '.join(about['unset'])}.")
    left_out = about.get("left out", [])
    for text in dict.fromkeys(left_out):
        yield f"Left out: {text} ({left_out.count(text)})."
    yield f"Seed {about.get('seed')}."


def contained(samples):
    pause = samples.about.get("cost pause")
    head = ["program", "mode", cost.NOTHING]
    for mode in cost.MODES[1:]:
        head += [mode, "÷ nothing (95 %)"]
    return (f"What containment costs: a call after {pause} s of quiet, "
            "bootstrap alone, ms"), table(head, containment(samples))


def accepted(samples):
    head = ["server"]
    for senders in accept.SENDERS:
        many = f"{senders} sender" + ("s" if senders > 1 else "")
        head += [f"{many}: events/s", "p50", "p99"]
    return ("Events accepted (202), and how long that took, ms; `disk` is a loop "
            "of write and fdatasync"), table(
                head, accept.rows(samples, number, middle))


def sections(samples):
    if samples.about.get("only") == "containment":
        yield contained(samples)
    else:
        yield from of_speed(samples)
    yield "The goals", table(["goal", "limit", "shown (95 %)", "verdict"],
                             judgement(samples))


def of_speed(samples):
    pause = samples.about.get("pause")
    yield f"A call after {pause} s of quiet, ms", table(
        LATENCY, latency(samples, "think"))
    yield "Calls without a pause, one client, ms", table(
        LATENCY, latency(samples, "back to back"))
    yield ("The first answer when nothing runs but the server, ms; the "
           "bootstrap from exec to its first `next`"), table(
        ["program", "mode", "host", "÷ kept (95 %)", "emulator",
         "÷ kept (95 %)", "first next"], cold(samples))
    yield "Calls a second", throughput(samples)
    sizes = [(size, server) for server in ("host", "rie")
             for size in ("1 KB", "100 KB", "6 MB")]
    yield "An event of that size and the same back, ms", table(
        ["program", "mode", *(f"{size}, {dict(SERVERS)[server]}"
                              for size, server in sizes)],
        by_figure(samples, sizes))
    yield "Memory of the runtime and its processes (PSS), MB", table(
        ["program", "mode", "idle", "busy"],
        by_figure(samples, [("idle", "host"), ("busy", "host")]))
    yield (f"At {share.SHARE:.0%} of a CPU, frozen between events, bootstrap alone, "
           "ms: a call; from its answer to the next `next`"), table(
        ["program", "mode", "call", "answer → next"], by_figure(
            samples, [("share call", "raw"), ("share next", "raw")]))
    yield accepted(samples)
    yield contained(samples)


def on_lambda(samples):
    pause = samples.about.get("pause")
    yield f"A warm call after {pause} s of quiet, Duration in ms", table(
        LATENCY, latency(samples, "think"))
    yield "A call that finds no sandbox, Init Duration + Duration in ms", table(
        LATENCY, latency(samples, "cold"))
    names = {"init": "Init Duration, ms", "cold here": "cold, seen here, ms",
             "think here": "warm, seen here, ms",
             "cold billed": "cold, billed ms", "think billed": "warm, billed ms",
             "max memory": "Max Memory Used, MB"}
    yield "And", table(["program", "mode", *names.values()], by_figure(
        samples, [(figure, "lambda") for figure in names]))


def told(samples, parts):
    lines = list(head(samples))
    for title, rows in parts:
        lines += ["", f"**{title}**", "", *rows]
    return lines


def lambda_report(samples):
    return "\n".join(told(samples, on_lambda(samples))) + "\n"


def report(samples):
    lines = told(samples, sections(samples))
    words = [verdict.word for verdict in goals.verdicts(samples)]
    lines += ["", "No verdict where it says too few samples." if (
        goals.TOO_FEW in words) else "", "{} of {} goals met, {} missed, {} "
        "open, {} without a verdict".format(
        words.count(goals.MET), len(words), words.count(goals.MISSED),
        words.count(goals.OPEN),
        words.count(goals.TOO_FEW) + words.count(goals.ABSENT))]
    return "\n".join(lines) + "\n"
