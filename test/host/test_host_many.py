"""A thousand functions that nobody calls cost little memory and no time."""

import sqlite3

import pytest

from soak_many import PLAIN, make_all, sleeps
from stored import client, create, result, store_host

MANY = 1000


def multiply(folder):
    """The store has the function many-0000; afterwards it has a thousand."""
    file = sqlite3.connect(folder / "dayfly.db")
    (text,), = file.execute("SELECT text FROM item WHERE kind = 'function'")
    file.executemany(
        "INSERT INTO item VALUES ('function', ?, '', ?)",
        [(name, text.replace("many-0000", name))
         for name in (f"many-{i:04}" for i in range(1, MANY))])
    file.commit()
    file.close()


@pytest.mark.plain
def test_a_thousand_functions_are_small_and_asleep(tmp_path):
    host = store_host(tmp_path / "data")
    create(client(host), "many-0000", PLAIN, Handler="run.sh",
           Tags={"team": "many"})
    host.close()
    multiply(tmp_path / "data")
    host = store_host(tmp_path / "data", "--quiet")
    try:
        lam = client(host)
        assert result(lam, f"many-{MANY - 1:04}") == "hi"
        pages = lam.get_paginator("list_functions").paginate()
        assert sum(len(page["Functions"]) for page in pages) == MANY
        memory, woken = sleeps(host, 2)
        assert memory < 27 * 1024 and woken == 0, (memory, woken)
    finally:
        host.close()


@pytest.mark.plain
def test_a_function_that_is_not_called_ends_its_process(tmp_path):
    host = store_host(tmp_path / "data", "--quiet")
    try:
        make_all(host, 3)
        memory, woken = sleeps(host, 1)
        assert woken == 0, (memory, woken)
    finally:
        host.close()
