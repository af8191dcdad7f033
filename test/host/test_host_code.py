"""Code that changes is never served as it was, also where nothing watches it."""

import pytest

from hosting import Host

pytestmark = pytest.mark.plain

PYTHON = """
import lib.text
def lambda_handler(event, context):
    return lib.text.TEXT
"""

NODE = """
import { TEXT } from "./lib/text.mjs";
export const handler = () => TEXT;
"""


def write_function(folder, language, text):
    (folder / "lib").mkdir(parents=True, exist_ok=True)
    if language == "python":
        (folder / "lambda_function.py").write_text(PYTHON)
        (folder / "lib" / "text.py").write_text(f"TEXT = {text!r}\n")
    else:
        (folder / "index.mjs").write_text(NODE)
        (folder / "lib" / "text.mjs").write_text(
            f"export const TEXT = {text!r};\n")


def with_limit(name, value):
    """In a user namespace of its own, where no other test is touched."""
    return ("unshare", "-Ur", "sh", "-c",
            f'echo {value} >/proc/sys/user/{name} && exec "$@"', "sh")


WALLS = {
    "no instance": (with_limit("max_inotify_instances", 0), "instances"),
    "no watch": (with_limit("max_inotify_watches", 0), "watches"),
    "one watch": (with_limit("max_inotify_watches", 1), "watches"),
    "nothing": ((), None),
}


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize("wall", WALLS)
def test_new_code_is_served_at_once(tmp_path, wall, language):
    wrap, told = WALLS[wall]
    folder = tmp_path / "one"
    write_function(folder, language, "first")
    host = Host(tmp_path, wrap=wrap)
    try:
        assert host.invoke("one", {}).json == "first"
        for n in range(8):
            # Of one length, and now and then within one tick of the clock.
            write_function(folder, language, f"now {n}")
            assert host.invoke("one", {}).json == f"now {n}"
        if told:
            assert f"inotify {told} are used up" in host.wait_log("inotify")
        else:
            assert "inotify" not in host.log()
    finally:
        host.close()


def test_more_folders_than_are_watched_are_looked_at(tmp_path):
    folder = tmp_path / "one"
    write_function(folder, "python", "first")
    for n in range(2100):
        (folder / f"d{n}").mkdir()
    host = Host(tmp_path)
    try:
        assert host.invoke("one", {}).json == "first"
        for n in range(3):
            write_function(folder, "python", f"now {n}")
            assert host.invoke("one", {}).json == f"now {n}"
        assert "too many folders to watch" in host.log()
    finally:
        host.close()
