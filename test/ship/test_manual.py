"""Manual pages and completions are of the commands that there are, and programs
that read them have nothing to say."""

import shutil
import subprocess

import pytest

from parts import ROOT, clean_env


@pytest.fixture(scope="module")
def manual(tmp_path_factory):
    folder = tmp_path_factory.mktemp("manual")
    subprocess.run(["make", "-s", "manual", f"MANUAL={folder}"], cwd=ROOT, check=True,
                   env=clean_env())
    return folder


@pytest.fixture(scope="module")
def commands():
    text = subprocess.run([ROOT / "build/dayfly", "help"], check=True,
                          capture_output=True, text=True).stdout
    return {line.split()[1] for line in text.splitlines()
            if line.startswith("  dayfly ")} - {"help", "--version"}


def test_each_command_has_a_page(manual, commands):
    pages = {path.name for path in (manual / "man1").iterdir()}
    assert pages == {"dayfly.1", *(f"dayfly-{name}.1" for name in commands)}
    text = (manual / "man1/dayfly.1").read_text()
    assert all(f"dayfly\\-{name} (1)" in text for name in commands)


def test_pages_are_without_warnings(manual):
    if not shutil.which("man"):
        pytest.skip("no man")
    for path in (manual / "man1").iterdir():
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path],
                              capture_output=True, text=True,
                              env=clean_env(MANWIDTH="80", LC_ALL="C.UTF-8"))
        assert (done.returncode, done.stderr) == (0, ""), path.name


def complete_in_bash(manual, *words):
    script = ('. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dayfly\n'
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", f"compopt() {{ :; }}; {script}", "bash",
                           manual / "bash/dayfly", "dayfly", *words],
                          capture_output=True, text=True, check=True, env=clean_env(
                              DAYFLY_ENDPOINT="http://127.0.0.1:9"))
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands_options_and_values(manual, commands):
    assert set(complete_in_bash(manual, "")) == {*commands, "help", "--version"}
    assert complete_in_bash(manual, "roll") == ["rollback"]
    assert "--drain" in complete_in_bash(manual, "serve", "--")
    assert complete_in_bash(manual, "keys", "add", "--role", "a") == ["admin"]
    assert complete_in_bash(manual, "queue", "red") == ["redrive"]


def test_fish_and_zsh_read_theirs(manual):
    if shutil.which("fish"):
        text = subprocess.run(
            ["fish", "-c", 'source $argv[1]; complete -C "dayfly roll"',
             manual / "fish/dayfly.fish"], check=True, capture_output=True, text=True)
        assert text.stdout.split()[0] == "rollback" and not text.stderr
    if shutil.which("zsh"):
        done = subprocess.run(["zsh", "-n", manual / "zsh/_dayfly"],
                              capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
