"""Folders that are wrong, beside good ones."""

import subprocess

import pytest

from hosting import DAYFLY, make_function


def break_folder(path, how):
    """A folder next to good ones; what the log must say of it."""
    if how == "bad json":
        make_function(path / "bad")
        (path / "bad" / "dayfly.json").write_text("{bad")
        return "bad", f"{path}/bad/dayfly.json:1: "
    if how == "wrong key":
        make_function(path / "bad", {"handlr": 1})
        return "bad", "handlr"
    if how == "manifest is a folder":
        (path / "bad" / "dayfly.json").mkdir(parents=True)
        return "bad", "not a regular file"
    if how == "manifest is a link to nowhere":
        (path / "bad").mkdir()
        (path / "bad" / "dayfly.json").symlink_to("nowhere")
        return "bad", "dayfly.json"
    if how == "manifest is empty":
        make_function(path / "bad")
        (path / "bad" / "dayfly.json").write_text("")
        return "bad", "the file is empty"
    if how == "manifest is no text":
        make_function(path / "bad")
        (path / "bad" / "dayfly.json").write_bytes(b"\x7fELF\0\0\xff")
        return "bad", f"{path}/bad/dayfly.json:1: "
    if how == "manifest only":
        (path / "bad").mkdir()
        (path / "bad" / "dayfly.json").write_text("{}")
        return "bad", f"{path}/bad has no handler: add index.mjs"
    if how in ("no x bit", "no x bit, named"):
        make_function(path / "bad", {"handler": "bootstrap"}
                      if how == "no x bit, named" else None)
        (path / "bad" / "bootstrap").chmod(0o644)
        return "bad", f"{path}/bad/bootstrap cannot be executed: chmod +x"
    names = {"a dot": "my.func", "a blank": "my function", "65 letters": "n" * 65,
             "a control character": "my\x1b[2Jfunc", "umlauts": "größe",
             "a colon": "my:func", "no UTF-8": "my\udcfffunc"}
    make_function(path / names[how])
    return names[how], "rename it"


BROKEN = ["bad json", "wrong key", "manifest is a folder",
          "manifest is a link to nowhere", "manifest is empty",
          "manifest is no text", "manifest only", "no x bit",
          "no x bit, named", "a dot", "a blank", "65 letters",
          "a control character", "umlauts", "a colon", "no UTF-8"]


@pytest.mark.parametrize("how", BROKEN)
def test_one_broken_folder_does_not_keep_others_from_being_served(
        tmp_path, serve, how):
    make_function(tmp_path / "good")
    make_function(tmp_path / "zgood")
    name, told = break_folder(tmp_path, how)
    host = serve()
    assert host.invoke("good", 1).body == b"1"
    assert host.invoke("zgood", 2).body == b"2"
    assert told in host.log() and "\x1b" not in host.log()
    if name != "bad":
        return
    answer = host.invoke("bad", 1)
    assert answer.json["errorType"] == "Runtime.InvalidTaskConfig"
    assert told in answer.json["errorMessage"]
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    assert [f["FunctionName"] for f in listed] == ["bad", "good", "zgood"]
    manifest = tmp_path / "bad" / "dayfly.json"
    if manifest.is_file():
        make_function(tmp_path / "bad")
        assert host.invoke("bad", 3).body == b"3"


def test_a_folder_that_is_passed_over_says_so_to_its_callers(tmp_path, serve):
    make_function(tmp_path / "good")
    make_function(tmp_path / "my.func")
    host = serve()
    answer = host.invoke("my.func", 1)
    assert answer.status == 404
    assert "my.func" in answer.body.decode()


def test_a_bootstrap_without_x_bit_is_named_among_the_skipped(tmp_path):
    make_function(tmp_path / "good")
    make_function(tmp_path / "bad")
    (tmp_path / "bad" / "dayfly.json").unlink()
    (tmp_path / "bad" / "bootstrap").chmod(0o644)
    process = subprocess.Popen(
        [DAYFLY, "serve", "--listen", "127.0.0.1:0", tmp_path],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = "".join(process.stdout.readline() for _ in range(4))
    process.terminate()
    process.wait(10)
    process.stdout.close()
    assert "not functions: bad (its bootstrap needs chmod +x)" in said


def test_a_handler_that_has_gone_is_no_success(tmp_path, serve):
    """While it was absent, calls got the sample that dayfly has for a layer
    without a function."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text('{"timeout": 5}')
    code = folder / "lambda_function.py"
    code.write_text("def lambda_handler(event, context): return event")
    host = serve()
    code.rename(folder / "away")
    answer = host.invoke("one", 2)
    assert answer.json["errorType"] == "Runtime.InvalidTaskConfig"
    assert f"{folder} has no handler" in answer.json["errorMessage"]
    (folder / "away").rename(code)
    assert host.invoke("one", 3).body == b"3"


@pytest.mark.parametrize("content,told", [
    (b"", "(the file is empty)"),
    (b"#!/nowhere/sh\n", "(its #! line asks for /nowhere/sh, which does not"),
    (b"#!/bin/sh\r\nexit\r\n", "(its #! line ends in a carriage return"),
    (b"garbage", "(no #! line and no executable of this machine)"),
])
def test_a_bootstrap_that_cannot_be_run_says_what_to_do(
        tmp_path, serve, content, told):
    folder = make_function(tmp_path / "one")
    (folder / "bootstrap").write_bytes(content)
    host = serve()
    answer = host.invoke("one", 1)
    assert answer.json["errorType"] == "Runtime.InvalidEntrypoint"
    assert told in answer.json["errorMessage"]
    host.wait_log(told)
