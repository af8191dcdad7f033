"""Capsules, the files of failed events, and what `dayfly replay` makes of
them."""

import subprocess

from parts import BIN, clean_env


def capsules(folder):
    return sorted(folder.glob("capsule-*.json"))


def capsule(folder):
    """The only one there."""
    [path] = capsules(folder)
    return path


def replay(path, *words, **env):
    """Status, output and log of the same event again."""
    done = subprocess.run([BIN / "dayfly", "replay", path, *words],
                          capture_output=True, timeout=30,
                          stdin=subprocess.DEVNULL, env=clean_env(**env))
    return done.returncode, done.stdout, done.stderr.decode()
