import pathlib
import platform
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from parts import ROOT  # noqa: E402

HERE = platform.machine()
OTHER = {"x86_64": "aarch64", "aarch64": "x86_64"}[HERE]


def make(*words, cwd=ROOT):
    """make, from nothing or from what is there; the end of what it said."""
    done = subprocess.run(["make", "-s", *words], cwd=cwd, timeout=600,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


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
