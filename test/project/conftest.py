"""A SAM project with its real packages, and AWS as moto has it."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import urllib.request

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build"
sys.path[:0] = [str(HERE.parent / "host")]

from hosting import Host, wait_for  # noqa: E402  (the folder is known only now)


def answers(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def moto():
    """The address of moto's server."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen(
        [BUILD / "tools" / "bin" / "moto_server", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: answers(port), 60)
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


@pytest.fixture
def aws(moto):
    """AWS without anything in it: other tests have the same server."""
    urllib.request.urlopen(f"{moto}/moto-api/reset", b"").close()
    return moto


@pytest.fixture
def project(tmp_path, aws):
    """The project as its user has it: packages installed, the Go program built, a
    .env that names AWS."""
    folder = tmp_path / "project"
    shutil.copytree(HERE / "project", folder)
    made = BUILD / "project"
    for name in ("web", "orders"):
        (folder / name / "node_modules").symlink_to(made / name / "node_modules")
    (folder / ".venv").symlink_to(made / "venv")
    shutil.copy(made / "stamp" / "bootstrap", folder / "stamp" / "bootstrap")
    (folder / ".env").write_text(
        f"AWS_ENDPOINT_URL={aws}\nAWS_ACCESS_KEY_ID=key\n"
        "AWS_SECRET_ACCESS_KEY=secret\nAWS_REGION=eu-central-1\n")
    return folder


@pytest.fixture
def host(project):
    env = {name: "" for name in os.environ if name.startswith("AWS_")}
    started = Host(project, env=env)
    yield started
    started.close()
