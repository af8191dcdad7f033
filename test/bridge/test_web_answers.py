"""fetch handlers: a Response becomes what the source of the event expects."""

import base64

import pytest
from web import alb, v1, v2

pytestmark = pytest.mark.lacks(qjs="no Request and no Response")

GIVE = "export default {{ fetch: async (request) => {{ {} }} }};"


@pytest.fixture
def gives(start):
    """gives(body of fetch, …): a bridge with that handler."""
    return lambda body, **more: start(GIVE.format(body), **more)


def answer(bridge, event=None):
    bridge.feed(event or v2())
    return bridge.result()


def test_status_headers_and_text(gives):
    bridge = gives("return new Response('tëxt', { status: 418, headers: "
                   "{ 'X-A': '1', 'content-type': 'text/x' } });")
    assert answer(bridge) == {
        "statusCode": 418, "body": "tëxt", "isBase64Encoded": False,
        "headers": {"x-a": "1", "content-type": "text/x"}}


@pytest.mark.parametrize("type,body,encoded", [
    ("text/html; charset=utf-8", b"<p>", False),
    ("application/json", b"{}", False),
    ("application/problem+json", b"{}", False),
    ("image/svg+xml", b"<svg/>", False),
    ("image/png", b"abc", True),
    ("application/octet-stream", b"abc", True),
    ("text/plain", b"\xff\xfe", True),
    ("text/plain", b"\xef\xbb\xbfbom", False),
])
def test_text_goes_out_as_text_and_the_rest_as_base64(
        gives, type, body, encoded):
    bridge = gives(f"return new Response(new Uint8Array({list(body)}), "
                   f"{{ headers: {{ 'content-type': '{type}' }} }});")
    said = answer(bridge)
    assert said["isBase64Encoded"] == encoded
    data = said["body"].encode()
    assert (base64.b64decode(data) if encoded else data) == body
    assert said["headers"]["content-type"] == type


def test_compressed_text_is_bytes(gives):
    said = answer(gives(
        "return new Response('x', { headers: { 'content-type': 'text/plain', "
        "'content-encoding': 'gzip' } });"))
    assert said["isBase64Encoded"]


def test_no_body_and_no_content_type(gives):
    said = answer(gives("return new Response(null, { status: 204 });"))
    assert said == {"statusCode": 204, "headers": {}, "body": "",
                    "isBase64Encoded": False}


def test_bytes_without_a_type_have_one(gives):
    said = answer(gives("return new Response(new Uint8Array([255]));"))
    assert said["headers"]["content-type"] == "application/octet-stream"


COOKIES = """const headers = new Headers();
headers.append('set-cookie', 'a=1; Path=/'); headers.append('set-cookie', 'b=2');
return new Response('x', { headers });"""


def test_cookies_as_each_source_wants_them(gives):
    bridge = gives(COOKIES)
    both = ["a=1; Path=/", "b=2"]
    said = answer(bridge, v2())
    assert said["cookies"] == both and "set-cookie" not in said["headers"]
    assert answer(bridge, v1())["multiValueHeaders"] == {"set-cookie": both}
    said = answer(bridge, alb(many=True))
    assert said["multiValueHeaders"]["set-cookie"] == both
    assert "headers" not in said
    said = answer(bridge, alb())
    assert said["headers"]["set-cookie"] == "b=2"
    assert "multi-value headers" in bridge.logs(1)[0][1]


def test_cookies_are_told_apart_where_headers_cannot_list_them(gives):
    dated = "a=1; Expires=Wed, 21 Oct 2065 07:28:00 GMT; Path=/"
    both = [dated, "b=x,y"]
    bridge = gives("delete Headers.prototype.getSetCookie;" +
                   COOKIES.replace("a=1; Path=/", dated)
                   .replace("b=2", "b=x,y"))
    assert answer(bridge, v2())["cookies"] == both


