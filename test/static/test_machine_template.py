"""Copies with all threads on an aarch64 machine: the registers, the signal frame
and the TLS differ from x86_64; and its kernel is of the series that Lambda has."""

import pathlib
import subprocess

import pytest
import template_outcomes

pytestmark = pytest.mark.long

ROOT = pathlib.Path(__file__).resolve().parents[2]
CC = "aarch64-linux-gnu-gcc"
GLIBC = pathlib.Path("/usr/aarch64-linux-gnu/lib")
# The driver has its own pipes, and the machine few devices.
LEFT_OUT = {"descriptors/pipe", "descriptors/stdout_twin", "files/devices"}
COPIED = {case: template_outcomes.COPIED[case]
          for case in template_outcomes.COPIED if case not in LEFT_OUT}
REFUSED = {
    "threads/holds_robust": "refused a thread that holds a robust mutex (threads)",
    "files/shared": "refused a writable shared mapping (/dev/zero",
    "files/timerfd": "refused a timer (anon_inode:[timerfd])",
}


def compiled(folder, name):
    subprocess.run([CC, "-D_GNU_SOURCE", "-O1", "-w", "-pthread", "-o",
                    folder / name, ROOT / f"test/bridge/template_{name}.c"],
                   check=True)
    return (folder / name).read_bytes(), True


@pytest.fixture(scope="module")
def said(other_machine, tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    files = {f"task/{name}": compiled(folder, name)
             for name in ("driver", "threads", "descriptors", "files")}
    for name in ("ld-linux-aarch64.so.1", "libc.so.6", "libpthread.so.0"):
        files[f"lib/{name}"] = ((GLIBC / name).read_bytes(), True)
    words = {case.replace("/", "-"):
             "./driver /opt/dayfly/template-aarch64.so ./" +
             case.replace("/", " ") for case in [*COPIED, *REFUSED]}
    return other_machine(files, words)


@pytest.mark.parametrize("case", COPIED)
def test_a_copy_has_all_threads_and_descriptors(said, case):
    status, out, err = said[case.replace("/", "-")]
    once = [*COPIED[case], "exit 0"]
    assert out.decode().splitlines() == ["ready", *once, *once], err
    assert status == 0


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_copied_is_named(said, case):
    assert said[case.replace("/", "-")][1].decode().startswith(
        REFUSED[case]), said
