"""A file that `permissions` grants may be replaced while the function runs, as by
an editor or by a program that writes a copy and renames it."""

import json
import os

import pytest
from parts import PYTHON, interpreter, write

JS = """
import fs from "node:fs";
export const handler = (event) => {
  try {
    return fs.readFileSync(event.file, "utf8");
  } catch (error) {
    return error.message;
  }
};
"""
PY = """
def handler(event, context):
    try:
        with open(event["file"]) as file:
            return file.read()
    except OSError as error:
        return str(error)
"""


@pytest.mark.parametrize("name", ["node", "python"])
@pytest.mark.parametrize("isolation,spare", [
    ("normal", "fork"), ("normal", "early"), ("normal", "off"),
    ("strict", "late")])
def test_a_granted_file_is_open_after_another_has_taken_its_name(
        serve, anybodys, tmp_path, name, isolation, spare):
    file = write(anybodys, "settings", "0")
    write(tmp_path, "app.py" if name == "python" else "app.mjs",
          PY if name == "python" else JS)
    server = serve("host", "app.handler", timeout=20, manifest={
        "isolation": isolation, "spare": spare, "concurrency": 1,
        "interpreter": PYTHON if name == "python" else interpreter(name),
        "permissions": {"read": [str(file)]}})
    event = json.dumps({"file": str(file)})
    for n in range(3):
        os.rename(write(anybodys, "new", str(n)), file)
        for _ in range(3):
            assert server.post(server.path, event).json == str(n), server.log
