"""What was measured on, and with which versions."""

import os
import platform
import re
import subprocess

import runtimes
from fronts import CPUS
from parts import BIN, ROOT, TOOLS, clean_env


def version_of(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True,
                              env=clean_env(), timeout=10)
    except OSError:
        return "?"
    found = re.search(r"\d+(\.\d+)+[^\s()]*", done.stdout + done.stderr)
    return found[0] if found else "?"


def versions():
    for name, path in runtimes.engines():
        flag = ["--help"] if name == "qjs" else ["--version"]
        yield name, version_of(path, *flag)
    yield "python", version_of(runtimes.python(), "--version")
    yield "bash", version_of("bash", "--version")
    yield "gcc", version_of("gcc", "--version")
    tests = ROOT / "test" / "conformance"
    for name, path, pattern in [
            ("aws-lambda-ric", "node/package-lock.json",
             r'aws-lambda-ric": "([\d.]+)"'),
            ("awslambdaric", "python/requirements.txt",
             r"awslambdaric==(\S+)"),
            ("express", "../bench/real/express/package.json",
             r'"express": "([\d.]+)"'),
            ("powertools", "../bench/real/powertools.txt",
             r"aws_lambda_powertools==(\S+)"),
            ("boto3", "../bench/real/powertools.txt", r"boto3==(\S+)"),
            ("pandas", "../bench/real/pandas.txt", r"pandas==(\S+)"),
            ("aws-lambda-go", "go/go.mod", r"aws-lambda-go v(\S+)"),
            ("lambda_runtime", "rust/Cargo.lock.in",
             r'name = "lambda_runtime"\nversion = "(.*)"'),
            ("emulator of aws-sam-cli", "../deps.txt", r"aws-sam-cli==(\S+)")]:
        found = re.search(pattern, (tests / path).read_text())
        yield name, found[1] if found else "?"


def model():
    with open("/proc/cpuinfo") as f:
        found = re.search(r"^model name\s*: (.*)$", f.read(), re.M)
    return found[1] if found else platform.machine()


def is_static(path):
    """An executable that names no interpreter of its own."""
    with open(path, "rb") as f:
        return b"/ld-linux" not in f.read(4096)


def sizes():
    """Bytes of what is put on Lambda, where it has been built."""
    yield "bootstrap", BIN / "bootstrap"
    for path in sorted((ROOT / "build").glob("dayfly-*.zip")):
        yield path.name, path
    for name in ("deno", "bun", "qjs"):
        if (TOOLS / name).exists():
            yield name, TOOLS / name


def about(plan, seed, unset):
    """All that a reader of the numbers has to know."""
    return {
        "machine": f"{CPUS} CPUs ({model()}), Linux {platform.release()}",
        "load": f"{os.getloadavg()[0]:.2f}",
        "bootstrap": ("static" if is_static(BIN / "bootstrap") else
                      "linked to this machine's libraries"),
        "versions": dict(versions()),
        "sizes": {name: path.stat().st_size for name, path in sizes()},
        "pause": plan.pause, "cost pause": plan.cost_pause, "window": plan.window, "seed": seed,
        "unset": unset,
    }
