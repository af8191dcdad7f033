"""What is different in qjs: its own bridge, compiled or not, and what it lacks."""

import os
import shutil

import pytest

import bridge as spoken
from bridge import BUILT, Bridge, interpreter

pytestmark = pytest.mark.parametrize("name", ["qjs"])
VERSION = "0.16.2"
HANDLER = "export const handler = (event) => event;"


# ---- bytecode

@pytest.fixture(params=["compiled", "stale", "broken", "source"])
def layer(request, tmp_path, monkeypatch):
    """The bridge as in a layer, with or without its bytecode."""
    folder = tmp_path / "layer" / "dayfly"
    folder.mkdir(parents=True)
    for file in BUILT.glob("qjs*js"):
        shutil.copy(file, folder)
    parts = list(BUILT.glob(f"qjs-*-{VERSION}.bc"))
    assert len(parts) == len(list(folder.glob("qjs-*.js"))), "make qjs"
    for part in parts:
        if request.param == "broken":
            (folder / part.name).write_bytes(part.read_bytes()[:-7])
        elif request.param != "source":
            shutil.copy(part, folder)
        if request.param == "stale":
            os.utime(folder / part.name, (1, 1))
    monkeypatch.setattr(spoken, "RUNTIME_QJS", folder / "qjs.mjs")
    return request.param


def test_a_bridge_is_compiled_or_read(layer, start):
    """In a stack the frames of bytecode have no file name."""
    bridge = start("export const handler = () => { throw new Error('x'); };")
    bridge.feed({})
    stack = "\n".join(bridge.error()["trace"])
    assert ("layer/dayfly/qjs-runtime.js" in stack) == (layer != "compiled")
    assert bridge.err.rest == b""


def test_all_parts_work_compiled_or_read(layer, start):
    bridge = start("export const handler = () => { console.log({ a: 1 }); "
                   "throw new RangeError('x'); };")
    bridge.feed({})
    assert bridge.error()["errorType"] == "RangeError"
    assert bridge.logs(1) == [("INFO", "{ a: 1 }")]


# ---- bytes

NOT_UTF_8 = [b"\xff", b"\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80",
             b"\xf4\x90\x80\x80", b"\xf0\x9f\x98", b"\xe2\x82", b"\xf8\x88"]


@pytest.mark.parametrize("data", NOT_UTF_8)
def test_what_is_no_utf_8_is_no_event(start, data):
    bridge = start(HANDLER)
    bridge.feed(b'"' + data + b'"')
    assert bridge.error()["errorMessage"] == "the event is not UTF-8 text"
    assert bridge.call("é") == "é"


def test_every_character_comes_back(start):
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000),
                             0x1F600, 0x10FFFF]))
    assert start(HANDLER).call(text) == text


# ---- output

def test_print_stays_raw(start):
    bridge = start("""import * as std from "qjs:std";
    export const handler = () => {
      print("to out");
      console.log("logged");
      std.err.puts("to err\\n");
      std.out.puts("last");
      return "done";
    };""")
    assert bridge.call({}) == "done"
    bridge.hang_up()
    bridge.ended()
    assert bridge.out.told == b"to out\nlog:INFO logged\nto err\nlast"


def test_a_frame_look_alike_is_raw_output(start):
    bridge = start("""export const handler = () => {
      print("\\x1e" + "0".repeat(32) + " result 1\\n1");
      return "done";
    };""")
    assert bridge.call({}) == "done"
    assert bridge.out.rest.endswith(b" result 1\n1\n")


SHOWN = [
    ("'a'", "a"), ("['a', \"it's\"]", "[ 'a', \"it's\" ]"), ("-0", "-0"),
    ("10n", "10n"), ("null", "null"), ("[]", "[]"), ("({})", "{}"),
    ("new Map([['a', 1]])", "Map(1) { 'a' => 1 }"),
    ("new Set([1])", "Set(1) { 1 }"), ("/a/g", "/a/g"),
    ("new Uint8Array(2)", "Uint8Array(2) [ 0, 0 ]"),
    ("new Date(0)", "1970-01-01T00:00:00.000Z"),
    ("new (class P { x = 1 })()", "P { x: 1 }"),
    ("class P {}", "[class P]"), ("function f() {}", "[Function: f]"),
    ("({ a: { b: { c: { d: 1 } } } })", "{ a: { b: { c: [Object] } } }"),
    ("({ 'a-b': Symbol('s'), get g() { throw 1; } })",
     "{ 'a-b': Symbol(s), g: [Getter] }"),
    ("'%s %d %i %f %j %%', 'a', '1.5', 1.5, '2.5', { a: 1 }, 'left'",
     "a 1.5 1 2.5 {\"a\":1} % left"),
    ("Array.from({ length: 102 }, () => 0).slice(2).concat(1, 2)",
     "... 2 more items"),
]


@pytest.mark.parametrize("value, text", SHOWN)
def test_values_are_shown_as_node_shows_them(start, value, text):
    bridge = start(f"console.log({value});" + HANDLER)
    bridge.ready()
    [(level, said)] = bridge.logs(1)
    assert level == "INFO"
    assert text in said if text.startswith("...") else said == text


def test_what_refers_to_itself_is_shown(start):
    bridge = start("const a = { n: 1 }; a.a = a; console.log(a);" + HANDLER)
    bridge.ready()
    assert bridge.logs(1) == [("INFO", "{ n: 1, a: [Circular] }")]


