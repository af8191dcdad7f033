"""What is built anew: all that other flags would make other, and nothing else."""

import subprocess

import pytest
from parts import ROOT, clean_env

ONE = "obj/common/utf8.o"


@pytest.fixture
def made(tmp_path):
    """made(FLAG...): when the object was last built, by make with those."""
    def ask(*flags, target=ONE):
        subprocess.run(["make", "-s", f"B={tmp_path}", *flags,
                        tmp_path / target], cwd=ROOT, check=True, timeout=60,
                       env=clean_env(), capture_output=True)
        return (tmp_path / target).stat().st_mtime_ns
    return ask


def test_an_object_is_built_again_for_other_flags_and_only_then(made):
    first = made()
    assert made() == first
    other = made("CFLAGS=-O1")
    assert other != first
    assert made("CFLAGS=-O1") == other
    assert made("CFLAGS=-O1", "CC=clang") != other


def test_so_are_those_of_the_fuzzers(made):
    fuzz = f"fuzz/{ONE}"
    first = made(target=fuzz)
    assert made(target=fuzz) == first
    assert made("FUZZ_FLAGS=-O1 -fsanitize=address", target=fuzz) != first


def test_makes_side_by_side_do_not_disturb_each_other(made, tmp_path):
    built = made()
    both = [subprocess.Popen(
        ["make", "-s", f"B={tmp_path}", tmp_path / ONE], cwd=ROOT,
        env=clean_env(), stderr=subprocess.PIPE) for _ in range(8)]
    assert [(one.communicate()[1], one.returncode) for one in both] == \
        [(b"", 0)] * 8
    assert made() == built
    assert [path.name for path in (tmp_path / "obj").iterdir()
            if path.name.startswith("command")] == ["command"]
