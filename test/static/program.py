"""C programs of the tests, for the other machine."""

import functools
import pathlib
import subprocess
import tempfile

from parts import ROOT


@functools.cache
def program(path):
    """The bytes of that program, with no library besides."""
    with tempfile.TemporaryDirectory() as folder:
        to = pathlib.Path(folder) / "program"
        done = subprocess.run(
            ["aarch64-linux-gnu-gcc", "-D_GNU_SOURCE", "-O1", "-Wall",
             "-Wextra", "-Werror", "-static", "-o", to, ROOT / path],
            capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return to.read_bytes()
