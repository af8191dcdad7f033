"""awslambda.streamifyResponse: answers that are sent while they are made."""

import json

import pytest

PAUSE = "await new Promise((resolve) => setTimeout(resolve, 30));"
OCTETS = {}


def test_what_is_written_leaves_at_once(streams):
    body = f"out.write('one'); {PAUSE} out.write('two'); {PAUSE} out.end('é');"
    bridge = streams(body)
    opening, pieces, kind, _ = bridge.stream()
    assert opening == OCTETS
    assert pieces == [b"one", b"two", "é".encode()]
    assert kind == "end"


def test_the_first_piece_does_not_wait_for_the_last(streams):
    bridge = streams("out.write('now'); await new Promise(() => {"
                     "setInterval(() => {}, 9); });")
    assert bridge.answer()[0] == "stream"
    assert bridge.frame() == ("data", b"now")


def test_event_and_context_are_the_usual_ones(streams):
    body = "out.end(JSON.stringify([event, context.awsRequestId]));"
    bridge = streams(body, {"a": 1})
    assert json.loads(bridge.streamed()[1]) == [{"a": 1}, "11111111-2222"]


def test_a_spare_and_a_kept_process_stream_too(streams):
    bridge = streams("out.end(String(event.n));", {"n": 0})
    assert bridge.streamed() == (OCTETS, b"0")
    for n in range(1, 4):
        bridge.feed({"n": n})
        assert bridge.streamed() == (OCTETS, str(n).encode())


def test_all_bytes_pass(streams):
    body = """const bytes = new Uint8Array(1 << 20);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7 + (i >> 8)) & 255;
    out.write(bytes.subarray(0, 5)); out.write("\\u001e\\n");
    out.end(bytes);"""
    expected = bytes((i * 7 + (i >> 8)) & 255 for i in range(1 << 20))
    _, got = streams(body).streamed()
    assert got == expected[:5] + b"\x1e\n" + expected


def test_what_is_no_text_and_no_bytes_goes_as_json(streams):
    body = "out.write({ a: [1] }); out.write(7); out.end([true]);"
    assert streams(body).streamed()[1] == b'{"a":[1]}7[true]'


@pytest.mark.parametrize("body", ["out.end();", "out.write(''); out.end();"])
def test_an_empty_stream_is_a_stream(streams, body):
    assert streams(body).streamed() == (OCTETS, b"")


def test_the_content_type_goes_ahead(streams):
    body = "out.setContentType('text/x'); out.end('t');"
    assert streams(body).streamed() == ({"contentType": "text/x"}, b"t")


PRELUDE = {"statusCode": 201, "headers": {"x-a": "b"}, "cookies": ["c=d"]}


@pytest.mark.parametrize("write", [
    "out.write('body'); out.end();", "out.end('body');"])
def test_the_prelude_goes_ahead_of_the_first_byte(streams, write):
    body = f"""out = awslambda.HttpResponseStream.from(out,
        {json.dumps(PRELUDE)}); {write}"""
    assert streams(body).streamed() == ({"prelude": PRELUDE}, b"body")


def test_the_prelude_goes_with_an_empty_body(streams):
    body = """const prelude = { statusCode: 204 };
    awslambda.HttpResponseStream.from(out, prelude);
    prelude.statusCode = 500; out.end();"""
    assert streams(body).streamed() == ({"prelude": {"statusCode": 204}}, b"")


def test_a_long_prelude_is_whole(streams):
    prelude = {"statusCode": 200, "headers": {"x-a": "é" * 20_000}}
    body = "awslambda.HttpResponseStream.from(out, event).end('x');"
    assert streams(body, prelude).streamed() == ({"prelude": prelude}, b"x")


def test_a_function_before_the_first_write_is_called(streams):
    body = """out.setContentType("application/vnd.awslambda.x");
    out._onBeforeFirstWrite = (write) => {
      write("{}"); write(new Uint8Array(8));
    };
    out.end("body");"""
    opening, data = streams(body).streamed()
    assert opening == {"contentType": "application/vnd.awslambda.x"}
    assert data == b"{}" + bytes(8) + b"body"


TOO_LATE = [
    "out.setContentType('text/x')",
    "awslambda.HttpResponseStream.from(out, {})",
]


@pytest.mark.parametrize("call", TOO_LATE)
def test_what_goes_ahead_can_be_too_late(streams, call):
    bridge = streams(f"out.write('x'); {call}; out.end();")
    opening, pieces, kind, error = bridge.stream()
    assert (opening, b"".join(pieces), kind) == (OCTETS, b"x", "error")
    assert error["errorType"] == "Runtime.InvalidStreamingOperation"
    assert error["errorMessage"] == "Cannot set content-type, too late."
    assert any("index.mjs" in line for line in error["trace"])


def test_a_prelude_that_is_none_is_named(streams):
    bridge = streams("awslambda.HttpResponseStream.from(out);")
    error = bridge.error()
    assert error["errorType"] == "TypeError"
    assert "{ statusCode: 200, headers: {} }" in error["errorMessage"]


def test_a_throw_before_the_first_byte_is_an_ordinary_error(streams):
    bridge = streams("out.setContentType('x/y'); throw new RangeError('no');")
    error = bridge.error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError", "no")


def test_a_throw_after_it_follows_what_was_written(streams):
    body = "out.write('a'.repeat(100_000)); throw new RangeError('mid');"
    _, pieces, kind, error = streams(body).stream()
    assert b"".join(pieces) == b"a" * 100_000
    assert (kind, error["errorType"]) == ("error", "RangeError")


