"""test/deps: which of Debian's packages are installed; layer/static/fetch: of which
release sources are taken."""

import hashlib
import os
import re
import shutil
import subprocess
import tarfile

import pytest
from makefiles import packages
from parts import ROOT, clean_env

# A release by its packages: `installed` and `known` are files of names.
TOOLS = {
    "dpkg-query": 'for name; do :; done; grep -qx "$name" installed && '
                  'echo "install ok installed" || exit 1',
    "apt-cache": 'grep -qx "$2" known',
    "apt-get": 'echo "$*" >>asked; [ "$1" != update ] || cp later known',
    "sudo": 'exec "$@"',
}


@pytest.fixture
def release(tmp_path):
    """release(WORDS, installed, known): what apt-get was asked to do. Nothing is
    known before it has read the lists."""
    for name, text in TOOLS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\ncd {tmp_path}\n{text}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "known").touch()

    def ask(words, installed=(), known=()):
        for name, names in (("installed", installed), ("later", known)):
            (tmp_path / name).write_text("".join(f"{one}\n" for one in names))
        said = subprocess.run([ROOT / "test/deps", *words], cwd=ROOT, timeout=60,
                              capture_output=True, text=True, env=clean_env(
                                  PATH=f"{tmp_path}:{os.environ['PATH']}"))
        assert said.returncode == 0, said.stderr
        asked = tmp_path / "asked"
        return asked.read_text().splitlines() if asked.exists() else []
    return ask


INSTALL = "install -y -qq --no-install-recommends "


@pytest.mark.parametrize("known, chosen", [
    (("old", "new"), "old"), (("new",), "new"), (("none",), "new")])
def test_of_alternative_names_the_first_that_the_release_has_is_installed(
        release, known, chosen):
    assert release(["packages", "jq", "old|new"], ("jq",), known) == [
        "update -qq", INSTALL + chosen]


def test_nothing_is_asked_if_all_is_there(release):
    assert release(["packages", "jq", "old|new"], ("jq", "old")) == []


@pytest.mark.skipif(not shutil.which("apt-cache"), reason="no apt")
def test_each_package_that_a_target_installs_is_one_of_this_release():
    named = packages()
    assert {"gcc", "chromium", "cargo-web|cargo", "nodejs", "npm", "e2fsprogs",
            "gcc-aarch64-linux-gnu", "systemd-sysv"} <= set(named)
    told = subprocess.run(
        ["apt-cache", "policy", *"|".join(named).split("|")], check=True,
        capture_output=True, text=True, env=clean_env(LC_ALL="C")).stdout
    known = set(re.findall(r"^(\S+):\n.*\n  Candidate: [^(]", told, re.M))
    if "mmdebstrap" not in known:
        pytest.skip("apt has no lists here: apt-get update")
    assert [name for name in named if not known & set(name.split("|"))] == []


def test_each_source_names_the_release_that_has_this_version():
    lines = [line.split() for line in (ROOT / "test/deps.txt").read_text().splitlines()
             if line.startswith("debian ")]
    assert len(lines) > 5
    assert [line[3] for line in lines if "/" not in line[3]] == []


MIRROR = r"""#!/bin/sh
case "$*" in
indextargets*) echo "Debian http://mirror.invalid/debian trixie" ;;
*update*) ! grep forky "$(echo "$*" | sed 's|.*sourcelist=\([^ ]*\).*|\1|')" ;;
*source*) cp @HERE@/some_1.orig.tar.gz . ;;
esac
"""


def test_where_the_mirror_lacks_a_release_the_next_pinned_source_is_taken(tmp_path):
    (tmp_path / "some/folder").mkdir(parents=True)
    (tmp_path / "some/folder/file.c").write_text("int x;\n")
    with tarfile.open(tmp_path / "some_1.orig.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "some", "some")
    sum_ = hashlib.sha256((tmp_path / "some_1.orig.tar.gz").read_bytes()).hexdigest()
    (tmp_path / "test").mkdir()
    (tmp_path / "test/deps.txt").write_text(
        "debian some any some/forky some_2.orig.tar.gz 00\n"
        f"debian some any some/trixie some_1.orig.tar.gz {sum_}\n")
    (tmp_path / "apt-get").write_text(MIRROR.replace("@HERE@", str(tmp_path)))
    (tmp_path / "apt-get").chmod(0o755)
    said = subprocess.run([ROOT / "layer/static/fetch", "source", "some"], cwd=tmp_path,
                          capture_output=True, text=True, timeout=60, env=clean_env(
                              BUILD="build", PATH=f"{tmp_path}:{os.environ['PATH']}"))
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "build/static/some/folder/file.c").exists()
    assert "no some_2.orig.tar.gz for some/forky" in said.stderr
