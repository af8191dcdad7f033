"""The data folder of a host: what is in its way, and what a killed host leaves."""

import base64
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

from hosting import Host, run, wait_for
from zips import PROGRAM, ROLE, Api, zipped

FLAGS = ("serve", "--listen", "127.0.0.1:0", "--data")


def options(data):
    return ("--listen", "127.0.0.1:0", "--data", data)


def code_of(number):
    return zipped(PROGRAM, ("text", b"%d" % number))


def test_a_second_host_is_told_which_process_has_the_folder(serve, tmp_path):
    first = serve(options=options(tmp_path / "data"), cwd=tmp_path)
    said = run(*FLAGS, tmp_path / "data")
    assert said.returncode == 1
    assert b"in use by another `dayfly serve`, process %d;" % \
        first.process.pid in said.stderr
    first.stop()
    assert serve(options=options(tmp_path / "data"), cwd=tmp_path).port


def test_what_is_in_the_way_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    for path, why in ((tmp_path / "file", b"is a file; --data takes the folder"),
                      (tmp_path / "file/below", b"cannot create the folder"),
                      ("/proc/none/below", b"cannot create the folder /proc/none"),
                      ("", b"--data is empty")):
        said = run(*FLAGS, path)
        assert said.returncode == 1 and why in said.stderr, said.stderr


def test_the_folder_of_another_user_is_told(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_mode & 1 == 0:
            path.chmod(path.stat().st_mode | 0o011)
    said = run(*FLAGS, data, user=65534, group=65534, extra_groups=[])
    assert said.returncode == 1
    assert b"it belongs to the user 0, and dayfly runs as 65534" in said.stderr


def test_a_later_format_and_a_broken_database_are_told(serve, tmp_path):
    serve(options=options(tmp_path / "data"), cwd=tmp_path).stop()
    database = tmp_path / "data/dayfly.db"
    assert database.stat().st_mode & 0o077 == 0
    with contextlib.closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA user_version = 99")
    said = run(*FLAGS, tmp_path / "data")
    assert said.returncode == 1 and b"by a later version of dayfly" in said.stderr
    for name in "dayfly.db-wal", "dayfly.db-shm":
        (tmp_path / "data" / name).unlink(missing_ok=True)
    database.write_bytes(b"no database " * 999)
    said = run(*FLAGS, tmp_path / "data")
    assert said.returncode == 1 and b"not a database" in said.stderr


def codes(data):
    return {path.name for kind in ("code", "zip") for path in (data / kind).iterdir()}


@pytest.mark.parametrize("lose", [
    pathlib.Path.unlink, lambda path: path.write_bytes(b"")],
    ids=["missing", "empty"])
def test_code_is_not_removed_because_the_database_is_lost(serve, tmp_path, lose):
    data = tmp_path / "data"
    host = serve(options=options(data), cwd=tmp_path)
    assert Api(host).create("f", code_of(1)).status == 201
    host.stop()
    kept = codes(data)
    lose(data / "dayfly.db")
    said = run(*FLAGS, data)
    assert said.returncode == 1
    assert b"dayfly.db is missing or empty" in said.stderr
    assert b"restore the folder from a backup" in said.stderr
    assert kept and codes(data) == kept


def test_lost_code_of_one_function_keeps_no_other_from_being_served(
        serve, tmp_path):
    data = tmp_path / "data"
    host = serve(options=options(data), cwd=tmp_path)
    api = Api(host)
    assert api.create("whole", code_of(1)).status == 201
    others = codes(data)
    assert api.create("lost", code_of(2)).status == 201
    wait_for(lambda: host.invoke("lost", {}).status == 200)
    lost, = codes(data) - others
    host.stop()
    shutil.rmtree(data / "code" / lost)
    host = serve(options=options(data), cwd=tmp_path)
    host.wait_log(f"the code of lost is lost, there is no {data}/code/{lost}")
    assert not host.invoke("whole", {}).failed
    answer = host.invoke("lost", {})
    assert answer.failed
    assert f"code/{lost}: update the function's code" in answer.json[
        "errorMessage"]
    assert sorted(Api(host).names()) == ["lost", "whole"]
    assert Api(host).update("lost", code_of(3)).status == 200
    wait_for(lambda: not host.invoke("lost", {}).failed)


def test_a_host_that_is_killed_at_any_moment_leaves_whole_functions(tmp_path, serve):
    """What was answered is there; what is there is whole; nothing else stays."""
    data = tmp_path / "data"
    answered = set()
    for turn in range(12):
        host = serve(options=options(data), cwd=tmp_path)
        host.process.stdout.close()
        api = Api(host)
        names = api.names()
        assert answered <= set(names)
        for name in names:
            location = api.call("GET", f"/{name}").json["Configuration"]
            sha = base64.b64decode(location["CodeSha256"]).hex()
            kept = {path.name for path in (data / "code" / sha).iterdir()}
            assert kept == {"h", "text"} and (data / "zip" / sha).is_file()
        wait_for(lambda: len(codes(data)) == len(names))
        wait_for(lambda: len(list(data.glob("tmp*"))) == 1)
        sockets = []
        for i in range(4):
            body = json.dumps({
                "FunctionName": f"f{turn}-{i}", "Role": ROLE, "Handler": "h",
                "Runtime": "provided.al2023", "Code": {"ZipFile": base64.b64encode(
                    code_of(turn * 10 + i)).decode()}}).encode()
            s = host.connect()
            s.sendall(f"POST /2015-03-31/functions HTTP/1.1\r\nHost: localhost:"
                      f"{host.port}\r\nContent-Length: {len(body)}\r\n\r\n"
                      .encode() + body)
            sockets.append(s)
        time.sleep(random.uniform(0, 0.06))
        host.process.send_signal(signal.SIGKILL)
        host.process.wait()
        for i, s in enumerate(sockets):
            try:
                if s.recv(64).startswith(b"HTTP/1.1 201"):
                    answered.add(f"f{turn}-{i}")
            except ConnectionResetError:
                pass
            s.close()


def test_a_full_disk_is_told_and_breaks_nothing(tmp_path):
    """In a mount namespace of its own, on 3 MB."""
    (tmp_path / "disk").mkdir()
    try:
        subprocess.run(["unshare", "-m", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a mount namespace is needed")
    wrap = ("unshare", "-m", "sh", "-c",
            'mount -t tmpfs -o size=3m none "$0" && exec "$@"',
            str(tmp_path / "disk"))
    host = Host(options=options(tmp_path / "disk/data"), wrap=wrap, cwd="/")
    try:
        api = Api(host)
        assert api.create("before", code_of(1)).status == 201
        large = zipped(PROGRAM, ("text", random.Random(1).randbytes(4 << 20)))
        got = api.create("large", large)
        assert got.status == 500 and b"dayfly cannot" in got.body, got.body
        wide = zipped(PROGRAM, ("text", bytes(4 << 20)))
        got = api.create("wide", wide)
        assert got.status == 500 and b"No space left on device" in got.body
        assert api.names() == ["before"]
        tmp = pathlib.Path(f"/proc/{host.process.pid}/root{tmp_path}/disk/data/tmp")
        wait_for(lambda: not any(tmp.iterdir()))
        assert api.create("after", code_of(2)).status == 201
        wait_for(lambda: api.state("after")[0] == "Active")
        assert host.invoke("after", {}).body == b"2"
    finally:
        host.close()
