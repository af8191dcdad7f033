"""Each process has a private folder, and nothing of it is left."""

import os
import signal
import pathlib
import re
import subprocess
import time

import pytest
from parts import clean_env, folders, interpreter, once, wait_for, write
from places import needs_root
from sandbox_cases import bootstrap

NOBODY = ["setpriv", "--reuid", "4242", "--regid", "4242", "--clear-groups"]


def as_nobody(folder, tmp, script, seconds=60):
    """One event for a bootstrap that is not root, so that modes count."""
    path = write(folder, "x.sh", script)
    for above in [tmp, folder, *folder.parents[:3]]:
        above.chmod(above.stat().st_mode | 0o755)
    done = subprocess.run(
        [*NOBODY, bootstrap(), "--once", path], input=b"{}", cwd=folder,
        capture_output=True, timeout=seconds, env=clean_env(TMPDIR=tmp))
    return done.stdout.decode(), done.stderr.decode()


def test_programs_find_it_where_they_look(tmp_path, tmp):
    write(tmp_path, "index.mjs", """
import os from "node:os";
import fs from "node:fs";
export const handler = () => ({
  tmp: os.tmpdir(), home: os.homedir(), files: fs.readdirSync(os.tmpdir()),
  mode: fs.statSync(os.tmpdir()).mode & 0o777, uid: fs.statSync(os.tmpdir()).uid,
  xdg: Object.entries(process.env).filter(([name]) => name.startsWith("XDG_")),
});
""")
    for name in ["node", "bun"]:
        told = once(tmp_path, "index.handler", TMPDIR=tmp, HOME="/root",
                    XDG_CACHE_HOME="/root/.cache",
                    DAYFLY_INTERPRETER=interpreter(name)).json
        assert re.fullmatch(rf"{tmp}/\.dayfly-[a-z2-7]{{6}}/0", told["tmp"])
        assert told["home"] == told["tmp"]
        assert (told["files"], told["mode"]) == ([], 0o700)
        assert told["uid"] == os.getuid()
        assert len(told["xdg"]) == 5
        assert all(path.startswith(told["tmp"]) for _, path in told["xdg"])


def test_every_event_has_its_own_and_it_is_gone_with_it(
        behind, tmp_path, tmp):
    write(tmp_path, "x.sh", "#!/bin/sh\nls -A \"$TMPDIR\" >&2\n"
          "echo x >\"$TMPDIR/kept\"\necho \"\\\"$TMPDIR\\\"\"\n")
    server = behind("x.sh", TMPDIR=tmp)
    seen = [server.invoke().json for _ in range(5)]
    assert len(set(seen)) == 5
    assert "kept" not in server.log
    wait_for(lambda: not os.path.exists(seen[-1]), what="its removal")
    wait_for(lambda: len(list(folders(tmp)[0].iterdir())) == 1,
             what="one folder, the next one's")
    # The emulator, told to end, kills it before it can clear up.
    os.kill(server.bootstrap(), signal.SIGTERM)
    wait_for(lambda: folders(tmp) == [], what="the end of them all")
    server.stop()


@pytest.mark.parametrize("how", [
    "exit 3", "kill -9 $$", "sleep 60", "(setsid sleep 60 &) ; echo 1"])
def test_whatever_becomes_of_the_process(tmp_path, tmp, how):
    write(tmp_path, "x.sh", f"#!/bin/sh\nmkdir $TMPDIR/a\n>$TMPDIR/a/b\n{how}\n")
    once(tmp_path, "x.sh", timeout=1, TMPDIR=tmp)
    assert folders(tmp) == []


def test_a_waiting_process_has_one_too(serve, tmp_path, tmp):
    """One that was started: a copy gets its own with its event."""
    write(tmp_path, "index.mjs", "import os from 'node:os';\n"
          "export const handler = () => os.tmpdir();\n")
    server = serve("host", "index.handler", timeout=10, TMPDIR=tmp,
                   DAYFLY_SPARE="on",
                   DAYFLY_INTERPRETER=interpreter("node"))
    seen = {server.invoke().json for _ in range(4)}
    assert len(seen) == 4
    wait_for(lambda: len(list(folders(tmp)[0].iterdir())) == 1,
             what="one folder, the waiting one's")
    server.stop()


