"""Four seconds of the mixed load that `make soak-mixed` runs for ten minutes."""

from soak_mixed import mixed


def test_each_answer_is_right_while_functions_change(tmp_path):
    counts, wrong, sizes = mixed(tmp_path / "data", 4)
    assert not wrong, wrong[:5]
    assert counts["calls"] and counts["updates"] and counts["lives"], counts
    assert all(memory < 60 * 1024 for memory, _ in sizes), sizes