def test_a_lone_surrogate_is_logged_as_text(start):
    bridge = start("console.log('a\\ud800b');" + HANDLER)
    bridge.ready()
    assert bridge.logs(1) == [("INFO", "a\ufffdb")]


# ---- errors

def test_a_cause_has_bounds(start, tmp_path):
    folder = "d" * 200 + "/" + "e" * 200
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "deep.mjs").write_text("""
    export const down = (n) => { if (n === 0) throw new Error("x");
      down(n - 1); };""")
    bridge = start(f"""import {{ down }} from "./{folder}/deep.mjs";
    Error.stackTraceLimit = 1000;
    export const handler = () => down(900);""")
    bridge.feed({})
    [exception] = bridge.error()["xray"]["exceptions"]
    assert len(exception["stack"]) == 40
    assert {len(place["path"]) for place in exception["stack"]} == {256}


def test_where_memory_is_limited_null_means_that_it_ran_out(start):
    """qjs throws null if even an error does not fit into memory."""
    bridge = start("export const handler = () => { throw null; };",
                   flags=["--memory-limit=8m"])
    bridge.feed({})
    assert bridge.error()["errorType"] == "Runtime.OutOfMemory"


# ---- what is global

def test_timers_and_the_environment_are_there(start):
    bridge = start("""export const handler = async (event, context) => {
      const seen = [process.env.TOLD, typeof process.pid];
      clearTimeout(setTimeout(() => seen.push("never"), 1));
      setTimeout((word) => seen.push(word), 1, "timeout");
      queueMicrotask(() => seen.push("microtask"));
      await new Promise((resolve) => {
        const id = setInterval(() => {
          if (seen.push("tick") < 6) return;
          clearInterval(id);
          resolve();
        }, 3);
      });
      return seen;
    };""", env={"TOLD": "told"})
    assert bridge.call({}) == ["told", "number", "microtask", "timeout",
                               "tick", "tick"]


@pytest.mark.parametrize("code", ["setTimeout(fall, 1)",
                                  "queueMicrotask(fall)"])
def test_what_falls_outside_the_handler_is_an_error(start, code):
    bridge = start("const fall = () => { throw new RangeError('fell'); };"
                   "export const handler = () => new Promise(() => {"
                   f"{code}; setTimeout(() => {{}}, 60000); }});")
    bridge.feed({})
    error = bridge.error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError", "fell")
    assert bridge.ended() == 1


def test_memory_that_runs_out_has_its_name_and_an_answer(start):
    code = """export const handler = () => {
      const all = [];
      for (;;) all.push("x".repeat(1000) + all.length);
    };"""
    bridge = start(code, flags=["--memory-limit", "8m"])
    bridge.feed({})
    assert bridge.error()["errorType"] == "Runtime.OutOfMemory"


def test_a_stack_that_is_used_up_has_an_answer(start):
    bridge = start("export const handler = (n) => 1 + handler(n);",
                   flags=["--stack-size", "128k"])
    bridge.feed({})
    assert bridge.error()["errorType"] == "RangeError"


# ---- what it cannot load

def test_modules_beside_it_are_found(start, tmp_path):
    (tmp_path / "util.mjs").write_text("export const u = 'util';")
    (tmp_path / "data.json").write_text('{"d": 1}')
    bridge = start("""import { u } from "./util.mjs";
    import data from "./data.json" with { type: "json" };
    export const handler = () => [u, data.d];""")
    assert bridge.call({}) == ["util", 1]


REFUSED = [
    ("index.ts", "export const handler = 1;", "ImportModuleError",
     "qjs cannot load TypeScript: bundle it into one ES module"),
    ("index.cjs", "", "ImportModuleError", "qjs cannot load CommonJS: bundle"),
    ("index.js", "exports.handler = () => 1;", "ImportModuleError",
     "exports is not defined; qjs cannot load CommonJS"),
    ("index.js", "const fs = require('fs');", "ImportModuleError",
     "require is not defined; qjs cannot load CommonJS"),
    ("index.mjs", "import 'node:fs';", "ImportModuleError",
     "'node:fs'; qjs has no modules of Node's: use Node, Deno or Bun"),
    ("index.mjs", "import 'left-pad';", "ImportModuleError",
     "'left-pad'; a package: bundle it into one ES module"),
    ("index.mjs", "export default { fetch() {} };", "InvalidEntrypoint",
     "index.handler is a fetch handler, and qjs has no Request and Response"),
    ("index.mjs", "export const handler = { fetch() {} };",
     "InvalidEntrypoint", "use Node, Deno or Bun (DAYFLY_INTERPRETER)"),
]


@pytest.mark.parametrize("file, code, kind, why", REFUSED)
def test_what_it_cannot_run_is_reported_with_advice(start, file, code, kind,
                                                    why):
    error = start(code, file).init_error()
    assert error["errorType"] == f"Runtime.{kind}"
    assert why in error["errorMessage"]


def test_a_handler_may_be_loaded_as_late_as_its_event(name, tmp_path):
    (tmp_path / "index.mjs").write_text("nothing.at.all;")
    with Bridge(name, tmp_path, greet=False) as bridge:
        bridge.hello["preload"] = "interpreter"
        bridge.write(bridge.hello_line())
        bridge.ready()
        bridge.feed({})
        assert bridge.error()["errorType"] == "ReferenceError"


def test_the_version_is_the_one_that_is_pinned(name):
    with os.popen(f"{interpreter(name)} --version") as told:
        assert told.read().strip() == VERSION
