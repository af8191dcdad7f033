"""What a `build` prints goes to the log; of it the host keeps the end alone."""

import os
import pathlib
import re
import select

import pytest

from hosting import wait_for
from test_host_folder_build import make_counted


def held(pid):
    """Bytes of the files that a process has open without a name, and of its
    own memory."""
    files = 0
    for fd in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            if "memfd:" in os.readlink(fd) or "(deleted)" in os.readlink(fd):
                files += fd.stat().st_size
        except FileNotFoundError:
            pass
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return files + 1024 * int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def read_until(host, text):
    """The log is much: only its end is kept."""
    end = b""
    while text not in end:
        assert select.select([host.log_read], [], [], 20)[0]
        more = os.read(host.log_read, 65536)
        assert more
        end = end[-1000:] + more


@pytest.mark.plain
def test_what_a_build_prints_is_in_the_log_at_once_and_not_kept(tmp_path,
                                                                serve):
    # Not faster than the log is read: of more some would be left out there.
    make_counted(
        tmp_path, "echo first words; for i in $(seq 60); do head -c 500000 "
        "/dev/zero | tr '\\0' x | fold -w 99; echo; sleep 0.05; done; "
        f"echo last words; until test -e {tmp_path}/go; do sleep 0.05; done; "
        "exit 7", handler="dist/index.handler")
    host = serve()
    read_until(host, b"build of one | first words")
    before = held(host.process.pid)
    read_until(host, b"build of one | last words")
    assert held(host.process.pid) - before < 16_000_000
    (tmp_path / "go").touch()
    answer = host.invoke("one", {}).json
    assert re.search(r"exit status 7:\n\(30\d{6} bytes before this are left "
                     r"out\)\n(x{99}\n){5,8}x+\nlast words$",
                     answer["errorMessage"]), answer
    host.wait_log("the build failed with exit status 7")


def test_what_a_build_leaves_in_the_background_holds_nobody_up(tmp_path,
                                                               serve):
    script = (f"trap '' PIPE; touch {tmp_path}/begun; while echo more; do "
              f"sleep 0.05; done; touch {tmp_path}/ended")
    make_counted(
        tmp_path, "echo 'export const handler = () => 1' >index.mjs; "
        f'setsid sh -c "{script}" & until test -e {tmp_path}/begun; do '
        "sleep 0.05; done; echo built", handler="index.handler")
    host = serve()
    assert host.invoke("one", {}).json == 1
    host.wait_log("build of one | built")
    wait_for((tmp_path / "ended").exists)
