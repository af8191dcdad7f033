import os
import pathlib
import platform
import shutil
import subprocess
import sys

import machine
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "host")]

ROOT = HERE.parents[1]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
# Of a test, on a machine that is emulated, beside others.
MOST_SECONDS = 3600
RELEASE = os.environ.get("RELEASE", "bookworm")


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.timeout(MOST_SECONDS))


@pytest.fixture(scope="session")
def image():
    if platform.machine() != "x86_64":
        pytest.skip("the image is of x86_64")
    if not shutil.which("qemu-system-x86_64"):
        pytest.skip("qemu-system-x86_64 is missing: make test-vm installs it")
    folder = BUILD / "vm" / RELEASE
    subprocess.run([HERE / "image", RELEASE, folder], check=True)
    return folder


@pytest.fixture(scope="session")
def package():
    found = sorted((BUILD / "packages").glob("dayfly_*_amd64.deb"))
    if not found:
        pytest.skip("no package: make packages PACKAGED=x86_64")
    return found[-1]


@pytest.fixture(scope="module")
def new_machine(image, tmp_path_factory):
    made = []

    def make(**more):
        made.append(machine.Machine(image, tmp_path_factory.mktemp("vm"), **more))
        return made[-1].start()
    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="module")
def installed(new_machine, package):
    """One in which the package is installed and its service runs."""
    vm = new_machine()
    vm.install(package)
    return vm
