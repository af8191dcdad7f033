"""bridge/join: modules into the files that interpreters load."""

import os
import re
import shutil
import subprocess

import pytest

from bridge import BUILT, ROOT

ESBUILD = ROOT / "build" / "bin" / "esbuild"
JOINED = {"runtime.js": "javascript/main.js", "web.mjs": "javascript/web.js",
          "stream.mjs": "javascript/stream.js",
          "template.mjs": "javascript/template.js", "qjs-runtime.js": "qjs/main.js",
          "qjs-errors.js": "qjs/errors.js", "runtime.py": "python/main.py"}


@pytest.fixture
def tree(tmp_path):
    """A copy of the sources, and how to run a command in it."""
    shutil.copytree(ROOT / "bridge", tmp_path / "bridge")
    for file in ("Makefile", "host/http/microhttpd/microhttpd.mk", "test/deps",
                 "test/deps.txt"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)

    def run(*words, **env):
        return subprocess.run(words, cwd=tmp_path, capture_output=True,
                              text=True, env={**os.environ, **env})

    run.at = tmp_path
    return run


def join(tree, module, name):
    return tree("bridge/join", f"bridge/{module}", f"out/{name}",
                ESBUILD=str(ESBUILD))


@pytest.mark.parametrize("name", JOINED)
def test_the_same_sources_make_the_same_bytes(tree, name):
    done = join(tree, JOINED[name], name)
    assert (done.returncode, done.stderr) == (0, "")
    assert [file.name for file in (tree.at / "out").iterdir()] == [name]
    assert (tree.at / "out" / name).read_bytes() == (BUILT / name).read_bytes()


def test_what_handlers_may_not_need_stays_outside():
    """Deno loads only literal specifiers without a permission, and the files of those
    that it can resolve at each start: a template's import map has one more."""
    code = (BUILT / "runtime.js").read_text()
    assert set(re.findall(r'import\("(.*?)"\)', code)) == {
        "./stream.mjs", "./web.mjs", "dayfly-function", "dayfly-template"}
    assert "ResponseStream extends" not in code


def test_a_module_that_cannot_be_joined_leaves_no_file(tree):
    with (tree.at / "bridge/javascript/frames.js").open("a") as module:
        module.write("export const = ;\n")
    done = join(tree, "javascript/main.js", "runtime.js")
    assert done.returncode != 0 and "frames.js" in done.stderr
    assert not (tree.at / "out" / "runtime.js").exists()


def test_python_modules_share_no_name(tree):
    with (tree.at / "bridge/python/event.py").open("a") as module:
        module.write("\n\ndef text_of(value):\n    return value\n")
    done = join(tree, "python/main.py", "runtime.py")
    assert done.returncode != 0
    assert done.stderr == "join: defined twice in bridge/python: text_of\n"


def test_without_esbuild_and_npm_the_build_says_what_to_do(tree):
    done = tree("make", "-s", "bridge", PATH=f"{bare_path(tree)}")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "bridge: esbuild joins the bridge, and there is neither "
        "build/bin/esbuild nor an npm to fetch it: run `make deps-run`, or "
        "set ESBUILD to an esbuild")
    assert not (tree.at / "build/bridge/runtime.js").exists()


def test_an_esbuild_of_the_users_own_will_do(tree):
    path = bare_path(tree)
    (path / "esbuild").symlink_to(ESBUILD)
    done = tree("make", "-s", "bridge", "ESBUILD=esbuild", PATH=f"{path}")
    assert (done.returncode, done.stderr) == (0, "")
    made = {file.name for file in (tree.at / "build/bridge").iterdir()}
    assert made == {file.name for file in BUILT.iterdir()
                    if file.suffix != ".bc"}


def bare_path(tree):
    """A PATH with what the build needs, but without npm."""
    folder = tree.at / "bin"
    folder.mkdir()
    for name in ("make sh gcc as ld awk cat cp find grep mkdir mv rm sed sort uname "
                 "uniq").split():
        (folder / name).symlink_to(shutil.which(name))
    return folder
