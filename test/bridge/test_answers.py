"""What a handler returns, throws or never settles, and the answer to it."""

import json

import pytest

ECHO = "export const handler = (event) => event;"


def test_plain_and_async_results_are_answered(start):
    assert start(ECHO).call({"a": [1, None, "é"]}) == {"a": [1, None, "é"]}
    later = """export const handler = async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return event.n + 1;
    };"""
    assert start(later).call({"n": 1}) == 2


@pytest.mark.parametrize("event", [None, 0, False, "text", [1], 1.5])
def test_an_event_may_be_any_json_value(start, event):
    assert start(ECHO).call(event) == event


def test_an_empty_event_is_an_empty_object(start):
    assert start(ECHO).call(b"") == {}


def test_what_is_no_json_value_is_null(start):
    code = """const all = [undefined, () => 1, Symbol("s"), null];
    export const handler = (i) => all[i];"""
    bridge = start(code)
    assert [bridge.call(i) for i in range(4)] == [None] * 4


def test_a_thenable_is_awaited(start):
    code = """export const handler = () => ({ then: (done) => done(7) });"""
    assert start(code).call({}) == 7


@pytest.mark.parametrize("event", [b"{", b"nope", b"\xef\xbb\xbf{}", b'"\xff"'])
def test_an_event_that_is_not_json_is_named(start, event):
    bridge = start(ECHO)
    bridge.feed(event)
    error = bridge.error()
    assert error["errorType"] == "Runtime.UnmarshalError"
    assert error["errorMessage"].startswith("the event is not ")
    assert bridge.call({"still": "alive"}) == {"still": "alive"}


def test_a_thrown_error_keeps_name_message_and_stack(start):
    code = """class Odd extends Error { name = "Odd.Thing"; }
    export const handler = async () => { throw new Odd("not \\u00e9ven"); };"""
    bridge = start(code)
    bridge.feed({})
    error = bridge.error()
    assert error["errorType"] == "Odd.Thing"
    assert error["errorMessage"] == "not éven"
    assert any("index.mjs" in line for line in error["trace"])
    assert "cause" not in error


def test_a_plain_throw_is_the_same_as_a_rejection(start):
    bridge = start("export const handler = () => { null.x; };")
    bridge.feed({})
    assert bridge.error()["errorType"] == "TypeError"


def test_causes_are_nested_and_end(start):
    code = """export const handler = ({ loop }) => {
        const inner = new RangeError("inner", { cause: "text" });
        const outer = new Error("outer", { cause: inner });
        if (loop) inner.cause = outer;
        throw outer;
    };"""
    bridge = start(code)
    bridge.feed({})
    error = bridge.error()
    assert error["cause"]["errorType"] == "RangeError"
    assert error["cause"]["cause"] == {
        "errorType": "string",
        "errorMessage": "text",
        "trace": [],
    }
    bridge.feed({"loop": True})
    assert bridge.error()["cause"]["cause"]["errorMessage"] == "outer"


THROWN = [
    ("'text'", "string", "text"),
    ("7", "number", "7"),
    ("null", "object", "null"),
    ("undefined", "undefined", "undefined"),
    ("{ a: 1 }", "object", "[object Object]"),
    ("Symbol('s')", "symbol", "Symbol(s)"),
    ("Object.create(null)", "object", "a value that has no text form"),
    (
        "new (class extends Error { get message() { throw 1; } })()",
        "object",
        "a value that has no text form",
    ),
]


@pytest.mark.parametrize("thrown, kind, text", THROWN)
def test_anything_can_be_thrown(start, thrown, kind, text):
    bridge = start(f"export const handler = () => {{ throw {thrown}; }};")
    bridge.feed({})
    error = bridge.error()
    record = error.pop("record", None)
    assert error == {"errorType": kind, "errorMessage": text, "trace": []}
    if "get message" in thrown:
        assert record is None
        return
    title, record = record.split("\t")
    assert title == "Invoke Error "
    assert json.loads(record) == {
        "errorType": "Error", "errorMessage": text, "stack": [f"Error: {text}"]}


RESULTS = [
    ("(() => { const a = {}; a.a = a; return a; })()", "circular|cyclic"),
    ("({ n: 10n })", "BigInt"),
    ("({ toJSON() { throw new Error('no!'); } })", "no!"),
    ("({ toJSON() { throw null; } })", "null"),
]


