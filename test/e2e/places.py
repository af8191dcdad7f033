"""What this machine permits. A test that needs more is skipped, with the reason."""

import functools
import os
import subprocess

import pytest


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


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="not root")
