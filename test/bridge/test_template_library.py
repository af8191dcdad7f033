"""The library that copies a process with all its threads, on small C programs: a
case for each row of the table of descriptors, for threads and for memory."""

import os
import socket
import subprocess

import pytest

from control import LIBRARY, ROOT
from template import Template
from template_case import Case, program
from template_outcomes import COPIED

pytestmark = pytest.mark.plain


@pytest.mark.parametrize("case", COPIED)
def test_each_copy_has_its_own(case):
    with Case(case) as template:
        template.prepare()
        for _ in range(3):
            assert template.run_copy() == COPIED[case]


def test_a_copy_has_its_own_offset(tmp_path):
    (tmp_path / "file").write_text("abcdefgh")
    with Case("files/file", tmp_path / "file") as template:
        template.prepare()
        for _ in range(3):
            assert template.run_copy() == ["de 5"]


def test_a_removed_file_that_is_read_stays(tmp_path):
    (tmp_path / "file").write_text("abcdefgh")
    with Case("files/file", tmp_path / "file") as template:
        (tmp_path / "file").unlink()
        template.prepare()
        assert template.run_copy() == ["de 5"]


def test_a_log_gets_the_lines_of_all_copies(tmp_path):
    with Case("files/log", tmp_path / "log") as template:
        template.prepare()
        for _ in range(3):
            assert template.run_copy() == ["append 1"]
    assert (tmp_path / "log").read_text() == 3 * "line\n"


def test_a_log_removed_after_prepare_is_not_a_channel(tmp_path):
    with Case("files/log", tmp_path / "log") as template:
        template.prepare()
        (tmp_path / "log").unlink()
        with template.copy() as copy:
            assert copy.wait() == 125


