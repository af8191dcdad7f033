"""A host whose functions have copies, for the tests of those."""

import functools
import os
import pathlib
import subprocess
import tempfile
import time

from changing import write
from hosting import children_of, wait_for

GOES_ON = "what worked before goes on"
SOURCE = """#include <stdio.h>
int main(void) { printf("\\"%s\\""); return 0; }
"""


class Place:
    """Functions, and where the hosts of a test have the copies of them."""

    def __init__(self, folder, serve):
        self.serve = serve
        self.functions = folder / "functions"
        self.copies = folder / "copies"
        self.functions.mkdir()
        self.copies.mkdir()

    def start(self, command="serve", **env):
        self.host = self.serve(self.functions, command=command,
                               env={"TMPDIR": str(self.copies), **env})
        return self.host

    def of_hosts(self):
        return list(self.copies.glob("dayfly-kept-*"))

    def kept(self):
        return [path for host in self.of_hosts() for path in host.iterdir()]

    def settle(self, count=1):
        """A copy is made right after a process has started; the one that it
        replaces is removed then. Both by processes of their own."""
        def same():
            before = [(p, p.stat().st_ctime_ns) for p in self.kept()]
            time.sleep(0.15)
            now = [(p, p.stat().st_ctime_ns) for p in self.kept()]
            return now == before and len(now) == count and \
                len(self.host.runtimes()) == \
                len(children_of(self.host.process.pid))
        wait_for(same)

    def program(self, data, **keys):
        """The function `one`, which is an executable."""
        folder = self.functions / "one"
        folder.mkdir()
        write(folder, handler="app", **keys)
        put(folder / "app", data)
        return folder / "app"


@functools.cache
def compiled(text):
    """A program of C that answers with the text."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "app.c")
        source.write_text(SOURCE % text)
        subprocess.run([os.environ.get("CC", "gcc"), "-o", f"{folder}/app",
                        source], check=True)
        return pathlib.Path(folder, "app").read_bytes()


def script(text):
    return b"#!/bin/sh\nprintf '\"%s\"'\n" % text.encode()


def put(path, data, mode=0o755):
    """In one step, as compilers and careful editors do."""
    new = path.with_name("new")
    new.write_bytes(data)
    new.chmod(mode)
    new.rename(path)
