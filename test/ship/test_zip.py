"""layer/zip.py: files, links, and what no zip can hold."""

import os
import pathlib
import socket
import stat
import subprocess
import zipfile

import pytest
from zipping import put, run

NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]


def fifo(path):
    os.mkfifo(path)


def unix_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # a name in an address is short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


def loop(path):
    path.symlink_to(path.name)


@pytest.mark.parametrize("make, says", [
    (fifo, "is a FIFO, which no zip can hold"),
    (unix_socket, "is a socket"),
    (loop, "is a link to odd, which is a loop of links"),
    (lambda path: path.symlink_to("nothing"),
     "is a link to nothing, which is not there"),
    (lambda path: path.symlink_to("/dev/zero"), "is a device"),
    (lambda path: path.symlink_to(".."), "is a link to "),
])
@pytest.mark.parametrize("words", [[], ["--function"]])
def test_what_no_zip_can_hold_is_named(tmp_path, code, words, make, says):
    put(code, "index.mjs")
    make(code / "odd")
    done = run(*words, tmp_path / "out.zip", code)
    assert done.returncode == 1 and not done.stdout
    assert f"zip: {code}/odd {says}" in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert ".dayflyignore" in done.stderr
    if words:
        put(code, ".dayflyignore", text="odd\n")
        assert run(*words, tmp_path / "out.zip", code).returncode == 0


@pytest.mark.parametrize("name", ["file", "folder"])
def test_what_may_not_be_read_is_named(tmp_path, code, name):
    put(code, "folder/x", "file")
    (code / name).chmod(0)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and path != pathlib.Path("/tmp"):
            path.chmod(path.stat().st_mode | 0o055)
    out = tmp_path / "outs"
    out.mkdir()
    out.chmod(0o777)
    done = run("--function", out / "out.zip", code,
               before=NOBODY if os.getuid() == 0 else [])
    assert done.returncode == 1, done.stdout
    assert f"{code}/{name}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_links_within_stay_links_and_others_are_followed(tmp_path, code, packed):
    put(tmp_path, "other/x", "other/deep/y", text="other")
    put(code, "lib/real.js")
    (tmp_path / "other/back").symlink_to(code)
    (tmp_path / "other/own").symlink_to("deep")
    (code / "a.js").symlink_to("lib/real.js")
    (code / "lib/up").symlink_to(code)
    (code / "out").symlink_to(tmp_path / "other")
    (code / "one.js").symlink_to(tmp_path / "other/x")
    names, _ = packed()
    links = {name for name, mode in names.items() if stat.S_ISLNK(mode)}
    assert links == {"a.js", "lib/up", "out/back", "out/own"}
    assert set(names) - links == {"lib/real.js", "out/x", "out/deep/y", "one.js"}
    back = tmp_path / "back"
    assert run("-x", tmp_path / "out.zip", back).returncode == 0
    assert (back / "out/own/y").read_text() == "other"
    assert (back / "lib/up").resolve() == back.resolve()
    assert os.readlink(back / "out/back") == ".."


def test_a_zip_in_the_folder_does_not_hold_itself(code):
    put(code, "index.mjs")
    for _ in range(2):
        assert run("--function", code / "out.zip", code).returncode == 0
        with zipfile.ZipFile(code / "out.zip") as z:
            assert z.namelist() == ["index.mjs"]


def test_a_deep_folder_and_a_name_that_is_no_text(tmp_path, code):
    here = os.getcwd()
    try:
        os.chdir(code)
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    assert run("--function", tmp_path / "out.zip", code).returncode == 0
    put(code, os.fsdecode(b"\xff.txt"))
    done = run("--function", tmp_path / "out.zip", code)
    assert done.returncode == 1 and "must be UTF-8" in done.stderr
    subprocess.run(["rm", "-rf", code], check=True)


def test_a_function_larger_than_lambda_takes_is_refused(tmp_path, code):
    put(code, "index.mjs", "node_modules/big/x")
    os.truncate(code / "node_modules/big/x", 262144001)
    done = run("--function", tmp_path / "out.zip", code)
    assert done.returncode == 1
    assert "has 262.1 MB, Lambda takes 262.1 MB, layers included. Most of it: " \
        "node_modules/big 262.1 MB" in done.stderr
    assert not (tmp_path / "out.zip").exists()
