"""`dayfly backup`: the data folder of a host that works, and what it is good for."""

import threading

from hosting import run, wait_for
from stored import client, create, result, store_host, zip_of


def program(text):
    return zip_of({"h": (f"#!/bin/sh\necho '\"{text}\"'\n", 0o755)})


def make(lam, name):
    create(lam, name, program(name), Runtime="provided.al2023", Handler="h",
           Environment={"Variables": {"SECRET": name}})


def restored(folder, tmp_path):
    """What a host finds in a copy: names, results and variables agree."""
    host = store_host(folder, cwd=tmp_path)
    try:
        lam = client(host)
        names = [f["FunctionName"] for f in lam.list_functions()["Functions"]]
        for name in names:
            assert result(lam, name) == name
            c = lam.get_function_configuration(FunctionName=name)
            assert c["Environment"]["Variables"] == {"SECRET": name}
        return set(names)
    finally:
        host.close()


def test_a_backup_under_load_has_all_that_was_there(tmp_path):
    host = store_host(tmp_path / "data", cwd=tmp_path)
    lam = client(host)
    done, made, end = [], [], threading.Event()
    try:
        for n in range(3):
            make(lam, f"old{n}")

        def work():
            own = client(host)
            while not end.is_set() and len(made) < 40:
                name = f"new{len(made)}"
                make(own, name)
                made.append(name)
                own.invoke(FunctionName=name, InvocationType="Event")

        worker = threading.Thread(target=work)
        worker.start()
        try:
            for n in range(4):
                wait_for(lambda: len(made) > 2 * n)
                there = set(made)
                said = run("backup", f"{tmp_path}/copy{n}/", "--data", tmp_path / "data")
                assert said.returncode == 0, said.stderr
                assert b"it has environment.key" in said.stderr
                done.append((tmp_path / f"copy{n}", there))
        finally:
            end.set()
            worker.join()
    finally:
        host.close()
    for folder, there in done:
        assert not (folder / "dayfly.db-wal").exists()
        assert folder.stat().st_mode & 0o077 == 0
        assert restored(folder, tmp_path) >= there | {"old0", "old1", "old2"}


def test_what_is_in_the_way_of_a_backup_is_told(tmp_path):
    data = tmp_path / "data"
    for to, why in ((tmp_path / "copy", b"has no dayfly.db"), ("", b"name the folder")):
        said = run("backup", to, "--data", data)
        assert said.returncode != 0 and why in said.stderr
    store_host(data, cwd=tmp_path).close()
    for to, why in ((tmp_path, b"exists already"),
                    (data / "copy", b"name one outside of it"),
                    (tmp_path / "none/copy", b"the folder in which it is to be does not exist")):
        said = run("backup", to, "--data", data)
        assert said.returncode == 1 and why in said.stderr, said.stderr
    assert not (data / "copy.part").exists()
    assert run("backup", tmp_path / "copy", "--data", data).returncode == 0
    (tmp_path / "again.part").mkdir()
    said = run("backup", tmp_path / "again", "--data", data)
    assert said.returncode == 1 and b"or one did not end" in said.stderr


def test_a_broken_database_is_told_and_leaves_no_backup(tmp_path):
    data = tmp_path / "data"
    store_host(data, cwd=tmp_path).close()
    (data / "dayfly.db").write_bytes(b"no database " * 999)
    said = run("backup", tmp_path / "copy", "--data", data)
    assert said.returncode == 1 and b"not a database" in said.stderr
    assert b"the backup is incomplete" in said.stderr
    assert not (tmp_path / "copy").exists()
