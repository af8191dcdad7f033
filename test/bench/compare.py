"""How long a call takes, by runtime and by what stands in front of it, and what
it costs: README.md beside it. `make bench` runs it.

    compare.py [--quick] [--seed N] [--only NAME,...] [--part NAME,...]
               [--rounds N] [--out DIR]
    compare.py --cost [--quick] [--seed N] [--rounds N] [--out DIR]
    compare.py --from samples.csv     the tables of a run that was
"""

import argparse
import gc
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench"
PARTS = ["cold", "memory", "quiet", "sizes", "saturated", "lanes", "share",
         "accept", "cost"]
sys.path.insert(0, str(ROOT / "test" / "e2e"))
os.environ["PATH"] = f"{ROOT}/build/bin:{os.environ['PATH']}"


def newest(path):
    """The static bootstrap, when it has been built of what is there now."""
    static = ROOT / "build" / "static" / os.uname().machine / "bootstrap"
    sources = [source for folder in ("common", "bootstrap")
               for source in (ROOT / folder).glob("**/*.[ch]")]
    if static.exists() and static.stat().st_mtime >= max(
            source.stat().st_mtime for source in sources):
        return static
    return path


def programs():
    """Our programs as they are shipped: the static bootstrap if there is one,
    with its bridge beside it."""
    place = OUT / "dayfly" / "bin"
    shutil.rmtree(place.parent, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(ROOT / "build" / "bridge", place.parent / "bridge")
    shutil.copy2(ROOT / "build" / "dayfly", place / "dayfly")
    shutil.copy2(newest(ROOT / "build" / "bootstrap"), place / "bootstrap")
    return place


def wanted():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true",
                        help="shows that it runs; no verdict")
    parser.add_argument("--rounds", type=int, help="of calls with think time")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    parser.add_argument("--only", help="programs, with commas between")
    parser.add_argument("--part", help="some of " + ",".join(PARTS))
    parser.add_argument("--cost", action="store_true",
                        help="only what containment costs: two minutes")
    parser.add_argument("--from", dest="file", type=pathlib.Path,
                        help="samples of an earlier run")
    parser.add_argument("--out", type=pathlib.Path, default=OUT,
                        help="where samples.csv, table.md and chart.svg go")
    parser.add_argument("--chart", type=pathlib.Path,
                        help="where to put a copy of the chart")
    return parser.parse_args()


def measured(options):
    import machine
    import rounds
    import runtimes
    from samples import Samples

    plan = rounds.QUICK if options.quick else rounds.Plan()
    if options.rounds:
        plan.think = plan.cost = options.rounds
    runtimes.compile_c()
    samples = Samples()
    unset = [n for n in ("NODE_EXTRA_CA_CERTS",) if n in os.environ]
    samples.about = machine.about(plan, options.seed, unset)
    random.seed(options.seed)
    began = time.monotonic()

    def say(what):
        print(f"\r{time.monotonic() - began:5.0f} s  {what:40}", end="",
              file=sys.stderr, flush=True)

    gc.disable()
    with tempfile.TemporaryDirectory() as scratch:
        bench = rounds.Bench(plan, [], pathlib.Path(scratch), samples, say)
        if options.cost:
            samples.about["only"] = "containment"
            bench.cost()
        else:
            all_of_it(bench, options)
    print(file=sys.stderr)
    return samples


def chosen_in(options, out):
    import runtimes

    chosen = list(runtimes.all_runtimes())
    known = {r.program for r in chosen}
    if "qjs" not in known:
        out.append("qjs, which has not been built")
    if not runtimes.LIBRARY.exists():
        out.append("copies of Node, Deno and Bun: "
                   f"{runtimes.LIBRARY.name} has not been built")
    if options.only:
        names = options.only.split(",")
        strange = ", ".join(n for n in names if n not in known)
        assert not strange, f"--only {strange}: there is {sorted(known)}"
        return [r for r in chosen if r.program in names]
    if options.quick:
        # Their imports would take most of a run that only shows that it runs.
        return [r for r in chosen if r.program not in runtimes.REAL]
    return chosen


def running_parts(bench, parts):
    """What is asked of the runtimes that run side by side."""
    import fronts

    about, out = bench.samples.about, bench.samples.about["left out"]
    bench.start_all()
    if "quiet" in parts:
        bench.think()
    if "sizes" in parts:
        bench.sizes()
    if "saturated" in parts:
        lanes = fronts.host_has_lanes(bench.scratch)
        about["lanes"] = fronts.CPUS if lanes else 1
        if not lanes:
            out.append("several calls at once on the host, which has one "
                       "lane a function")
        bench.saturated(lanes)


def lone_parts(bench, parts):
    """What is measured of one runtime at a time."""
    import alone
    import share

    out = bench.samples.about["left out"]
    if "lanes" in parts:
        try:
            alone.idle_lanes(bench)
        except AssertionError as error:
            out.append(f"idle lanes: {str(error).splitlines()[0]}")
    if "share" in parts:
        try:
            alone.small_share(bench)
        except share.Unavailable as why:
            out.append(f"a small share of a processor: {why}")


def all_of_it(bench, options):
    import accept
    import alone

    parts = options.part.split(",") if options.part else PARTS
    strange = ", ".join(p for p in parts if p not in PARTS)
    assert not strange, f"--part {strange}: there is {sorted(PARTS)}"
    out = bench.samples.about["left out"] = []
    if parts != ["accept"]:  # which needs no other runtime
        bench.runtimes = chosen_in(options, out)
    if "cold" in parts:
        bench.cold()
        bench.first_next()
        bench.size()
    if "memory" in parts:
        alone.memory(bench)
    if {"quiet", "sizes", "saturated"} & set(parts):
        with bench.running():
            running_parts(bench, parts)
    lone_parts(bench, parts)
    if "accept" in parts:
        accept.measure(bench)
    if "cost" in parts and not options.only:
        bench.cost()


def main():
    options = wanted()
    # So that what runs is stopped when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not options.file:
        os.environ["DAYFLY_TEST_BIN"] = str(programs())
    import chart
    import samples as files
    import tell

    try:
        samples = (files.read(options.file) if options.file
                   else measured(options))
    except (AssertionError, OSError, ValueError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report = tell.report(samples)
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.file:
        samples.write(options.out / "samples.csv")
    (options.out / "table.md").write_text(report)
    drawn = chart.chart(samples)
    for path in [options.out / "chart.svg", *filter(None, [options.chart])]:
        path.write_text(drawn)
    print(report, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
