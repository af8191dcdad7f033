"""A new interpreter needs its description (ruby.c), a bridge and a test: nothing
else of the bootstrap changes. Shown with Ruby: the bootstrap's own objects but
for engines.o, the list of the interpreters, are linked with a list that has one
more. The interpreter is a script called `ruby`."""

import json
import os
import subprocess

import pytest
from ahead import somebody_waits
from parts import BIN, ROOT, clean_env, once, write

OBJECTS = BIN / "obj"

# Runs the bridge, its last argument, as a real interpreter does.
RUBY = r"""
#!python
import sys
flags, bridge = sys.argv[1:-1], sys.argv[-1]
exec(compile(open(bridge).read(), bridge, "exec"))
"""

BRIDGE = r"""
import json, os
def line():
    text = b""
    while not text.endswith(b"\n"):
        piece = os.read(3, 1)
        if not piece:
            os._exit(0)
        text += piece
    return json.loads(text)
def send(kind, payload):
    head = f"\x1e{hello['nonce']} {kind} {len(payload)}\n".encode()
    os.write(1, head + payload)
hello = line()
module = open(hello["file"]).read()
send("ready", b"")
event = os.read(3, line()["length"])
send("result", json.dumps({
    "flags": flags, "file": hello["file"], "function": hello["export"],
    "module": module, "event": json.loads(event),
    "variables": {name: os.environ.get(name)
                  for name in ("BUNDLE_FROZEN", "RUBYOPT", "OTHER")},
}).encode())
"""


@pytest.fixture(scope="module")
def with_ruby(tmp_path_factory):
    """The bootstrap with Ruby added."""
    objects = [path for side in ("bootstrap", "common")
               for path in sorted((OBJECTS / side).rglob("*.o"))
               if (ROOT / path.relative_to(OBJECTS)).with_suffix(".c").exists()]
    if not objects:
        pytest.skip(f"no objects in {OBJECTS}")
    left = [path for path in objects if path.name != "engines.o"]
    assert len(left) == len(objects) - 1
    program = tmp_path_factory.mktemp("ruby") / "bootstrap"
    compiler = os.environ.get("CC", "gcc")
    sanitized = (["-fsanitize=address,undefined"] if BIN.name == "san" else [])
    subprocess.run(
        [compiler, "-std=c17", "-D_GNU_SOURCE", f"-I{ROOT}", "-Wall", "-Wextra",
         "-Werror", "-fPIE", "-pie", *sanitized, "-o", program,
         ROOT / "test/e2e/ruby.c", *left, "-lcurl", "-ljansson"], check=True)
    return program


@pytest.fixture
def function(tmp_path):
    """The settings for a function in Ruby."""
    (tmp_path / "bin").mkdir()
    write(tmp_path / "bin", "ruby", RUBY)
    write(tmp_path, "app.rb", "the handler's code", 0o644)
    bridge = write(tmp_path, "runtime.rb", BRIDGE, 0o644)
    return {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "DAYFLY_BRIDGE": bridge}


def test_it_answers_an_event(with_ruby, tmp_path, function):
    answer = once(tmp_path, "app.Api::Hello.run", b'{"a":1}',
                  program=with_ruby, **function, RUBYOPT="-W0")
    assert answer.json == {
        "flags": ["--disable-gems", "-C", str(tmp_path)],
        "file": str(tmp_path / "app.rb"),
        "function": "Api::Hello.run",
        "module": "the handler's code",
        "event": {"a": 1},
        "variables": {"BUNDLE_FROZEN": "1", "RUBYOPT": "-W0", "OTHER": None},
    }


def test_its_variables_pass_the_permissions(with_ruby, tmp_path, function):
    write(tmp_path, "dayfly.json", json.dumps(
        {"permissions": {"env": [], "read": True, "run": True}}), 0o644)
    answer = once(tmp_path, "app.run", program=with_ruby, **function,
                  RUBYOPT="-W0", OTHER="x")
    assert answer.json["variables"] == {
        "BUNDLE_FROZEN": "1", "RUBYOPT": "-W0", "OTHER": None}


def test_a_change_of_its_module_restarts_the_waiting_process(
        with_ruby, tmp_path, function, serve):
    server = serve("rie", "app.run", bootstrap=with_ruby, **function)
    assert server.invoke().json["module"] == "the handler's code"
    somebody_waits(server.bootstrap())
    write(tmp_path, "app.rb", "other code", 0o644)
    assert server.invoke().json["module"] == "other code"


def test_its_minimum_is_checked(with_ruby, tmp_path, function):
    write(tmp_path, "dayfly.json", '{"limits":{"files":8}}', 0o644)
    answer = once(tmp_path, "app.run", program=with_ruby, **function)
    assert '"limits.files": ruby needs at least 16' in answer.message


@pytest.mark.parametrize("handler,more,words", [
    ("app.run", {"PATH": "/nonexistent"}, "searched for ruby"),
    ("app.run", {"DAYFLY_INTERPRETER": "python3"},
     "cannot run {}/app.rb; these can: ruby"),
    ("none.run", {}, ".js, .mjs, .cjs, .ts, .mts, .py, .pyc, .so, .rb"),
])
def test_it_is_named_in_errors(with_ruby, tmp_path, function, handler, more,
                               words):
    answer = once(tmp_path, handler, program=with_ruby, **{**function, **more})
    assert words.format(tmp_path) in answer.message


def test_the_bootstrap_without_it_does_not_know_it(tmp_path, function):
    answer = once(tmp_path, "app.run", **function)
    assert answer.type == "Runtime.ImportModuleError"
    assert ".rb" not in answer.message
