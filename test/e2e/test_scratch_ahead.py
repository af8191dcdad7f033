"""The next process's private folder is made while nobody waits for it, and no
event can spoil it, or the place it comes to, for those that follow."""

import json
import os

import pytest
from parts import tmp_in, wait_for, write
from places import needs_root
from sandbox_cases import bootstrap

pytestmark = needs_root

NOBODY = {"user": 4242, "group": 4242, "extra_groups": []}


@pytest.fixture
def tmp(anybodys):
    """What is planted there may outlast the little time a bootstrap has at its
    end."""
    return tmp_in(anybodys)


@pytest.fixture
def peer(anybodys, wire, tmp):
    """A bootstrap that is not root, so that modes count; its events are shell
    scripts, and what they say is the answer."""
    write(anybodys, "x.sh", "#!/bin/sh\n. /dev/stdin >&2\n"
          "echo \"\\\"$TMPDIR\\\"\"\n")
    peer = wire("x.sh", start=False, TMPDIR=tmp, LAMBDA_TASK_ROOT=anybodys)
    peer.launch(bootstrap=bootstrap(), **NOBODY)
    peer.expect_next()
    return peer


def run(peer, script=":"):
    """The private folder of an event that did that."""
    peer.give(script.encode() + b"\n")
    line, _, body = peer.take_post()
    assert "/response " in line, body
    peer.expect_next()
    return json.loads(body)


def waits_alone(tmp, last):
    there = list(tmp.glob(".dayfly-*/*"))
    return there[0] if len(there) == 1 and there[0] != last else None


def test_it_is_there_before_its_event_empty_and_its_own(peer, tmp):
    last = None
    for _ in range(3):
        folder = wait_for(lambda: waits_alone(tmp, last), what="a folder")
        is_ = folder.stat()
        assert (is_.st_mode & 0o7777, is_.st_uid) == (0o700, 4242)
        assert list(folder.iterdir()) == []
        assert run(peer, 'echo x >"$TMPDIR/file"') == str(folder)
        last = folder


PLANT = 'for n in $(seq 9); do {} "$PLACE/$n"; done'
SPOILS = {
    "folders where the next are to be": PLANT.format("mkdir"),
    "files": PLANT.format("touch"),
    "links to elsewhere": PLANT.format('ln -s "$OUTSIDE"'),
    "folders with something in them": PLANT.format("mkdir -p") + "; "
    + PLANT.format("cp /etc/hostname"),
    "the place closed": 'chmod 0 "$PLACE"',
    "the place removed": 'rm -rf "$PLACE"',
    "the place moved away": 'mv "$PLACE" "$PLACE"x',
    "the place exchanged for a link":
    'mv "$PLACE" "$OUTSIDE/x"; ln -s "$OUTSIDE" "$PLACE"',
}


@pytest.mark.parametrize("how", SPOILS)
def test_an_event_cannot_spoil_it_for_the_next(peer, anybodys, how):
    outside = anybodys / "outside"
    outside.mkdir()
    outside.chmod(0o777)
    run(peer, f"OUTSIDE={outside} PLACE=${{TMPDIR%/*}}\n{SPOILS[how]}")
    for _ in range(3):
        folder = run(peer, 'test -z "$(ls -A "$TMPDIR")" || exit 7\n'
                     'echo secret >"$TMPDIR/file" || exit 8')
        assert os.path.realpath(folder) == folder
    # To clear up behind the event it was opened again already.
    assert how == "the place closed" or "Dayfly.Tampered: " in peer.log
    assert [p for p in outside.rglob("file")] == []
