"""The command line: what it says, which handler it takes."""

import re
import subprocess
import time

import pytest
from parts import BIN, ROOT, clean_env, once, write

NODE = {"DAYFLY_INTERPRETER": "node"}
ECHO = "#!/bin/sh\nexec cat\n"


def run(*words, env=None):
    return subprocess.run([BIN / "bootstrap", *words], capture_output=True,
                          timeout=30, env=env or clean_env(),
                          stdin=subprocess.DEVNULL)


def table_of(text):
    return [line for line in text.splitlines() if line.startswith("|")]


def test_the_readme_has_the_settings_as_in_help():
    readme = (ROOT / "bootstrap/README.md").read_text()
    between = re.search(r"<!-- settings -->(.*)<!-- /settings -->", readme,
                        re.S).group(1)
    told = table_of(run("--settings").stdout.decode())
    assert len(told) > 3
    assert table_of(between) == told


def test_every_setting_read_is_in_the_table():
    source = (ROOT / "bootstrap/config/settings_table.c").read_text()
    told = run("--settings").stdout.decode()
    named = re.findall(r'\.name = "(DAYFLY_\w+)",(?! \.kind = KIND_INHERIT)',
                       source)
    assert len(named) > 10
    for name in named:
        assert f"`{name}`" in told


def test_help_lists_each_setting_in_lines_that_fit_a_terminal():
    told = run("--help").stdout.decode()
    assert max(map(len, told.splitlines())) <= 78
    assert "`" not in told
    whole = " ".join(told.split())
    rows = table_of(run("--settings").stdout.decode())[2:]
    assert len(rows) > 3
    for row in rows:
        for cell in row.replace("`", "").strip("| ").split(" | "):
            assert cell in whole


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_needs_no_platform(word):
    done = run(word)
    assert done.returncode == 0
    assert done.stdout.startswith(b"usage: bootstrap")
    assert done.stderr == b""


def test_version():
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, b"dayfly 0.2.0\n")


@pytest.mark.parametrize("words", [["--what"], ["a.sh", "b.sh"], ["-x"]])
def test_a_wrong_command_line_is_reported_in_two_lines(words):
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert words[-1].encode() in done.stderr
    assert b"`bootstrap --help`" in done.stderr
    assert done.stderr.count(b"\n") == 2


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_runtime_api_is_reported(value):
    more = {} if value is None else {"AWS_LAMBDA_RUNTIME_API": value}
    done = run(env=clean_env(**more))
    assert done.returncode == 1
    assert b"AWS_LAMBDA_RUNTIME_API is not set" in done.stderr


def test_the_word_wins_over_the_variable(tmp_path):
    write(tmp_path, "word.sh", "#!/bin/sh\necho '\"word\"'\n")
    write(tmp_path, "variable.sh", "#!/bin/sh\necho '\"variable\"'\n")
    env = {"_HANDLER": "variable.sh"}
    assert once(tmp_path, "word.sh", **env).json == "word"
    assert once(tmp_path, None, **env).json == "variable"


def test_without_a_handler_the_bundle_answers_and_the_dummy_last(tmp_path):
    assert once(tmp_path, None, **NODE).code == 0
    write(tmp_path, "function.bundle.js",
          "export const handler = () => 'mine';\n")
    assert once(tmp_path, None, **NODE).json == "mine"


def test_once_reports_failure_by_its_exit_status(tmp_path):
    write(tmp_path, "good.sh", ECHO)
    write(tmp_path, "bad.sh", "#!/bin/sh\nexit 4\n")
    assert once(tmp_path, "good.sh").code == 0
    assert once(tmp_path, "bad.sh").code == 1


def test_once_reads_an_event_that_comes_slowly(tmp_path):
    write(tmp_path, "f.sh", ECHO)
    with subprocess.Popen(
            [BIN / "bootstrap", "--once", "f.sh"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=clean_env(LAMBDA_TASK_ROOT=tmp_path)) as process:
        for piece in (b'{"a"', b":1", b"}"):
            process.stdin.write(piece)
            process.stdin.flush()
            time.sleep(0.05)  # the pieces must not be one read
        process.stdin.close()
        assert process.stdout.read() == b'{"a":1}'
        assert process.wait(10) == 0


def test_once_ends_when_its_output_is_not_read(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nhead -c 1000000 /dev/zero | tr '\\0' 1\n")
    with subprocess.Popen(
            [BIN / "bootstrap", "--once", "f.sh"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=clean_env(LAMBDA_TASK_ROOT=tmp_path)) as process:
        process.stdout.close()
        assert process.wait(10) != 0
