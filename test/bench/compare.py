"""How long a call takes, by runtime and by what stands in front of it.

Every round calls each of them once, in a new random order, on kept
connections; so whatever else the machine does falls on all alike. `bare` is
the limit: a new process of the same program with nothing around it, started
from here.
"""

import argparse
import csv
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from parts import ROOT, Host, Rie, clean_env, interpreter, write  # noqa: E402

FUNCTION = "export const handler = () => ({ ok: true });\n"
BARE = "0"


def places():
    """name: (handler, settings, command of the bare process)"""
    found = {"sh": ("f.sh", {}, ["sh", "-c", "cat"]),
             "c": ("f", {}, None)}
    for name in ["node", "deno", "bun"]:
        path = interpreter(name)
        command = {"node": [path, "-e", BARE], "bun": [path, "-e", BARE],
                   "deno": [path, "eval", BARE]}[name]
        found[name] = ("index.handler", {"DAYFLY_INTERPRETER": path}, command)
    return found


def prepare(folder):
    folder.mkdir()
    write(folder, "f.sh", "#!/bin/sh\nexec cat\n")
    write(folder, "index.mjs", FUNCTION)
    subprocess.run(["cc", "-O2", "-o", folder / "f",
                    ROOT / "examples/hello-c/handler.c"], check=True)
    return folder


def timed(call):
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def bare(command):
    return lambda: subprocess.run(command, input=b"{}", check=True,
                                  capture_output=True, env=clean_env())


def checked(server):
    def call():
        answer = server.invoke(b'{"name":"you"}')
        assert answer.code == 200 and b"errorType" not in answer.body, \
            answer.body
    return call


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args()
    random.seed(options.seed)
    servers, calls, samples = [], {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        try:
            for name, (handler, env, command) in places().items():
                for kind in (Rie, Host):
                    folder = prepare(pathlib.Path(scratch) /
                                     f"{name}-{kind.name}")
                    server = kind(folder, handler, timeout=10, **env)
                    servers.append(server)
                    calls[name, kind.name] = checked(server)
                if command:
                    calls[name, "bare"] = bare(command)
            for call in calls.values():
                call()
            for number in range(options.rounds):
                order = list(calls)
                random.shuffle(order)
                for key in order:
                    samples.setdefault(key, []).append(
                        (number, timed(calls[key])))
        finally:
            for server in servers:
                server.stop()
    tell(samples, options)


def tell(samples, options):
    out = ROOT / "build" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "samples.csv", "w", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["program", "behind", "round", "ms"])
        for (name, kind), values in samples.items():
            rows.writerows([name, kind, n, f"{ms:.3f}"] for n, ms in values)
    print(f"{options.rounds} rounds, seed {options.seed}; ms a call, new "
          "process each; samples in build/bench/samples.csv")
    print(f"{'program':8}{'behind':8}{'min':>9}{'median':>9}{'p90':>9}"
          f"{'÷ bare':>9}")
    for (name, kind), pairs in sorted(samples.items()):
        values = [ms for _, ms in pairs]
        middle = statistics.median(values)
        limit = samples.get((name, "bare"))
        line = (f"{name:8}{kind:8}{min(values):9.2f}{middle:9.2f}"
                f"{percentile(values, 0.9):9.2f}")
        if limit:
            line += f"{middle / statistics.median(m for _, m in limit):9.2f}"
        print(line)
    if options.rounds < 30:
        print("Too few rounds for a verdict; this only shows that it runs.")


if __name__ == "__main__":
    main()
