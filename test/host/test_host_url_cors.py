"""Pages of other origins call a function URL if its dayfly.json allows them."""

import json

import boto3
import pytest

from hosting import Host

PAGE = "http://localhost:3000"
CORS = {"allowOrigins": [PAGE, "https://app.example"], "allowMethods": ["GET", "PUT"],
        "allowHeaders": ["content-type", "x-own"], "exposeHeaders": ["x-count"],
        "allowCredentials": True, "maxAge": 600}
CODE = """
let calls = 0;
export const handler = async (event) => {
  if (event.rawPath === "/fail") throw new Error("no");
  return {
    statusCode: 200,
    headers: { "Access-Control-Allow-Origin": "http://of-the-function", "x-count": "1" },
    body: event.requestContext.http.method,
  };
};
"""
STREAM = """
export default { fetch: () => new Response("streamed", { headers: { "x-count": "1" } }) };
"""


def make(folder, cors, code=CODE, **url):
    folder.mkdir()
    (folder / "index.mjs").write_text(code)
    if cors is not None:
        url["cors"] = cors
    (folder / "dayfly.json").write_text(json.dumps({"url": url} if url else {}))


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cors")
    make(folder / "one", CORS)
    make(folder / "open", {"allowOrigins": ["*"], "allowMethods": ["*"],
                           "allowHeaders": ["*"]})
    make(folder / "stream", CORS, STREAM, invokeMode="RESPONSE_STREAM")
    make(folder / "none", None)
    host = Host(folder)
    yield host
    host.close()


def ask(host, name, origin, method="GET", path="/", **headers):
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    if origin:
        headers["Origin"] = origin
    return host.request(method, f"/lambda-url/{name}{path}", b"", headers)


def cors_of(answer):
    return {name.removeprefix("access-control-"): value
            for name, value in answer.headers.items()
            if name.startswith("access-control-")}


@pytest.mark.parametrize("name", ["one", "stream"])
@pytest.mark.parametrize("origin", [PAGE, "https://app.example"])
def test_an_allowed_page_gets_its_answer_and_may_read_it(host, name, origin):
    answer = ask(host, name, origin, Sec_Fetch_Site="cross-site")
    assert answer.status == 200
    assert answer.headers["vary"] == "Origin"
    assert cors_of(answer) == {"allow-origin": origin, "allow-credentials": "true",
                               "expose-headers": "x-count"}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3001",
                                    "https://localhost:3000", PAGE + ".evil.example"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_another_page_gets_none(host, origin, method):
    answer = ask(host, "one", origin, method, Access_Control_Request_Method="GET")
    assert answer.status == 403
    assert cors_of(answer) == {}
    assert b"allowOrigins" in answer.body


def test_a_preflight_request_is_answered_by_the_host(host):
    answer = ask(host, "one", PAGE, "OPTIONS", Access_Control_Request_Method="PUT",
                 Access_Control_Request_Headers="x-own")
    assert (answer.status, answer.body) == (200, b"")
    assert cors_of(answer) == {"allow-origin": PAGE, "allow-credentials": "true",
                               "allow-methods": "GET, PUT",
                               "allow-headers": "content-type, x-own", "max-age": "600"}
    assert "x-count" not in answer.headers


def test_any_page_may_call_what_is_open(host):
    answer = ask(host, "open", "http://anywhere.example")
    assert cors_of(answer) == {"allow-origin": "*"}
    assert "vary" not in answer.headers
    answer = ask(host, "open", "null", "OPTIONS", Access_Control_Request_Method="DELETE",
                 Access_Control_Request_Headers="x-any, x-other")
    assert cors_of(answer) == {"allow-origin": "*", "allow-methods": "DELETE",
                               "allow-headers": "x-any, x-other"}
    # Such as an image of another site, which has no Origin.
    assert ask(host, "open", None, Sec_Fetch_Site="cross-site").status == 200


def test_options_without_a_preflight_reach_the_function(host):
    assert ask(host, "one", PAGE, "OPTIONS").body == b"OPTIONS"
    assert ask(host, "one", None, "OPTIONS").body == b"OPTIONS"


def test_a_failure_can_be_read_by_the_page(host):
    answer = ask(host, "one", PAGE, path="/fail")
    assert answer.status == 502
    assert cors_of(answer)["allow-origin"] == PAGE


def test_without_cors_the_function_has_its_own_headers(host):
    answer = ask(host, "none", None)
    assert cors_of(answer) == {"allow-origin": "http://of-the-function"}
    assert ask(host, "none", PAGE).status == 403
    assert cors_of(ask(host, "one", None)) == {}


def test_the_other_paths_stay_closed(host):
    answer = host.request("POST", "/2015-03-31/functions/open/invocations", b"{}",
                          {"Origin": PAGE})
    assert answer.status == 403


def test_boto3_shows_it(host):
    client = boto3.client("lambda", endpoint_url=host.url, region_name="us-east-1",
                          aws_access_key_id="x", aws_secret_access_key="x")
    config = client.get_function_url_config(FunctionName="one")
    assert config["Cors"] == {name[0].upper() + name[1:]: value
                              for name, value in CORS.items()}
    assert "Cors" not in client.get_function_url_config(FunctionName="none")


@pytest.mark.parametrize("cors, words", [
    ([], '"cors" must be an object'),
    ({"allowOrigins": "http://a"}, "allowOrigins"),
    ({"allowOrigins": ["http://a/path"]}, "allowOrigins"),
    ({"allowOrigins": ["a"]}, "allowOrigins"),
    ({"allowOrigins": ["http://a\r\nx: y"]}, "allowOrigins"),
    ({"allowOrigins": ["http://a"] * 101}, "allowOrigins"),
    ({"allowMethods": ["get"]}, "upper case"),
    ({"allowHeaders": ["a b"]}, "allowHeaders"),
    ({"exposeHeaders": [""]}, "exposeHeaders"),
    ({"allowCredentials": "yes"}, "true or false"),
    ({"maxAge": -1}, "0 to 86400"),
    ({"maxAge": 86401}, "0 to 86400"),
    ({"AllowOrigins": ["*"]}, "allowOrigins, allowMethods"),
])
def test_a_mistake_is_named(tmp_path, cors, words):
    make(tmp_path / "one", cors)
    make(tmp_path / "other", None)
    host = Host(tmp_path)
    try:
        answer = host.invoke("one", {})
        assert answer.failed and words in answer.json["errorMessage"]
        assert "dayfly.json:1" in answer.json["errorMessage"]
    finally:
        host.close()
