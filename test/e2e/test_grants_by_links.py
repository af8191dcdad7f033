"""`permissions`: what a grant names is open by the name that was granted, under
every engine, whatever links are on the way and whatever else is granted."""

import json

import pytest
from parts import PYTHON, interpreter, once, write

JS = """
import fs from "node:fs";
import os from "node:os";
const tries = (work) => {
  try {
    return work();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
export const handler = (event) => ({
  file: tries(() => fs.readFileSync(event.file, "utf8")),
  folder: tries(() => fs.readFileSync(`${event.folder}/text`, "utf8")),
  list: tries(() => fs.readdirSync(event.folder)),
  own: tries(() => fs.readdirSync(".").sort()),
  data: tries(() => fs.readFileSync("data/text", "utf8")),
  put: tries(() => fs.writeFileSync(`${event.out}/made`, "x") ?? true),
  tmp: tries(() => {
    fs.writeFileSync(`${os.tmpdir()}/a`, "x");
    return fs.readFileSync(`${os.tmpdir()}/a`, "utf8");
  }),
});
"""

PY = """
import os, tempfile
def read(path):
    with open(path) as file:
        return file.read()
def put(path):
    with open(path, "w") as file:
        file.write("x")
    return True
def tries(work):
    try:
        return work()
    except OSError as error:
        return str(error)
def handler(event, context):
    tmp = tempfile.gettempdir()
    return {
        "file": tries(lambda: read(event["file"])),
        "folder": tries(lambda: read(event["folder"] + "/text")),
        "list": tries(lambda: os.listdir(event["folder"])),
        "own": tries(lambda: sorted(os.listdir("."))),
        "data": tries(lambda: read("data/text")),
        "put": tries(lambda: put(event["out"] + "/made")),
        "tmp": tries(lambda: put(tmp + "/a") and read(tmp + "/a")),
    }
"""


@pytest.mark.parametrize("name", ["node", "deno", "bun", "python"])
@pytest.mark.parametrize("isolation", ["normal", "strict"])
def test_what_is_granted_by_a_link_is_open_by_it(tmp_path, name, isolation):
    real = tmp_path / "real"
    for folder in ("function/data", "real/folder", "real/out", "real/tmp"):
        (tmp_path / folder).mkdir(parents=True)
    function = tmp_path / "function"
    for path in ("real/file", "real/folder/text", "function/data/text"):
        write(tmp_path, path, "x")
    links = {to: tmp_path / f"to-{to}" for to in ("file", "folder", "out", "tmp")}
    for to, link in links.items():
        link.symlink_to(real / to)
    write(function, "app.py" if name == "python" else "app.mjs",
          PY if name == "python" else JS)
    grants = [str(links["file"]), str(links["folder"]), "data"]
    (function / "dayfly.json").write_text(json.dumps(
        {"isolation": isolation, "permissions": {
            # Deno reads of its own folder only what is granted.
            "read": grants + ["."] * (name == "deno"),
            "write": [str(links["out"])]}}))
    answer = once(function, "app.handler", timeout=20, event=json.dumps(
        {to: str(link) for to, link in links.items()}).encode(),
        TMPDIR=links["tmp"], DAYFLY_INTERPRETER=PYTHON if name == "python"
        else interpreter(name))
    assert answer.code == 0, answer.log
    assert answer.json == {
        "file": "x", "folder": "x", "list": ["text"],
        "own": sorted(["dayfly.json", "data", f"app.{'py' if name == 'python' else 'mjs'}"]),
        "data": "x", "put": True, "tmp": "x"}
