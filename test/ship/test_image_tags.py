"""What docker/image asks an engine for: tags, labels and a fresh base."""

import os
import pathlib
import platform
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LABEL = "org.opencontainers.image."


@pytest.fixture
def image(tmp_path):
    """image(WORD, SETTING=VALUE): the words that the engine was given."""
    build = tmp_path / "build"
    (build / "bin").mkdir(parents=True)
    static = f"static/{platform.machine()}/bootstrap"
    for name in ("bootstrap", "dayfly", "bin/aws-lambda-rie", static):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(f"#!/bin/sh\n# {name}\n")
        (build / name).chmod(0o755)
    for name in ("bridge", "examples/hello-sh"):
        (build / name).mkdir(parents=True)
        (build / name / "file").write_text("1")
    engine = tmp_path / "docker"
    engine.write_text('#!/bin/sh\n[ "$1" = version ] || printf "%s\\n" "$@" '
                      f'>{tmp_path}/words\n')
    engine.chmod(0o755)

    def run(word, status=0, **settings):
        env = {"PATH": os.environ["PATH"], "BUILD": str(build),
               "DOCKER": str(engine), "FUNCTION": "hello-sh", **settings}
        done = subprocess.run([ROOT / "docker/image", word], cwd=ROOT, env=env,
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == status, done.stderr
        return ((tmp_path / "words").read_text().splitlines() if status == 0
                else done.stderr)

    run.build = build
    return run


def code_tag(words):
    (tag,) = [word for word in words if re.search(r":code-[0-9a-f]{12}$", word)]
    return tag


def test_the_tag_of_the_code_follows_the_files_and_not_the_base(image):
    first = code_tag(image("lambda"))
    assert first.startswith("dayfly-hello-sh:code-")
    assert code_tag(image("lambda", BASE="other:1")) == first
    file = image.build / "examples/hello-sh/file"
    os.utime(file, (1, 1))
    assert code_tag(image("lambda")) == first
    assert code_tag(image("rie")).partition(":")[2] != first.partition(":")[2]
    assert code_tag(image("host")).startswith("dayfly:code-")
    file.write_text("2")
    second = code_tag(image("lambda"))
    assert second != first
    file.chmod(0o755)
    assert code_tag(image("lambda")) not in (first, second)


def test_a_function_has_the_runtime_that_needs_nothing_of_its_base(image):
    for word in ("lambda", "rie"):
        image(word)
        staged = image.build / "docker/runtime/bootstrap"
        assert "# static/" in staged.read_text()


@pytest.mark.skipif(not shutil.which("dpkg"), reason="no Debian")
def test_the_host_has_the_release_and_the_libraries_of_the_machine_that_built_it(image):
    for name in ("bootstrap", "dayfly"):
        shutil.copy(ROOT / "build" / name, image.build / name)
    words = image("host")
    (libraries,) = [word for word in words if word.startswith("LIBRARIES=")]
    names = libraries.partition("=")[2].split()
    assert {re.sub(r"[-\d].*", "", name) for name in names} >= {
        "libcurl", "libjansson", "libyaml", "libsqlite", "libzip", "libnettle"}
    for name in names:
        subprocess.run(["dpkg", "-s", name], check=True, capture_output=True)
    release = dict(line.partition("=")[::2] for line in
                   pathlib.Path("/etc/os-release").read_text().splitlines())
    if release["ID"] == "debian":
        assert f"BASE=debian:{release['VERSION_CODENAME']}-slim" in words
    assert "BASE=other:1" in image("host", BASE="other:1")


def test_labels_name_the_source_and_the_documentation(image):
    words = image("lambda", SOURCE="https://example.org/it")
    assert f"{LABEL}source=https://example.org/it" in words
    assert f"{LABEL}documentation=https://example.org/it#readme" in words
    words = image("host", SOURCE="https://example.org/it",
                  DOCUMENTATION="https://example.org/read")
    assert f"{LABEL}documentation=https://example.org/read" in words


@pytest.mark.parametrize("remote, source", [
    ("https://user:secret@example.org/it.git", "https://example.org/it"),
    ("https://example.org/it", "https://example.org/it"),
    ("/srv/it", None)])
def test_the_remote_is_the_source_without_its_password(
        image, tmp_path, remote, source):
    subprocess.run(["git", "init", "-q", tmp_path / "sources"], check=True)
    git_dir = str(tmp_path / "sources/.git")
    subprocess.run(["git", f"--git-dir={git_dir}", "remote", "add", "origin",
                    remote], check=True)
    words = image("lambda", GIT_DIR=git_dir)
    found = [word for word in words if word.startswith(LABEL + "source=")]
    assert found == ([f"{LABEL}source={source}"] if source else [])
    assert not any("secret" in word for word in words)


def test_a_fresh_base_is_pulled_on_demand(image):
    assert "--pull" not in image("lambda")
    assert "--pull" not in image("host", PULL="0")
    assert "--pull" in image("host", PULL="1")
    assert 'PULL is "yes": it must be 1' in image("host", status=1, PULL="yes")
