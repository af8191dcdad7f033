"""Code that changes: the next call runs what is there now."""

import threading
import time

import pytest
from ahead import COUNT, children, somebody_waits, waiting
from parts import alive, interpreter, wait_for, write

pytestmark = pytest.mark.prompt


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_the_next_call_after_a_change_runs_the_new_code(
        behind, tmp_path, name):
    (tmp_path / "lib").mkdir()
    write(tmp_path, "lib/text.mjs", "export const text = 'first';\n")
    write(tmp_path, "index.mjs", """
import { text } from "./lib/text.mjs";
export const handler = () => text;
""")
    server = behind("index.handler", DAYFLY_INTERPRETER=interpreter(name))
    assert server.invoke().json == "first"
    for n in range(6):
        if n % 2:
            somebody_waits(server.bootstrap())
        write(tmp_path, "lib/text.mjs", f"export const text = 'now {n}';\n")
        assert server.invoke().json == f"now {n}"


def test_a_folder_that_came_later_is_looked_at_too(serve, tmp_path):
    write(tmp_path, "index.mjs", """
import { existsSync, readFileSync } from "node:fs";
const file = "new/deep/text.json";
const text = existsSync(file) ? readFileSync(file, "utf8") : "none";
export const handler = () => text;
""")
    server = serve("host", "index.handler",
                   DAYFLY_INTERPRETER=interpreter("node"))
    assert server.invoke().json == "none"
    (tmp_path / "new/deep").mkdir(parents=True)
    for n in range(3):
        write(tmp_path, "new/deep/text.json", str(n))
        assert server.invoke().json == str(n)
        somebody_waits(server.bootstrap())


def test_a_change_to_other_files_restarts_no_process(serve, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = serve("host", "index.handler",
                   DAYFLY_INTERPRETER=interpreter("node"))
    last = server.invoke().json["pid"]
    pid = waiting(server.bootstrap(), last)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / "node_modules").mkdir()
    time.sleep(0.3)
    assert waiting(server.bootstrap()) == pid


def test_a_spare_is_replaced_at_once_after_a_change(serve, tmp_path):
    write(tmp_path, "index.mjs", COUNT)
    server = serve("host", "index.handler", DAYFLY_WATCH="on",
                   DAYFLY_INTERPRETER=interpreter("node"))
    last = server.invoke().json["pid"]
    pid = waiting(server.bootstrap(), last)
    write(tmp_path, "index.mjs", COUNT + "// changed\n")
    new = waiting(server.bootstrap(), pid)
    assert server.invoke().json["pid"] == new


def test_a_spare_is_replaced_without_harm_to_a_running_event(serve, tmp_path):
    """What the event's process has started in a session of its own has become
    the bootstrap's child, as that of the process that is ended would."""
    write(tmp_path, "index.mjs", """
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
export const handler = async () => {
  spawn("sh", ["-c", "setsid sh -c 'echo $$ >pid; exec sleep 60' &"]);
  while (!existsSync("gate") || !existsSync("pid"))
    await new Promise((done) => setTimeout(done, 9));
  return 1;
};
""")
    server = serve("host", "index.handler", timeout=30,
                   DAYFLY_SPARE="early", DAYFLY_WATCH="on",
                   DAYFLY_INTERPRETER=interpreter("node"))
    (tmp_path / "gate").touch()
    assert server.invoke().json == 1
    bootstrap = server.bootstrap()
    works = waiting(bootstrap)
    for name in ["gate", "pid"]:
        (tmp_path / name).unlink()
    calling = threading.Thread(target=server.invoke)
    calling.start()
    left = int(wait_for(lambda: (tmp_path / "pid").exists()
                        and (tmp_path / "pid").read_text().strip(), what="it"))
    [waits] = wait_for(lambda: set(children(bootstrap)) - {left, works},
                       what="the next process")
    write(tmp_path, "lib.mjs", "export {};\n")
    wait_for(lambda: not alive(waits), what="the end of who has waited")
    wait_for(lambda: set(children(bootstrap)) - {left, works},
             what="another one")
    assert alive(left)
    (tmp_path / "gate").touch()
    calling.join(20)
