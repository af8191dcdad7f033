"""Looking at the processes of a bootstrap, the one that waits above all."""

import os
import pathlib

from parts import wait_for

COUNT = """
let n = 0;
export const handler = () => ({
  count: ++n, pid: globalThis.Deno ? Deno.pid : process.pid });
"""


def is_template(pid):
    """A template has a control socket; handlers here have none at that number."""
    try:
        return os.readlink(f"/proc/{pid}/fd/4").startswith("socket:")
    except OSError:
        return False


def all_children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def children(pid):
    """Without the template, which serves no event."""
    return [child for child in all_children(pid) if not is_template(child)]


def blocked(pid):
    """It waits in read(2) for its stdin or, a bridge, for its input. A copy of Bun
    waits in ppoll(2) of its library first."""
    try:
        call = pathlib.Path(f"/proc/{pid}/syscall").read_text()
    except OSError:
        return False
    return call.startswith(("0 0x0 ", "0 0x3 ", "271 "))


def named(bootstrap, name):
    """The child of that name, if there is one."""
    for pid in children(bootstrap):
        try:
            if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == name:
                return pid
        except OSError:
            pass
    return None


def waiting(bootstrap, *old):
    """The pid of the one that waits, once it does; the old ones, which may be
    dying still, are known."""
    def look():
        pids = [pid for pid in children(bootstrap) if pid not in old]
        return len(pids) == 1 and blocked(pids[0]) and pids[0]
    return wait_for(look, 20, "the next process's readiness")


def somebody_waits(bootstrap):
    wait_for(lambda: any(map(blocked, children(bootstrap))), 20,
             "the next process's readiness")
