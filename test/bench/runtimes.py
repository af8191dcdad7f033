"""What is compared: programs that answer with the event they are given, under
dayfly in its modes and under AWS's own clients."""

import dataclasses
import os
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
        "qjs": "aws-lambda-ric", "python": "awslambdaric",
        "sh": "bash loop", "bash": "bash loop"}
# The functions that do more than an echo, each with the engine it runs on and
# the client that its peer is kept by.
REAL = {"express": ("node", "node"), "powertools": ("python", "python"),
        "pandas": ("python", "python")}
PEER.update({name: name for name in REAL})
# What copies the processes of the engines for JavaScript.
LIBRARY = ROOT / "build" / "bridge" / f"template-{os.uname().machine}.so"
FORK = "fork"
REHEARSED = "rehearsed"
KEPT = "kept"
REUSE = 1000000


@dataclasses.dataclass(frozen=True)
class Runtime:
    program: str
    mode: str  # fork, rehearsed, spare, on demand, reuse, kept
    handler: str
    env: tuple = ()  # pairs
    client: str = ""  # folder with a bootstrap that is not dayfly's
    usual: bool = False  # the mode one gets who sets nothing
    packages: str = ""  # folder in build/bench/real, put beside the function

    def folder_in(self, scratch, server):
        """A folder of its own, with the function in it."""
        folder = pathlib.Path(scratch) / "-".join(
            (self.program, self.mode, server)).replace(" ", "-")
        folder.mkdir()
        for path in (*FUNCTIONS.iterdir(), OUT / "echo"):
            if path.is_file():  # not what Python has compiled
                shutil.copy(path, folder / path.name)
        (folder / "index.mjs").symlink_to("echo.mjs")
        if self.client == "loop":
            (folder / "bootstrap").symlink_to("loop.bash")
        elif self.client:
            link_all(CLIENTS / self.client, folder)
        if self.packages:
            link_all(OUT / "real" / self.packages, folder)
        for ms in (0, 5, 100):
            slow = folder / f"echo-{ms}ms"
            slow.write_text(f"#!/bin/sh\nexec ./echo {ms}\n")
            slow.chmod(0o755)
        return folder


def link_all(source, folder):
    """Each entry of source in folder; modules of Node come from several."""
    for entry in source.iterdir():
        target = folder / entry.name
        if entry.name == "node_modules":
            target.mkdir(exist_ok=True)
            link_all(entry, target)
        elif not (target.exists() or target.is_symlink()):
            target.symlink_to(entry)


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
    """Name and path of each interpreter of JavaScript; qjs where it has been
    built."""
    for name in ("node", "deno", "bun"):
        yield name, interpreter(name)
    qjs = shutil.which("qjs", path=TOOLS)
    if qjs:
        yield "qjs", qjs


def python():
    """The interpreter that AWS's client runs on as well."""
    return os.path.realpath(CLIENTS / "python" / "python")


def can_fork(name):
    return name == "python" or (name != "qjs" and LIBRARY.exists())


def bridged(name, path):
    """An engine with a bridge, in each of its modes."""
    handler = "echo_python.handler" if name == "python" else "echo.handler"
    told = ("DAYFLY_INTERPRETER", path)
    modes = {"on demand": ("DAYFLY_SPARE", "off"),
             "spare": ("DAYFLY_SPARE", "on"),
             FORK: ("DAYFLY_SPARE", FORK),
             "reuse": ("DAYFLY_REUSE", REUSE)}
    for mode, more in modes.items():
        if mode != FORK or can_fork(name):
            yield Runtime(name, mode, handler, (told, more),
                          usual=mode == "spare")


def real(name, paths):
    """A real function: a copy, one that has rehearsed, a spare, and AWS's client."""
    engine, client = REAL[name]
    handler = f"real_{name}.handler"
    told = ("DAYFLY_INTERPRETER", paths[engine])
    modes = {"spare": (("DAYFLY_SPARE", "on"),)}
    if can_fork(engine):
        modes[FORK] = (("DAYFLY_SPARE", FORK),)
        modes[REHEARSED] = (*modes[FORK], ("DAYFLY_REHEARSE", "event.json"))
    for mode, env in modes.items():
        yield Runtime(name, mode, handler, (told, *env),
                      usual=mode == "spare", packages=name)
    yield Runtime(name, KEPT, handler, client=client, usual=True,
                  packages=name)


def plain(name, handler):
    yield Runtime(name, "on demand", handler, usual=True)
    yield Runtime(name, "spare", handler, (("DAYFLY_SPARE", "on"),))


def all_runtimes():
    paths = {**dict(engines()), "python": python()}
    for name, path in paths.items():
        yield from bridged(name, path)
    yield from plain("c", "echo")
    yield from plain("sh", "echo.sh")
    yield from plain("bash", "echo.bash")
    for name, client in [("aws-lambda-ric", "node"), ("aws-lambda-go", "go"),
                         ("lambda_runtime", "rust"),
                         ("awslambdaric", "python")]:
        assert (CLIENTS / client / "bootstrap").exists(), (
            f"{name} is missing: test/conformance/build {client}")
        handler = ("echo_python" if client == "python" else "index") + ".handler"
        yield Runtime(name, KEPT, handler, client=client, usual=True)
    for name in REAL:
        assert (OUT / "real" / name).exists(), (
            f"{name} is missing: test/bench/real/build")
        yield from real(name, paths)
    yield Runtime("bash loop", KEPT, "index.handler", client="loop",
                  usual=True)


def bare_commands():
    """Of each program, the words that run it with nothing around it."""
    script = {"node": "bare.cjs", "bun": "bare.cjs", "deno": "bare-deno.js",
              "qjs": "bare-qjs.mjs"}
    for name, path in engines():
        flags = ["run", "--no-prompt"] if name == "deno" else []
        yield name, [path, *flags, FUNCTIONS / script[name]]
    yield "python", [python(), FUNCTIONS / "bare.py"]
    yield "c", [OUT / "echo"]
    yield "sh", [FUNCTIONS / "echo.sh"]
    yield "bash", [FUNCTIONS / "echo.bash"]
