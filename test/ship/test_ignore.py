"""Which files of a function's folder are not deployed: a list of defaults, and its
.dayflyignore, whose lines mean what they mean to git."""

import itertools
import json
import subprocess

import pytest
from parts import ROOT
from zipping import PYTHON, put, run


def test_what_a_function_never_needs_is_left_out(code, packed):
    put(code, "index.mjs", "dayfly.json", "event.json", "test/index.test.mjs",
        ".git/HEAD", ".env", "sub/.env", ".env.local", ".env.test.local",
        ".venv/lib/x.py", "a/__pycache__/x.pyc", "node_modules/.cache/x",
        "node_modules/a/index.js", ".vscode/launch.json", ".dayflyignore")
    names, said = packed()
    assert set(names) == {"index.mjs", "dayfly.json", "event.json",
                          "test/index.test.mjs", "node_modules/a/index.js"}
    assert "5 files, zipped 1 KB of 52.4 MB, unpacked 1 KB of 262.1 MB" in said
    assert "left out: .dayflyignore, .env, .env.local, .env.test.local, .git" in said


def test_a_virtual_environment_is_left_out_whatever_its_name(code, packed):
    put(code, "a.py", "venv/pyvenv.cfg", "venv/lib/x.py", "my-env/pyvenv.cfg")
    put(code, "lib/venv.py", "lib/cfg/pyvenv.cfg")
    names, said = packed()
    assert {name for name in names if "pycache" not in name} == {
        "a.py", "lib/venv.py", "lib/cfg/pyvenv.cfg"}
    assert "left out: my-env, venv" in said
    put(code, ".dayflyignore", text="!venv\n")
    assert "venv/lib/x.py" in packed()[0]


def test_the_folder_names_more_and_takes_back(code, packed):
    put(code, "a.py", "a.test.py", "docs/x", "docs/keep", ".vscode/x", "b/.env")
    put(code, ".dayflyignore", text="# tests\n*.test.py\ndocs/*\n!docs/keep\n"
                                    "!.vscode/\n!**/.env*\n")
    assert {name for name in packed()[0] if "pycache" not in name} == {
        "a.py", "docs/keep", ".vscode/x"}


PATTERNS = ["*.log", "/a", "a/", "a/b", "**/b", "a/**", "a/**/d", "b*", "?b",
            "[ab]", "[!a]", "[^b-d]x", "\\#x", "\\!x", "*", "a/*", "#x", "x ",
            "x\\ ", "", "a\\*", "**", "d/**/", "[]x]", "**/a/**/b", "a**b", "/*/b"]
PATHS = ["a", "b", "ab", "x", "x ", "#x", "!x", "a.log", "a*", "bx", "ax", "]"]


@pytest.mark.parametrize("taken_back", ["", "!b", "!a/b/", "!*.log"])
def test_a_pattern_means_what_it_means_to_git(tmp_path, taken_back):
    """Every path of up to three parts, by every pattern, as git lists it."""
    tried = ["/".join(parts) for count in (1, 2, 3) for parts in
             itertools.product(PATHS if count == 1 else ["a", "b", "x", "d"],
                               repeat=count)]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    put(tmp_path, *(f"{one}/file" for one in tried if one.count("/") == 2),
        *(one for one in tried if "/" not in one and one not in "abxd"))
    files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")
             if path.is_file() and ".git" not in path.parts]
    probe = """if True:
        import json, sys
        sys.dont_write_bytecode = True
        sys.path.insert(0, sys.argv[1])
        from ignore import Rules
        files, lists = json.load(sys.stdin)
        def kept(rules, path):
            parts = path.split("/")
            return not any(rules.leave_out("/".join(parts[:n]), n < len(parts))
                           for n in range(1, len(parts) + 1))
        json.dump([[path for path in files if kept(Rules(lines), path)]
                   for lines in lists], sys.stdout)"""
    lists = [[pattern, taken_back] for pattern in PATTERNS]
    done = subprocess.run([PYTHON, "-c", probe, ROOT / "layer"], check=True,
                          input=json.dumps([files, lists]), text=True,
                          capture_output=True)
    for lines, ours in zip(lists, json.loads(done.stdout)):
        (tmp_path / ".git/info/exclude").write_text("\n".join(lines) + "\n")
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--others", "--exclude-standard"],
            cwd=tmp_path, check=True, capture_output=True, text=True).stdout
        assert set(ours) == set(listed.split("\0")) - {""}, lines


@pytest.mark.parametrize("line, says", [
    ("ok\n[ab", 'line 2: \'[ab\' is no pattern: "[ab" has no end'),
    ("x\\", "has no end"), ("[z-a]", "bad character range"), ("/", "has no name"),
    ("[[:alpha:]]", "classes such as"), ("!.env", ".env is for dayfly serve"),
])
def test_a_line_that_is_no_pattern_is_named(tmp_path, code, line, says):
    put(code, ".dayflyignore", text=line)
    done = run("--function", tmp_path / "out.zip", code)
    assert done.returncode == 1 and says in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1 and not done.stdout


def test_a_list_that_is_no_text_is_named(tmp_path, code):
    (code / ".dayflyignore").write_bytes(b"\xff\n")
    done = run("--function", tmp_path / "out.zip", code)
    assert done.returncode == 1 and ".dayflyignore is not UTF-8" in done.stderr
