"""The layers work where they are unpacked: at /opt, read-only, as nobody,
without a network."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import pytest
from conftest import HERE, OTHER, make
from parts import ROOT, TOOLS, interpreter, write
from places import skip_without_namespaces

BUILD = ROOT / "build"
QJS_MOST = 1_000_000  # bytes of its zip
MOST_BYTES = 250_000_000  # AWS's limit on what is unpacked, function and all
NODES = ["12.16.1", "18.20.8", "22.23.3"]


@pytest.fixture(scope="module")
def runtime():
    make("layer")
    return BUILD / f"dayfly-runtime-{HERE}.zip"


def unpacked(zip_path, folder):
    with zipfile.ZipFile(zip_path) as layer:
        layer.extractall(folder)
        for entry in layer.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)
    return folder


@pytest.fixture
def place(runtime):
    """(opt, task): what nobody may read; opt has the runtime layer."""
    with tempfile.TemporaryDirectory(prefix="dayfly-opt-") as home:
        os.chmod(home, 0o755)
        task = pathlib.Path(home) / "task"
        task.mkdir()
        yield unpacked(runtime, pathlib.Path(home) / "opt"), task


def call(place, handler="", event=None, rie=False, **env):
    calls = [{"handler": handler, "event": event or {"name": "you"},
              "env": env, "rie": str(TOOLS / "aws-lambda-rie") if rie else None}]
    if os.geteuid() != 0:
        pytest.skip("needs root: mounts, and another uid")
    skip_without_namespaces("-mn")
    done = subprocess.run(
        ["unshare", "-mn", sys.executable, ROOT / "test/static/opt.py", *place],
        input=json.dumps(calls), capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    (answer, log), = json.loads(done.stdout)
    try:
        return json.loads(answer)
    except ValueError:
        raise AssertionError(f"{answer!r}: {log}") from None


def add_node(opt, version):
    """What the layer of that Node has, with the package fetched and checked."""
    for step in ("fetch", "verify", "unpack"):
        make(f"layer-node-{step}", f"NODE={version}")
    shutil.copytree(BUILD / "layer" / f"node-{HERE}", opt, dirs_exist_ok=True)


def add(opt, name):
    to = opt / "bin" / name
    to.parent.mkdir(exist_ok=True)
    shutil.copy2(interpreter(name), to)


def size_of(folder):
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


COUNT = """
const { readFileSync, writeFileSync } = require("fs");
let calls = 0;
const refused = (path) => {
  try {
    writeFileSync(path, "x");
    return false;
  } catch (e) {
    return e.code;
  }
};
exports.handler = async (event, context) => ({
  calls: ++calls,
  hello: event.name,
  uid: process.getuid(),
  version: process.version,
  opt: refused("/opt/x"),
  task: refused("/srv/task/x"),
  left: context.getRemainingTimeInMillis() > 0,
});
"""


@pytest.mark.parametrize("version", NODES)
def test_any_node_of_the_registry_is_a_layer(place, version):
    opt, task = place
    add_node(opt, version)
    write(task, "index.js", COUNT, 0o644)
    want = {"calls": 1, "hello": "you", "uid": 65534, "version": f"v{version}",
            "opt": "EROFS", "task": "EROFS", "left": True}
    assert call(place, "index.handler") == want
    assert call(place, "index.handler", rie=True) == want
    assert size_of(opt) < MOST_BYTES


THROWS = """
class Odd extends Error {}
exports.handler = async (event) => {
  if (event.code) throw new Odd("thrown");
  console.log("said %s", event.name);
  return undefined;
};
"""


def test_what_handlers_do_is_the_same_in_an_old_node(place):
    opt, task = place
    add_node(opt, "12.16.1")
    write(task, "index.js", THROWS, 0o644)
    assert call(place, "index.handler") is None
    error = call(place, "index.handler", event={"code": 1})
    assert (error["errorType"], error["errorMessage"]) == ("Error", "thrown")
    assert "index.js:3" in error["trace"][1]
    assert call(place, "nothing.handler")["errorType"] == \
        "Runtime.ImportModuleError"
    write(task, "broken.js", "exports.handler = (;\n", 0o644)
    assert call(place, "broken.handler")["errorType"] == \
        "Runtime.UserCodeSyntaxError"
    write(task, "none.js", "exports.other = 1;\n", 0o644)
    assert call(place, "none.handler")["errorType"] == "Runtime.HandlerNotFound"


@pytest.mark.parametrize("name", ["deno", "bun", "qjs"])
def test_the_other_interpreters_are_found_in_their_layer(place, name):
    opt, task = place
    add(opt, name)
    write(task, "index.mjs", "let calls = 0;\nexport const handler = (event) => "
          "`${event.name} ${++calls}`;\n", 0o644)
    assert call(place, "index.handler") == "you 1"
    assert call(place, "index.handler", rie=True) == "you 1"
    assert size_of(opt) < MOST_BYTES


def test_the_dummy_answers_and_the_function_s_own_bundle_wins(place):
    opt, task = place
    add(opt, "qjs")
    dummy = call(place)
    assert "dayfly is working" in dummy["message"]
    assert dummy["event"] == {"name": "you"}
    write(task, "function.bundle.js",
          "export const handler = (event) => `own: ${event.name}`;\n", 0o644)
    assert call(place) == "own: you"


def test_a_layer_without_an_interpreter_reports_what_is_missing(place):
    write(place[1], "index.mjs", "export const handler = () => 1;\n", 0o644)
    error = call(place, "index.handler", PATH="/nowhere")
    assert error["errorType"] == "Runtime.InvalidEntrypoint"
    assert "add a layer" in error["errorMessage"]


def test_the_runtime_layer_has_all_files_it_needs(runtime):
    with zipfile.ZipFile(runtime) as layer:
        entries = layer.infolist()
    names = [entry.filename for entry in entries]
    assert names[0] == "bootstrap"
    assert {"dayfly/runtime.js", "dayfly/function.bundle.js", "dayfly/web.mjs",
            "dayfly/stream.mjs", "dayfly/template.mjs", "dayfly/runtime.py",
            "dayfly/template.py", f"dayfly/template-{HERE}.so",
            "dayfly/qjs.mjs", "licences/curl.txt", "licences/dayfly.txt",
            "licences/jansson.txt", "licences/musl.txt"} <= set(names)
    for entry in entries:
        runs = entry.filename == "bootstrap"
        assert entry.external_attr >> 16 == (0o100755 if runs else 0o100644)
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("kind, machine", [
    ("runtime", HERE), ("runtime", OTHER), ("qjs", HERE),
    pytest.param("qjs", OTHER, marks=pytest.mark.long)])
def test_a_zip_is_the_same_whenever_it_is_made(runtime, kind, machine):
    target = "layer" if kind == "runtime" else f"layer-{kind}"
    zip_path = BUILD / f"dayfly-{kind}-{machine}.zip"
    sums = []
    for _ in range(2):
        make(f"layer-{kind}-remove", f"ARCH={machine}")
        assert not zip_path.exists()
        make(target, f"ARCH={machine}")
        sums.append(hashlib.sha256(zip_path.read_bytes()).hexdigest())
    assert sums[0] == sums[1]
    assert kind != "qjs" or zip_path.stat().st_size < QJS_MOST


def test_qjs_has_no_prompt_and_reports_it():
    make("qjs")
    done = subprocess.run([BUILD / "bin/qjs"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (2, "")
    assert "qjs FILE" in done.stderr


def test_qjs_computes_the_same_upon_an_old_processor():
    """Of a function that has several ways the best one is taken; those for
    processors before 2013 are left out of the file, the first way does."""
    make("qjs")
    sums = "['sin','cos','tan','atan','exp','log','asin','acos','log1p'].map(" \
        "(f) => Math[f](0.3)).concat(Math.pow(2,0.3), Math.atan2(1,3))"
    said = [subprocess.run(
        [BUILD / "bin/qjs", "-e", f"console.log(JSON.stringify({sums}))"],
        env={"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={less}"}, check=True,
        capture_output=True, timeout=20).stdout
        for less in ("", "-FMA,-AVX2", "-FMA,-AVX2,-FMA4,-AVX")]
    values = [json.loads(text) for text in said]
    assert len(values[0]) == 11 and None not in values[0]
    for other in values[1:]:
        assert other == pytest.approx(values[0], rel=1e-15)


def refused(*words):
    done = subprocess.run(["make", "-s", *words], cwd=ROOT, timeout=60,
                          capture_output=True, text=True)
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize("words,why", [
    (["layer-node", "NODE=0.0.99"], "the registry has no node-linux"),
    (["layer-lua"], "there is no layer lua"),
    (["layer-node-frob"], "there is no step frob"),
    (["layer-qjs-zip", "ARCH=vax"], 'ARCH is "vax"'),
])
def test_what_cannot_be_made_is_reported(words, why):
    assert why in refused(*words)


def test_a_package_that_is_another_is_thrown_away(runtime):
    make("layer-node-fetch", "NODE=12.16.1")
    package, = (BUILD / "layer" / "fetched").glob("node-*@12.16.1.tgz")
    keep = package.read_bytes()
    package.write_bytes(keep[:-1] + b"x")
    try:
        assert "is not what it should be" in refused("layer-node-verify",
                                                     "NODE=12.16.1")
        assert not package.exists()
    finally:
        package.write_bytes(keep)
