#!/usr/bin/env python3
"""Serves many events with copies of one template, and looks whether template or
bootstrap grow: many_copies.py [COUNT]. Not a test of the suite; it takes a minute
for each 10,000."""

import os
import pathlib
import sys
import tempfile
import time

from parts import Host, write
from templates import own_lines, template

CODE = """
import os
count = 0
def handler(event, context):
    global count
    count += 1
    return [os.getpid(), count]
"""


def state(pid):
    """Resident KiB, open descriptors, mappings."""
    folder = pathlib.Path(f"/proc/{pid}")
    status = (folder / "status").read_text()
    return (int(status.partition("VmRSS:")[2].split()[0]),
            len(os.listdir(folder / "fd")),
            len((folder / "maps").read_text().splitlines()))


def main(count):
    folder = pathlib.Path(tempfile.mkdtemp())
    write(folder, "app.py", CODE, 0o644)
    server = Host(folder, "app.handler", PATH="/usr/bin:/bin")
    try:
        pid, bootstrap = template(server), server.bootstrap()
        began, pids, last, wrapped = time.monotonic(), set(), 0, 0
        for n in range(count):
            copy, served = server.invoke().json
            assert served == 1, (n, served)
            wrapped += copy < last  # the kernel has used all numbers once
            last = copy
            assert wrapped or copy not in pids, (n, copy)
            pids.add(copy)
            if n + 1 in (100, count // 2, count - 10):
                print(n + 1, "template", state(pid), "bootstrap", state(bootstrap))
        seconds = time.monotonic() - began
        print(f"{count} copies, {len(pids)} pids, {1000 * seconds / count:.2f} ms each")
        print("\n".join(own_lines(server.log)))
    finally:
        server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10000)
