"""Recorded sequences of calls of real AWS, played against the host."""

import collections

import pytest

import replay
from stored import store_host

# Groups of which at least so much of a hundred is as recorded. What is not, and
# why, is in README.md.
LEAST = {
    "functions": 95, "versions": 95, "aliases": 95, "concurrency": 95,
    "async-config": 95, "urls": 93, "layers": 95, "permissions": 95, "tags": 95,
}
LEAST_OF_ALL = 90


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    try:
        return list(replay.play(host.url))
    finally:
        host.close()


def share(rows):
    return 100 * sum(row[4] for row in rows) / len(rows)


@pytest.mark.parametrize("group", LEAST)
def test_group(rows, group):
    of_group = [row for row in rows if row[1] == group]
    assert of_group
    wrong = [f"{row[0]} {row[2]} {row[3]}: {row[5]}"
             for row in of_group if not row[4]]
    assert share(of_group) >= LEAST[group], "\n".join(wrong)


def test_all(rows):
    wrong = collections.Counter(row[1] for row in rows if not row[4])
    assert share(rows) >= LEAST_OF_ALL, wrong
