"""Under `permissions` each process may use its private folder, whatever else
is granted, under every engine; and only its own."""

import json
import pathlib

import pytest
from parts import PYTHON, interpreter, node_has_words, once, write
from sandbox_cases import program

JS = """
import fs from "node:fs";
import os from "node:os";
import process from "node:process";
const tries = (work) => {
  try {
    return work() ?? true;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
export const handler = () => {
  const tmp = os.tmpdir();
  const at = `${tmp}/a`;
  const own = Number(tmp.slice(tmp.lastIndexOf("/") + 1));
  return {
    tmp,
    write: tries(() => fs.writeFileSync(at, "x")),
    read: tries(() => fs.readFileSync(at, "utf8") === "x"),
    folders: tries(() => (fs.mkdirSync(`${tmp}/m/n`, { recursive: true }), 1)),
    unique: tries(() => fs.mkdtempSync(`${tmp}/p-`).startsWith(tmp)),
    list: tries(() => fs.readdirSync(tmp).length === 3),
    rename: tries(() => fs.renameSync(at, `${tmp}/b`)),
    remove: tries(() => fs.rmSync(`${tmp}/m`, { recursive: true })),
    home: tries(() => os.homedir() === tmp && process.env.HOME === tmp),
    others: [...Array(9).keys()].filter((n) => n !== own &&
      tries(() => fs.writeFileSync(`${tmp}/../${n}/x`, "")) === true).length,
    above: tries(() => fs.writeFileSync(`${tmp}/../x`, "")) === true,
  };
};
"""

QJS = """
import * as os from "qjs:os";
import * as std from "qjs:std";
export const handler = () => {
  const tmp = std.getenv("TMPDIR");
  const put = (path) => {
    const file = std.open(path, "w");
    if (file) file.close();
    return file !== null;
  };
  return {
    tmp,
    write: put(`${tmp}/a`),
    read: std.loadFile(`${tmp}/a`) === "",
    folders: os.mkdir(`${tmp}/m`) === 0,
    unique: true,
    list: os.readdir(tmp)[0].length === 4,
    rename: os.rename(`${tmp}/a`, `${tmp}/b`) === 0,
    remove: os.remove(`${tmp}/b`) === 0,
    home: std.getenv("HOME") === tmp,
    others: [0, 1, 2, 3].filter((n) => !tmp.endsWith(`/${n}`) &&
      put(`${tmp}/../${n}/x`)).length,
    above: put(`${tmp}/../x`),
  };
};
"""

PY = """
import os, shutil, tempfile
def tries(work):
    try:
        work()
        return True
    except OSError as error:
        return str(error)
def handler(event, context):
    tmp = tempfile.gettempdir()
    at = tmp + "/a"
    def put(path):
        open(path, "w").close()
    own = int(tmp.rpartition("/")[2])
    return {
        "tmp": tmp,
        "write": tries(lambda: put(at)),
        "read": tries(lambda: open(at).close()),
        "folders": tries(lambda: os.makedirs(tmp + "/m/n")),
        "unique": tries(lambda: tempfile.NamedTemporaryFile().close()),
        "list": len(os.listdir(tmp)) == 2,
        "rename": tries(lambda: os.rename(at, tmp + "/b")),
        "remove": tries(lambda: shutil.rmtree(tmp + "/m")),
        "home": os.path.expanduser("~") == tmp,
        "others": sum(tries(lambda: put(f"{tmp}/../{n}/x")) is True
                      for n in range(9) if n != own),
        "above": tries(lambda: put(tmp + "/../x")) is True,
    }
"""

# Builtins alone: it may run nothing.
SHELL = """
#!/bin/sh
read -r e
is() { printf '"%s":%s,' "$1" "$2"; }
echo x >"$TMPDIR/a" && write=true
read -r word <"$TMPDIR/a"
others=0
for n in 0 1 2 3; do
    if [ "$TMPDIR" != "${TMPDIR%/*}/$n" ] && true >"$TMPDIR/../$n/x"; then
        others=$((others + 1))
    fi
done 2>/dev/null
above=false
(true >"$TMPDIR/../x") 2>/dev/null && above=true
printf '{'
is write "$write"
[ "$word" = x ] && is read true
[ "$HOME" = "$TMPDIR" ] && is home true
for done in folders unique rename remove; do is $done true; done
for f in "$TMPDIR"/*; do [ "$f" = "$TMPDIR/a" ] && is list true; done
is others $others
is above $above
echo '"tmp": "'"$TMPDIR"'"}'
"""

ENGINES = {"deno": ("index.mjs", "index.handler", JS),
           "node": ("index.mjs", "index.handler", JS),
           "bun": ("index.mjs", "index.handler", JS),
           "qjs": ("index.mjs", "index.handler", QJS),
           "python": ("app.py", "app.handler", PY),
           "executable": ("f.sh", "f.sh", SHELL)}
