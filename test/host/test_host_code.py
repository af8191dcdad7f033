"""Code that changes is never served as it was, also where nothing watches it."""

import contextlib
import os
import threading
import time
from pathlib import Path

import pytest

from hosting import Host, children_of, wait_for

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
        for n in range(5):
            # Of one length, and now and then within one tick of the clock.
            write_function(folder, language, f"now {n}")
            assert host.invoke("one", {}).json == f"now {n}"
        if told:
            assert f"inotify {told} are used up" in host.wait_log("inotify")
        else:
            assert "inotify" not in host.log()
    finally:
        host.close()


GONE = FileNotFoundError, ProcessLookupError


def target(link):
    with contextlib.suppress(*GONE):
        return os.readlink(link)


def inotify_instances(pid):
    """Of a process and all below it; they may end meanwhile."""
    found = 0
    with contextlib.suppress(*GONE):
        found = [target(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()].count(
            "anon_inode:inotify")
        found += sum(map(inotify_instances, children_of(pid)))
    return found


def test_one_instance_serves_all_functions_and_processes(tmp_path):
    names = [f"f{n}" for n in range(3)]
    for name in names:
        write_function(tmp_path / name, "python", "first")
        (tmp_path / name / "dayfly.json").write_text('{"concurrency": 2}')
    host = Host(tmp_path, wrap=with_limit("max_inotify_instances", 1))
    try:
        for name in names:
            assert host.invoke(name, {}).json == "first"
        assert inotify_instances(host.process.pid) == 1
        for n in range(2):
            for name in names:
                write_function(tmp_path / name, "python", f"now {n}")
                assert host.invoke(name, {}).json == f"now {n}"
        assert "inotify" not in host.log()
    finally:
        host.close()


def test_a_function_in_the_folder_of_another_one(tmp_path):
    """Its code is code of both, and stays watched when one of them is gone."""
    outer = tmp_path / "outer"
    inner = outer / "inner"
    write_function(outer, "node", "out")
    write_function(inner, "node", "in")
    (inner / "dayfly.json").write_text("{}")
    host = Host(outer)
    try:
        assert host.invoke("outer", {}).json == "out"
        assert host.invoke("inner", {}).json == "in"
        for n in range(3):
            write_function(outer, "node", f"out {n}")
            assert host.invoke("outer", {}).json == f"out {n}"
            write_function(inner, "node", f"in {n}")
            assert host.invoke("inner", {}).json == f"in {n}"
    finally:
        host.close()


def test_a_process_with_new_code_starts_ahead_of_the_call(tmp_path):
    write_function(tmp_path / "one", "python", "first")
    host = Host(tmp_path)
    try:
        assert host.invoke("one", {}).json == "first"
        old = host.runtimes()
        write_function(tmp_path / "one", "python", "second")
        new = wait_for(lambda: not set(host.runtimes()) & set(old)
                       and host.runtimes())
        assert host.invoke("one", {}).json == "second"
        assert host.runtimes() == new
        # A broken file is no new code.
        (tmp_path / "one" / "lib" / "text.py").write_text("TEXT = (\n")
        assert host.invoke("one", {}).json == "second"
        write_function(tmp_path / "one", "python", "third")
        assert host.invoke("one", {}).json == "third"
    finally:
        host.close()


def test_code_is_kept_if_nobody_watches(tmp_path):
    write_function(tmp_path / "one", "python", "first")
    (tmp_path / "one" / "dayfly.json").write_text(
        '{"reuse": 99, "env": {"DAYFLY_WATCH": "off"}}')
    host = Host(tmp_path)
    try:
        for n in range(3):
            assert host.invoke("one", {}).json == "first"
            write_function(tmp_path / "one", "python", f"now {n}")
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


@pytest.mark.timeout(120)
def test_calls_do_not_starve_while_code_changes_all_the_time(tmp_path):
    """Each gets code that is not older than itself."""
    write_function(tmp_path / "one", "python", "0")
    host = Host(tmp_path)
    text = tmp_path / "one" / "lib" / "text.py"
    ended = threading.Event()
    written = [0]

    def edit():
        while not ended.is_set():
            n = written[0] + 1
            (tmp_path / "new").write_text(f"TEXT = {str(n)!r}\n")
            os.replace(tmp_path / "new", text)
            written[0] = n
            time.sleep(0.05)

    def call():
        for _ in range(3):
            before = written[0]
            answers.append((before, host.invoke("one", {}).json, written[0]))

    answers = []
    assert host.invoke("one", {}).json == "0"
    threads = [threading.Thread(target=work) for work in (edit, call, call, call)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads[1:]:
            thread.join()
        assert len(answers) == 9
        for before, answer, after in answers:
            assert before <= int(answer) <= after + 1
    finally:
        ended.set()
        threads[0].join()
        host.close()
