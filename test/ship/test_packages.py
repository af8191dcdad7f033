"""Which packages and which bytecode the zip of a function has."""

import json
import pathlib
import stat
import subprocess

from zipping import PYTHON, put, run


def package(folder, name, **more):
    put(folder, "index.js")
    put(folder, "package.json",
        text=json.dumps({"name": name, "version": "1.0.0", **more}))


def test_packages_for_development_are_those_of_npm(tmp_path, code, packed):
    """The tree that npm installs, and its lock file's `dev`."""
    where = tmp_path / "packages"
    needs = {"a": ["shared"], "shared": [], "tool": ["shared", "deep", "plug"],
             "deep": ["deeper"], "deeper": ["deep"], "plug": [], "both": ["plug"],
             "opt": ["only"], "only": []}
    at = {name: f"file:{where / name}" for name in needs}
    for name, others in needs.items():
        package(where / name, name, dependencies={one: at[one] for one in others},
                **({"bin": {"tool": "index.js"}} if name == "tool" else {}))
    package(code, "code", dependencies={"a": at["a"]},
            devDependencies={one: at[one] for one in ("tool", "both")},
            optionalDependencies={"opt": at["opt"]})
    subprocess.run(["npm", "install", "--install-links", "--silent", "--offline",
                    "--no-audit", "--no-fund"], cwd=code, check=True, timeout=100)
    assert (code / "node_modules/.bin/tool").is_symlink()
    lock = json.loads((code / "package-lock.json").read_text())["packages"]
    dev = {name for name, one in lock.items() if one.get("dev")}
    assert {"node_modules/tool", "node_modules/deep"} <= dev
    names, said = packed()
    there = {name.rsplit("/", 1)[0] for name in names
             if name.startswith("node_modules/") and name.endswith("index.js")}
    assert there == {name for name in lock if name} - dev
    assert not any(".bin" in name for name in names)
    assert "left out, as only devDependencies need them: " in said
    put(code, ".dayflyignore", text="!node_modules/tool\n")
    assert "node_modules/tool/index.js" in packed()[0]


def test_packages_for_development_of_pnpm(code, packed):
    """Its folders: each package in .pnpm, by links to what it needs."""
    store = "node_modules/.pnpm/{0}@1.0.0/node_modules/{0}"
    for name, needs in {"a": ["b"], "b": ["a"], "tool": ["b", "c"], "c": []}.items():
        package(code / store.format(name), name,
                dependencies={one: "1.0.0" for one in needs})
        for one in needs:
            (code / store.format(name)).parent.joinpath(one).symlink_to(
                f"../../{one}@1.0.0/node_modules/{one}")
    for name in ("a", "tool"):
        (code / "node_modules" / name).symlink_to(
            f".pnpm/{name}@1.0.0/node_modules/{name}")
    package(code, "code", dependencies={"a": "1"}, devDependencies={"tool": "1"})
    names, _ = packed()
    assert {name for name in names if name.endswith("/index.js")} == {
        store.format(name) + "/index.js" for name in "ab"}
    links = {name for name, mode in names.items() if stat.S_ISLNK(mode)}
    assert "node_modules/a" in links and "node_modules/tool" not in links


def test_a_package_that_no_list_names_stays(code, packed):
    package(code / "node_modules/extra", "extra")
    package(code / "node_modules/tool", "tool")
    package(code, "code", devDependencies={"tool": "1", "absent": "1"})
    assert {name for name in packed()[0] if name.startswith("node_modules")} == {
        "node_modules/extra/index.js", "node_modules/extra/package.json"}
    put(code, "package.json", text="{")
    done = run("--function", code.parent / "x.zip", code)
    assert done.returncode == 1 and "package.json is no JSON" in done.stderr


def test_python_finds_bytecode_and_compiles_nothing(tmp_path, code, packed):
    put(code, "handler.py", text="import app.part\n")
    put(code, "app/__init__.py", "node_modules/gyp/x.py", text="")
    put(code, "app/part.py", text="def f():\n    raise ValueError\n")
    put(code, "old.py", text="print 'Python 2'\n")
    names, said = packed()
    cached = {name for name in names if name.endswith(".pyc")}
    assert {pathlib.Path(name).name.split(".")[0] for name in cached} == {
        "handler", "__init__", "part"}
    assert "bytecode for Python 3." in said and ": 3 files" in said
    assert "no code for Python 3." in said and ": old.py" in said
    back = tmp_path / "back"
    assert run("-x", tmp_path / "out.zip", back).returncode == 0
    # Found in the bytecode, not in the source: that is another by now.
    put(back, "app/part.py", text="f = 1\n")
    done = subprocess.run(
        [PYTHON, "-Bc", "import handler; handler.app.part.f()"], cwd=back,
        capture_output=True, text=True)
    assert "ValueError" in done.stderr and f"{back}/app/part.py" in done.stderr


def test_bytecode_is_the_same_bytes_each_time(tmp_path, code, monkeypatch):
    put(code, "a.py", text="x = {'one', 'two', 3} | frozenset('abc')\n"
                           "def f(a):\n    return a in {'p', 'q', 'r'}\n")
    found = set()
    for seed in "0", "1", "2":
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        assert run("--function", tmp_path / "out.zip", code).returncode == 0
        found.add((tmp_path / "out.zip").read_bytes())
    assert len(found) == 1
