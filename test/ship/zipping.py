"""layer/zip.py as layer/deploy runs it."""

import subprocess
import zipfile

from parts import ROOT

PYTHON = "/usr/bin/python3"


def run(*words, before=()):
    return subprocess.run([*before, PYTHON, ROOT / "layer/zip.py", *words],
                          capture_output=True, text=True, timeout=60)


def put(folder, *names, text="x"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def pack(out, folder):
    """({name: mode, type and permissions}, what was printed)."""
    done = run("--function", out, folder)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(out) as z:
        return {one.filename: one.external_attr >> 16
                for one in z.infolist()}, done.stdout
