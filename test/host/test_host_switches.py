"""A short run of what `make soak-switches` does with 50 callers and 200 switches."""

import pytest

from soak_switches import Alias, Code, Folder, Release, switches


@pytest.mark.plain
@pytest.mark.parametrize("kind, count, more", [
    (Code, 5, {}), (Folder, 9, {}), (Alias, 4, {}),
    (Release, 3, {"functions": 4})])
def test_each_answer_is_of_one_current_version(tmp_path, kind, count, more):
    calls, wrong, _ = switches(kind, tmp_path, count, callers=8, **more)
    assert calls and not wrong, wrong[:5]
