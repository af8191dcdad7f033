"""fetch handlers: an HTTP event becomes a Request."""

import base64
import json

import pytest
from web import TELL, alb, told, v1, v2

pytestmark = pytest.mark.lacks(qjs="no Request and no Response")

HANDLER = "export default { fetch: () => new Response('ok') };"


@pytest.mark.parametrize("code,handler,file", [
    (HANDLER, "index.handler", "index.mjs"),
    (HANDLER, "index.default", "index.mjs"),
    (HANDLER, "index.fetch", "index.mjs"),
    ("export const app = { fetch: () => new Response('ok') };", "index.app",
     "index.mjs"),
    ("export const fetch = () => new Response('ok');", "index.fetch",
     "index.mjs"),
    ("export const a = { b: { fetch() { return this.make(); }, "
     "make: () => new Response('ok') } };", "index.a.b", "index.mjs"),
    ("class App { fetch() { return this.make(); } "
     "make() { return new Response('ok'); } } export default new App();",
     "index.handler", "index.mjs"),
    ("module.exports = { fetch: () => new Response('ok') };", "index.handler",
     "index.cjs"),
    ("const app = () => { throw new Error('not this'); };"
     "app.fetch = () => new Response('ok'); export default app;",
     "index.handler", "index.mjs"),
])
def test_each_way_to_export_it(start, code, handler, file):
    bridge = start(code, file=file, handler=handler)
    bridge.feed(v2())
    assert bridge.result()["body"] == "ok"


def test_an_event_handler_goes_before_a_default_export(start):
    bridge = start("export const handler = (event) => event.n;" + HANDLER)
    assert bridge.call({"n": 5}) == 5


@pytest.mark.parametrize("make", [v2, v1, alb])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH"])
def test_method_path_and_body(start, make, method):
    bridge = start(TELL)
    said = told(bridge, make("/a/b%20c", method, body="text ä"))
    assert said["method"] == method
    assert said["url"].endswith("/a/b%20c")
    assert said["body"] == ("" if method == "GET" else "text ä")
    assert said["id"] == "11111111-2222"
    assert said["env"] == ["context", "event", "lambdaContext",
                           "requestContext"]


@pytest.mark.parametrize("event,url", [
    (v2("/a b"), "https://x.lambda-url.example/a%20b"),
    (v2("/é/%C3%A9"), "https://x.lambda-url.example/%C3%A9/%C3%A9"),
    (v2("/a", query="q=1&q=2&r=a%20b+c"),
     "https://x.lambda-url.example/a?q=1&q=2&r=a%20b+c"),
    (v2("//double//"), "https://x.lambda-url.example//double//"),
    (v2("/a?b#c"), "https://x.lambda-url.example/a%3Fb%23c"),
    (v2("/", headers={"x-forwarded-proto": "http"}),
     "http://x.lambda-url.example/"),
    (v1("/a", query={"q": ["1", "a b&c"], "r=": ["ä"]}),
     "https://api.example/a?q=1&q=a%20b%26c&r%3D=%C3%A4"),
    (v1("/a", headers={"Host": "own.example"}), "https://own.example/a"),
    (alb("/a", query={"q": ["a%20b"], "r": ["%26"]},
         headers={"host": "lb.example"}),
     "https://lb.example/a?q=a%20b&r=%26"),
    (alb("/a", query={"q": ["1", "2"]}, headers={"host": "lb.example"},
         many=True), "https://lb.example/a?q=1&q=2"),
    (alb("/a"), "https://localhost/a"),
])
def test_the_url_is_whole(start, event, url):
    assert told(start(TELL), event)["url"] == url


def test_headers_and_cookies(start):
    bridge = start(TELL)
    said = told(bridge, v2(headers={"x-a": "1,2", "x-b": "ä", "x-c": "ä €"},
                           cookies=["a=1", "b=2"]))["headers"]
    assert said["x-a"] == "1,2" and said["x-b"] == "ä"
    assert said["x-c"].encode("latin-1").decode() == "ä €"
    assert said["cookie"] == "a=1; b=2"
    said = told(bridge, v1(headers={"X-A": ["1", "2"], "Cookie": "a=1"}))
    assert said["headers"]["x-a"] == "1, 2"
    assert said["headers"]["cookie"] == "a=1"
    said = told(bridge, alb(headers={"x-a": "1", "cookie": "a=1; b=2"},
                            many=True))
    assert said["headers"]["cookie"] == "a=1; b=2"


def test_a_binary_body(start):
    data = bytes(range(256)) * 20
    bridge = start("""
export default { fetch: async (request) => Response.json([
  ...new Uint8Array(await request.arrayBuffer())]) };""")
    bridge.feed(v2("/", "POST", body=base64.b64encode(data).decode(),
                   isBase64Encoded=True))

    assert bytes(json.loads(bridge.result()["body"])) == data


def test_a_body_has_no_content_type_that_nobody_sent(start):
    said = told(start(TELL), v2("/", "POST", body="x"))
    assert "content-type" not in said["headers"]


@pytest.mark.parametrize("event", [
    {}, [], "text", 5, None, {"Records": []}, {"httpMethod": 5},
    {"requestContext": {"http": {}}}])
def test_what_is_no_http_event_is_refused_with_a_word(start, event):
    bridge = start(HANDLER)
    bridge.feed(event)
    error = bridge.error()
    assert error["errorType"] == "Runtime.UnmarshalError"
    assert "is no HTTP request" in error["errorMessage"]
    assert "handler(event, context)" in error["errorMessage"]


@pytest.mark.parametrize("event", [
    v2(headers={"bad name": "x"}), v2(headers={"x": "a\nb"})])
def test_a_request_that_cannot_be_made_is_refused(start, event):
    bridge = start(HANDLER)
    bridge.feed(event)
    error = bridge.error()
    assert error["errorType"] == "Runtime.UnmarshalError"
    assert "cannot be made" in error["errorMessage"]


def test_it_is_served_again_and_again(start):
    bridge = start(TELL)
    for n in range(4):
        assert told(bridge, v2(f"/{n}"))["url"].endswith(f"/{n}")
