"""The host's memory, which has the events of all functions."""

import os
import pathlib
import shutil
import tempfile

import pytest

from hosting import Host, make_function

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
             "--clear-groups")

TRY = """
import os, json
def lambda_handler(event, context):
    told = {}
    for name in ("mem", "maps", "environ", "fd", "stack", "auxv"):
        path = f"/proc/{event['pid']}/{name}"
        try:
            (os.listdir if name == "fd" else lambda p: open(p, "rb").read(1))(
                path)
            told[name] = "open"
        except OSError as e:
            told[name] = e.strerror
    return told
"""


@pytest.fixture
def shared():
    """A folder that any user may read."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dayfly-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_function_of_the_same_user_cannot_read_it(shared):
    make_function(shared / "one")
    (shared / "foe").mkdir()
    (shared / "foe" / "lambda_function.py").write_text(TRY)
    host = Host(shared, wrap=AS_NOBODY)
    try:
        answer = host.invoke("foe", {"pid": host.process.pid}).json
        assert answer and "open" not in answer.values(), answer
        assert os.stat(f"/proc/{host.process.pid}/mem").st_uid == 0
    finally:
        host.close()
