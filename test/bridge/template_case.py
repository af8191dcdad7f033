"""The C programs of the tests of templates, one process each."""

import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from control import ROOT, Refused
from template import Template


@functools.cache
def programs():
    """Where they are built: every user gets to it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="template-"))
    folder.chmod(0o755)
    return folder


def remove_programs():
    shutil.rmtree(programs())


@functools.cache
def program(name):
    to = programs() / name
    subprocess.run(
        [os.environ.get("CC", "gcc"), "-D_GNU_SOURCE", "-O1", "-Wall",
         "-Wextra", "-Werror", "-Wno-unused-result", "-pthread", "-o", to,
         ROOT / f"test/bridge/template_{name}.c"], check=True)
    return to


class Case(Template):
    """PROGRAM/CASE, loaded."""

    def __init__(self, path, argument=None, **more):
        name, case = path.split("/")
        words = [] if argument is None else [argument]
        super().__init__([program(name), case, *words], **more)
        assert self.read_line() == b"loaded"

    def run_copy(self):
        """What a copy writes, by line, when it gets its event."""
        with self.copy() as copy:
            copy.write(b"event\n")
            lines = []
            while True:
                try:
                    lines.append(copy.read_line().decode())
                except EOFError:
                    assert copy.wait() == 0
                    return lines

    def refusal(self):
        with pytest.raises(Refused) as refused:
            self.prepare()
        return str(refused.value)

    def goes_on(self):
        """It is an ordinary process and takes an event."""
        self.write(b"event\n")
        line = self.read_line()
        assert self.process.wait(20) == 0
        return line
