"""Where a test runs: what this machine permits (a test that needs more is skipped,
with the reason), and behind which server."""

import functools
import os
import subprocess

import pytest
from parts import ROOT


@functools.cache
def refused(*words):
    """Why `unshare WORDS` fails here, or None. --mount also fails in a chroot
    whose root is not a mount point."""
    done = subprocess.run(["unshare", *words, "true"], capture_output=True,
                          text=True)
    return None if done.returncode == 0 else done.stderr.strip() or "refused"


def skip_without_namespaces(*words):
    if refused(*words):
        pytest.skip(refused(*words))


def needs_namespaces(*words):
    return pytest.mark.skipif(bool(refused(*words)),
                              reason=refused(*words) or "")


# $1: a folder for the new /tmp until it is in its place.
OWN_TMP = """
mount -t tmpfs none "$1"
for folder in "$PWD" "$2"; do
    case $folder in
    /tmp/*)
        mkdir -p "$1/${folder#/tmp/}"
        mount --bind "$folder" "$1/${folder#/tmp/}"
        ;;
    esac
done
mount --move "$1" /tmp
cd "$PWD"
shift 2
exec "$@"
"""


def own_tmp(folder):
    """Words before those of a program that is started in the current folder: its
    /tmp has that folder alone, and nothing of the tests that run beside it.
    folder: for its mount point."""
    point = folder / "own-tmp"
    point.mkdir()
    return ["unshare", "-m", "sh", "-ec", OWN_TMP, "sh", point, ROOT]


# For tests with the fixture `behind` in which the server plays no part: dayfly's host
# only in `make test-all`.
mostly_rie = pytest.mark.parametrize(
    "behind", ["rie", pytest.param("host", marks=pytest.mark.long)], indirect=True)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="not root")
