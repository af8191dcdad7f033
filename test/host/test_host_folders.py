"""Folders that come, go and are exchanged while they are served."""

import os
import shutil

import pytest

from changing import (begin_long, configuration, env_of, names, now_and_then,
                      pid_of)
from hosting import alive, make_function, wait_for


def test_a_new_folder_is_a_function_at_once(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    assert host.invoke("two", 1).status == 404
    make_function(tmp_path / ".two").rename(tmp_path / "two")
    assert host.invoke("two", 2).body == b"2"
    make_function(tmp_path / "three")
    assert names(host) == ["one", "three", "two"]
    os.symlink(tmp_path / "one", tmp_path / "four")
    assert host.request("GET", "/lambda-url/four/").status == 200
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    make_function(tmp_path / "build")
    (tmp_path / "build" / "dayfly.json").unlink()
    for name in ("empty", "file", "build"):
        assert host.invoke(name, 1).status == 404
    (tmp_path / "build" / "dayfly.json").write_text("{}")
    assert host.invoke("build", 5).body == b"5"
    assert names(host) == ["build", "four", "one", "three", "two"]


def test_a_broken_manifest_in_a_new_folder_is_reported(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    folder = make_function(tmp_path / "two")
    (folder / "dayfly.json").write_text("{")
    error = host.invoke("two", 1).json
    assert f"{folder}/dayfly.json:1: " in error["errorMessage"]
    assert names(host) == ["one", "two"]
    (folder / "dayfly.json").write_text("{}")
    assert host.invoke("two", 1).body == b"1"


def test_a_folder_that_has_gone_is_no_function_any_more(tmp_path, serve):
    folder = make_function(tmp_path / "one", {"timeout": 30, "concurrency": 1})
    make_function(tmp_path / "two")
    host = serve()
    old = pid_of(host)
    at_work = begin_long(host, go=tmp_path / "go")
    wait_for(lambda: host.log().count("START") == 2)
    behind = host.begin("one", 1)
    configuration(host)
    shutil.rmtree(folder)
    assert names(host) == ["two"]
    answer = host.finish(behind)
    assert answer.status == 404
    assert answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"
    assert host.invoke("one", 1).status == 404
    assert host.request("GET", "/lambda-url/one/").status == 403
    (tmp_path / "go").write_text("")
    assert host.finish(at_work).body == b'"old"'
    wait_for(lambda: not alive(old), 20)
    make_function(tmp_path / "one")
    assert host.invoke("one", 1).body == b"1"


def test_the_process_of_a_folder_that_has_gone_ends_uncalled(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    pid = pid_of(host)
    shutil.rmtree(folder)
    wait_for(lambda: not alive(pid), 30)
    assert host.invoke("one", 1).status == 404


def test_all_may_go_and_come_back(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    host = serve()
    for number in range(3):
        assert host.invoke("one", number).body == str(number).encode()
        shutil.rmtree(folder)
        assert host.invoke("one", 1).status == 404
        assert names(host) == []
        make_function(folder)


def test_a_folder_exchanged_by_a_link_is_the_new_one(tmp_path, serve):
    for number in ("1", "2", "3"):
        make_function(tmp_path / "releases" / number, X=number)
    served = tmp_path / "served"
    served.mkdir()
    (served / "current").symlink_to("../releases/1")
    host = serve(served)

    def switch(number):
        (tmp_path / "new").symlink_to(f"../releases/{number}")
        (tmp_path / "new").rename(served / "current")

    assert env_of(host, "current")["X"] == "1"
    for number in ("2", "3", "1"):
        switch(number)
        env = env_of(host, "current")
        assert env["X"] == number
        assert env["LAMBDA_TASK_ROOT"] == str(tmp_path / "releases" / number)


def test_a_link_on_the_way_to_the_functions_may_be_exchanged(tmp_path, serve):
    for number in ("1", "2"):
        make_function(tmp_path / number / "functions" / "one", X=number)
    (tmp_path / "current").symlink_to("1")
    host = serve(tmp_path / "current" / "functions")
    assert env_of(host)["X"] == "1"
    make_function(tmp_path / "2" / "functions" / "two")
    (tmp_path / "new").symlink_to("2")
    (tmp_path / "new").rename(tmp_path / "current")
    assert env_of(host)["X"] == "2"
    assert names(host) == ["one", "two"]


def test_folders_exchanged_by_name_lose_no_call(tmp_path, serve):
    folder = make_function(tmp_path / "one", X="0")
    host = serve()
    assert env_of(host)["X"] == "0"

    def is_waited_for(number):
        new = make_function(tmp_path / ".new", X=f"new{number}")
        folder.rename(tmp_path / f".old{number}")
        s = host.begin("one", {"do": "env"})
        # It has been looked at, or soon will be.
        configuration(host)
        new.rename(folder)
        answer = host.finish(s)
        return answer.status == 200 and answer.json[
            "env"]["X"] == f"new{number}"

    now_and_then(is_waited_for)


def test_another_kind_of_handler_is_run(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text("{}")
    make_function(tmp_path / "two")
    host = serve()
    assert configuration(host)["Handler"] == "function.handler"
    (folder / "index.mjs").write_text("export const handler = () => 'js';")
    assert configuration(host)["Handler"] == "index.handler"
    make_function(folder)
    assert host.invoke("one", 3).body == b"3"
    program = folder / "bootstrap"
    source = program.read_text()
    pid = pid_of(host)
    program.write_text(source + "\n# another\n")
    assert pid_of(host) != pid
    program.chmod(0o644)
    wait_for(lambda: configuration(host)["Handler"] == "index.handler")
    program.chmod(0o755)
    assert host.invoke("one", 4).body == b"4"


@pytest.mark.parametrize("name", ["nobody", "a" * 64, "node_modules", "-"])
def test_a_name_that_is_not_there_is_not_found(host, name):
    for _ in range(3):
        assert host.invoke(name, 1).status == 404


def test_a_bootstrap_that_is_still_written_is_not_run(tmp_path, serve):
    folder = make_function(tmp_path / "one", X="1")
    host = serve()
    pid_of(host)
    whole = (folder / "bootstrap").read_bytes()

    def is_waited_for(number):
        with open(folder / "bootstrap", "wb") as program:
            program.write(b"#!/no/such/inter")
            program.flush()
            s = host.begin("one", 1)
            # It has been looked at, or soon will be.
            configuration(host)
            program.seek(0)
            program.write(whole + b"# %d\n" % number)
        return host.finish(s).failed is None

    now_and_then(is_waited_for)
