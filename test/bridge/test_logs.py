"""console.* becomes log records; other output passes unchanged."""

import json

import pytest

QUIET = "export const handler = () => 'done';"


@pytest.fixture(params=["spare", "on demand"])
def is_spare(request):
    """A spare has warmed up, console included, before its event arrives."""
    return request.param == "spare"


@pytest.fixture
def logs_of(is_spare):
    def call(bridge, count):
        if is_spare:
            bridge.ready()
        assert bridge.call({}) == "done"
        return bridge.logs(count)

    return call


def test_every_method_has_its_level(start, logs_of):
    code = """export const handler = () => {
        for (const name of ["log", "info", "warn", "error", "debug"]) {
            console[name](name, 1);
        }
        console.trace("here");
        console.assert(false, "no");
        console.dir({ a: 1 });
        return "done";
    };"""
    logs = logs_of(start(code), 8)
    assert logs[:5] == [
        ("INFO", "log 1"),
        ("INFO", "info 1"),
        ("WARN", "warn 1"),
        ("ERROR", "error 1"),
        ("DEBUG", "debug 1"),
    ]
    assert logs[5] == ("TRACE", "here")  # without a stack, as with AWS's client
    assert logs[6][0] == "WARN"
    assert logs[6][1].startswith("Assertion failed")
    assert logs[7] == ("=INFO", "{ a: 1 }")  # printed: with nothing before it


def test_values_are_written_as_the_interpreter_would(start, logs_of):
    code = """export const handler = () => {
        console.log("%s is %d", "n", 7, { a: { b: [1] } }, "é");
        console.log(new RangeError("odd"));
        console.log("two\\nlines");
        console.log();
        return "done";
    };"""
    logs = logs_of(start(code), 4)
    assert logs[0] == ("INFO", "n is 7 { a: { b: [ 1 ] } } é")
    assert logs[1][1].startswith("RangeError: odd\n    at ")
    assert logs[2:] == [("INFO", "two\nlines"), ("INFO", "undefined")]


def test_groups_tables_counts_and_times_work(start, logs_of):
    code = """export const handler = () => {
        console.group("outer");
        console.log("inner");
        console.groupEnd();
        console.table([{ a: 1 }]);
        console.count();
        console.time("t");
        console.timeEnd("t");
        return "done";
    };"""
    logs = logs_of(start(code), 5)
    assert [level for level, _ in logs] == ["INFO"] * 5
    assert logs[0][1] == "outer"
    assert logs[1][1] == "inner"
    assert "│" in logs[2][1]
    assert logs[3][1] == "default: 1"
    assert logs[4][1].startswith("t: ")


def test_printing_a_value_may_print(start, logs_of):
    code = """const show = () => { console.warn("inner"); return "shown"; };
    const value = {
        [Symbol.for("nodejs.util.inspect.custom")]: show,
        [Symbol.for("Deno.customInspect")]: show,
    };
    export const handler = () => {
        console.log("outer", value);
        return "done";
    };"""
    logs = logs_of(start(code), 2)
    assert logs == [("WARN", "inner"), ("INFO", "outer shown")]


def test_a_module_logs_while_it_loads(start, logs_of):
    bridge = start("console.warn('early');" + QUIET)
    assert logs_of(bridge, 1) == [("WARN", "early")]


def test_a_long_record_comes_in_parts(start, logs_of):
    code = """export const handler = () => {
        console.error("é".repeat(500000));
        return "done";
    };"""
    assert logs_of(start(code), 1) == [("ERROR", "é" * 500_000)]


@pytest.mark.lacks(qjs="no process.stdout: print() in test_qjs.py")
def test_raw_output_stays_raw(start):
    code = """export const handler = () => {
        const raw = (name, text) => globalThis.Deno
            ? Deno[name].writeSync(new TextEncoder().encode(text))
            : process[name].write(text);
        raw("stdout", "to out\\n");
        raw("stderr", "to err\\n");
        return "done";
    };"""
    bridge = start(code)
    assert bridge.call({}) == "done"
    bridge.hang_up()
    bridge.ended()
    assert bridge.out.rest == b"to out\nto err\n"
    assert bridge.err.frames == []


@pytest.mark.lacks(qjs="no process.stdout: print() in test_qjs.py")
def test_a_frame_look_alike_is_raw_output(start):
    code = """export const handler = () => {
        const text = "\\x1e" + "0".repeat(32) + " result 1\\n1";
        const bytes = new TextEncoder().encode(text);
        globalThis.Deno
            ? Deno.stdout.writeSync(bytes)
            : process.stdout.write(bytes);
        return "done";
    };"""
    bridge = start(code)
    assert bridge.call({}) == "done"
    assert bridge.out.rest.endswith(b" result 1\n1")


def test_the_rehearsal_leaves_no_trace(start):
    bridge = start(QUIET)
    bridge.ready()
    assert bridge.call({}) == "done"
    bridge.hang_up()
    bridge.ended()
    assert bridge.out.rest == b""
    assert bridge.err.frames == []