GRANTS = {"nothing": {},
          "read": {"read": ["data"]},
          "write": {"write": ["data"]},
          "read, write, env": {"read": ["data"], "write": ["data"],
                               "env": ["TABLE"]},
          "read all": {"read": True},
          "write all": {"write": True},
          "all": {"read": True, "write": True, "env": True}}


def house(folder, engine):
    """Handler and settings of a function that uses its folder."""
    name, handler, text = ENGINES[engine]
    write(folder, name, text)
    (folder / "data").mkdir()
    if engine == "executable":
        return handler, {}
    return handler, {"DAYFLY_INTERPRETER":
                     PYTHON if engine == "python" else interpreter(engine)}


def assert_uses_its_own(told, tmp, apart=True):
    assert pathlib.Path(told["tmp"]).parents[1] == pathlib.Path(tmp)
    done = ["write", "read", "folders", "unique", "list", "rename", "remove",
            "home"]
    assert {what: told.get(what) for what in done} == dict.fromkeys(done, True)
    if apart:
        assert (told["others"], told["above"]) == (0, False)


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_process_may_use_its_folder_whatever_is_granted(
        tmp_path, tmp, engine, grant):
    handler, env = house(tmp_path, engine)
    (tmp_path / "dayfly.json").write_text(
        json.dumps({"permissions": GRANTS[grant]}))
    answer = once(tmp_path, handler, timeout=10, TMPDIR=tmp, **env)
    assert answer.code == 0, (answer.body, answer.log)
    # What may be written everywhere may be written there.
    apart = GRANTS[grant].get("write") is not True
    assert_uses_its_own(answer.json, tmp, apart)


@pytest.mark.parametrize("isolation", ["normal", "strict"])
@pytest.mark.parametrize("engine", ENGINES)
def test_of_processes_started_ahead_each_may_use_its_own_alone(
        serve, tmp_path, tmp, engine, isolation):
    """The folder of the one that waits is there beside it, when it is early."""
    handler, env = house(tmp_path, engine)
    server = serve("host", handler, timeout=20, TMPDIR=tmp, DAYFLY_SPARE="early",
                   manifest={"permissions": {}, "isolation": isolation}, **env)
    told = [server.invoke().json for _ in range(3)]
    for one in told:
        assert "tmp" in one, (one, server.log)
        assert_uses_its_own(one, tmp)
    assert len({one["tmp"] for one in told}) == 3
    server.stop()


@pytest.mark.parametrize("engine", ["deno", "node"])
def test_where_the_kernel_holds_nothing_the_interpreter_does(
        tmp_path, tmp, engine):
    """Only its own words stand between it and the folder beside its own."""
    if engine == "node" and not node_has_words():
        pytest.skip("this Node has none")
    handler, env = house(tmp_path, engine)
    (tmp_path / "dayfly.json").write_text(json.dumps({"permissions": {}}))
    answer = once(tmp_path, handler, timeout=10, TMPDIR=tmp,
                  before=[program("without"), "landlock"], **env)
    assert answer.code == 0, (answer.body, answer.log)
    assert_uses_its_own(answer.json, tmp)


def test_without_a_folder_nothing_of_it_is_granted(tmp_path):
    write(tmp_path, "index.mjs", """
import fs from "node:fs";
export const handler = () => {
  try {
    fs.writeFileSync("/tmp/dayfly-grants", "x");
  } catch (error) {
    return error.name;
  }
};
""")
    (tmp_path / "dayfly.json").write_text(json.dumps({"permissions": {}}))
    answer = once(tmp_path, "index.handler", timeout=10, DAYFLY_SCRATCH="off",
                  DAYFLY_INTERPRETER=interpreter("deno"))
    assert answer.json == "NotCapable", answer.log


@pytest.mark.parametrize("where", ["TMPDIR", "folder"])
def test_deno_is_not_granted_a_path_with_a_comma(tmp_path, where):
    odd = tmp_path / "a,b"
    odd.mkdir()
    folder = odd if where == "folder" else tmp_path
    write(folder, "index.mjs", "export const handler = () => 1;")
    (folder / "dayfly.json").write_text(json.dumps({"permissions": {}}))
    answer = once(folder, "index.handler",
                  DAYFLY_INTERPRETER=interpreter("deno"),
                  **({"TMPDIR": odd} if where == "TMPDIR" else {}))
    assert answer.type == "Runtime.InvalidTaskConfig"
    for word in [f"{folder}/dayfly.json", "no comma in a path", str(odd)]:
        assert word in answer.message