REFUSED = {
    "threads/other_thread": "events are read by a thread other than the main one",
    "threads/holds_robust": "a thread that holds a robust mutex",
    "threads/many_threads": "too many threads (more than 128)",
    "descriptors/epoll_closed": "an epoll entry (its descriptor is closed)",
    "descriptors/pipe_elsewhere": "a pipe to another process (pipe:[",
    "descriptors/pair_data": "a pair of sockets (it holds data",
    "descriptors/pair_elsewhere": "a connected socket (peer without a name)",
    "descriptors/listening": "a listening socket ([0:0:0:0:0:0:0:0]:",
    "files/database": "a file open for reading and writing ({file})",
    "files/removed": "a removed file open for writing ({file} (deleted))",
    "files/locked": "a locked file ({file})",
    "files/memory_file": "a file in memory (/memfd:shared",
    "files/proc_file": "a file of /proc (/proc/",
    "files/terminal": "a device (/dev/",
    "files/timerfd": "a timer (anon_inode:[timerfd])",
    "files/signalfd": "a signalfd (anon_inode:[signalfd])",
    "files/inotify": "watched files (anon_inode:",
    "files/pidfd": "a process (",
    "files/many_descriptors": "too many descriptors (more than 256)",
    "files/shared": "a writable shared mapping (/dev/zero",
    "files/alarm": "a timer of the process",
    "files/posix_timer": "a timer of the process",
    "files/child": "a process that it has started",
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_copied_is_named_and_goes_on(case, tmp_path):
    file = tmp_path / "file"
    with Case(case, file) as template:
        assert template.refusal().startswith(REFUSED[case].format(file=file))
        assert template.control.recv(1) == b""
        assert template.goes_on().startswith(b"pid ")


def test_a_connection_is_named_by_its_peer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with Case("descriptors/tcp", port) as template:
            assert template.refusal() == \
                f"a connected socket (peer 127.0.0.1:{port})"


@pytest.mark.parametrize("name", ["node", "SignalInspector", "mi-scavenger"])
def test_a_known_thread_that_blocks_signals_is_left_out(name):
    with Case("threads/deaf", name) as template:
        template.prepare()
        with template.copy() as copy:
            assert len(os.listdir(f"/proc/{copy.pid}/task")) == 1
            copy.write(b"event\n")
            assert copy.read_line() == b"alone"


def test_another_thread_that_blocks_signals_is_named():
    with Case("threads/deaf", "stranger") as template:
        assert template.refusal() == "a thread that blocks signals (stranger)"
        assert template.goes_on() == b"alone"


def test_a_template_has_no_io_uring_and_an_ordinary_process_what_the_kernel_has():
    with Template([program("files"), "io_uring"]) as template:
        assert template.read_line() == b"ring -1 absent 1"
    with Template([program("files"), "io_uring"],
                  env={"DAYFLY_TEMPLATE": "0"}) as template:
        found = template.read_line()
    plain = subprocess.run([program("files"), "io_uring"], input="event\n",
                           capture_output=True, text=True)
    assert found.split()[2:] == plain.stdout.encode().splitlines()[0].split()[2:]


def test_a_template_is_not_dumpable_until_it_is_ordinary():
    with Case("threads/plain") as template:
        assert os.stat(f"/proc/{template.pid}/environ").st_uid == 0
        assert template.ask(b"what?") == b"refused unknown request"
        assert template.goes_on().startswith(b"pid ")


@pytest.mark.parametrize("pieces", [
    [(b"first ", 0), (b"line\n", 0), (b"e", 1), (b"vent\n", 1)],
    [(b"first line\ne", 1)],
    [(b"\n", 0), (b"\n", 1)],
])
def test_a_copy_is_not_dumpable_until_it_has_an_event(pieces):
    """The first line is the copy's own."""
    with Case("threads/dumpable") as template:
        template.prepare()
        with template.copy() as copy:
            for piece, dumpable in pieces:
                copy.write(piece)
                assert copy.read_line() == b"dumpable %d" % dumpable


def test_a_user_keeps_his_own_preload():
    with Template(["/bin/sh", "-c", 'echo "$LD_PRELOAD $DAYFLY_TEMPLATE"'],
                  user_preload=":/nowhere/a.so:/b.so") as template:
        assert template.read_line() == b"/nowhere/a.so:/b.so "


def test_two_hundred_copies_leave_nothing_in_the_template():
    with Case("threads/futex") as template:
        template.prepare()
        pids = set()
        fds = len(os.listdir(f"/proc/{template.pid}/fd"))
        for _ in range(200):
            with template.copy() as copy:
                pids.add(copy.pid)
        assert len(pids) == 200
        assert len(os.listdir(f"/proc/{template.pid}/fd")) == fds


def test_a_program_with_musl_is_refused_and_goes_on(tmp_path):
    source = ROOT / "test/bridge/template_descriptors.c"
    subprocess.run(["musl-gcc", "-D_GNU_SOURCE", "-w", "-o", tmp_path / "musl",
                    source], check=True)
    with Template([tmp_path / "musl", "plain"]) as template:
        assert template.read_line() == b"loaded"
        assert template.ask(b"prepare") == \
            b"refused a C library other than glibc"
        template.write(b"event\n")
        assert template.read_line().startswith(b"pid ")


def test_an_unprivileged_template_reads_what_it_needs_of_itself():
    """Before Linux 5.14 fdinfo is root's while the process is not dumpable."""
    with Case("descriptors/epoll", user=65534, group=65534,
              extra_groups=[]) as template:
        template.prepare()
        assert os.stat(f"/proc/{template.pid}/environ").st_uid == 0
        assert template.run_copy() == COPIED["descriptors/epoll"]


@pytest.mark.parametrize("number", ["", "x", "3x", "0", "2", "77777", "-1"])
def test_without_a_control_socket_it_is_an_ordinary_process(number):
    with Case("threads/main_mask", env={"DAYFLY_TEMPLATE": number}) as template:
        template.write(b"event\n")
        # Dumpable; LD_PRELOAD is gone.
        assert template.read_line().endswith(b"dumpable 1 control 0")


def test_without_the_variable_nothing_is_changed():
    script = 'echo "$LD_PRELOAD"; read -r line; echo "$line"'
    done = subprocess.run(["/bin/sh", "-c", script], input=b"event\n",
                          env={"LD_PRELOAD": LIBRARY}, capture_output=True)
    assert done.stdout.decode() == f"{LIBRARY}\nevent\n"
