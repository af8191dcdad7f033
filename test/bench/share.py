"""A small share of a processor, as Lambda gives to a function with little
memory (SHARE=0.29 for 512 MB; 0.07, 128 MB, without it): a group of processes with a quota, where this machine lets us make one."""

import contextlib
import os
import pathlib

USUAL = 0.07
SHARE = float(os.environ.get("SHARE") or USUAL)
PERIOD_US = 20000  # Lambda's
MOUNTS = "/proc/self/mounts"


class Unavailable(Exception):
    """No such group can be made here; the text says why."""


def roots():
    """Where groups with a quota may be made, by version: (folder, version)."""
    with open(MOUNTS) as f:
        for line in f:
            _, folder, kind, options, *_ = line.split()
            if kind == "cgroup2":
                yield folder, 2
            elif kind == "cgroup" and "cpu" in options.split(","):
                yield folder, 1


def set_quota(group, version):
    quota = int(PERIOD_US * SHARE)
    if version == 2:
        (group / "cpu.max").write_text(f"{quota} {PERIOD_US}")
    else:
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (group / "cpu.cfs_quota_us").write_text(str(quota))


def made_in(folder, version):
    group = pathlib.Path(folder) / f"dayfly-bench-{os.getpid()}"
    group.mkdir()
    try:
        set_quota(group, version)
    except OSError:
        group.rmdir()
        raise
    return group


@contextlib.contextmanager
def group():
    """A function that puts the calling process into a group with the quota. All
    that is in it has to have ended before this does."""
    problems = []
    made = None
    for folder, version in roots():
        try:
            made = made_in(folder, version)
            break
        except OSError as error:
            problems.append(f"cgroup v{version}: {error.strerror}")
    if not made:
        raise Unavailable(", ".join(problems) or "no cgroup is mounted")

    def enter():
        # A quota does not hold what has priority over all others.
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        (made / "cgroup.procs").write_text(str(os.getpid()))

    try:
        yield enter
    finally:
        made.rmdir()
