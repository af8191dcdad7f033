"""The same handler on AWS's client for its language and on dayfly, both served by
dayfly's host: answer, error and log are the same, or differ as its cases.json says."""

import pytest

from functions import built
from handlers import cases, run, unexpected

CASES = cases()
CLIENTS = {"javascript": "node", "python": "python"}
FOUND = {}  # what a case gave: both tests of it look at one run


def found(row):
    if row not in FOUND:
        FOUND[row] = run(CASES[row])
    return FOUND[row]


@pytest.fixture(autouse=True)
def is_built(row):
    client = CLIENTS[CASES[row].language]
    assert built(client), f"{client} is not built: test/conformance/build {client}"


def promise(what):
    def mark(test):
        return pytest.mark.cell("handlers", what)(
            pytest.mark.parametrize("row", CASES)(test))
    return mark


@promise("answer")
def test_the_answer_is_that_of_aws_client(row):
    assert unexpected(CASES[row], "answer", found(row)["answer"]) == []


@promise("log")
def test_the_log_is_that_of_aws_client(row):
    assert unexpected(CASES[row], "log", found(row)["log"]) == []
