"""DAYFLY_RESIDUE: what an event leaves outside of its folder is told, or
removed, and nothing else is."""

import ctypes
import functools
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time

import pytest
from parts import clean_env, once, tmp_in, wait_for, write
from places import needs_namespaces, needs_root
from test_residue import CHANNELS, NAME, OUTSIDE
from sandbox_cases import bootstrap, program

pytestmark = [
    pytest.mark.prompt,
    needs_root, needs_namespaces("--mount")]


# A keyring outlives its test: each test has a user of its own.
USERS = itertools.count(50000 + os.getpid() % 1000 * 15)
# Its own /tmp; then the words.
APART = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /tmp && exec "$@"']


class InPart(Exception):
    """A look has 100 ms, which a busy machine may spend on something else."""


class User:
    """One that nobody else runs as, a function of its, and a /tmp."""

    def __init__(self):
        self.id = next(USERS)
        # Its /tmp must not be seen twice: not below /var/tmp.
        self.home = pathlib.Path(tempfile.mkdtemp(
            prefix="dayfly-residue-", dir="/opt"))
        self.home.chmod(0o755)
        self.folder = self.home / "function"
        self.folder.mkdir()
        self.tmp = tmp_in(self.home)
        for path in (program("without"), bootstrap()):
            shutil.copy(path, self.home)

    def runs(self, text, event=b'"look"', whole=True, **env):
        """(answer, bill, log) of one event."""
        write(self.folder, "x", text)
        done = subprocess.run(
            [*APART, self.tmp, self.home / "without", f"user={self.id}",
             self.home / "bootstrap", "--once", "x"], input=event, capture_output=True, timeout=60,
            env=clean_env(LAMBDA_TASK_ROOT=self.folder, DAYFLY_BILL=1,
                          DAYFLY_TIMEOUT=20, **env))
        log = done.stderr.decode()
        assert done.returncode == 0, (done.stdout, log)
        bill, = [json.loads(line[line.index("{"):])
                 for line in log.splitlines() if '"dayfly":"bill"' in line]
        if whole and bill.get("leftInPart"):
            raise InPart(log)
        return json.loads(done.stdout), bill, log

    def owns(self):
        return sorted(
            str(path) for folder in (self.tmp, "/var/tmp", "/dev/shm")
            for path in pathlib.Path(folder).iterdir()
            if path.lstat().st_uid == self.id)

    def leaves(self):
        """With the same words that looked for it."""
        for path in [*self.owns(), self.home]:
            subprocess.run(["rm", "-rf", path], check=True)
        for kind in ("shm", "msg", "sem"):
            for line in open(f"/proc/sysvipc/{kind}"):
                words = line.split()
                if words[7 if kind != "sem" else 4] == str(self.id):
                    subprocess.run(["ipcrm", {"shm": "-m", "msg": "-q",
                                              "sem": "-s"}[kind], words[1]],
                                   check=True)
        ctypes.CDLL(None).mq_unlink(f"/{NAME}".encode())


@pytest.fixture
def user():
    one = User()
    yield one
    one.leaves()


def looked_through(test):
    """The test begins anew, as another user, until each look is whole."""
    @functools.wraps(test)
    def until_whole(user, **more):
        for left in range(5, 0, -1):
            try:
                return test(user, **more)
            except InPart:
                if left == 1:
                    raise
                user.leaves()
                user.__init__()
    return until_whole


@looked_through
def test_what_is_left_is_reported(user):
    planted, bill, log = user.runs(CHANNELS, b'"plant"',
                                   DAYFLY_RESIDUE="report")
    assert all(planted[name] for name in OUTSIDE)
    # The names of POSIX queues are nowhere to be read.
    assert (bill["left"], bill["leftRemoved"]) == (6, 0), bill
    for word in ["shm ", "msg ", "sem ", f"key {NAME}", f"/tmp/{NAME}",
                 f"/dev/shm/{NAME}"]:
        assert word in bill["leftNames"]
    assert "left 6 things behind, removed 0: " in log
    found, bill, log = user.runs(CHANNELS)
    assert {name for name in found if found[name]} == OUTSIDE
    assert "left" not in bill


