import pathlib
import subprocess
import tempfile

import pytest

from managed import RieM, all_wait
from parts import Host, Rie, folders, tmp_in
from wire import Wire


@pytest.fixture
def serve(tmp_path):
    """serve(kind, handler, timeout=10, **env): the function in tmp_path behind
    the emulator ("rie") or dayfly's host ("host")."""
    running = []

    def start(kind, handler, **more):
        server = {"rie": Rie, "host": Host}[kind](tmp_path, handler, **more)
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture(params=["rie", "host"])
def behind(request, serve):
    """The same, once behind each."""
    return lambda handler, **more: serve(request.param, handler, **more)


@pytest.fixture
def managed(tmp_path):
    """managed(handler, lanes, **env): behind the half of the emulator that hands
    out several events at once; each lane waits for one."""
    running = []

    def start(handler, lanes, **more):
        server = RieM(tmp_path, handler,
                      AWS_LAMBDA_MAX_CONCURRENCY=lanes, **more)
        running.append(server)
        all_wait(server, lanes)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def wire(tmp_path):
    """wire(handler, **env): the bootstrap against a scripted Runtime API."""
    running = []

    def start(handler, **more):
        peer = Wire(tmp_path, handler, **more)
        running.append(peer)
        return peer

    yield start
    for peer in running:
        if hasattr(peer, "process"):
            peer.stop()


@pytest.fixture
def anybodys():
    """A folder that every user gets to. Pytest's own are closed to others, anew
    by each run that begins."""
    with tempfile.TemporaryDirectory(prefix="dayfly-test-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def tmp(tmp_path):
    """A TMPDIR of the test's own, which must end without a bootstrap's
    folder."""
    folder = tmp_in(tmp_path)
    yield folder
    left = folders(folder)
    # Python's own means fail at depths that some tests use.
    subprocess.run(["rm", "-rf", *left], check=True)
    assert left == []


@pytest.fixture
def kept(tmp_path):
    """A folder for capsules."""
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder
