"""The table of what is shipped: sizes, the time from nothing to a first answer,
and what stays resident. Prints it; --write puts it into layer/README.md.

    make layer layer-qjs layer-deno layer-node layer-bun   # ARCH=aarch64 too
    chrt -r 5 build/venv/bin/python test/bench/artefacts.py --write

Times are medians of ROUNDS starts of the static bootstrap, in turn with those of
the other layers: from its exec to the answer to its first event, by a Runtime API
of bare sockets. Resident is what the waiting process of the interpreter has, of
the bootstrap what it has itself, after 100 events. What is not for this machine
has sizes only."""

import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "e2e"))

from parts import ROOT, wait_for, write  # noqa: E402
from wire import Wire  # noqa: E402

BUILD = ROOT / "build"
README = ROOT / "layer/README.md"
MACHINE = platform.machine()
ROUNDS = int(os.environ.get("ROUNDS", "25"))
BETWEEN = re.compile(r"(?<=<!-- artefacts -->\n).*?(?=<!-- /artefacts -->)",
                     re.S)
# What can be made is in layer/build and the Makefile.
SMALL, LARGE = ["runtime", "qjs"], ["deno", "node", "bun"]
MODULE = "export const handler = (event) => ({ message: `Hello, ${event.name}!` });\n"
COMMON = MODULE.replace("export const handler", "exports.handler")
HELLO_C = ROOT / "examples/hello-c/handler.c"
ENGINES = {"deno": "bin/deno", "node": "nodejs/bin/node", "bun": "bin/bun",
           "qjs": "bin/qjs"}


def artefacts():
    """[(name, path)], in the table's order."""
    found = [(f"bootstrap, {machine}", BUILD / f"static/{machine}/bootstrap")
             for machine in ("x86_64", "aarch64")]
    found.append(("dayfly, x86_64", BUILD / "static/x86_64/dayfly"))
    for kind in SMALL + LARGE:
        for machine in ("x86_64", "aarch64"):
            name = f"dayfly-{kind}-{machine}.zip"
            found.append((name, BUILD / name))
    return found


def unpacked(path):
    with zipfile.ZipFile(path) as z:
        return sum(one.file_size for one in z.infolist())


def kind_of(name):
    """The layer that is to be timed for this row, or None."""
    if name == f"bootstrap, {MACHINE}":
        return "runtime"
    match = re.fullmatch(rf"dayfly-(\w+)-{MACHINE}\.zip", name)
    return match and match.group(1) in ENGINES and match.group(1)


def furnish(kind, home):
    """(handler, settings) of a function in home for that layer."""
    if kind == "runtime":
        subprocess.run(["gcc", "-O2", "-static", "-o", home / "handler",
                        HELLO_C], check=True)
        return "handler", {"DAYFLY_SPARE": "off"}
    suffix, text = ("js", COMMON) if kind == "node" else ("mjs", MODULE)
    write(home, f"index.{suffix}", text, 0o644)
    engine = BUILD / "layer" / f"{kind}-{MACHINE}" / ENGINES[kind]
    return "index.handler", {"DAYFLY_INTERPRETER": engine}


def begin(home, handler, settings):
    opt = BUILD / "layer" / f"runtime-{MACHINE}"
    peer = Wire(home, handler, start=False, DAYFLY_FREEZE="on", **settings)
    with open(peer.log_path, "wb") as log:
        began = time.perf_counter()
        peer.process = subprocess.Popen(
            [opt / "bootstrap"], env=peer.env, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log)
    return peer, began


def first_answer(*function):
    peer, began = begin(*function)
    line, _, body = peer.turn(b'{"name":"you"}', seconds=20)
    took = (time.perf_counter() - began) * 1000
    assert b"Hello, you!" in body, (line, body, peer.log)
    peer.stop()
    return took


def rss(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.partition("Rss:")[2].split()[0]) / 1024


def child_of(pid):
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return wait_for(lambda: path.read_text().split(), 5, "a waiting process")[0]


def resident(kind, *function):
    peer, _ = begin(*function)
    for turn in range(100 if kind == "runtime" else 3):
        peer.turn(b'{"name":"you"}', request_id=f"id-{turn}", seconds=20)
    peer.expect_next()
    found = rss(peer.process.pid if kind == "runtime"
                else child_of(peer.process.pid))
    peer.stop()
    return found


def measure(kinds):
    """{kind: (milliseconds, MB)}"""
    with tempfile.TemporaryDirectory(prefix="dayfly-artefacts-") as top:
        functions = {}
        for kind in kinds:
            home = pathlib.Path(top) / kind
            home.mkdir()
            functions[kind] = (home, *furnish(kind, home))
        times = {kind: [] for kind in kinds}
        for turn in range(ROUNDS + 2):
            for kind in kinds:
                took = first_answer(*functions[kind])
                if turn >= 2:  # the first fill the page cache
                    times[kind].append(took)
        return {kind: (statistics.median(times[kind]),
                       resident(kind, *functions[kind])) for kind in kinds}


def size(count):
    if count < 1_000_000:
        return f"{count / 1000:.0f} KB"
    return f"{count / 1e6:.1f} MB" if count < 10_000_000 else \
        f"{count / 1e6:.0f} MB"


def rows():
    missing = [str(path) for _, path in artefacts() if not path.exists()]
    if missing:
        sys.exit("artefacts: missing: " + ", ".join(missing))
    found = measure([kind for name, _ in artefacts() if (kind := kind_of(name))])
    for name, path in artefacts():
        whole = size(unpacked(path)) if path.suffix == ".zip" else ""
        cold, memory = found.get(kind_of(name), (None, None))
        yield (name, size(path.stat().st_size), whole,
               f"{cold:.1f} ms" if cold else "",
               f"{memory:.1f} MB" if memory else "")


def table():
    head = ("artefact", "size", "unpacked", "first answer", "resident")
    lines = [head, ["---"] * len(head), *rows()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main():
    text = table()
    print(text, end="")
    if "--write" in sys.argv:
        README.write_text(BETWEEN.sub(lambda _: text, README.read_text()))


if __name__ == "__main__":
    main()
