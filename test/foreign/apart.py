"""A plugin of pytest: leaves out what cannot be run in the other userland, each
with its reason, and lets whoever the bootstrap runs as into the tests' folders."""

import os
import pathlib

import pytest

UID = int(os.environ["FOREIGN_UID"])


def pytest_configure(config):
    if UID:  # the folders of a test are its user's, down from this one
        os.umask(0)


@pytest.fixture(autouse=True)
def open_to_all(request):
    if UID and "tmp_path" in request.fixturenames:
        folder = request.getfixturevalue("tmp_path")
        for one in (folder, folder.parent, folder.parent.parent):
            one.chmod(0o777)