@looked_through
def test_what_is_swept_is_not_found_by_the_next(user):
    planted, bill, log = user.runs(CHANNELS, b'"plant"', DAYFLY_RESIDUE="sweep")
    assert {n for n in OUTSIDE if planted[n]} == OUTSIDE - {"posix_queue"}
    assert (bill["left"], bill["leftRemoved"]) == (6, 6), bill
    found, bill, log = user.runs(CHANNELS, DAYFLY_RESIDUE="sweep")
    assert {name for name in found if found[name]} == set()
    assert bill["left"] == 0 and "leftNames" not in bill


PLANTS = """
#!/bin/sh
read -r e
mkdir -p /tmp/dayfly-deep/a/b && : >/tmp/dayfly-deep/a/b/c
ln -s {kept} /tmp/dayfly-link
echo new >/tmp/dayfly-old/new
echo new >>/tmp/dayfly-old/old
mkfifo /var/tmp/dayfly-pipe
: >/tmp/of-root/open/new
mkdir "$TMPDIR/../../.dayfly-aaaaaa"
chmod 000 /tmp/dayfly-deep/a
until [ -e /tmp/dayfly-old/foreign ]; do sleep 0.01; done
echo 1
"""


def make_foreign(tmp):
    """A file of somebody else's, while the event is at work."""
    wait_for((tmp / "dayfly-deep" / "a").exists, 20)
    (tmp / "dayfly-old" / "foreign").write_text("of root")


@looked_through
def test_links_older_things_and_others_things_stay(user, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("kept")
    old = user.tmp / "dayfly-old"
    old.mkdir()
    (old / "old").write_text("old\n")
    for path in (old, old / "old"):
        os.chown(path, user.id, user.id)
    within = user.tmp / "of-root" / "open"
    within.mkdir(parents=True)
    within.chmod(0o777)
    time.sleep(0.02)  # a tick of the clock that stamps files
    root = threading.Thread(target=make_foreign, args=[user.tmp])
    root.start()
    try:
        _, bill, log = user.runs(PLANTS.format(kept=kept),
                                 DAYFLY_RESIDUE="sweep")
    finally:
        root.join()
    assert (bill["left"], bill["leftRemoved"]) == (6, 6), log
    assert user.owns() == [str(old)]
    assert list(within.iterdir()) == []
    assert (old / "old").read_text() == "old\nnew\n"
    assert sorted(path.name for path in old.iterdir()) == ["foreign", "old"]
    assert kept.read_text() == "kept"


@looked_through
def test_while_somebody_else_runs_as_that_user_nothing_is_removed(user):
    other = subprocess.Popen(["setpriv", "--reuid", str(user.id), "sleep",
                              "60"])
    wait_for(lambda: os.stat(f"/proc/{other.pid}").st_uid == user.id)
    try:
        _, bill, log = user.runs(CHANNELS, b'"plant"', DAYFLY_RESIDUE="sweep")
    finally:
        other.kill()
        other.wait()
    assert (bill["left"], bill["leftRemoved"]) == (6, 0)
    assert re.search(rf"kept: this user also runs {other.pid} sleep", log)


def test_looking_takes_a_bounded_time(user):
    many = "#!/bin/sh\nread -r e\nmkdir /tmp/dayfly-many\n" \
        "cd /tmp/dayfly-many\nseq 20000 | xargs touch\necho 1\n"
    _, bill, log = user.runs(many, whole=False, DAYFLY_RESIDUE="sweep")
    assert bill["left"] == 1
    assert bill["leftRemoved"] == (0 if user.owns() else 1)
    assert bill["teardownMs"] < 5000


def test_a_wrong_word_is_an_init_error(tmp_path):
    write(tmp_path, "x", "#!/bin/sh\necho 1\n")
    answer = once(tmp_path, "x", DAYFLY_RESIDUE="clean")
    assert answer.type == "Runtime.InvalidTaskConfig"
    assert "off, report or sweep" in answer.message
