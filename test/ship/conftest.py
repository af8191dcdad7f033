import pathlib
import sys

import pytest

sys.path.append(str(pathlib.Path(__file__).parents[1] / "e2e"))

from cloud import Cloud  # noqa: E402


@pytest.fixture(scope="module")
def cloud():
    """What stands in for AWS."""
    running = Cloud()
    yield running
    running.stop()