@pytest.mark.parametrize("result, why", RESULTS)
def test_a_result_that_is_no_json_is_named(start, result, why):
    bridge = start(f"export const handler = () => {result};")
    bridge.feed({})
    error = bridge.error()
    assert error["errorType"] == "Runtime.MarshalError"
    assert any(word in error["errorMessage"] for word in why.split("|"))


def test_lone_surrogates_and_nul_survive(start):
    bridge = start(r"export const handler = () => '\ud800 \0 \u2028';")
    bridge.feed({})
    kind, payload = bridge.answer()
    assert (kind, json.loads(payload)) == ("result", "\ud800 \0 \u2028")


@pytest.mark.lacks(qjs="ends with a word that the bootstrap knows")
def test_an_unhandled_rejection_is_an_error_with_its_cause(start):
    code = """export const handler = () => {
        Promise.reject(new RangeError("fell"));
        return new Promise((resolve) => setTimeout(resolve, 60000));
    };"""
    bridge = start(code)
    bridge.feed({})
    error = bridge.error()
    assert error["errorType"] == "Runtime.UnhandledPromiseRejection"
    assert error["errorMessage"] == "RangeError: fell"
    assert error["cause"]["errorType"] == "RangeError"
    assert bridge.ended() == 1


def test_an_uncaught_exception_is_an_error(start):
    code = """export const handler = () => {
        setTimeout(() => { throw new RangeError("late"); }, 1);
        return new Promise((resolve) => setTimeout(resolve, 60000));
    };"""
    bridge = start(code)
    bridge.feed({})
    error = bridge.error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError", "late")
    assert bridge.ended() == 1


@pytest.mark.lacks(qjs="ends, and the bootstrap tells it")
def test_a_promise_that_can_never_settle_is_reported(start):
    bridge = start("export const handler = () => new Promise(() => {});")
    bridge.feed({})
    error = bridge.error()
    assert error["errorType"] == "Runtime.NoResult"
    assert "handler waits" in error["errorMessage"]
    assert bridge.ended() == 1


@pytest.mark.parametrize("status", [0, 3])
def test_exit_is_the_handlers_own_affair(start, status):
    code = f"""export const handler = () =>
        globalThis.Deno ? Deno.exit({status}) : process.exit({status});"""
    bridge = start(code)
    bridge.feed({})
    assert bridge.ended() == status
    assert [kind for kind, _ in bridge.out.frames] == ["ready"]


def test_the_context_is_what_aws_gives(start, name):
    code = """export const handler = (event, context) => ({
        ...context,
        left: context.getRemainingTimeInMillis(),
        old: [context.done, context.fail, context.succeed]
            .map((member) => typeof member),
    });"""
    fixed = {
        "functionName": "f",
        "functionVersion": "7",
        "memoryLimitInMB": "128",
        "logGroupName": "/aws/lambda/f",
        "logStreamName": "s",
    }
    per_call = {
        "awsRequestId": "id-1",
        "invokedFunctionArn": "arn:x",
        "tenantId": "t",
    }
    bridge = start(code, context=fixed)
    seen = bridge.call(
        {},
        clientContext='{"custom":{"a":1}}',
        identity='{"cognitoIdentityId":"c"}',
        **per_call,
    )
    assert 50_000 < seen.pop("left") <= 60_000
    has_ways = name != "qjs"
    assert seen.pop("old") == ["function" if has_ways else "undefined"] * 3
    assert seen == {
        **fixed,
        **per_call,
        "clientContext": {"custom": {"a": 1}},
        "identity": {"cognitoIdentityId": "c"},
        "callbackWaitsForEmptyEventLoop": True,
    }
    later = bridge.call({}, awsRequestId="id-2")
    assert later["awsRequestId"] == "id-2"
    assert not {"tenantId", "clientContext", "identity"} & set(later)


@pytest.mark.parametrize("what", ["clientContext", "identity"])
def test_a_context_that_is_not_json_is_named(start, what):
    bridge = start(ECHO)
    bridge.feed({}, **{what: "{oops"})
    error = bridge.error()
    assert error["errorType"] == "Runtime.LambdaContextUnmarshalError"
    assert bridge.call(1) == 1


def test_module_state_is_kept_while_the_process_is(start):
    bridge = start("let n = 0; export const handler = () => ++n;")
    assert [bridge.call({}) for _ in range(3)] == [1, 2, 3]


def test_the_end_of_stdin_is_the_end(start):
    for event in (None, {}):
        bridge = start(ECHO)
        bridge.ready()
        if event is not None:
            bridge.call(event)
        bridge.hang_up()
        assert bridge.ended() == 0
