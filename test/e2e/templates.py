"""Looking at the template of a bootstrap, from which it copies processes."""

import os
import pathlib

from ahead import all_children
from parts import wait_for

# As ahead.COUNT, for Python.
COUNT_PYTHON = """
import os
count = 0
def handler(event, context):
    global count
    count += 1
    return {"count": count, "pid": os.getpid()}
"""


# How it waits, as in /proc/PID/syscall: the library by recvmsg() of descriptor 4,
# Python by select() of that and lower ones.
WAITS = {"x86_64": (["47", "0x4"], ["270", "0x5"])}.get(
    os.uname().machine, (["212", "0x4"], ["72", "0x5"]))


def is_prepared(pid):
    """It waits for a request on its control socket, with all signals blocked: it was
    asked to be copied, and agreed. A process that becomes a template has them
    blocked for moments, too, and so has a copy that is not complete yet."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        call = pathlib.Path(f"/proc/{pid}/syscall").read_text()
    except OSError:
        return False
    blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
    return blocked != 0 and call.split()[:2] in WAITS


def find_template(bootstrap, *old):
    return next((pid for pid in all_children(bootstrap)
                 if pid not in old and is_prepared(pid)), None)


def template(server, *old):
    """The pid of the template, once it can be copied; not one of the old ones.
    Events are needed until then: a runtime that has none starts nothing."""
    def look():
        found = server.bootstraps() and find_template(server.bootstrap(), *old)
        return found or (server.invoke() and None)
    return wait_for(look, 20, "a template")


def stays_template(server, pid):
    """The template is still this one: also if it makes a copy just now, which it
    then has done."""
    return wait_for(lambda: find_template(server.bootstrap()) == pid,
                    what=f"template {pid}, at rest")


def own_lines(log):
    """What the bootstrap itself has written."""
    return [line for line in log.splitlines() if "dayfly: " in line]
