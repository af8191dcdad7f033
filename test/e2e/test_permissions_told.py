"""Who is refused something by `permissions` reads in the log what to write into
dayfly.json, and when that is done it goes."""

import json
import os
import re
import shutil

import pytest
from parts import PYTHON, interpreter, node_has_words, once, write
from sandbox_cases import lacks, listeners

JAVASCRIPT = """
import fs from "node:fs";
import net from "node:net";
import { execFileSync } from "node:child_process";
export const handler = async (e) => {
  fs.readFileSync(e.secret);
  fs.mkdirSync(`${e.out}/${Date.now()}`);
  fs.writeFileSync(e.out + "/x", "x");
  await new Promise((resolve, reject) => {
    const socket = net.connect(e.port, "127.0.0.1", resolve);
    socket.on("error", (why) => reject(new Error("no way", { cause: why })));
  });
  if (globalThis.Deno) {
    Deno.hostname();
    new Deno.Command(e.program).outputSync();
  } else {
    execFileSync(e.program);
  }
  return 1;
};
"""
PYTHONS = """
import os, socket, subprocess
def handler(e, context):
    open(e["secret"]).close()
    open(e["out"] + "/x", "w").close()
    try:
        socket.create_connection(("127.0.0.1", e["port"])).close()
    except OSError as error:
        raise ValueError("no way") from error
    subprocess.run([e["program"]], check=True)
    return 1
"""
LINE = re.compile(r'WARN\tdayfly: dayfly.json (?:does|may) not grant that; '
                  r'"permissions": (\{.*?\})(?: \(or "(\w+)"\)|, or a list,)?'
                  r' would')


@pytest.fixture(scope="module", autouse=True)
def kernel():
    lacking = lacks("files", "ports", "seccomp")
    if lacking:
        pytest.skip(f"this kernel has no {lacking}")


def function(tmp_path, engine, text):
    folder = tmp_path / "function"
    folder.mkdir()
    name = "app.py" if engine == "python" else "index.mjs"
    write(folder, name, text)
    path = PYTHON if engine == "python" else interpreter(engine)

    def call(permissions, event):
        (folder / "dayfly.json").write_text(
            json.dumps({"permissions": permissions}))
        return once(folder, f"{name.partition('.')[0]}.handler",
                    json.dumps(event).encode(), DAYFLY_INTERPRETER=path)
    return call


@pytest.mark.parametrize("engine", ["deno", "node", "bun", "python"])
def test_the_grant_that_the_log_suggests_is_the_missing_one(tmp_path, engine):
    call = function(tmp_path, engine,
                    PYTHONS if engine == "python" else JAVASCRIPT)
    out = tmp_path / "out"
    out.mkdir()
    (out / "x").touch()
    permissions = {}
    with listeners() as (port, _):
        event = {"secret": str(write(tmp_path, "secret.txt", "s")),
                 "out": str(out), "port": port, "program": shutil.which("true")}
        for _ in range(12):
            answer = call(permissions, event)
            if answer.code == 0:
                break
            told = LINE.search(answer.log)
            assert told, (answer.body, answer.log)
            (key, value), = json.loads(told[1]).items()
            if value is not True:
                # Who makes a file needs the folder.
                value = [path if "/" not in path or os.path.exists(path)
                         else os.path.dirname(path) for path in value]
                if set(value) <= set(permissions.get(key, [])):
                    key = told[2]
                assert not set(value) & set(permissions.get(key, [])), told[0]
                value += permissions.get(key, [])
            permissions[key] = value
    assert answer.json == 1
    assert {"read", "write", "net", "run"} <= permissions.keys()
    if engine == "deno":
        assert permissions["sys"] == ["hostname"]


def test_a_name_that_cannot_be_looked_up_is_no_riddle(tmp_path):
    call = function(tmp_path, "bun", """
import dns from "node:dns/promises";
export const handler = () => dns.lookup("example.com");
""")
    assert 'WARN\tdayfly: dayfly.json does not grant that; "permissions": ' \
        '{"net":true}, or a list, would' in call({}, {}).log


@pytest.mark.parametrize("engine", ["deno", "node", "bun", "python"])
def test_what_the_handler_has_caught_is_its_own_affair(tmp_path, engine):
    call = function(tmp_path, engine, """
def handler(event, context):
    try:
        open(event)
    except PermissionError:
        raise RuntimeError("other") from None
""" if engine == "python" else """
import fs from "node:fs";
export const handler = (event) => {
  try {
    fs.readFileSync(event);
  } catch {
    throw new RangeError("other");
  }
};
""")
    answer = call({}, str(write(tmp_path, "secret.txt", "s")))
    assert "other" in answer.message
    assert "not grant" not in answer.log


def test_at_import_and_from_a_promise_too(tmp_path):
    secret = write(tmp_path, "secret.txt", "s")
    other = "" if node_has_words() else ' (or "write")'
    words = f'"permissions": {{"read":["{secret}"]}}{other} would'
    call = function(tmp_path, "node", f"""
import fs from "node:fs";
fs.readFileSync("{secret}");
export const handler = () => 1;
""")
    assert words in call({}, {}).log
    (tmp_path / "function").rename(tmp_path / "gone")
    call = function(tmp_path, "node", f"""
import fs from "node:fs/promises";
export const handler = () => new Promise(() => {{
  fs.readFile("{secret}");
  setTimeout(() => {{}}, 60000);
}});
""")
    answer = call({}, {})
    assert answer.type == "Runtime.UnhandledPromiseRejection"
    assert words in answer.log
