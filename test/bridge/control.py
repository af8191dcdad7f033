"""The control socket of a template, from the bootstrap's side, and the library by
which an interpreter is copied: build/bridge/template-MACHINE.so, or
$DAYFLY_TEST_TEMPLATE."""

import fcntl
import os
import pathlib
import platform
import socket

from bridge import INPUT

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = pathlib.Path(
    os.environ.get("DAYFLY_TEST_TEMPLATE")
    or ROOT / f"build/bridge/template-{platform.machine()}.so")
PATIENCE = float(os.environ.get("DAYFLY_TEST_PATIENCE", 20))
ANSWER_MAX = 4096


class Refused(Exception):
    """The template answered `refused`; the text is the reason."""


class Control:
    """Its users have the other end as a descriptor of their process."""

    def open_control(self):
        """A descriptor of the other end, which is the caller's to close. It is none
        that a bridge has."""
        self.control, theirs = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(PATIENCE)
        with theirs:
            return fcntl.fcntl(theirs, fcntl.F_DUPFD_CLOEXEC, INPUT + 1)

    def ask(self, request, descriptors=()):
        """The answer; b"" at the end of the socket."""
        socket.send_fds(self.control, [request], descriptors)
        return self.control.recv(ANSWER_MAX)

    def prepare(self):
        answer = self.ask(b"prepare")
        if answer != b"ready":
            raise Refused(answer.decode().removeprefix("refused "))
        return self

    def ask_copy(self, descriptors, seccomp=b""):
        """The pid of a copy with that stdin, stdout and stderr."""
        answer = int(self.ask(b"copy\0" + seccomp, descriptors))
        if answer < 0:
            raise OSError(-answer, os.strerror(-answer))
        return answer
