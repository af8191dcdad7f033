"""Every route of attack.c, under every tier of walls: it is as the table says.
Where the kernel lacks a tier, its tests are skipped, with the word why."""

import functools
import subprocess

import pytest
from sandbox_cases import attack, bootstrap, program
from sandbox_table import ROUTES, TIERS, WORDS, parts, table

pytestmark = pytest.mark.plain


@functools.cache
def kernel(*user):
    """What this kernel has for that user, by the bootstrap's own account."""
    told = subprocess.run([program("without"), *user, bootstrap(), "--probe"],
                          capture_output=True, text=True, check=True).stdout
    return {words[0]: words[1] == "yes"
            for words in map(str.split, told.splitlines())}


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_as_in_the_table(tier, route):
    lacks, keys, needs = TIERS[tier]
    has = kernel(*(word for word in lacks if "=" in word))
    for need in needs:
        if not has[need]:
            pytest.skip(f"this kernel has no {need}")
    expected = ROUTES[route][list(TIERS).index(tier)]
    assert attack(route, lacks, keys) == expected


def test_the_readme_has_this_table():
    """test/e2e/sandbox_table.py --write renews it."""
    assert set(WORDS) == set(ROUTES)
    assert parts()[1] == table()
