"""Where an error came from: the X-Ray cause, and source maps."""

import base64
import json

import pytest

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
THROW = "export const handler = () => {\n  throw new Error('as told');\n};\n"


def thrown(bridge):
    """Without what is only logged."""
    bridge.feed({})
    error = bridge.error()
    error.pop("record", None)
    return error


def test_the_cause_names_file_line_and_function(start, tmp_path):
    error = thrown(start("""
function deep() { throw new RangeError("é"); }
export const handler = async () => deep();
"""))
    cause = error["xray"]
    file = str(tmp_path / "index.mjs")
    assert cause["working_directory"] == str(tmp_path)
    [exception] = cause["exceptions"]
    assert (exception["type"], exception["message"]) == ("RangeError", "é")
    assert exception["stack"][0] == {"path": file, "line": 2, "label": "deep"}
    assert file in cause["paths"]
    assert len(set(cause["paths"])) == len(cause["paths"])
    assert error["trace"][0] == "RangeError: é"


@pytest.mark.parametrize("code", [
    "throw 'text'", "throw null", "throw { errorType: 'Odd' }",
    "throw Object.defineProperty(new Error('x'), 'stack', { value: 0 })"])
def test_what_has_no_stack_has_no_cause(start, code):
    error = thrown(start(f"export const handler = () => {{ {code}; }};"))
    assert "xray" not in error


def test_a_cause_is_bounded(start):
    error = thrown(start("""
Error.stackTraceLimit = 1000;
const down = (n) => { if (n === 0) throw new Error("y".repeat(100000));
  down(n - 1); };
export const handler = () => down(900);
"""))
    assert len(error["errorMessage"]) == 100000
    assert len(json.dumps(error["xray"])) < 32 * 1024


def test_the_names_in_a_cause_are_bounded(start):
    error = thrown(start("""
const name = "f".repeat(100000);
const made = { [name]() { throw new Error("x"); } };
export const handler = () => made[name]();
"""))
    [exception] = error["xray"]["exceptions"]
    assert exception["stack"]
    assert len(json.dumps(error["xray"])) < 32 * 1024


def test_no_text_of_an_error_has_a_del(start):
    """DEL is the one ASCII character above the space that no header may have."""
    error = thrown(start("""
class Odd extends Error { name = "O\\x7fdd"; }
export const handler = () => { throw new Odd("a\\x7fb"); };
"""))
    assert error["errorType"] == "O%7Fdd"
    assert error["errorMessage"] == "a%7Fb"
    assert "\x7f" not in json.dumps(error, ensure_ascii=False)


def test_errors_within_errors_are_reported_up_to_a_limit(start):
    error = thrown(start("""
export const handler = () => Promise.any([
  Promise.reject(new RangeError("one")), Promise.reject("two")]);
"""))
    assert error["errorType"] == "AggregateError"
    assert [inner["errorMessage"] for inner in error["errors"]] == \
        ["one", "two"]
    many = thrown(start("""
const all = new AggregateError([], "all");
for (let i = 0; i < 100; i++) all.errors.push(all, new Error("n"));
export const handler = () => { throw all; };
"""))
    assert json.dumps(many).count('"errorType"') < 12


@pytest.mark.parametrize("name", ["node"])
def test_an_error_of_another_realm_is_an_error(start):
    error = thrown(start("""
import vm from "node:vm";
export const handler = () => vm.runInNewContext("null.x");
"""))
    assert error["errorType"] == "TypeError"
    assert error["xray"]["exceptions"][0]["type"] == "TypeError"


def test_an_error_at_import_has_a_cause_too(start, tmp_path):
    bridge = start("throw new RangeError('at import');\n")
    cause = bridge.init_error()["xray"]
    assert str(tmp_path / "index.mjs") in cause["paths"]


# ---- source maps

def number(n):
    """In the encoding of source maps (base64 VLQ)."""
    n, text = n << 1, ""
    while True:
        digit, n = n & 31, n >> 5
        text += DIGITS[digit | (32 if n else 0)]
        if not n:
            return text


def source_map():
    """Line 1 of the module is line 11 of src/original.ts, line 2 is 42."""
    first = "".join(map(number, [0, 0, 10, 0]))
    second = "".join(map(number, [2, 0, 31, 4]))
    third = "".join(map(number, [6, 0, 0, 6]))
    return json.dumps({"version": 3, "sources": ["src/original.ts"],
                       "names": [], "mappings": f"{first};{second},{third}",
                       "sourcesContent": ["\n" * 60]})


@pytest.mark.lacks(qjs="reads no source maps")
@pytest.mark.parametrize("inline", [True, False])
def test_a_stack_names_the_file_that_was_written(start, tmp_path, name, inline):
    """Bun does not read the source map of a file."""
    text = source_map()
    if inline:
        url = "data:application/json;base64," + base64.b64encode(
            text.encode()).decode()
    else:
        url = "index.mjs.map"
        (tmp_path / url).write_text(text)
    error = thrown(start(f"{THROW}//# sourceMappingURL={url}\n"))
    [line] = [line for line in error["trace"] if "handler" in line]
    if name == "bun":
        assert "index.mjs:2" in line
    else:
        assert "src/original.ts:42" in line
        assert error["xray"]["exceptions"][0]["stack"][0]["line"] == 42


def test_a_map_that_is_broken_costs_nothing_but_itself(start, tmp_path):
    (tmp_path / "index.mjs.map").write_text("{ not json")
    error = thrown(start(THROW + "//# sourceMappingURL=index.mjs.map\n"))
    assert error["errorMessage"] == "as told"


DENIED = """export const handler = () => {
    const inner = Object.assign(new TypeError("in"), { at: 1 });
    throw Object.assign(new Error("no", { cause: inner }), {
        name: "AccessDenied", code: "E1", inner, $metadata: { httpStatusCode: 403 },
    });
};"""


@pytest.mark.parametrize("form, stack", [("text", "stack"), ("json", "stackTrace")])
def test_the_record_of_an_error_has_its_own_members(start, form, stack):
    bridge = start(DENIED, hello={"logFormat": form})
    bridge.feed({})
    error = bridge.error()
    record = error.pop("record")
    if form == "text":
        title, record = record.split("\t")
        assert title == "Invoke Error "
        record = json.loads(record)
    assert set(error) == {"errorType", "errorMessage", "trace", "cause", "xray"}
    assert record["errorMessage"] == "no" and record["code"] == "E1"
    assert record["$metadata"] == {"httpStatusCode": 403}
    assert record["inner"]["errorMessage"] == "in" and record["inner"]["at"] == 1
    assert record["cause"]["errorType"] == "TypeError"
    assert any("index.mjs" in line for line in record[stack])


@pytest.mark.parametrize("members", ["self: 1n", "get bad() { throw 1; }",
                                     "big: 'x'.repeat(300_000)"])
def test_members_that_cannot_be_written_change_no_error(start, members):
    bridge = start(f"""export const handler = () => {{
        throw Object.defineProperties(new RangeError("r"),
            Object.getOwnPropertyDescriptors({{ {members} }}));
    }};""")
    bridge.feed({})
    error = bridge.error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError", "r")
    assert "record" not in error
