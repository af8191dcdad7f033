import os
import pathlib
import shutil
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]

from parts import ROOT, clean_env  # noqa: E402

BASES = ROOT / "build/docker-base"


def docker(*words, check=True, **more):
    """The CLI, which finds the engine by DOCKER_HOST."""
    done = subprocess.run(["docker", *map(str, words)], capture_output=True,
                          text=True, timeout=300, **more)
    assert done.returncode == 0 or not check, done.stderr or done.stdout
    return done.stdout.strip() if check else done


@pytest.fixture(scope="session")
def engine():
    why = os.environ.get("DAYFLY_NO_ENGINE")
    if why or "DOCKER_HOST" not in os.environ:
        pytest.skip(why or "no engine: test/docker/run starts one")
    return docker


@pytest.fixture(scope="session")
def busybox(engine, tmp_path_factory):
    """A base of 2 MB: a static shell, and nothing else."""
    found = shutil.which("busybox", path="/bin:/usr/bin")
    if not found:
        pytest.skip("busybox is missing: apt-get install busybox-static")
    folder = tmp_path_factory.mktemp("busybox")
    (folder / "bin").mkdir()
    shutil.copy(found, folder / "bin/busybox")
    (folder / "tmp").mkdir(mode=0o1777)
    (folder / "Dockerfile").write_text(
        'FROM scratch\nCOPY bin/ /bin/\nCOPY tmp/ /tmp/\n'
        'RUN ["/bin/busybox", "--install", "-s", "/bin"]\n')
    engine("build", "-q", "-t", "base-busybox", folder)
    return "base-busybox"


@pytest.fixture(scope="session")
def debian(engine):
    """A Debian with Python, Node, and what dayfly is built with; made once
    (some minutes), by debootstrap."""
    tar = BASES / "bookworm.tar"
    if not tar.exists():
        pytest.skip("no Debian base: test/deps base makes it")
    engine("import", tar, "base-debian")
    return "base-debian"


@pytest.fixture(scope="session")
def staged(engine):
    """What images are built from, in build/docker."""
    done = subprocess.run(["make", "-s", "-C", ROOT, "docker-stage"],
                          capture_output=True, text=True, env=clean_env())
    assert done.returncode == 0, done.stderr
    return ROOT / "build/docker"
