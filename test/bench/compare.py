"""How long a call takes, by runtime and by what stands in front of it.

Every round calls each of them once, in a new random order, on kept
connections, with a pause before each call; so whatever else the machine does
falls on all alike, and who starts its next process ahead has the time to. The
modes: `ahead`, a new process each, started before its event; `on demand`, a new
process each, started for it; `kept`, AWS's own client, which keeps its process;
`bare`, the limit of `on demand`: the same program started from here with nothing
around it.
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
CLIENTS = ROOT / "build" / "conformance"
# Whose process is kept in the same language.
PEER = {"c": "aws-lambda-go", "node": "aws-lambda-ric",
        "deno": "aws-lambda-ric", "bun": "aws-lambda-ric"}


class Subject:
    """One runtime in one mode: the function and how it is set up."""

    def __init__(self, name, mode, handler, client=None, bare=None, **env):
        self.name, self.mode, self.handler = name, mode, handler
        self.client, self.bare, self.env = client, bare, env

    def folder_in(self, scratch, kind):
        folder = scratch / f"{self.name}-{self.mode}-{kind}".replace(" ", "-")
        folder.mkdir()
        write(folder, "f.sh", "#!/bin/sh\nexec cat\n")
        subprocess.run(["cc", "-O2", "-o", folder / "f",
                        ROOT / "examples/hello-c/handler.c"], check=True)
        for entry in (CLIENTS / self.client).iterdir() if self.client else ():
            (folder / entry.name).symlink_to(entry)
        (folder / "index.mjs").unlink(missing_ok=True)
        write(folder, "index.mjs", FUNCTION)
        return folder

    def behind(self, kind, scratch):
        folder = self.folder_in(scratch, kind.name)
        more = dict(self.env)
        if self.client and kind is Rie:
            more["bootstrap"] = folder / "bootstrap"
        return kind(folder, self.handler, timeout=10, **more)


def subjects():
    yield Subject("sh", "on demand", "f.sh", bare=["sh", "-c", "cat"])
    yield Subject("c", "on demand", "f")
    yield Subject("c", "ahead", "f", DAYFLY_SPARE="early")
    for name, command in [("node", ["-e", BARE]), ("bun", ["-e", BARE]),
                          ("deno", ["eval", BARE])]:
        path = interpreter(name)
        yield Subject(name, "ahead", "index.handler", DAYFLY_INTERPRETER=path)
        yield Subject(name, "on demand", "index.handler", DAYFLY_SPARE="off",
                      DAYFLY_INTERPRETER=path, bare=[path, *command])
    for name, client in [("aws-lambda-ric", "node"), ("aws-lambda-go", "go")]:
        if (CLIENTS / client / "bootstrap").exists():
            yield Subject(name, "kept", "index.handler", client=client)


def timed(call):
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def started(command):
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
    parser.add_argument("--pause", type=float, default=0.15, help="seconds")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args()
    random.seed(options.seed)
    servers, calls, samples = [], {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        try:
            for subject in subjects():
                for kind in (Rie, Host):
                    server = subject.behind(kind, pathlib.Path(scratch))
                    servers.append(server)
                    calls[subject.name, subject.mode, kind.name] = \
                        checked(server)
                if subject.bare:
                    calls[subject.name, "bare", ""] = started(subject.bare)
            for call in calls.values():
                call()
            for number in range(options.rounds):
                order = list(calls)
                random.shuffle(order)
                for key in order:
                    time.sleep(options.pause)
                    samples.setdefault(key, []).append(
                        (number, timed(calls[key])))
        finally:
            for server in servers:
                server.stop()
    tell(samples, options)


def ratio(samples, values, key):
    other = samples.get(key)
    if not other:
        return f"{'':9}"
    middle = statistics.median(values)
    return f"{middle / statistics.median(ms for _, ms in other):9.2f}"


def tell(samples, options):
    out = ROOT / "build" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "samples.csv", "w", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["program", "mode", "behind", "round", "ms"])
        for key, values in samples.items():
            rows.writerows([*key, n, f"{ms:.3f}"] for n, ms in values)
    print(f"{options.rounds} rounds, {options.pause} s before each call, seed "
          f"{options.seed}; ms a call; samples in build/bench/samples.csv")
    print(f"{'program':16}{'mode':11}{'behind':7}{'min':>9}{'median':>9}"
          f"{'p90':>9}{'÷ bare':>9}{'÷ kept':>9}")
    for key, pairs in sorted(samples.items()):
        name, mode, kind = key
        values = [ms for _, ms in pairs]
        print(f"{name:16}{mode:11}{kind:7}{min(values):9.2f}"
              f"{statistics.median(values):9.2f}{percentile(values, 0.9):9.2f}"
              + ratio(samples, values, (name, "bare", ""))
              + ratio(samples, values, (PEER.get(name), "kept", kind)))
    if options.rounds < 30:
        print("Too few rounds for a verdict; this only shows that it runs.")


if __name__ == "__main__":
    main()