def test_a_process_that_serves_again_keeps_it(serve, tmp_path, tmp):
    write(tmp_path, "index.mjs", "import os from 'node:os';\n"
          "export const handler = () => os.tmpdir();\n")
    server = serve("host", "index.handler", timeout=10, TMPDIR=tmp,
                   DAYFLY_REUSE=2, DAYFLY_INTERPRETER=interpreter("node"))
    seen = [server.invoke().json for _ in range(4)]
    assert seen[0] == seen[1] != seen[2] == seen[3]
    server.stop()


# ---- whatever is in it

def test_a_tree_deeper_than_any_path(tmp_path, tmp):
    write(tmp_path, "x.py", """
#!python
import os
os.chdir(os.environ["TMPDIR"])
for _ in range(3000):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
    open("f", "w").close()
print(1)
""")
    assert once(tmp_path, "x.py", timeout=30, TMPDIR=tmp).json == 1
    assert folders(tmp) == []


@needs_root
def test_folders_closed_to_their_owner(tmp_path, tmp):
    out, log = as_nobody(tmp_path, tmp, """
#!/bin/sh
cd "$TMPDIR"
mkdir -p a/b/c d/e/f g
touch a/b/c/x d/e/f/y
chmod 0000 a/b/c a/b d/e/f g
chmod 0555 a d/e d
chmod 0000 a
chmod 0500 .
echo 1
""")
    assert out.strip() == "1"
    assert "stays" not in log
    assert folders(tmp) == []


def test_odd_names_and_odd_files(tmp_path, tmp):
    write(tmp_path, "x.py", r"""
#!python
import os, socket
os.chdir(os.environ["TMPDIR"])
for name in [b"\n", b" ", b"-rf", b"*", b"\xff\xfe", b"%s%n", b"x" * 255,
             b"...", b"\x01\x1b[2J", "\u202e".encode()]:
    os.mkdir(name)
    open(os.path.join(name, name), "w").close()
os.mkfifo("fifo")
socket.socket(socket.AF_UNIX).bind("socket")
os.symlink("/nowhere", "dangling")
os.symlink(".", "itself")
open("hole", "w").truncate(1 << 40)
for i in range(300):
    open(f"many{i}", "w").close()
print(1)
""")
    assert once(tmp_path, "x.py", TMPDIR=tmp).json == 1
    assert folders(tmp) == []


@pytest.fixture
def outside(tmp_path):
    """A folder that no trick may reach."""
    folder = tmp_path / "outside"
    (folder / "deep").mkdir(parents=True)
    (folder / "file").write_text("mine")
    (folder / "deep" / "file").write_text("mine too")
    for path in [folder / "file", folder / "deep", folder]:
        path.chmod(0o555)
    yield folder
    assert (folder / "file").read_text() == "mine"
    assert (folder / "deep" / "file").read_text() == "mine too"
    for path in [folder / "file", folder / "deep", folder]:
        assert path.stat().st_mode & 0o7777 == 0o555


def test_links_lead_nowhere(tmp_path, tmp, outside):
    write(tmp_path, "x.sh", f"""
#!/bin/sh
cd "$TMPDIR"
ln -s {outside} folder
ln -s {outside}/file file
ln {outside}/file hard
mkdir a b
ln -s ../../../outside a/up
mkdir z && mv z .z && ln -s {outside} z
chmod 000 a
rm -rf "$TMPDIR/b" && ln -s {outside} b
echo 1
""")
    assert once(tmp_path, "x.sh", TMPDIR=tmp).json == 1
    assert folders(tmp) == []


def test_the_folder_itself_exchanged_for_a_link(tmp_path, tmp, outside):
    write(tmp_path, "x.sh", f"#!/bin/sh\ncd /\nmv $TMPDIR $TMPDIR.old\n"
          f"ln -s {outside} $TMPDIR\nmkdir $TMPDIR.old/x\necho 1\n")
    assert once(tmp_path, "x.sh", TMPDIR=tmp).json == 1
    assert folders(tmp) == []


