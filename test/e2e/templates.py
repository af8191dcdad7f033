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


def is_prepared(pid):
    """It holds a control socket, and blocks all signals: it was asked to be
    copied, and agreed. It sleeps, unlike a copy that is not complete yet."""
    try:
        link = os.readlink(f"/proc/{pid}/fd/4")
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        call = pathlib.Path(f"/proc/{pid}/syscall").read_text()
    except OSError:
        return False
    blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
    return link.startswith("socket:") and blocked != 0 and \
        not call.startswith("running")


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


def own_lines(log):
    """What the bootstrap itself has written."""
    return [line for line in log.splitlines() if "dayfly: " in line]
