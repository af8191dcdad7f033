"""Many events, each with a copy: every one has a process of its own, and neither
the template nor the bootstrap grows.

DAYFLY_SOAK_COPIES is the number of events; `make soak-copies` sets it."""

import os
import pathlib
import time

import pytest
from ahead import COUNT, all_children
from parts import BIN, interpreter, wait_for, write
from templates import COUNT_PYTHON, find_template, own_lines, template

COPIES = int(os.environ.get("DAYFLY_SOAK_COPIES", "240"))
LOOKS = 24
SETTLED = LOOKS // 4  # looks, before a process has all the memory it needs
# Freed memory is kept for a while by the address sanitizer: 256 MB at most.
GROWTH_KIB = 1024 if BIN.name != "san" else 256 * 1024
GROWTH_MAPPINGS = 64


def look(pid):
    """(descriptors, mappings, resident KiB) of a process that waits."""
    folder = pathlib.Path(f"/proc/{pid}")
    status = (folder / "status").read_text()
    return (len(os.listdir(folder / "fd")),
            len((folder / "maps").read_text().splitlines()),
            int(status.partition("VmRSS:")[2].split()[0]))


def look_at(server):
    """Of the bootstrap and its template, when a copy waits: the least of several
    looks, because both hold descriptors of a copy until it is complete."""
    bootstrap = server.bootstrap()
    pid = wait_for(lambda: len(all_children(bootstrap)) == 2 and
                   find_template(bootstrap), what="a copy that waits")
    found = {}
    for _ in range(5):
        time.sleep(0.005)
        for name, one in ("bootstrap", bootstrap), (f"template {pid}", pid):
            found[name] = min(found.get(name, look(one)), look(one))
    return found


class Pids:
    """The kernel gives them in their order, so between two times that it begins
    anew each is given once."""

    def __init__(self):
        self.seen, self.last, self.wraps = set(), 0, 0

    def take(self, pid):
        if pid < self.last:
            self.seen, self.wraps = set(), self.wraps + 1
        assert pid not in self.seen
        self.seen.add(pid)
        self.last = pid


def assert_steady(looks):
    """Of one process, after its first events."""
    fds, mappings, kib = zip(*looks[min(SETTLED, len(looks) - 1):])
    # One more or less is open for a moment, which the looks may all have met.
    assert min(fds[-SETTLED:]) <= max(fds[:SETTLED]), looks
    assert max(kib) - kib[0] <= GROWTH_KIB, looks
    assert max(mappings) - mappings[0] <= GROWTH_MAPPINGS, looks


@pytest.fixture(params=["python", "node", "deno", "bun"])
def counting(request, tmp_path, serve):
    name = request.param
    write(tmp_path, "app.py" if name == "python" else "app.mjs",
          COUNT_PYTHON if name == "python" else COUNT, 0o644)
    path = {} if name == "python" else {"DAYFLY_INTERPRETER": interpreter(name)}
    server = serve("host", "app.handler", DAYFLY_SPARE="fork", **path,
                   **({"PATH": "/usr/bin:/bin"} if name == "python" else {}))
    template(server)
    return server


def test_each_copy_is_one_process_and_nothing_grows(counting):
    began, pids, looks = time.monotonic(), Pids(), {}
    for _ in range(LOOKS):
        for _ in range(COPIES // LOOKS):
            answer = counting.invoke().json
            assert answer["count"] == 1
            pids.take(answer["pid"])
        for name, found in look_at(counting).items():
            looks.setdefault(name, []).append(found)
    seconds = time.monotonic() - began
    print(f"\n{COPIES} events, {1000 * seconds / COPIES:.2f} ms each; the kernel "
          f"began its numbers anew {pids.wraps} times")
    for name, found in looks.items():
        print(f"{name}: (descriptors, mappings, KiB)", *found[::SETTLED], found[-1])
        assert_steady(found)
    assert [line for line in own_lines(counting.log) if "WARN" in line] == []
