"""What containment costs: the same function under the same bootstrap with all of
it, with nothing of it, held by permissions and limits, and strict."""

import json
import shutil
import subprocess

from parts import ROOT, interpreter
from runtimes import OUT, Runtime

NOTHING, ALL, HELD, STRICT = MODES = "nothing", "all", "held", "strict"
PROGRAMS = ["node", "deno", "bun", "c"]
LIMITS = {"cpu": 20, "files": 256, "fileSize": 100, "scratch": 50}
# Nothing that the echo needs: what holds it is the same as for any function.
MANIFEST = {
    NOTHING: {}, ALL: {},
    HELD: {"permissions": {"env": True}, "limits": LIMITS},
    STRICT: {"permissions": {}, "limits": LIMITS, "isolation": "strict"},
}


def compile_both():
    """Of the sources that are there now."""
    subprocess.run(["make", "-s", "build", "build/bench/without"], cwd=ROOT,
                   check=True)


def settings(mode):
    whole = mode != NOTHING
    return (("DAYFLY_SCRATCH", "on" if whole else "off"),
            ("DAYFLY_BILL", "1" if whole else "0"),
            ("DAYFLY_FREEZE", "off"), ("DAYFLY_PEAK", "off"),
            ("DAYFLY_BRIDGE", ROOT / "build" / "bridge" / "runtime.js"))


class Contained(Runtime):
    """Each mode has the same program, the same folder and a bootstrap of the
    same objects, at the same place in it."""

    def folder_in(self, scratch, server):
        folder = super().folder_in(scratch, server)
        shutil.copy2(OUT / "without" if self.mode == NOTHING
                     else ROOT / "build" / "bootstrap", folder / "bootstrap")
        (folder / "dayfly.json").write_text(json.dumps(MANIFEST[self.mode]))
        return folder


def contained(program, mode):
    if program == "c":
        return Contained("c", mode, "echo", settings(mode))
    return Contained(program, mode, "echo.handler", (
        *settings(mode), ("DAYFLY_INTERPRETER", interpreter(program))))
