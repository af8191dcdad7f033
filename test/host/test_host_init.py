"""`dayfly init`: a new function of each runtime, as the printed lines say."""

import json
import os
import re
import shutil
import subprocess

import pytest

from hosting import DAYFLY, ROOT, run

RUNTIMES = ("node", "python", "deno", "bun", "shell", "c", "go")
TEMPLATES = ROOT / "host" / "cli" / "templates"
WITH_TOOLS = {"PATH": f"{ROOT}/build/bin:{os.environ['PATH']}", "HOME": os.environ["HOME"],
              "DAYFLY_ENDPOINT": "http://127.0.0.1:1"}


def command_of(text, what):
    return re.search(rf"^{what}: +(.*?)(?:    # .*)?$", text, re.M)[1]


def shell(line, folder, **more):
    return subprocess.run(line, shell=True, cwd=folder, capture_output=True,
                          timeout=120, **more)


@pytest.mark.plain
def test_a_function_of_each_runtime_is_made_built_tested_and_served(
        tmp_path, serve):
    assert sorted(RUNTIMES) == sorted(p.name for p in TEMPLATES.iterdir())
    runtimes = [r for r in RUNTIMES if r != "go" or shutil.which("go")]
    for runtime in runtimes:
        done = run("init", f"my-{runtime}", "--runtime", runtime, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        text = done.stdout.decode()
        assert f"dayfly serve my-{runtime}\n" in text
        if "Build it:" in text:
            built = shell(command_of(text, "Build it"), tmp_path,
                          env=WITH_TOOLS)
            assert built.returncode == 0, built
        tested = shell(command_of(text, "Test it"), tmp_path, env=WITH_TOOLS)
        assert json.loads(tested.stdout) == {"message": "Hello, you!"}, tested
    host = serve(tmp_path, env={"PATH": WITH_TOOLS["PATH"]})
    for runtime in runtimes:
        answer = host.invoke(f"my-{runtime}", {"name": "me"})
        assert answer.json == {"message": "Hello, me!"}, host.log()
        assert host.invoke(f"my-{runtime}", {}).json == {
            "message": "Hello, world!"}


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_folder_has_the_files_of_the_template(tmp_path, runtime):
    made = tmp_path / "folders" / "below" / "one"
    assert run("init", f"{made}/", f"--runtime={runtime}").returncode == 0
    for path in (TEMPLATES / runtime).iterdir():
        if path.is_file():
            assert (made / path.name).read_bytes() == path.read_bytes()
            assert (os.access(made / path.name, os.X_OK)
                    == os.access(path, os.X_OK))
    assert {"dayfly.json", "event.json"} < {p.name for p in made.iterdir()}


def test_a_folder_that_is_in_use_is_left_alone(tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("init", "empty", "--runtime", "node",
               cwd=tmp_path).returncode == 0
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / ".git").write_text("x")
    done = run("init", "used", "--runtime", "node", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (b"dayfly: used exists and is not empty; choose "
                           b"another name, or remove it\n")
    assert [p.name for p in (tmp_path / "used").iterdir()] == [".git"]
    (tmp_path / "file").write_text("x")
    assert b"cannot use file: " in run(
        "init", "file", "--runtime", "node", cwd=tmp_path).stderr
    assert b"cannot create the folder file/such: " in run(
        "init", "file/such", "--runtime", "node", cwd=tmp_path).stderr
    assert b"cannot create the folder empty/index.mjs/a: " in run(
        "init", "empty/index.mjs/a/b", "--runtime", "node", cwd=tmp_path).stderr


def test_the_folders_above_are_made(tmp_path):
    for name in ("my/own/one", "my//own/two/"):
        assert run("init", name, "--runtime", "node", cwd=tmp_path).returncode == 0
    assert {path.name for path in (tmp_path / "my/own").iterdir()} == {"one", "two"}


@pytest.mark.parametrize("words, told", [
    ([], "init needs the NAME of the new function"),
    (["one"], "init needs --runtime with node, python, deno, bun, shell, c "
              "or go"),
    (["one", "--runtime", "java"], 'there is no runtime "java"; it must be '),
    (["one", "--runtime", ""], 'there is no runtime ""'),
    (["one", "--runtime", "node/.."], "there is no runtime"),
    (["one", "two", "--runtime", "c"], "init takes one NAME; remove two"),
    (["--what"], "init has no flag --what"),
    *((["--runtime", "c", name], f'"{name}" cannot be the name of a function')
      for name in ("my.func", "", "..", "a b", "x" * 65, "é")),
])
def test_what_cannot_be_made_is_a_sentence(tmp_path, words, told):
    done = run("init", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()
    assert not [*tmp_path.iterdir()]


def test_the_printed_commands_begin_as_the_user_called_it(tmp_path):
    (tmp_path / "bin").symlink_to(DAYFLY.parent)
    done = shell("bin/dayfly init one --runtime node", tmp_path)
    assert b"bin/dayfly serve one\n" in done.stdout
