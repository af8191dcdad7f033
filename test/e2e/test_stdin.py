"""A handler's stdin is at its end, also for what it starts; the next event cannot be
taken by anybody else."""

import pytest
from parts import interpreter, once, write
from templates import template

FLAGS = {"deno": {"DAYFLY_FLAGS": "--allow-all"}, "node": {}, "bun": {}}
READS = """
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import process from "node:process";
export const handler = async () => {
  const child = spawnSync("cat", { stdio: ["inherit", "pipe", "inherit"] });
  let own = "";
  for await (const chunk of process.stdin) own += chunk;
  return [String(child.stdout), child.status, own, readFileSync(0, "utf8"),
    readFileSync("/dev/stdin", "utf8")];
};
"""


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_stdin_is_at_its_end(tmp_path, name):
    write(tmp_path, "index.mjs", READS)
    answer = once(tmp_path, "index.handler", timeout=10,
                  DAYFLY_INTERPRETER=interpreter(name), **FLAGS[name])
    assert answer.json == ["", 0, "", "", ""]


def test_stdin_is_at_its_end_in_qjs(tmp_path):
    write(tmp_path, "index.mjs", """
import * as os from "qjs:os"; import * as std from "qjs:std";
export const handler = () => [std.in.readAsString(),
  os.exec(["sh", "-c", "cat; ! test -e /proc/$$/fd/3"])];
""")
    answer = once(tmp_path, "index.handler", timeout=10,
                  DAYFLY_INTERPRETER=interpreter("qjs"))
    assert answer.json == ["", 0]


def test_stdin_is_at_its_end_in_python(tmp_path):
    write(tmp_path, "app.py", """
import subprocess, sys
def handler(event, context):
    return [subprocess.run(["cat"], stdout=subprocess.PIPE).stdout.decode(),
            sys.stdin.read(), open("/dev/stdin").read()]
""")
    assert once(tmp_path, "app.handler", timeout=10,
                PATH="/usr/bin:/bin").json == ["", "", ""]


LEAVES = """
import { spawn } from "node:child_process";
let n = 0;
export const handler = async ({ leave, got }) => {
  if (leave) {
    const child = spawn("sh", ["-c", "exec cat <&3 || exec cat"],
      { stdio: "inherit" });
    await new Promise((done) => child.once("spawn", done));
    await new Promise((done) => setTimeout(done, 100));
  }
  return { n: ++n, got };
};
"""


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_what_is_left_running_takes_no_event(behind, tmp_path, name):
    write(tmp_path, "index.mjs", LEAVES)
    server = behind("index.handler", DAYFLY_REUSE=10, DAYFLY_TIMEOUT=10,
                    DAYFLY_INTERPRETER=interpreter(name), **FLAGS[name])
    assert server.invoke(b'{"leave": true}').json["n"] == 1
    for n in range(2, 5):
        assert server.invoke(b'{"got": "secret"}').json == {"n": n, "got": "secret"}


OF_A_COPY = """
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
export const handler = () => [readFileSync(0, "utf8"), String(spawnSync("sh",
  ["-c", "cat; ls -l /proc/$$/fd"], { stdio: ["inherit", "pipe", "inherit"] }).stdout)];
"""


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_the_stdin_of_a_copy_is_at_its_end(serve, tmp_path, name):
    write(tmp_path, "index.mjs", OF_A_COPY)
    server = serve("rie", "index.handler", DAYFLY_SPARE="fork",
                   DAYFLY_INTERPRETER=interpreter(name), **FLAGS[name])
    template(server)
    for _ in range(3):
        said, listed = server.invoke().json
        assert said == ""
        numbers = [line.split()[-3] for line in listed.splitlines()[1:]]
        assert numbers == ["0", "1", "2"], listed
