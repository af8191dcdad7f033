"""A host that is root has a control group with more of the CPU than others, and
what it starts has not."""

import contextlib
import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest
from changing import write
from hosting import alive, children_of, wait_for
from stored import client, create, node, result, store_host, zip_of

# The group that the build was in.
OF_BUILD = r"""#!/bin/sh
sed -n -E '/^[0-9]+:NAMES:/{s///;s/.*/"&"/p;}' built
"""

# As the service of systemd that the host has moved into a group within.
IN_VERSION_2 = """
mount -t cgroup2 none /sys/fs/cgroup && mkdir -p "$0/host.dayfly" &&
echo $$ >"$0/host.dayfly/cgroup.procs" && exec "$@"
"""

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has the group")
version_1 = pytest.mark.skipif(
    not os.access("/sys/fs/cgroup/cpu/cpu.shares", os.W_OK),
    reason="no control groups of the CPU, version 1")


def group_of(pid, controller="cpu"):
    """`controller` "": in version 2. The file ends early when the process does."""
    with contextlib.suppress(OSError):
        for line in pathlib.Path(f"/proc/{pid}/cgroup").read_text().splitlines():
            _, names, path = line.split(":", 2)
            if controller in names.split(","):
                return path
    return None


def make_teller(folder, names):
    """A function that tells the group of its build."""
    folder.mkdir()
    write(folder, handler="f.sh", build="cat /proc/self/cgroup >built")
    (folder / "f.sh").write_text(OF_BUILD.replace("NAMES", names))
    (folder / "f.sh").chmod(0o755)
    return folder


@pytest.fixture
def around():
    """The group in which hosts are started by these tests."""
    return group_of("self").rstrip("/")


@pytest.fixture
def host(tmp_path):
    host = store_host(tmp_path / "data")
    yield host
    host.close()


@version_1
def test_the_main_thread_has_a_group_with_ten_times_the_share(host, around):
    own = around + "/host.dayfly"
    wait_for(lambda: group_of(host.process.pid) == own)
    assert pathlib.Path(f"/sys/fs/cgroup/cpu{own}/cpu.shares").read_text() == "10240\n"


@version_1
def test_a_program_that_unpacks_code_is_where_the_host_was_started(host, around):
    seen = set()
    begun = threading.Thread(target=create, args=(
        client(host), "large", zip_of({"index.js": "exports.handler = async () => 1;",
                                       "rest": os.urandom(20_000_000)})))
    begun.start()
    while begun.is_alive():
        for pid in children_of(host.process.pid):
            with contextlib.suppress(OSError):
                if "--unpack" in pathlib.Path(f"/proc/{pid}/cmdline").read_text():
                    seen.add(group_of(pid))
    begun.join()
    assert seen - {None} == {around or "/"}


@version_1
def test_a_function_made_by_api_is_in_the_group_of_functions(host, around):
    create(client(host), "one", node("return process.pid;"))
    assert result(client(host), "one") > 0
    assert {group_of(pid) for pid in host.runtimes()} == {around + "/functions.dayfly"}


@version_1
def test_a_served_function_and_its_build_are_where_the_host_was_started(
        tmp_path, serve, around):
    make_teller(tmp_path / "one", "cpu(,cpuacct)?")
    host = serve()
    assert host.invoke("one", {}).json == (around or "/")
    assert {group_of(pid) for pid in host.runtimes()} == {around or "/"}


@version_1
def test_the_group_goes_with_the_last_host(tmp_path, around):
    place = pathlib.Path(f"/sys/fs/cgroup/cpu{around}/host.dayfly")
    host = store_host(tmp_path / "data")
    pid = str(host.process.pid)
    wait_for(lambda: pid in (place / "cgroup.procs").read_text().split())
    host.close()
    with contextlib.suppress(FileNotFoundError):  # others may run
        assert (place / "cgroup.procs").read_text().split()


@version_1
def test_a_killed_host_leaves_no_function_behind_and_the_next_one_takes_its_group(
        host, tmp_path, around):
    create(client(host), "one", node("return process.pid;"))
    assert result(client(host), "one") > 0
    left = host.runtimes()
    host.process.send_signal(signal.SIGKILL)
    host.process.wait()
    wait_for(lambda: not any(map(alive, left)))
    time.sleep(0.1)
    again = store_host(tmp_path / "data")
    try:
        wait_for(lambda: group_of(again.process.pid) == around + "/host.dayfly")
        assert result(client(again), "one") > 0
    finally:
        again.close()


@pytest.fixture
def service(tmp_path):
    """A host in version 2 of control groups, and the group of its service."""
    name = f"dayfly-test-{os.getpid()}.service"
    words = ["unshare", "-m", "sh", "-c", IN_VERSION_2, f"/sys/fs/cgroup/{name}"]
    if subprocess.run([*words, "true"], capture_output=True).returncode != 0:
        pytest.skip("version 2 cannot be mounted")
    folder = make_teller(tmp_path / "served", "")
    host = store_host(tmp_path / "data", folder, wrap=words)
    yield host, f"/{name}"
    host.close()
    subprocess.run(["unshare", "-m", "sh", "-c", "mount -t cgroup2 none /sys/fs/cgroup && "
                    f"find /sys/fs/cgroup/{name} -depth -type d -exec rmdir {{}} ';'"],
                   check=True)


def test_in_version_2_what_the_host_starts_leaves_its_group(tmp_path, service):
    host, around = service
    create(client(host), "made", node("return process.pid;"))
    assert result(client(host), "made") > 0
    assert host.invoke("served", {}).json == around + "/others.dayfly"
    assert group_of(host.process.pid, "") == around + "/host.dayfly"
    its = {group_of(pid, "") for pid in host.runtimes()}
    assert around + "/others.dayfly" in its
    assert all(group.startswith((around + "/others.dayfly", around + "/functions.dayfly/"))
               for group in its)
