"""What a bootstrap may take of time and memory, whatever its server does."""

import contextlib
import os
import pathlib
import re
import time

from parts import BIN, MOST
from stalls import limit

MIB = 1 << 20
# What a bootstrap with libcurl and jansson linked in takes before any event.
IDLE = 12 * MIB
SANITIZED = "san" in BIN.parts


def most_memory(pid):
    """Bytes that were resident at once, at the most."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", text)[1]) << 10


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    return sum(int(n) for n in fields.split()[11:13]) / os.sysconf(
        "SC_CLK_TCK")


@contextlib.contextmanager
def bounded(process, seconds, cpu=0.5, event=0):
    """What happens inside takes `process` at most this long, this much
    processor time, and the memory of an idle one and of `event` bytes."""
    began = time.monotonic()
    spent = cpu_seconds(process.pid)
    yield
    assert time.monotonic() - began < limit(seconds, began)
    if SANITIZED or process.poll() is not None:
        return
    assert cpu_seconds(process.pid) - spent < cpu
    assert most_memory(process.pid) < IDLE + event


def half_a_second(began):
    """What the platform gives who is to end, since then; longer where so many others
    want the processors that it may not be had."""
    busy = os.getloadavg()[0] > 3 * os.cpu_count()
    return limit(2 if busy or SANITIZED else 0.5, began)


__all__ = ["MOST", "limit", "bounded", "most_memory", "cpu_seconds", "half_a_second"]
