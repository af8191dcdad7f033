"""The Makefile and its parts: what is built again, and names of variables."""

import re
import subprocess

import pytest
from makefiles import makefiles
from parts import ROOT, clean_env
from readme_blocks import blocks_of

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
