"""What layers contain is found where AWS documents it, and a handler may be a package,
a folder, or a module of a layer."""

import json
import os
import py_compile
import sys

import pytest
from parts import interpreter, once, write
from places import needs_namespaces

pytestmark = needs_namespaces("--mount")
PATH = "/usr/bin:/bin"
APART = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /opt && exec "$@"']


@pytest.fixture
def call(tmp_path):
    """call(handler, files of the function, files of /opt, …): the answer."""

    def run(handler, files, layer=(), **env):
        task, opt = tmp_path / "task", tmp_path / "opt"
        for folder, those in (task, files), (opt, layer):
            folder.mkdir()
            for name in those:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                write((folder / name).parent, os.path.basename(name), those[name])
        return once(task, handler, before=[*APART, opt],
                    **{"PATH": PATH, **env})

    return run


PYTHON = {
    "python/top.py": "NAME = 'top'",
    "python/lib/python3.{}/site-packages/deep.py".format(
        os.popen("/usr/bin/python3 -c 'import sys; print(sys.version_info[1])'")
        .read().strip()): "NAME = 'deep'",
    "python/tracer/__init__.py": "",
    "python/tracer/entry.py": "from app import handler as real\n"
                              "def handler(event, context):\n"
                              "    return 'wrapped ' + real(event, context)",
}
APP = "def handler(event, context):\n    return 'real'\n"


def test_python_finds_the_packages_of_layers(call):
    answer = call("app.handler", {"app.py": """
import deep, top
def handler(event, context):
    return [deep.NAME, top.NAME]
"""}, PYTHON)
    assert answer.json == ["deep", "top"]


def test_the_functions_own_module_comes_first(call):
    answer = call("app.handler", {
        "app.py": "import top\ndef handler(event, context):\n    return top.NAME",
        "top.py": "NAME = 'own'"}, PYTHON)
    assert answer.json == "own"


@pytest.mark.parametrize("handler", ["tracer.entry.handler", "tracer/entry.handler"])
def test_a_python_handler_may_be_of_a_layer(call, handler):
    assert call(handler, {"app.py": APP}, PYTHON).json == "wrapped real"


@pytest.mark.parametrize("files, handler", [
    ({"app/__init__.py": "from .core import handler", "app/core.py": APP},
     "app.handler"),
    ({"a/b/__init__.py": APP, "a/__init__.py": ""}, "a.b.handler"),
    ({"a/b/__init__.py": APP}, "a/b.handler"),
])
def test_a_python_handler_may_be_a_package(call, files, handler):
    assert call(handler, files).json == "real"


def test_a_python_handler_may_be_compiled(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    py_compile.compile(str(tmp_path / "app.py"), str(tmp_path / "app.pyc"))
    os.unlink(tmp_path / "app.py")
    answer = once(tmp_path, "app.handler", PATH=os.path.dirname(sys.executable))
    assert answer.json == "real"


NODE = {
    "nodejs/node_modules/shared/index.js": "exports.name = 'shared'; "
        "exports.handler = async () => 'of the layer';",
    "nodejs/node_modules/modern/package.json":
        '{"type": "module", "exports": {".": "./m.js"}, "main": "m.js"}',
    "nodejs/node_modules/modern/m.js": "export const name = 'modern';",
    **{f"nodejs/node{version}/node_modules/versioned/index.js":
       f"exports.name = {version};" for version in (18, 20, 22, 24, 26)},
}


@pytest.mark.parametrize("name", ["node", "bun"])
def test_require_finds_the_packages_of_layers(call, name):
    answer = call("index.handler", {"index.js": """
const { name } = require("shared");
exports.handler = async () => [name, (await import("modern")).name];
"""}, NODE, DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == ["shared", "modern"]


@pytest.mark.parametrize("name", ["node", "bun"])
def test_import_finds_the_packages_of_layers(call, name):
    answer = call("index.handler", {"index.mjs": """
import { name } from "modern";
import shared from "shared";
export const handler = async () => [name, shared.name];
"""}, NODE, DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == ["modern", "shared"]


def test_node_takes_the_packages_of_its_own_version(call):
    answer = call("index.handler", {"index.js": """
exports.handler = async () => {
  const own = parseInt(process.versions.node);
  return [require("versioned").name === own, process.env.NODE_PATH ===
    `/opt/nodejs/node${own}/node_modules:/opt/nodejs/node_modules`];
};
"""}, NODE, DAYFLY_INTERPRETER=interpreter("node"))
    assert answer.json == [True, True]


def test_what_is_not_in_a_layer_is_told_as_before(call):
    answer = call("index.handler", {
        "index.mjs": 'import "absent"; export const handler = () => 1;'}, NODE,
        DAYFLY_INTERPRETER=interpreter("node"))
    assert answer.type == "Runtime.ImportModuleError"
    assert "'absent'" in answer.message and "index.mjs" in answer.message


FOLDER = "exports.handler = async () => 'folder';"


@pytest.mark.parametrize("name", ["node", "deno", "bun", "qjs"])
@pytest.mark.parametrize("files, handler", [
    ({"src/orders/index.js": FOLDER}, "src/orders.handler"),
    ({"src/orders/package.json": '{"main": "lib/main"}',
      "src/orders/lib/main.js": FOLDER}, "src/orders.handler"),
    ({"node_modules/tool/index.js": FOLDER}, "tool.handler"),
])
def test_a_handler_may_be_a_folder_or_package(call, name, files, handler):
    if name in ("deno", "qjs"):  # for which .js is an ES module
        files = {path: text.replace("exports.handler", "export const handler")
                 for path, text in files.items()}
    answer = call(handler, files, DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == "folder"


@pytest.mark.parametrize("handler", [
    "shared.handler", "/opt/nodejs/node_modules/shared/index.handler"])
def test_a_handler_may_be_of_a_layer(call, handler):
    answer = call(handler, {"other.txt": ""}, NODE,
                  DAYFLY_INTERPRETER=interpreter("node"))
    assert answer.json == "of the layer"


def test_programs_and_libraries_of_layers_are_found(call):
    answer = call("f.sh", {
        "f.sh": '#!/bin/sh\nprintf \'["%s","%s"]\' "$(tool)" "$LD_LIBRARY_PATH"\n'},
        {"bin/tool": "#!/bin/sh\necho ran\n", "lib/x": ""}, LD_LIBRARY_PATH="/mine")
    assert json.loads(answer.body) == ["ran", "/mine:/opt/lib"]