MIXED = """import process from "node:process";
export const handler = () => {
    for (let i = 0; i < 30; i += 3) {
        process.stdout.write(`${i}\\n`);
        console.log(i + 1);
        process.stderr.write(`${i + 2}\\n`);
    }
    process.stdout.write("p".repeat(300_000) + "\\n");
    console.log("after it");
    process.stdout.write("the last");
    return "done";
};"""


@pytest.mark.lacks(qjs="no process.stdout: print() in test_qjs.py")
def test_what_is_printed_and_logged_stays_in_order(start, is_spare):
    bridge = start(MIXED)
    if is_spare:
        bridge.ready()
    assert bridge.call({}) == "done"
    told = bridge.out.told.replace(b"log:INFO ", b"").split(b"\n")
    assert told[:30] == [b"%d" % i for i in range(30)]
    assert told[30:] == [b"p" * 300_000, b"after it", b"the last"]


LEVELS = """export const handler = () => {
    console.fatal("over %d", 1);
    return "done";
};"""


def test_fatal_is_a_level(start, logs_of):
    assert logs_of(start(LEVELS), 1) == [("FATAL", "over 1")]


@pytest.fixture
def records_of(start, is_spare):
    """The records that these calls write in JSON format, without their times."""

    def call(calls):
        code = f"""class DbError extends Error {{
            constructor(text) {{ super(text); this.table = "t"; }}
        }}
        export const handler = () => {{ {calls}; return "done"; }};"""
        bridge = start(code, hello={"logFormat": "json"})
        if is_spare:
            bridge.ready()
        bridge.feed({}, tenantId="acme")
        assert bridge.result() == "done"
        found = [json.loads(text) for _, text in bridge.logs(calls.count("console."))]
        for record in found:
            assert record.pop("timestamp").endswith("Z")
            assert record.pop("requestId") == "11111111-2222"
            assert record.pop("tenantId") == "acme"
        return found

    return call


def test_in_json_a_value_keeps_its_members(records_of):
    assert records_of("""console.log({ order: 7, paid: [true, { a: null }] });
        console.warn(["a", 1]); console.trace(7); console.debug(null);
        console.fatal({ a: new Map() }); console.log(undefined)""") == [
        {"level": "INFO", "message": {"order": 7, "paid": [True, {"a": None}]}},
        {"level": "WARN", "message": ["a", 1]},
        {"level": "TRACE", "message": 7},
        {"level": "DEBUG", "message": None},
        {"level": "FATAL", "message": {"a": {}}},
        {"level": "INFO"}]


def test_in_json_an_error_has_its_members(records_of):
    alone, inside, beside = records_of("""
        console.error(Object.assign(new DbError("d"), { code: 1 }));
        console.info({ why: new RangeError("r") });
        console.error("it %s:", "broke", new DbError("b"))""")
    error = alone["message"]
    assert (error["errorType"], error["errorMessage"], error["table"],
            error["code"]) == ("DbError", "d", "t", 1)
    assert any("index.mjs" in line for line in error["stackTrace"])
    assert inside["message"]["why"]["errorType"] == "RangeError"
    assert beside["message"].startswith("it broke: ")
    assert (beside["errorType"], beside["errorMessage"]) == ("DbError", "b")
    assert any("index.mjs" in line for line in beside["stackTrace"])


def test_in_json_what_has_no_json_is_text(start, logs_of):
    code = """export const handler = () => {
        const circle = { name: "c" };
        circle.self = circle;
        console.log(circle);
        console.log(10n);
        console.log("two", { a: 1 });
        console.log('{"of":"the handler"}');
        return "done";
    };"""
    logs = logs_of(start(code, hello={"logFormat": "json"}), 4)
    assert "c" in logs[0][1] and not logs[0][1].startswith('{"timestamp"')
    assert logs[1:] == [("INFO", "10n"), ("INFO", "two { a: 1 }"),
                        ("INFO", '{"of":"the handler"}')]


ALL_LEVELS = """export const handler = () => {
    for (const name of ["trace", "debug", "info", "log", "warn", "error", "fatal"]) {
        console[name]?.(name);
    }
    return "done";
};"""


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level, least", [
    ("TRACE", 0), ("debug", 1), ("INFO", 2), ("Warn", 4), ("ERROR", 5),
    ("FATAL", 6), ("", 0), ("LOUD", 0)])
def test_console_keeps_what_is_below_the_level_to_itself(
        start, logs_of, form, level, least):
    """As AWS's client does, in both formats; what a handler prints is not meant."""
    names = ["trace", "debug", "info", "log", "warn", "error", "fatal"][least:]
    logs = logs_of(start(ALL_LEVELS, hello={"logFormat": form, "logLevel": level}),
                   len(names))
    assert [name.lower() for name, _ in logs] == [
        {"log": "info"}.get(name, name) for name in names]
