"""Callers at work while functions are created, updated (a quarter to code that
does not load), published, aliased and deleted: each answer is right, and the
host does not grow. `python3 soak_mixed.py SECONDS` runs it."""

import collections
import json
import os
import pathlib
import re
import sys
import tempfile
import threading
import time

from stored import client, create, node, result, settled, store_host, zip_of

CALLERS = 16
NAMES = [f"mixed-{i}" for i in range(6)]
BROKEN = zip_of({"index.mjs": "broken("})


class Load:
    def __init__(self, host, seconds):
        self.host = host
        self.end = time.monotonic() + seconds
        self.lock = threading.Lock()
        self.counts = collections.Counter()
        self.wrong = []

    def is_on(self):
        return time.monotonic() < self.end

    def count(self, what, wrong=None):
        with self.lock:
            self.counts[what] += 1
            if wrong is not None:
                self.wrong.append(wrong)

    def guarded(self, what, work):
        """Runs the work; what it raises is a fault of the host."""
        try:
            work()
            self.count(what)
        except Exception as e:  # pylint: disable=broad-except
            self.count(what, (what, repr(e)[:300]))


def caller(load, number):
    lam = client(load.host)
    event = number

    def call():
        name = NAMES[event % len(NAMES)]
        answer = lam.invoke(FunctionName=name, Payload=json.dumps(event))
        said = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer and said[:2] == [name, event], said

    while load.is_on():
        load.guarded("calls", call)
        event += CALLERS


def update(lam, name, number):
    """A quarter does not load: then the code before it goes on answering."""
    broken = number % 4 == 0
    code = BROKEN if broken else node(f"return ['{name}', event, {number}];")
    lam.update_function_code(FunctionName=name, ZipFile=code)
    state = settled(lam, name)["LastUpdateStatus"]
    assert state == ("Failed" if broken else "Successful"), (number, state)


def updater(load):
    lam = client(load.host)
    number = 0
    while load.is_on():
        number += 1
        load.guarded("updates", lambda: update(
            lam, NAMES[number % len(NAMES)], number))


def life(lam, name, number):
    create(lam, name, node(f"return {number};"))
    assert result(lam, name) == number
    version = lam.publish_version(FunctionName=name)["Version"]
    lam.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    assert result(lam, name + ":live") == number
    lam.delete_function(FunctionName=name)


def lives(load):
    lam = client(load.host)
    number = 0
    while load.is_on():
        number += 1
        load.guarded("lives", lambda: life(lam, f"short-{number}", number))


def size(host):
    """(resident memory in KiB, open descriptors) of the host's process."""
    process = pathlib.Path(f"/proc/{host.process.pid}")
    status = (process / "status").read_text()
    return (int(re.search(r"VmRSS:\s+(\d+)", status)[1]),
            len(os.listdir(process / "fd")))


def mixed(folder, seconds):
    """(counts, wrong answers, sizes of the host: 10 during the load, 1 after)"""
    host = store_host(folder, "--quiet")
    try:
        lam = client(host)
        for name in NAMES:
            create(lam, name, node(f"return ['{name}', event, 0];"))
        load = Load(host, seconds)
        workers = [threading.Thread(target=caller, args=(load, i))
                   for i in range(CALLERS)]
        workers += [threading.Thread(target=one, args=(load,))
                    for one in (updater, lives)]
        for worker in workers:
            worker.start()
        sizes = []
        for _ in range(10):
            time.sleep(seconds / 10)
            sizes.append(size(host))
        for worker in workers:
            worker.join()
        sizes.append(size(host))
        return load.counts, load.wrong, sizes
    finally:
        host.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        done, faults, grown = mixed(made, float(sys.argv[1]))
    print(dict(done), f"{len(faults)} wrong")
    for memory, descriptors in grown:
        print(f"{memory} KiB resident, {descriptors} descriptors")
    for fault in faults[:10]:
        print(fault)
    # From the third tenth on, all that is used once has been used.
    flat = grown[-2][0] <= grown[2][0] * 1.2 and grown[-1][1] <= grown[2][1]
    sys.exit(1 if faults or not done["calls"] or not flat else 0)
