"""Lists see each change that was made before them."""

import json
import os
import pathlib
import shutil

import pytest

from hosting import Host, wait_for

OTHERS = 40
NO_INOTIFY = ("unshare", "-Ur", "sh", "-c",
              'echo 0 >/proc/sys/user/max_inotify_instances && exec "$@"', "sh")


def make(folder, text="export const handler = () => 1;\n", **keys):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.mjs").write_text(text)
    if keys:
        (folder / "dayfly.json").write_text(json.dumps(keys))
    return folder


def names(host):
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    return [f["FunctionName"] for f in listed
            if not f["FunctionName"].startswith("zz-")]


def memory_of(host, name):
    for listed in host.request("GET", "/2015-03-31/functions").json["Functions"]:
        if listed["FunctionName"] == name:
            return listed["MemorySize"]
    return None


class Place:
    """Beside so many functions that whose turn it is is not that of a test."""

    def __init__(self, folder):
        for i in range(OTHERS):
            make(folder / "others" / f"zz-{i:02}")
        self.root = folder / "served"
        self.others = folder / "others"
        self.aside = folder / "aside"
        self.aside.mkdir()
        make(self.root / "first")


def add(at):
    make(at.root / "second")
    return ["first", "second"]


def fill(at):
    """A folder that was there without a function."""
    make(at.root / "empty")
    return ["empty", "first"]


def move_in(at):
    make(at.aside / "second").rename(at.root / "second")
    return ["first", "second"]


def move_out(at):
    (at.root / "first").rename(at.aside / "first")
    return []


def rename(at):
    (at.root / "first").rename(at.root / "other")
    return ["other"]


def rename_there_and_fill(at):
    """The folder of before has another name, and one of its name is filled."""
    (at.root / "first").rename(at.root / "other")
    (at.root / "first").mkdir()
    assert names(at.host) == ["other"]
    make(at.root / "first")
    return ["first", "other"]


def remove(at):
    shutil.rmtree(at.root / "first")
    return []


def remove_and_make(at):
    shutil.rmtree(at.root / "first")
    assert names(at.host) == []
    make(at.root / "first")
    return ["first"]


def lose_its_code(at):
    (at.root / "first" / "index.mjs").unlink()
    return []


def link_to_a_folder(at):
    (at.root / "second").symlink_to(make(at.aside / "second"))
    return ["first", "second"]


def a_link_leads_elsewhere(at):
    """By another link that is in no served folder."""
    link_to_a_folder(at)
    at.aside.joinpath("empty").mkdir()
    (at.root / "second").unlink()
    (at.aside / "current").symlink_to("empty")
    (at.root / "second").symlink_to(at.aside / "current")
    assert names(at.host) == ["first"]
    (at.aside / "current").unlink()
    (at.aside / "current").symlink_to("second")
    return ["first", "second"]


def make_executable(at):
    (at.root / "second").mkdir()
    (at.root / "second" / "bootstrap").write_text("#!/bin/sh\n")
    assert names(at.host) == ["first"]
    (at.root / "second" / "bootstrap").chmod(0o755)
    return ["first", "second"]


def the_root_becomes_a_function(at):
    """Then only folders with a manifest count."""
    make(at.root)
    return ["first", "served"]


CHANGES = (add, fill, move_in, move_out, rename, rename_there_and_fill, remove,
           remove_and_make, lose_its_code, link_to_a_folder,
           a_link_leads_elsewhere, make_executable, the_root_becomes_a_function)


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_a_list_has_the_change_before_it(tmp_path, change):
    at = Place(tmp_path)
    (at.root / "empty").mkdir()
    at.host = Host(at.root, at.others)
    try:
        for _ in range(2):
            assert names(at.host) == ["first"]
        wanted = change(at)
        # A name may be missing for a moment, as long as a folder is exchanged.
        if wanted and set(wanted) >= {"first"}:
            assert names(at.host) == wanted
        wait_for(lambda: names(at.host) == wanted, 3)
    finally:
        at.host.close()


def test_a_link_in_the_path_of_the_root_leads_elsewhere(tmp_path):
    make(tmp_path / "1" / "served" / "first")
    make(tmp_path / "2" / "served" / "second")
    (tmp_path / "current").symlink_to("1")
    host = Host(tmp_path / "current" / "served")
    try:
        assert names(host) == ["first"]
        (tmp_path / "new").symlink_to("2")
        (tmp_path / "new").rename(tmp_path / "current")
        wait_for(lambda: names(host) == ["second"])
    finally:
        host.close()


def write_in_place(folder, text):
    (folder / "dayfly.json").write_text(text)


def write_beside(folder, text):
    (folder / "new").write_text(text)
    (folder / "new").rename(folder / "dayfly.json")


def write_where_a_link_leads(folder, text):
    """In another folder, which is not served."""
    (folder.parent.parent / "aside" / "shared.json").write_text(text)


def write_what_has_another_name(folder, text):
    (folder.parent.parent / "aside" / "hard.json").write_text(text)


@pytest.mark.parametrize("how", (write_in_place, write_beside,
                                 write_where_a_link_leads,
                                 write_what_has_another_name),
                         ids=lambda f: f.__name__)
def test_a_list_has_what_the_manifest_says_now(tmp_path, how):
    at = Place(tmp_path)
    folder = make(at.root / "second")
    if how is write_where_a_link_leads:
        (at.aside / "shared.json").write_text('{"memory": 128}')
        (folder / "dayfly.json").symlink_to(at.aside / "shared.json")
    elif how is write_what_has_another_name:
        (at.aside / "hard.json").write_text('{"memory": 128}')
        os.link(at.aside / "hard.json", folder / "dayfly.json")
    host = Host(at.root, at.others)
    try:
        assert names(host) == ["first", "second"]
        for memory in 256, 512, 384, 640:
            how(folder, json.dumps({"memory": memory}))
            assert memory_of(host, "second") == memory
    finally:
        host.close()


def test_more_changes_than_the_kernel_keeps_lose_none(tmp_path):
    at = Place(tmp_path)
    host = Host(at.root, at.others)
    try:
        assert names(host) == ["first"]
        busy = at.root / "first" / "busy"
        most = int(pathlib.Path(
            "/proc/sys/fs/inotify/max_queued_events").read_text())
        for i in range(most // 2 + 10):
            busy.touch()
            busy.unlink()
        make(at.root / "second")
        assert names(host) == ["first", "second"]
        make(at.root / "third")
        assert names(host) == ["first", "second", "third"]
    finally:
        host.close()


@pytest.mark.plain
def test_where_changes_cannot_be_noticed_all_is_looked_at_and_told_once(tmp_path):
    at = Place(tmp_path)
    host = Host(at.root, at.others, wrap=NO_INOTIFY)
    try:
        assert names(host) == ["first"]
        for name in "second", "third":
            make(at.root / name)
            wait_for(lambda: name in names(host))
        log = host.log()
        assert log.count("changes of the served folders are not noticed") == 1
        assert "max_user_instances" in log
    finally:
        host.close()
