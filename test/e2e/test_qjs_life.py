"""A fresh qjs for every event, ahead of it or when it comes: P1, P2, P4, P6."""

import json
import shutil

import pytest
from ahead import children
from parts import ROOT, alive, interpreter, once, wait_for, write

QJS = {"DAYFLY_INTERPRETER": "qjs"}


@pytest.mark.parametrize("spare, waiting", [("auto", 1), ("off", 0)])
def test_p1_every_event_has_its_own_process(behind, tmp_path, spare, waiting):
    write(tmp_path, "count.mjs", """
let n = 0;
export const handler = () => ({ count: ++n, pid: process.pid });
""")
    server = behind("count.handler", DAYFLY_SPARE=spare, **QJS)
    answers = [server.invoke().json for _ in range(100)]
    assert {a["count"] for a in answers} == {1}
    assert len({a["pid"] for a in answers}) == 100
    wait_for(lambda: len(children(server.bootstrap())) == waiting,
             what="the last one's end")


def test_one_can_serve_several(behind, tmp_path):
    write(tmp_path, "count.mjs", """
let n = 0;
export const handler = () => ({ count: ++n, pid: process.pid });
""")
    server = behind("count.handler", DAYFLY_REUSE=3, **QJS)
    answers = [server.invoke().json for _ in range(6)]
    assert [a["count"] for a in answers] == [1, 2, 3, 1, 2, 3]
    assert len({a["pid"] for a in answers}) == 2


def test_p2_nothing_outlives_the_answer(behind, tmp_path):
    write(tmp_path, "spawn.mjs", """
import { exec } from "qjs:os";
export const handler = () => exec(["sleep", "300"], { block: false });
""")
    server = behind("spawn.handler", **QJS)
    first = server.invoke().json
    assert first > 1
    server.invoke()
    assert not alive(first)


def test_p4_no_print_spoils_a_result(behind, tmp_path):
    write(tmp_path, "spray.mjs", """
import { exec, stat } from "qjs:os";
const SPRAY = "echo spray; : >begun; i=0; " +
  "while [ $((i += 1)) -lt 2000 ]; do echo spray; done";
export const handler = async (event) => {
  exec(["/bin/sh", "-c", SPRAY], { block: false });
  while (!stat("begun")[0]) await new Promise((go) => setTimeout(go, 1));
  for (let i = 0; i < 100; i++) print("\\u001e{noise", i);
  console.log("said");
  return event;
};
""")
    server = behind("spray.handler", timeout=10, **QJS)
    event = json.dumps({"text": "é\x1e" * 5_000}).encode()
    assert server.invoke(event).json == json.loads(event)
    wait_for(lambda: "said" in server.log and "spray" in server.log,
             what="what was printed")


def test_the_child_does_not_get_the_runtime_api(behind, tmp_path):
    write(tmp_path, "look.mjs", """
import { loadFile } from "qjs:std";
export const handler = () => loadFile("/proc/self/environ");
""")
    environ = behind("look.handler", **QJS).invoke().json
    assert "PATH=" in environ
    assert "RUNTIME_API" not in environ
    assert "DAYFLY_" not in environ


DEATHS = {
    "throw new (class Odd extends Error { name = 'Odd.Thing'; })('why')":
        ("Odd.Thing", "why"),
    "new Promise(() => {})":
        ("Runtime.NoResult", "a promise that nothing can settle"),
    "process.exit(0)": ("Runtime.NoResult", "a call to exit"),
    "process.exit(3)": ("Runtime.ExitError", "exit status 3"),
    "Promise.reject(new RangeError('fell')) && new Promise(() => {})":
        ("Runtime.UnhandledPromiseRejection", "RangeError: fell"),
    "(() => { const all = []; for (;;) all.push('x'.repeat(999) + all); })()":
        ("Runtime.OutOfMemory", "heap memory"),
    "(() => { for (;;); })()": ("Sandbox.Timedout", "1.00 seconds"),
    "({ n: 10n })": ("Runtime.MarshalError", "BigInt"),
    "'z'.repeat(6291555)":
        ("Function.ResponseSizeTooLarge", "exceeded maximum"),
}


@pytest.mark.parametrize("what", DEATHS)
def test_p6_every_kind_of_exit_has_an_error_type(tmp_path, what):
    kind, why = DEATHS[what]
    code = what if what.startswith("throw") else f"return {what}"
    write(tmp_path, "index.mjs", f"export const handler = () => {{ {code}; }};")
    late = kind == "Sandbox.Timedout"
    answer = once(tmp_path, "index.handler", timeout=1 if late else 30, **QJS,
                  DAYFLY_FLAGS="--memory-limit 64m")
    assert (answer.type, answer.code) == (kind, 1)
    assert why in answer.message


def test_a_module_that_never_finishes_has_a_name(tmp_path):
    write(tmp_path, "index.mjs", "await new Promise(() => {});"
          "export const handler = () => 1;")
    answer = once(tmp_path, "index.handler", **QJS)
    assert answer.type == "Runtime.NoResult"


def test_what_qjs_cannot_load_is_reported(tmp_path):
    write(tmp_path, "index.ts", "export const handler = () => 1;")
    answer = once(tmp_path, "index.handler", **QJS)
    assert answer.type == "Runtime.ImportModuleError"
    assert "bundle it" in answer.message
    write(tmp_path, "app.py", "def handler(event, context): pass")
    answer = once(tmp_path, "app.handler", **QJS)
    assert answer.type == "Runtime.InvalidEntrypoint"
    assert "which cannot run" in answer.message


def test_qjs_is_the_last_resort_for_javascript(tmp_path):
    """With nothing else on PATH; only where /opt has no interpreter."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "qjs").symlink_to(interpreter("qjs"))
    write(tmp_path, "index.mjs", "export const handler = () => "
          "navigator.userAgent;")
    answer = once(tmp_path, "index.handler", PATH=folder)
    assert answer.json.startswith("quickjs-ng/")


def test_a_layer_without_the_bridge_for_qjs_is_reported(tmp_path):
    shutil.copy(ROOT / "build" / "bridge" / "runtime.js", tmp_path / "runtime.js")
    write(tmp_path, "index.mjs", "export const handler = () => 1;")
    answer = once(tmp_path, "index.handler", **QJS,
                  DAYFLY_BRIDGE=tmp_path / "runtime.js")
    assert answer.type == "Runtime.InvalidEntrypoint"
    assert f"{tmp_path}/qjs.mjs: No such file" in answer.message
