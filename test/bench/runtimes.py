"""What is compared: programs that answer with the event they are given, under
dayfly in its modes and under AWS's own clients."""

import dataclasses
import pathlib
import shutil
import subprocess

from parts import ROOT, TOOLS, interpreter

HERE = pathlib.Path(__file__).resolve().parent
FUNCTIONS = HERE / "functions"
CLIENTS = ROOT / "build" / "conformance"
OUT = ROOT / "build" / "bench"
# Whose process is kept in the same language.
PEER = {"c": "aws-lambda-go", "node": "aws-lambda-ric",
        "deno": "aws-lambda-ric", "bun": "aws-lambda-ric",
        "qjs": "aws-lambda-ric", "sh": "bash loop", "bash": "bash loop"}
KEPT = "kept"
REUSE = 1000000


@dataclasses.dataclass(frozen=True)
class Runtime:
    program: str
    mode: str  # on demand, spare, reuse, kept
    handler: str
    env: tuple = ()  # pairs
    client: str = ""  # folder with a bootstrap that is not dayfly's
    usual: bool = False  # the mode one gets who sets nothing

    def folder_in(self, scratch, server):
        """A folder of its own, with the function in it."""
        folder = pathlib.Path(scratch) / "-".join(
            (self.program, self.mode, server)).replace(" ", "-")
        folder.mkdir()
        for path in (*FUNCTIONS.iterdir(), OUT / "echo"):
            shutil.copy(path, folder / path.name)
        (folder / "index.mjs").symlink_to("echo.mjs")
        if self.client == "loop":
            (folder / "bootstrap").symlink_to("loop.bash")
        elif self.client:
            for entry in (CLIENTS / self.client).iterdir():
                if entry.name != "index.mjs":
                    (folder / entry.name).symlink_to(entry)
        for ms in (0, 5, 100):
            slow = folder / f"echo-{ms}ms"
            slow.write_text(f"#!/bin/sh\nexec ./echo {ms}\n")
            slow.chmod(0o755)
        return folder


def compile_c():
    """The static executable and the loop that is the limit."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name in ("functions/echo.c", "bare.c"):
        source = HERE / name
        target = OUT / source.stem
        if (not target.exists()
                or target.stat().st_mtime < source.stat().st_mtime):
            subprocess.run(["gcc", "-std=c17", "-D_GNU_SOURCE", "-O2",
                            "-static", "-s", "-o", target, source], check=True)


def engines():
    """Name and path of each interpreter; qjs where it has been built."""
    for name in ("node", "deno", "bun"):
        yield name, interpreter(name)
    qjs = shutil.which("qjs", path=TOOLS)
    if qjs:
        yield "qjs", qjs


def javascript(name, path):
    told = ("DAYFLY_INTERPRETER", path)
    modes = {"on demand": ("DAYFLY_SPARE", "off"),
             "spare": ("DAYFLY_SPARE", "on"),
             "reuse": ("DAYFLY_REUSE", REUSE)}
    for mode, more in modes.items():
        yield Runtime(name, mode, "echo.handler", (told, more),
                      usual=mode == "spare")


def plain(name, handler):
    yield Runtime(name, "on demand", handler, usual=True)
    yield Runtime(name, "spare", handler, (("DAYFLY_SPARE", "on"),))


def all_runtimes():
    for name, path in engines():
        yield from javascript(name, path)
    yield from plain("c", "echo")
    yield from plain("sh", "echo.sh")
    yield from plain("bash", "echo.bash")
    for name, client in [("aws-lambda-ric", "node"), ("aws-lambda-go", "go"),
                         ("lambda_runtime", "rust")]:
        assert (CLIENTS / client / "bootstrap").exists(), (
            f"{name} is missing: test/conformance/build {client}")
        yield Runtime(name, KEPT, "index.handler", client=client, usual=True)
    yield Runtime("bash loop", KEPT, "index.handler", client="loop",
                  usual=True)


def bare_commands():
    """Of each program, the words that run it with nothing around it."""
    script = {"node": "bare.cjs", "bun": "bare.cjs", "deno": "bare-deno.js",
              "qjs": "bare-qjs.mjs"}
    for name, path in engines():
        flags = ["run", "--no-prompt"] if name == "deno" else []
        yield name, [path, *flags, FUNCTIONS / script[name]]
    yield "c", [OUT / "echo"]
    yield "sh", [FUNCTIONS / "echo.sh"]
    yield "bash", [FUNCTIONS / "echo.bash"]
