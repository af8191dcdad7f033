"""The control socket of a template: wrong requests, its end, copies that fail."""

import os
import signal
import subprocess
import time

import pytest

from template import Copy
from template_case import Case

pytestmark = pytest.mark.plain


@pytest.mark.parametrize("request_", [
    b"p", b"prepare\n", b"prepare ", b"copy", b"copy\0", b"\0", b"\xff" * 70000,
    b"ready", b"copy\0" + 8 * b"\0"])
def test_garbage_makes_it_ordinary(request_):
    with Case("threads/plain") as template:
        assert template.ask(request_) == b"refused unknown request"
        assert template.control.recv(1) == b""
        assert template.goes_on().startswith(b"pid ")


@pytest.mark.parametrize("count", [0, 1, 2, 5, 8, 9, 60])
@pytest.mark.parametrize("request_", [b"copy\0", b"prepare"])
def test_a_wrong_number_of_descriptors_makes_it_ordinary(request_, count):
    if (request_, count) == (b"prepare", 0):
        return
    with Case("threads/plain") as template, open(os.devnull) as null:
        if request_ != b"prepare":
            template.prepare()
        before = len(os.listdir(f"/proc/{template.pid}/fd"))
        answer = template.ask(request_, [null.fileno()] * count)
        assert answer == b"refused unknown request"
        assert template.control.recv(1) == b""
        # The socket itself is closed a moment after its end is seen.
        end = time.monotonic() + 10
        while len(os.listdir(f"/proc/{template.pid}/fd")) != before - 1:
            assert time.monotonic() < end
        assert template.goes_on().startswith(b"pid ")


@pytest.mark.parametrize("seccomp", [b"1234567", 4097 * 8 * b"\0"])
def test_a_filter_that_is_none_makes_it_ordinary(seccomp):
    with Case("threads/plain") as template:
        template.prepare()
        copy = Copy()
        assert template.ask(b"copy\0" + seccomp, copy.theirs) == \
            b"refused unknown request"
        copy.close()
        assert template.goes_on().startswith(b"pid ")


def test_a_filter_that_the_kernel_refuses_ends_the_copy_only():
    with Case("threads/plain") as template:
        template.prepare()
        with template.copy(8 * b"\xff") as copy:
            assert copy.wait() == 125
        assert template.run_copy()


# BPF_LD of the number; getpid() fails with EPERM.
NO_GETPID = b"".join(
    code.to_bytes(2, "little") + bytes([yes, no]) + value.to_bytes(4, "little")
    for code, yes, no, value in [(0x20, 0, 0, 0), (0x15, 0, 1, 39),
                                 (6, 0, 0, 0x00050001), (6, 0, 0, 0x7fff0000)])


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="a number of x86_64")
def test_a_filter_holds_for_the_copy():
    with Case("threads/plain") as template:
        template.prepare()
        with template.copy(NO_GETPID) as copy:
            copy.write(b"event\n")
            assert copy.read_line().startswith(b"pid -1 ")
            assert copy.wait() == 0
        pid = int(template.run_copy()[0].split()[1])
        assert pid > 0


@pytest.mark.parametrize("prepared", [False, True])
def test_the_end_of_the_socket_makes_it_ordinary(prepared):
    with Case("threads/futex") as template:
        if prepared:
            template.prepare()
            template.run_copy()
        template.control.close()
        assert template.goes_on().startswith(b"tls 42 ")


def test_an_event_comes_first():
    with Case("threads/plain") as template:
        template.write(b"event\n")
        assert template.read_line().split()[1] == str(template.pid).encode()


def test_it_survives_being_stopped():
    with Case("threads/futex") as template:
        for prepare in (True, False):
            os.kill(template.pid, signal.SIGSTOP)
            time.sleep(0.3)
            os.kill(template.pid, signal.SIGCONT)
            if prepare:
                template.prepare()
        assert template.run_copy() == [
            "tls 42 name dreamer blocked 1 fresh 1 self 1", "joined"]


def test_a_copy_that_cannot_be_made_is_told_by_errno_and_the_next_can():
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}

    def limit(most):
        """As a process of the same user can."""
        subprocess.run(["prlimit", f"--pid={template.pid}", f"--nproc={most}:"],
                       check=True, **nobody)

    with Case("threads/plain", **nobody) as template:
        template.prepare()
        limit(0)
        with pytest.raises(BlockingIOError):
            template.copy()
        limit(1000)
        assert template.run_copy()
