"""A plugin of pytest: leaves out what cannot be run in the other userland, each
with its reason in apart.txt; lets whoever the bootstrap runs
as into the tests' folders."""

import os
import pathlib
import re

import pytest

UID = int(os.environ["FOREIGN_UID"])
LIST = pathlib.Path(__file__).with_name("apart.txt")


def reasons():
    """[(for whom: all or nobody, a pattern of names, why)]."""
    lines = [line.split("\t") for line in LIST.read_text().splitlines()
             if line and not line.startswith("#")]
    return [(re.compile(pattern), why) for whom, pattern, why in lines
            if whom == "all" or UID]


def pytest_collection_modifyitems(items):
    known = reasons()
    for item in items:
        why = next((why for pattern, why in known
                    if pattern.search(item.nodeid)), None)
        if why:
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(autouse=True)
def open_to_all(request):
    if UID and "tmp_path" in request.fixturenames:
        folder = request.getfixturevalue("tmp_path")
        for one in (folder, folder.parent, folder.parent.parent):
            one.chmod(0o777)
