"""The log of a call is whole when its answer arrives, and in the order in which it was
written: the tail that comes with the answer shows it."""

import base64
import json
import re
import shutil

import pytest

CALLS = 10
JAVASCRIPT = """
import process from "node:process";
export const handler = async ({ fail }) => {
  for (let i = 0; i < 9; i += 3) {
    process.stdout.write(`step ${i}\\n`);
    console.log("step", i + 1);
    process.stderr.write(`step ${i + 2}\\n`);
  }
  process.stdout.write("step 9");
  if (fail) throw new Error("look for me");
  return 1;
};
"""
PYTHON = """
import logging, subprocess, sys
log = logging.getLogger()
log.setLevel("INFO")
def lambda_handler(event, context):
    for i in (0, 3, 6):
        print("step", i)
        log.info("step %d", i + 1)
        sys.stderr.write(f"step {i + 2}\\n")
    print("step 9", end="")
    if event["fail"]:
        raise ValueError("look for me")
"""
FILES = {"node": ("index.mjs", JAVASCRIPT), "deno": ("index.mjs", JAVASCRIPT),
         "bun": ("index.mjs", JAVASCRIPT), "python": ("lambda_function.py", PYTHON)}


@pytest.mark.parametrize("name", FILES)
def test_the_tail_has_all_lines_in_order(tmp_path, serve, name):
    file, code = FILES[name]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / file).write_text(code)
    if name != "python":
        (tmp_path / "one" / "dayfly.json").write_text(
            json.dumps({"interpreter": shutil.which(name)}))
    host = serve()
    for i in range(CALLS):
        answer = host.invoke("one", {"fail": i % 2}, X_Amz_Log_Type="Tail")
        tail = base64.b64decode(answer.headers["x-amz-log-result"]).decode()
        assert re.findall("step ([0-9])", tail) == list("0123456789"), tail
        told = "ERROR" in tail and "look for me" in tail
        assert told == bool(i % 2), tail
