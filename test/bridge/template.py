"""A program that is started as a template, and its copies, by their pipes alone:

    with Template(["/usr/bin/node", "script.js"]) as t:
        t.prepare()
        with t.copy() as copy:
            copy.write(b"an event")
            assert copy.read_line() == b"an answer"

copies.py has those with a bridge.
"""

import os
import select
import signal
import subprocess

from bridge import INPUT, give_input
from control import LIBRARY, PATIENCE, Control


class Pipes:
    """A process's input, stdout and stderr, from outside."""

    def __init__(self):
        stdin, self.stdin = os.pipe()
        self.stdout, stdout = os.pipe()
        self.stderr, stderr = os.pipe()
        self.theirs = [stdin, stdout, stderr]
        self.held = {self.stdout: b"", self.stderr: b""}

    def give(self):
        """The process has its ends now."""
        for fd in self.theirs:
            os.close(fd)
        self.theirs = []

    def write(self, data):
        os.write(self.stdin, data)

    def close_stdin(self):
        os.close(self.stdin)
        self.stdin = None

    def more(self, fd, patience=PATIENCE):
        """Reads once; b"" at the end."""
        assert select.select([fd], [], [], patience)[0], f"silent: {self.held}"
        data = os.read(fd, 1 << 16)
        self.held[fd] += data
        return data

    def read_line(self, patience=PATIENCE):
        """The next line of stdout without its LF."""
        while b"\n" not in self.held[self.stdout]:
            if not self.more(self.stdout, patience):
                raise EOFError(self.read_errors())
        line, _, self.held[self.stdout] = \
            self.held[self.stdout].partition(b"\n")
        return line

    def read_errors(self):
        while self.more(self.stderr):
            pass
        return self.held[self.stderr]

    def is_silent(self, seconds=0.05):
        return not select.select([self.stdout], [], [], seconds)[0]

    def close(self):
        for fd in [self.stdin, self.stdout, self.stderr, *self.theirs]:
            if fd is not None:
                os.close(fd)


class Copy(Pipes):
    """A copy. It is a child of this process."""

    pid = None
    status = None

    def wait(self):
        """Its exit status, or minus its signal, once it has ended."""
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()
        self.close()


class Template(Control, Pipes):
    """A program started as a template."""

    def __init__(self, argv, env=None, user_preload="", **more):
        super().__init__()
        number = self.open_control()
        env = {"PATH": os.environ["PATH"], "DAYFLY_TEMPLATE": str(number),
               "LD_PRELOAD": f"{LIBRARY}{user_preload}", **(env or {})}
        self.process = subprocess.Popen(
            [str(word) for word in argv], stdin=self.theirs[0],
            stdout=self.theirs[1], stderr=self.theirs[2],
            pass_fds=[INPUT, number], preexec_fn=give_input(self.theirs[0]),
            env=env, **more)
        self.pid = self.process.pid
        os.close(number)
        self.give()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.control.close()
        self.close()

    def copy(self, seccomp=b""):
        copy = Copy()
        try:
            copy.pid = self.ask_copy(copy.theirs, seccomp)
        except OSError:
            copy.close()
            raise
        copy.give()
        return copy