def test_a_load_balancer_wants_the_status_in_words(gives):
    for status, words in [(200, "200 OK"), (404, "404 Not Found"),
                          (299, "299")]:
        bridge = gives(f"return new Response('x', {{ status: {status} }});")
        assert answer(bridge, alb())["statusDescription"] == words


@pytest.mark.parametrize("body,why", [
    ("", "must return a text, or a Response"), ("return { statusCode: 200 };", "Response"),
    ("return Response.error();", "200 to 599")])
def test_what_is_no_response_is_an_error(gives, body, why):
    bridge = gives(body)
    bridge.feed(v2())
    error = bridge.error()
    assert error["errorType"] == "Runtime.MarshalError"
    assert why in error["errorMessage"]


def test_an_event_handler_that_returns_a_response_is_told_what_to_export(
        start):
    bridge = start("export const handler = () => new Response('x');")
    bridge.feed({})
    error = bridge.error()
    assert error["errorType"] == "Runtime.MarshalError"
    assert "export default { fetch" in error["errorMessage"]


@pytest.mark.parametrize("body", [
    "throw new RangeError('as told');",
    "return new Response(new ReadableStream({ pull(c) { "
    "c.error(new RangeError('as told')); } }));"])
def test_a_failure_is_an_error_of_its_own_name(gives, body):
    bridge = gives(body)
    bridge.feed(v2())
    error = bridge.error()
    assert (error["errorType"], error["errorMessage"]) == ("RangeError",
                                                           "as told")


# ---- streamed

SLOWLY = """return new Response(new ReadableStream({ async start(c) {
  for (const word of ['one', 'two', 'three']) {
    c.enqueue(new TextEncoder().encode(word));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  c.close();
} }), { status: 201, headers: { 'content-type': 'text/plain' } });"""


def test_a_streamed_response_leaves_piece_by_piece(gives):
    bridge = gives(SLOWLY, output="stream-http")
    bridge.feed(v2())
    opening, pieces, kind, _ = bridge.stream()
    assert opening == {"prelude": {
        "statusCode": 201, "headers": {"content-type": "text/plain"}}}
    assert pieces == [b"one", b"two", b"three"] and kind == "end"


def test_the_prelude_has_the_cookies(gives):
    bridge = gives(COOKIES, output="stream-http")
    bridge.feed(v2())
    opening, body = bridge.streamed()
    assert opening["prelude"]["cookies"] == ["a=1; Path=/", "b=2"]
    assert body == b"x"


def test_a_streamed_response_without_a_body(gives):
    bridge = gives("return new Response(null, { status: 304 });",
                   output="stream-http")
    bridge.feed(v2())
    opening, body = bridge.streamed()
    assert opening == {"prelude": {"statusCode": 304, "headers": {}}}
    assert body == b""


def test_a_failure_midway_comes_after_what_was_sent(gives):
    bridge = gives("""let n = 0; return new Response(new ReadableStream({
      pull(c) {
        if (n++) throw new RangeError('midway');
        c.enqueue(new Uint8Array([65]));
      } }, { highWaterMark: 0 }));""", output="stream-http")
    bridge.feed(v2())
    _, pieces, kind, error = bridge.stream()
    assert pieces == [b"A"] and kind == "error"
    assert error["errorType"] == "RangeError"


def test_a_failure_before_the_response_is_an_ordinary_error(gives):
    bridge = gives("throw new RangeError('before');", output="stream-http")
    bridge.feed(v2())
    assert bridge.error()["errorType"] == "RangeError"


def test_a_piece_that_is_no_bytes_is_told(gives):
    bridge = gives("return new Response(new ReadableStream({ start(c) { "
                   "c.enqueue('text'); c.close(); } }));",
                   output="stream-http")
    bridge.feed(v2())
    kind, payload = bridge.answer()
    if kind == "stream":
        kind, payload = bridge.frame()
    assert kind == "error" and b"Uint8Array" in payload
