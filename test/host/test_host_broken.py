"""Folders that are wrong, beside good ones."""

import pytest

from hosting import make_function


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
    names = {"a dot": "my.func", "a blank": "my function", "65 letters": "n" * 65,
             "a control character": "my\x1b[2Jfunc", "umlauts": "größe",
             "a colon": "my:func", "no UTF-8": "my\udcfffunc"}
    make_function(path / names[how])
    return names[how], "rename it"


BROKEN = ["bad json", "wrong key", "manifest is a folder",
          "manifest is a link to nowhere", "manifest is empty",
          "manifest is no text", "a dot", "a blank", "65 letters",
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
        manifest.write_text("{}")
        assert host.invoke("bad", 3).body == b"3"


def test_a_folder_that_is_passed_over_says_so_to_its_callers(tmp_path, serve):
    make_function(tmp_path / "good")
    make_function(tmp_path / "my.func")
    host = serve()
    answer = host.invoke("my.func", 1)
    assert answer.status == 400
    assert "my.func" in answer.body.decode()
