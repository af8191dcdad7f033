"""Every test belongs to a cell of a table: the mark `cell` names table and
column, the parameter `row` (or the mark) the row. What came out is kept for
table.py."""

import json
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e"), str(HERE.parent / "host")]

import table  # noqa: E402  (the folder is known only now)

CELLS = {}


def pytest_configure(config):
    config.addinivalue_line("markers", "cell(table, column, row=None)")


def pytest_collection_modifyitems(items):
    for item in items:
        mark = item.get_closest_marker("cell")
        assert mark, f"{item.nodeid} has no cell"
        kind, column, *row = mark.args
        row = row[0] if row else item.callspec.params["row"]
        item.user_properties.append(("cell", [kind, row, column]))


def pytest_runtest_logreport(report):
    """Here also under xdist, in the process that sums up."""
    for name, cell in report.user_properties:
        if name == "cell" and (report.failed or report.when == "call"):
            kind, row, column = cell
            good = CELLS.setdefault(kind, {}).setdefault(row, {})
            good[column] = good.get(column, True) and report.passed


def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput") or not CELLS:
        return
    outcomes = {}
    if session.config.getoption("lf") and table.OUTCOMES.exists():
        outcomes = json.loads(table.OUTCOMES.read_text())
    for kind, rows in CELLS.items():
        for row, columns in rows.items():
            outcomes.setdefault(kind, {}).setdefault(row, {}).update(columns)
    table.OUTCOMES.parent.mkdir(parents=True, exist_ok=True)
    table.OUTCOMES.write_text(json.dumps(outcomes, indent=1))