def test_a_throw_after_the_end_is_an_error_all_the_same(streams):
    body = f"out.end('all'); {PAUSE} throw new RangeError('late');"
    _, pieces, kind, error = streams(body).stream()
    assert (pieces, kind, error["errorMessage"]) == ([b"all"], "error", "late")


def test_what_runs_after_the_end_runs(streams):
    bridge = streams(f"out.end('x'); {PAUSE} console.log('done');")
    assert bridge.streamed()[1] == b"x"
    assert bridge.logs(1) == [("INFO", "done")]


@pytest.mark.lacks(qjs="is told of no promise that falls")
def test_an_accident_in_mid_stream_is_an_error(streams):
    for throw in ("throw new RangeError('fell')",
                  "Promise.reject(new RangeError('fell'))"):
        bridge = streams(f"""out.write("x");
        setTimeout(() => {{ {throw}; }}, 30);
        await new Promise((resolve) => setTimeout(resolve, 60000));""")
        _, pieces, kind, error = bridge.stream()
        assert (pieces, kind) == ([b"x"], "error")
        assert "fell" in error["errorMessage"]
        assert bridge.ended() == 1


@pytest.mark.lacks(qjs="ends, and the bootstrap tells it")
def test_a_stream_that_nothing_will_end_is_told(streams):
    for body, is_open in (("", False), ("out.write('x');", True)):
        bridge = streams(body)
        error = bridge.stream()[3] if is_open else bridge.error()
        assert error["errorType"] == "Runtime.NoResult"
        assert "end()" in error["errorMessage"]
        assert bridge.ended() == 1


def test_a_write_after_the_end_is_an_error(streams):
    bridge = streams("out.end('x'); out.write('y', (e) => console.log(e.code));")
    kind, payload = bridge.answer()
    while kind in ("stream", "data"):
        kind, payload = bridge.frame()
    assert kind == "error"
    assert "write after end" in json.loads(payload)["errorMessage"]
    assert bridge.logs(1) == [("INFO", "ERR_STREAM_WRITE_AFTER_END")]


def test_a_destroyed_stream_is_an_error(streams):
    error = streams("out.destroy();").error()
    assert error["errorType"] == "Runtime.InvalidStreamingOperation"
    assert "destroyed" in error["errorMessage"]
    error = streams("out.destroy(new RangeError('why'));").error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError", "why")


@pytest.mark.lacks(qjs="no modules of Node's")
def test_a_pipeline_ends_and_fails_as_in_node(streams):
    head = """const { pipeline } = await import("node:stream/promises");
    const { Readable } = await import("node:stream");
    async function* make() { yield "one"; await null; yield "two"; %s }
    await pipeline(Readable.from(make()), out);"""
    assert streams(head % "").streamed()[1] == b"onetwo"
    bridge = streams(head % "throw new RangeError('source')")
    kind, payload = bridge.answer()
    while kind in ("stream", "data"):
        kind, payload = bridge.frame()
    assert (kind, json.loads(payload)["errorMessage"]) == ("error", "source")


def test_a_handler_may_return_before_its_stream_ends(streams):
    body = "setTimeout(() => out.end('later'), 20); return 7;"
    bridge = streams(body)
    assert bridge.streamed()[1] == b"later"
    assert bridge.logs(1) == [
        ("WARN", "Streaming handlers ignore return values.")]


@pytest.mark.parametrize("first", ["", "out.write('first');"])
def test_left_over_work_writes_into_no_other_answer(start, first):
    code = f"""let old;
    export const handler = awslambda.streamifyResponse(async (event, out) => {{
      old?.write("stray");
      old = out;
      if (event.n) {{
        await new Promise((resolve) => setTimeout(resolve, 30));
        return out.end("second");
      }}
      {first}
      throw new Error("done");
    }});"""
    bridge = start(code)
    bridge.feed({"n": 0})
    if first:
        assert bridge.stream()[1:3] == ([b"first"], "error")
    else:
        assert bridge.error()["errorMessage"] == "done"
    bridge.feed({"n": 1})
    assert bridge.streamed()[1] == b"second"


def test_console_goes_on_in_between(streams):
    body = """for (let i = 0; i < 200; i++) {
      out.write("x".repeat(3000)); console.log("line", i);
    } out.end();"""
    bridge = streams(body)
    assert len(bridge.streamed()[1]) == 600_000
    assert bridge.logs(200) == [("INFO", f"line {i}") for i in range(200)]


def test_a_mark_that_is_no_streaming_is_named(start):
    code = """export const handler = async () => 1;
    handler[Symbol.for("aws.lambda.runtime.handler.streaming")] = "request";"""
    error = start(code).init_error()
    assert error["errorType"] == "Runtime.MalformedStreamingHandler"
    assert "only response streaming" in error["errorMessage"]


@pytest.mark.lacks(qjs="loads ES modules only")
def test_commonjs_streams_too(start):
    code = """exports.handler = awslambda.streamifyResponse(
        async (event, out) => { out.end("cjs"); });"""
    bridge = start(code, "index.cjs")
    bridge.feed({})
    assert bridge.streamed() == (OCTETS, b"cjs")


@pytest.mark.lacks(qjs="no node:stream")
def test_what_came_before_its_source_broke_is_sent(start):
    bridge = start("""import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
export const handler = awslambda.streamifyResponse(async (event, out) => {
  const broken = new Readable({ read() {
    this.push("first words");
    this.destroy(new RangeError("broke"));
  } });
  await pipeline(broken, out);
});""")
    bridge.feed({})
    kind, payload = bridge.answer()
    if kind == "stream":
        assert bridge.frame() == ("data", b"first words")
        kind, payload = bridge.frame()
    assert (kind, json.loads(payload)["errorMessage"]) == ("error", "broke")
