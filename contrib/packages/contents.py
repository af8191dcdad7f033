"""What all packages hold: the static programs of a machine and their bridge."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUMMARY = "Self-hosted AWS Lambda: each event in a fresh process, as fast as a kept one"
ABOUT = """\
`dayfly serve` is a Lambda on your own machine, without Docker and without AWS.
The AWS CLI, the AWS SDKs and curl call it as they call AWS; functions in Node,
Python, Deno, Bun or any program run unchanged, each event in a new process.
`dayfly deploy` brings the same folder to it or to AWS.
"""


def version():
    text = (ROOT / "common/version.h").read_text()
    return re.search(r'DAYFLY_VERSION "(.*)"', text).group(1)


def programs(build, machine):
    """{path: (may be run, bytes)}; the bootstrap finds bridge/ beside itself."""
    static = build / "static" / machine
    layer = build / "layer" / f"runtime-{machine}"
    found = {name: (True, (static / name).read_bytes())
             for name in ("dayfly", "bootstrap")}
    for path in sorted((layer / "dayfly").iterdir()):
        # The dummy function of a layer is for AWS's Node alone.
        if path.name != "function.bundle.js":
            found[f"bridge/{path.name}"] = (False, path.read_bytes())
    return found


def licences(build, machine):
    """Our own, and those of what the programs are linked with."""
    static = build / "static" / machine
    return ((ROOT / "LICENSE").read_text() + "\n" +
            (static / "dayfly.licences.txt").read_text())


# Runs the program of this machine's folder below lib/, whatever leads to it.
LAUNCHER = """\
#!/bin/sh
here=$(readlink -f "$0")
exec "${here%/*}/@LIB@/dayfly" "$@"
"""
