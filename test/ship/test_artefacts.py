"""layer/README.md has a row for every artefact and for nothing else, and the
sizes are those of what has been built (test/bench/artefacts.py writes it)."""

import re
import sys

import pytest
from parts import ROOT

sys.path.append(str(ROOT / "test/bench"))

import artefacts  # noqa: E402

UNITS = {"KB": 1000, "MB": 1_000_000}


def told():
    text = artefacts.BETWEEN.search(artefacts.README.read_text()).group()
    lines = [[cell.strip() for cell in line.strip("|\n").split("|")]
             for line in text.splitlines()[2:]]
    return {line[0]: line[1:] for line in lines}


def test_each_artefact_has_its_row_and_no_other():
    assert list(told()) == [name for name, _ in artefacts.artefacts()]


def test_what_is_an_artefact_is_what_can_be_made():
    """The interpreters of layer/build, the kinds of files in layer/bill.py."""
    script = (ROOT / "layer/build").read_text()
    kinds = set(re.findall(r"^    (\w+)\)$|^    (qjs)\)", script, re.M))
    kinds = {one or other for one, other in kinds} & {
        "deno", "bun", "node", "qjs"} | {"runtime"}
    assert kinds == set(artefacts.SMALL + artefacts.LARGE)
    shipped = (ROOT / "layer/bill.py").read_text()
    parts = re.search(r"^PARTS = \{(.*)\}$", shipped, re.M).group(1)
    assert set(re.findall(r'"(\w+)":', parts)) == {*artefacts.SMALL, "host"}


def test_each_of_this_machine_has_its_time_and_memory():
    for name, (_, _, cold, memory) in told().items():
        if name.endswith(("x86_64", "x86_64.zip")) and "runtime" not in name \
                and "dayfly," not in name:
            assert re.fullmatch(r"\d+\.\d ms", cold), name
            assert re.fullmatch(r"\d+\.\d MB", memory), name


@pytest.mark.parametrize("name,path", artefacts.artefacts())
def test_a_size_is_that_of_what_was_built(name, path):
    if not path.exists():
        return  # not built in this run: the rows are looked at above
    number, unit = told()[name][0].split()
    said, is_ = float(number) * UNITS[unit], path.stat().st_size
    assert abs(said - is_) <= max(0.05 * is_, 20_000), (name, is_)