@needs_root
@pytest.mark.parametrize("what", ["--bind {outside} m", "-t tmpfs none m",
                                  "--bind {outside}/file n",
                                  "--bind {outside} \"$TMPDIR\""])
def test_mounts_are_detached_and_not_entered(tmp_path, tmp, outside, what):
    mount = what.format(outside=outside)
    write(tmp_path, "x.sh", f"""
#!/bin/sh
cd "$TMPDIR"
mkdir -p m/below
touch n m/below/x
mount {mount} && mount {mount} && echo 1
""")
    answer = once(tmp_path, "x.sh", TMPDIR=tmp)
    assert answer.body.strip() == b"1", answer.log
    assert str(tmp) not in pathlib.Path("/proc/self/mounts").read_text()
    assert "stays" not in answer.log
    assert folders(tmp) == []


def test_files_that_may_not_be_changed(tmp_path, tmp):
    write(tmp_path, "x.sh", """
#!/bin/sh
cd "$TMPDIR"
mkdir -p d/e
touch f d/e/g d/h
chattr +i f d/e/g && chattr +a d/h && chattr +i d/e d && echo 1
""")
    answer = once(tmp_path, "x.sh", TMPDIR=tmp)
    if answer.json != 1:
        pytest.skip("this file system has no immutable files")
    assert folders(tmp) == []


# ---- a limit

@pytest.mark.parametrize("code", [
    "head -c 3000000 /dev/zero >$TMPDIR/x", "sleep 0.3; exec sleep 60",
    "mkdir -p $TMPDIR/a/b; head -c 3000000 /dev/zero >$TMPDIR/a/b/x",
    "cd $TMPDIR; seq 600 | xargs touch",
    "cd $TMPDIR; for n in $(seq 70); do mkdir d; cd d; done"])
@pytest.mark.parametrize("then", ["echo 1", "sleep 60"])
def test_more_than_the_limit_is_an_error_that_names_the_folder(
        tmp_path, tmp, code, then):
    sleeps = "sleep 60" in code
    fill = "head -c 3000000 /dev/zero >$TMPDIR/x; " if sleeps else ""
    write(tmp_path, "x.sh", f"#!/bin/sh\n{fill}{code}\n{then}\n")
    (tmp_path / "dayfly.json").write_text('{"limits": {"scratch": 2}}')
    began = time.monotonic()
    answer = once(tmp_path, "x.sh", timeout=20, TMPDIR=tmp)
    assert answer.type == "Runtime.ScratchLimitExceeded", answer.body
    assert re.search(rf"{tmp}/\.dayfly-\w+/0 contains more than 2 MB",
                     answer.message)
    assert time.monotonic() - began < 5
    assert folders(tmp) == []


def test_within_the_limit_nothing_changes(tmp_path, tmp):
    (tmp_path / "large").write_bytes(b"x" * 3000000)
    write(tmp_path, "x.sh", "#!/bin/sh\n"
          "head -c 1900000 /dev/zero >$TMPDIR/x\nln -s / $TMPDIR/all\n"
          f"ln -s {tmp_path}/large $TMPDIR/link\n"
          "sleep 0.3\necho 1\n")
    (tmp_path / "dayfly.json").write_text('{"limits": {"scratch": 2}}')
    assert once(tmp_path, "x.sh", TMPDIR=tmp).json == 1


def test_a_limit_that_cannot_be_held_is_an_init_error(tmp_path):
    write(tmp_path, "x.sh", "#!/bin/sh\necho 1\n")
    (tmp_path / "dayfly.json").write_text('{"limits": {"scratch": 2}}')
    for env in [{"DAYFLY_SCRATCH": "off"}, {"TMPDIR": "/proc/self"}]:
        answer = once(tmp_path, "x.sh", **env)
        assert answer.type == "Runtime.InvalidTaskConfig"
        assert "dayfly.json" in answer.message and "scratch" in answer.message
