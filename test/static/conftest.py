import pathlib
import platform
import shutil
import subprocess
import sys

import machine
import pytest

for folder in "bridge", "e2e":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / folder))

from parts import ROOT  # noqa: E402

# Of a test with what is built and booted for it, on a busy machine.
MOST_SECONDS = 900
HERE = platform.machine()
EMULATED = "aarch64"
OTHER = {"x86_64": "aarch64", "aarch64": "x86_64"}[HERE]


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.timeout(MOST_SECONDS))


def make(*words, cwd=ROOT):
    """make, from nothing or from what is there; the end of what it said."""
    done = subprocess.run(["make", "-s", *words], cwd=cwd, timeout=600,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


@pytest.fixture(scope="session")
def other_machine():
    """run(files, words): machine.run with the runtime layer, qjs and the
    emulator where Lambda has them."""
    if HERE == EMULATED:
        pytest.skip("this is such a machine: the other tests are of it")
    if not shutil.which("qemu-system-aarch64"):
        pytest.skip("qemu-system-aarch64 is missing: make deps")
    for target in ("layer", "layer-qjs"):
        make(target, f"ARCH={EMULATED}")
    for words in (["layer/static/fetch", "machine"], ["test/deps", "emulator"]):
        subprocess.run([*words, EMULATED], cwd=ROOT, check=True)
    build = ROOT / "build"
    layer = build / "layer" / f"runtime-{EMULATED}"
    found = {f"opt/{path.relative_to(layer)}": (
        path.read_bytes(), path.name == "bootstrap")
        for path in layer.rglob("*") if path.is_file()}
    for to, path in {"opt/bin/qjs": f"layer/qjs-{EMULATED}/bin/qjs",
                     "bin/rie": f"bin-{EMULATED}/aws-lambda-rie"}.items():
        found[to] = ((build / path).read_bytes(), True)
    home = build / "static" / f"machine-{EMULATED}"
    return lambda files, words: machine.run(
        home / "vmlinuz", home / "busybox", {**found, **files}, words)


@pytest.fixture(scope="session")
def bootstrap():
    make("static")
    return ROOT / "build" / "static" / HERE / "bootstrap"


@pytest.fixture(scope="session", params=[HERE, OTHER])
def either(request):
    """(machine, its bootstrap), for this machine and for the other."""
    make("static", f"ARCH={request.param}")
    path = ROOT / "build" / "static" / request.param / "bootstrap"
    return request.param, path
