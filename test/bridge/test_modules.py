"""How a handler is found, and the error when it is not."""

import pytest

from bridge import BUILT, Bridge, reads_types

ES_ONLY = pytest.mark.lacks(qjs="loads ES modules only")
ESM = "export const handler = () => 'esm';"
CJS = "exports.handler = () => 'cjs';"


def test_ready_comes_before_any_event(start):
    start(ESM).ready()


@pytest.mark.parametrize("file", ["index.mjs", "index.js"])
def test_es_modules_are_loaded(start, file):
    assert start(ESM, file).call({}) == "esm"


@ES_ONLY
@pytest.mark.parametrize("file", ["index.cjs", "index.js"])
def test_commonjs_is_loaded(start, name, file):
    more = {}
    if (name, file) == ("deno", "index.js"):
        more["flags"] = ["--unstable-detect-cjs"]
    assert start(CJS, file, **more).call({}) == "cjs"


@ES_ONLY
def test_commonjs_exports_are_seen_as_they_are(start):
    """Static analysis cannot find the name of this export."""
    code = """module.exports = new (class { get [["hand", "ler"].join("")]() {
        return () => "computed"; } })();"""
    assert start(code, "index.cjs").call({}) == "computed"


def test_types_are_stripped_where_the_interpreter_can(start, name):
    code = """interface Person { name: string }
    export const handler = (event: Person): string => event.name;"""
    bridge = start(code, "index.ts")
    if reads_types(name):
        assert bridge.call({"name": "typed"}) == "typed"
    else:
        error = bridge.init_error()
        assert error["errorType"] == "Runtime.ImportModuleError"
        assert "cannot load TypeScript" in error["errorMessage"]
        assert name == "qjs" or error["errorMessage"].endswith(", Deno or Bun")


def test_a_module_may_wait_at_its_top_level_and_runs_once(start):
    code = """console.log("loading");
    await new Promise((resolve) => setTimeout(resolve, 5));
    export const handler = () => "waited";"""
    bridge = start(code)
    assert bridge.call({}) == "waited"
    bridge.hang_up()
    bridge.ended()
    assert bridge.logs(1) == [("INFO", "loading")]


def test_a_module_may_be_nested_and_so_may_the_export(start, tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "deep.mjs").write_text(
        "export const a = { b: { c: () => 'deep' } };"
    )
    bridge = start("", "x.mjs", "lib/deep.a.b.c")
    assert bridge.call({}) == "deep"


def test_a_folder_may_have_any_name(name, tmp_path):
    # In Bun a question mark begins a query, even in a path.
    folder = tmp_path / ("a b#c%20é,{}" + ("" if name == "bun" else "?"))
    folder.mkdir()
    (folder / "index.mjs").write_text(ESM)
    with Bridge(name, folder) as bridge:
        assert bridge.call({}) == "esm"


@pytest.mark.lacks(qjs="looks for no packages")
def test_imports_of_the_module_are_found(start, tmp_path):
    package = tmp_path / "node_modules" / "pack"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name":"pack","main":"m.js"}')
    (package / "m.js").write_text("module.exports = 'packed';")
    (tmp_path / "util.mjs").write_text("export const u = 'util';")
    code = """import { u } from "./util.mjs"; import pack from "pack";
    export const handler = () => [u, pack];"""
    assert start(code).call({}) == ["util", "packed"]


MISSING = [
    ("export const other = 1;",
     "is undefined or not exported; index.mjs exports other"),
    ("export const handler = null;",
     "is undefined or not exported; index.mjs exports handler"),
    ("export const __esModule = true, other = 1;",
     "is undefined or not exported; index.mjs exports other"),
    ("1;", "is undefined or not exported; index.mjs exports nothing"),
    ("export const handler = {};", "is not a function"),
]


@pytest.mark.parametrize("code, why", MISSING)
def test_a_missing_export_is_named(start, code, why):
    error = start(code).init_error()
    title, _, _ = error.pop("record").partition("\t")
    assert title == "Uncaught Exception "
    assert error == {
        "errorType": "Runtime.HandlerNotFound",
        "errorMessage": f"index.handler {why}",
        "trace": [f"Runtime.HandlerNotFound: index.handler {why}"],
    }


@ES_ONLY
def test_a_module_that_is_a_function_is_reported_as_one(start):
    error = start("module.exports = () => 1;", "index.cjs").init_error()
    assert error["errorMessage"].endswith(
        "; index.cjs exports one function, by no name")


@pytest.mark.lacks(deno="says where", bun="says where", qjs="says where")
def test_where_node_gives_no_place_the_error_says_how_to_find_it(start, tmp_path):
    error = start("export const handler = () => {").init_error()
    assert error["errorType"] == "Runtime.UserCodeSyntaxError"
    assert (f"(`node --check {tmp_path}/index.mjs` shows where)"
            in error["errorMessage"])


