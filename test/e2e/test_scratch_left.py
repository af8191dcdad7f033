"""What a bootstrap that died left in the place for temporary files is removed
by the next one, and the disk is as it was."""

import os
import subprocess

import pytest
from ahead import children
from parts import BIN, clean_env, folders, once, wait_for, write
from places import needs_root

TELL = "#!/bin/sh\necho \"\\\"$TMPDIR\\\"\"\n"


def test_what_a_killed_bootstrap_left_is_removed_by_the_next(
        tmp_path, tmp):
    write(tmp_path, "x.sh", "#!/bin/sh\nmkdir -p $TMPDIR/a/b\n"
          "touch $TMPDIR/a/b/c\nsleep 60\n")
    write(tmp_path, "y.sh", TELL)
    env = clean_env(LAMBDA_TASK_ROOT=tmp_path, TMPDIR=tmp)
    running = [subprocess.Popen(
        [BIN / "bootstrap", "--once", "x.sh"], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        for _ in range(2)]
    wait_for(lambda: len(list(tmp.glob(".dayfly-*/0/a/b/c"))) == 2,
             what="both at work")
    dead = running[0].pid
    running[0].kill()
    running[0].wait()
    wait_for(lambda: not children_of_dead(dead), what="its children's end")
    assert once(tmp_path, "y.sh", TMPDIR=tmp).code == 0
    assert len(folders(tmp)) == 1
    assert len(list(tmp.glob(".dayfly-*/0/a/b/c"))) == 1
    running[1].terminate()
    running[1].wait()


def children_of_dead(pid):
    try:
        return children(pid)
    except OSError:
        return []


@needs_root
def test_what_is_no_bootstraps_is_left_alone(tmp_path, tmp):
    write(tmp_path, "y.sh", TELL)
    others = [tmp / ".dayfly-notours", tmp / "dayfly-abc", tmp / "x",
              tmp / ".dayfly-ABCDEF"]
    for path in others:
        path.mkdir()
    (tmp / ".dayfly-aaaaaa").mkdir()
    os.chown(tmp / ".dayfly-aaaaaa", 4242, 4242)
    (tmp / ".dayfly-bbbbbb").symlink_to(tmp_path)
    (tmp / ".dayfly-cccccc").write_text("a file")
    before = sorted(tmp.iterdir())
    assert once(tmp_path, "y.sh", TMPDIR=tmp).code == 0
    assert sorted(tmp.iterdir()) == before
    for path in tmp.iterdir():
        path.rmdir() if path.is_dir() and not path.is_symlink() \
            else path.unlink()


@pytest.fixture
def disk(tmp):
    """A file system that holds 12 such events and nobody else uses."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=1777",
                    "none", tmp], check=True)
    yield tmp
    subprocess.run(["umount", "--lazy", tmp], check=True)


@needs_root
def test_five_megabytes_an_event_leave_the_disk_as_it_was(
        serve, tmp_path, disk):
    write(tmp_path, "x.sh", "#!/bin/sh\n"
          "head -c 5242880 /dev/zero >$TMPDIR/x && echo 1\n")

    def free():
        return os.statvfs(disk).f_bfree

    before = free()
    server = serve("host", "x.sh", TMPDIR=disk)
    for _ in range(int(os.environ.get("DAYFLY_SOAK_EVENTS", "200"))):
        assert server.invoke().json == 1
    server.stop()
    wait_for(lambda: free() == before, what="all space given back")


# ---- settings

def test_it_can_be_switched_off(tmp_path, tmp):
    write(tmp_path, "x.sh", TELL)
    answer = once(tmp_path, "x.sh", TMPDIR=tmp, DAYFLY_SCRATCH="off")
    assert answer.json == str(tmp)


def test_without_a_writable_folder_events_go_on_and_it_is_reported(tmp_path):
    write(tmp_path, "x.sh", TELL)
    answer = once(tmp_path, "x.sh", TMPDIR="/proc/self")
    assert answer.json == "/proc/self"
    assert "cannot make a private folder in /proc/self" in answer.log
    assert "DAYFLY_SCRATCH=off" in answer.log
