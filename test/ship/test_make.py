"""The Makefile and its parts: what is built again, and names of variables."""

import re
import subprocess

import pytest
from makefiles import makefiles
from parts import ROOT, clean_env
from readme_blocks import blocks_of

ONE = "obj/common/utf8.o"


def without_cc():
    """The environment without the compiler that `make test` tells its tests."""
    env = clean_env()
    env.pop("CC", None)
    return env


@pytest.fixture
def made(tmp_path):
    """made(FLAG...): when the object was last built, by make with those."""
    def ask(*flags, target=ONE):
        subprocess.run(["make", "-s", f"B={tmp_path}", *flags,
                        tmp_path / target], cwd=ROOT, check=True, timeout=60,
                       env=without_cc(), capture_output=True)
        return (tmp_path / target).stat().st_mtime_ns
    return ask


def test_an_object_is_built_again_for_other_flags_and_only_then(made):
    first = made()
    assert made() == first
    other = made("CFLAGS=-O1")
    assert other != first
    assert made("CFLAGS=-O1") == other
    assert made("CFLAGS=-O1", "CC=clang") != other


def test_with_sanitizers_it_is_clangs_unless_another_is_told(made):
    """So the fuzz targets, which only clang links, have the same objects."""
    san = f"san/{ONE}"
    first = made("SAN=1", target=san)
    assert made("SAN=1", "CC=clang", target=san) == first
    assert made("SAN=1", "CC=gcc", target=san) != first


def test_makes_side_by_side_do_not_disturb_each_other(made, tmp_path):
    built = made()
    both = [subprocess.Popen(
        ["make", "-s", f"B={tmp_path}", tmp_path / ONE], cwd=ROOT,
        env=without_cc(), stderr=subprocess.PIPE) for _ in range(8)]
    assert [(one.communicate()[1], one.returncode) for one in both] == \
        [(b"", 0)] * 8
    assert made() == built
    assert [path.name for path in (tmp_path / "obj").iterdir()
            if path.name.startswith("command")] == ["command"]


def test_a_variable_that_a_user_sets_has_no_second_meaning():
    """`make docker-rie BASE=python` replaces every BASE of the Makefile, so
    the Makefile may only give such a variable a default, by `?=`."""
    users = set()
    for readme in [*ROOT.glob("README.md"), *ROOT.glob("*/README.md"),
                   *ROOT.glob("test/*/README.md")]:
        text = readme.read_text()
        commands = [command for block in blocks_of(text)
                    for command in block.commands if "make " in command]
        commands += re.findall(r"`([^`]*\bmake [^`]*)`", text)
        for command in commands:
            users |= set(re.findall(r"\b([A-Z][A-Z_]*)=", command))
    # What the scripts of the targets read from the environment.
    for script in ("docker/image", "layer/deploy", "layer/build"):
        users |= set(re.findall(r"\$\{([A-Z][A-Z_]+):?[-+?=]",
                                (ROOT / script).read_text()))
    assert {"BASE", "FUNCTION", "NAME", "CODE", "ARCH", "QUICK"} <= users
    for path in makefiles():
        ours = set(re.findall(r"^([A-Z]\w*) *(?::|\+)?= ", path.read_text(),
                              re.M))
        assert not ours & users, f"{path}: {sorted(ours & users)}"