CALLBACKS = [
    ("(event, context, callback) => callback(null, 1)", 1),
    ("(event, context, callback) => { setTimeout(() => callback(null, 2), 1); }", 2),
    ("(event, context, callback) => setTimeout(callback, 1, null, 3)", 3),
    ("(event, context, callback) => {}", None),
    ("(event, context, callback) => { callback(null, 4); callback(null, 5); }", 4),
    ("(event, context, callback) => {"
     " setTimeout(() => { event.late = true; }, 5); callback(null, event); }",
     {"late": True}),
    ("(event, context, callback) => {"
     " context.callbackWaitsForEmptyEventLoop = false;"
     " setInterval(() => {}, 5); callback(null, 6); }", 6),
    ("(event, context) => { setTimeout(() => context.succeed(7), 1); }", 7),
    ("(event, context) => { context.done(null, 8); }", 8),
    ("async (event, context) => { context.done(null, 9);"
     " await new Promise(() => {}); }", 9),
    ("async (event, context, callback) => 10", 10),
    ("() => { setTimeout(() => {}, 5); }", None),
]


@pytest.mark.lacks(qjs="has no callbacks")
@pytest.mark.parametrize("code, result", CALLBACKS)
def test_a_handler_without_a_promise_answers_by_its_callback(start, code, result):
    bridge = start(f"export const handler = {code};")
    for _ in range(2):
        bridge.feed({})
        assert bridge.result() == result


@pytest.mark.lacks(qjs="has no callbacks")
@pytest.mark.parametrize("code", [
    "(event, context, callback) => { setTimeout(() => callback(new RangeError('no')), 1); }",
    "(event, context) => { context.fail(new RangeError('no')); }",
    "(event, context, callback) => { throw new RangeError('no'); }",
])
def test_a_callback_reports_an_error(start, code):
    bridge = start(f"export const handler = {code};")
    bridge.feed({})
    error = bridge.error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError", "no")


@pytest.mark.lacks(node="has callbacks", deno="has callbacks", bun="has callbacks")
def test_the_error_of_a_callback_handler_says_how_to_write_it(start):
    code = "export const handler = (event, context, callback) => callback();"
    error = start(code).init_error()
    assert error["errorType"] == "Runtime.CallbackHandlerDeprecated"
    assert "async (event, context) => result" in error["errorMessage"]


ABSENT = [
    ("index.mjs", "import 'left-pad'; export const handler = 1;"),
    ("index.mjs", "import './gone.mjs'; export const handler = 1;"),
    pytest.param("index.cjs", "require('left-pad');", marks=ES_ONLY),
]


@pytest.mark.parametrize("file, code", ABSENT)
def test_a_missing_import_is_named(start, name, file, code):
    flags = ["--allow-read"] if name == "deno" else []
    error = start(code, file, flags=flags).init_error()
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert error["errorMessage"].startswith("Error: ")
    assert "left-pad" in str(error) or "gone" in str(error)
    assert "\x1b" not in error["errorMessage"]


def test_a_missing_module_file_is_named(start):
    error = start(ESM, "x.mjs", "index.handler").init_error()
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert "index.mjs" in error["errorMessage"]


UNREADABLE = [
    ("index.mjs", "export const handler = ;"),
    pytest.param("index.cjs", "exports.handler = ;", marks=ES_ONLY),
    ("index.mjs", "import { no } from './o.mjs'; export const handler = no;"),
]


@pytest.mark.parametrize("file, code", UNREADABLE)
def test_a_syntax_error_is_named_with_its_file(start, tmp_path, file, code):
    (tmp_path / "o.mjs").write_text("export const yes = 1;")
    error = start(code, file).init_error()
    assert error["errorType"] == "Runtime.UserCodeSyntaxError"
    assert error["errorMessage"].startswith("SyntaxError: ")
    place = error["errorMessage"] + "\n".join(error["trace"])
    assert file in place or "o.mjs" in place


THROWING = [
    ("throw new RangeError('top');", "RangeError"),
    ("JSON.parse('{x');", "SyntaxError"),
    ("new Function('(');", "SyntaxError"),
    ("await 1; throw new RangeError('top');", "RangeError"),
]


@pytest.mark.parametrize("code, kind", THROWING)
def test_what_the_module_throws_keeps_its_name(start, code, kind):
    error = start(code + " export const handler = 1;").init_error()
    assert error["errorType"] == kind
    assert any("index.mjs" in line for line in error["trace"])


@pytest.mark.parametrize("name", ["node"])  # the others report it later
def test_a_promise_dropped_by_the_module_is_an_init_error(start):
    code = "Promise.reject(new Error('dropped'));" + ESM
    error = start(code).init_error()
    assert error["errorType"] == "Runtime.UnhandledPromiseRejection"
    assert error["cause"]["errorMessage"] == "dropped"


@pytest.mark.lacks(qjs="ends, and the bootstrap tells it")
def test_a_module_that_never_finishes_is_reported(start, name):
    bridge = start("await new Promise(() => {}); " + ESM)
    if name == "deno":
        assert bridge.ended() == 1
        assert b"Top-level await promise never resolved" in bridge.err.rest
    else:
        error = bridge.init_error()
        assert error["errorType"] == "Runtime.NoResult"
        assert "top level" in error["errorMessage"]


def test_the_dummy_answers_where_it_runs(name, tmp_path):
    file = BUILT / "function.bundle.js"
    handler = "function.bundle.handler"
    with Bridge(name, tmp_path, handler, file=file, export="handler") as bridge:
        answer = bridge.call({"a": 1}, awsRequestId="id-1")
    assert "no function.bundle.js" in answer["message"]
    assert answer["event"] == {"a": 1}
    assert answer["context"]["awsRequestId"] == "id-1"
    assert answer["context"]["remainingTimeInMillis"] > 0
    assert answer["interpreter"].startswith(name + " ")
