"""The copies of served folders: what is in them, and that none is left behind."""

import os
import signal
import time

import pytest

from hosting import wait_for
from changing import write
from keeping import GOES_ON, Place, compiled, put


@pytest.fixture
def place(tmp_path, serve):
    return Place(tmp_path, serve)


def test_links_lead_on_from_the_copy(place):
    """Into the folder, out of it, and to packages beside it."""
    folder = place.functions / "one"
    folder.mkdir()
    write(folder)
    packages = place.copies.parent / "node_modules"
    (packages / "near").mkdir(parents=True)
    (packages / "near" / "index.js").write_text("module.exports = 'near';\n")
    (folder / "node_modules").symlink_to("../../node_modules")
    (folder / "lib").mkdir()
    (folder / "lib" / "real.mjs").write_text("export default 'real';\n")
    (folder / "inner.mjs").symlink_to("lib/real.mjs")
    (folder / "whole.mjs").symlink_to(folder / "lib" / "real.mjs")
    good = ("import near from 'near';\nimport a from './inner.mjs';\n"
            "import b from './whole.mjs';\n"
            "export const handler = () => [near, a, b];\n")
    (folder / "index.mjs").write_text(good)
    host = place.start(DAYFLY_SPARE="on")
    assert host.invoke("one", {}).json == ["near", "real", "real"]
    place.settle()
    (folder / "lib" / "real.mjs").unlink()
    (folder / "index.mjs").write_text("export const = 1;\n")
    for _ in range(3):
        assert host.invoke("one", {}).json == ["near", "real", "real"]
    host.wait_log(GOES_ON)


def test_a_copy_follows_what_was_added(place):
    """Modes and times are those of the files; version control is left out."""
    app = place.program(b"#!/bin/sh\ncat beside.txt\n")
    (app.parent / ".git").mkdir()
    (app.parent / "beside.txt").write_text('"first"')
    os.utime(app.parent / "beside.txt", (1, 1))
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    place.settle()
    copy, = place.kept()
    assert (copy / "beside.txt").stat().st_mtime == 1
    assert (copy / "app").stat().st_mode == app.stat().st_mode
    assert not (copy / ".git").exists()
    (app.parent / "more.txt").write_text("more")
    assert host.invoke("one", {}).json == "first"
    wait_for(lambda: [c for c in place.kept() if (c / "more.txt").exists()])


@pytest.mark.parametrize("what", ["files", "bytes"])
def test_a_folder_that_is_too_large_is_told_once(place, what):
    app = place.program(compiled("first"))
    if what == "files":
        (app.parent / "many").mkdir()
        for number in range(2000):
            (app.parent / "many" / str(number)).write_text("")
    else:
        with open(app.parent / "large", "wb") as file:
            file.truncate(65 * 1024 * 1024)
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    log = host.wait_log("if a change does not start, nothing goes on")
    assert {"files": "more than 2000 files",
            "bytes": "more than 64 MB"}[what] in log
    put(app, compiled("second"))
    assert host.invoke("one", {}).json == "second"
    put(app, b"")
    assert host.invoke("one", {}).failed
    put(app, compiled("first"))
    assert host.invoke("one", {}).json == "first"
    time.sleep(0.3)
    wait_for(lambda: not place.kept())
    assert host.log().count("nothing goes on in its place") == 1


def test_nothing_is_left_behind(place):
    app = place.program(compiled("first"))
    host = place.start()
    assert host.invoke("one", {}).json == "first"
    place.settle()
    for text in ("second", "first", "second"):
        put(app, compiled(text))
        assert host.invoke("one", {}).json == text
        place.settle()
    put(app, b"")
    assert host.invoke("one", {}).json == "second"
    assert len(place.kept()) == 1
    put(app, compiled("first"))
    assert host.invoke("one", {}).json == "first"
    place.settle()
    (app.parent / "dayfly.json").unlink()
    app.unlink()
    assert host.invoke("one", {}).status == 404
    place.settle(0)
    assert host.stop() == 0
    assert not place.of_hosts()


def test_what_a_killed_host_has_left_is_removed(place):
    place.program(compiled("first"))
    first = place.start()
    assert first.invoke("one", {}).json == "first"
    place.settle()
    left, = place.of_hosts()
    second = place.start()
    assert second.invoke("one", {}).json == "first"
    wait_for(lambda: len(place.kept()) == 2)
    first.kill()
    third = place.start()
    assert third.invoke("one", {}).json == "first"
    wait_for(lambda: not left.exists())
    assert len(place.of_hosts()) == 2
    assert second.stop(signal.SIGINT) == 0
    assert third.stop() == 0
    assert not place.of_hosts()
