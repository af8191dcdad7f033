"""URLs of functions made by API: CreateFunctionUrlConfig makes them answer."""

import json
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

from stored import client, create, node, store_host, update, zip_of

PAGE = "http://localhost:3000"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield host
    host.close()


def get(url, **headers):
    with urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=20) as got:
        return json.loads(got.read()), got.headers


def refusal(url):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(url)
    assert refused.value.code == 403
    assert refused.value.headers["x-amzn-ErrorType"] == "AccessDeniedException"
    return json.loads(refused.value.read())


def status(url, **headers):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(url, **headers)
    return refused.value.code


def test_the_url_of_a_function_and_of_an_alias(host):
    lam = client(host)
    create(lam, "sited", node("return {version: 1};"))
    lam.publish_version(FunctionName="sited")
    lam.create_alias(FunctionName="sited", Name="live", FunctionVersion="1")
    update(lam, "sited", node("return {version: 2, path: event.rawPath};"))
    whole = lam.create_function_url_config(FunctionName="sited",
                                           AuthType="NONE")["FunctionUrl"]
    alias = lam.create_function_url_config(
        FunctionName="sited", AuthType="NONE", Qualifier="live")["FunctionUrl"]
    assert get(whole + "a/b")[0] == {"version": 2, "path": "/a/b"}
    assert get(alias)[0] == {"version": 1}
    base = whole.split("/lambda-url/")[0] + "/"
    for name, version in (("sited", 2), ("live.sited", 1)):
        answer, _ = get(base, Host=f"{name}.lambda-url.localhost")
        assert answer["version"] == version
    lam.delete_function_url_config(FunctionName="sited")
    assert refusal(whole) == {"Message": None}
    assert get(alias)[0] == {"version": 1}


def test_the_url_of_a_deleted_alias_is_forbidden_as_on_aws(host):
    lam = client(host)
    create(lam, "aliased", node("return 1;"))
    lam.publish_version(FunctionName="aliased")
    lam.create_alias(FunctionName="aliased", Name="live", FunctionVersion="1")
    url = lam.create_function_url_config(
        FunctionName="aliased", AuthType="NONE", Qualifier="live")["FunctionUrl"]
    assert get(url)[0] == 1
    lam.delete_alias(FunctionName="aliased", Name="live")
    assert refusal(url) == {"Message": (
        "Forbidden. For troubleshooting Function URL authorization issues, see: "
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html")}


def test_a_result_without_a_status_is_sent_without_white_space(host):
    lam = client(host)
    create(lam, "spaced", zip_of({"index.py": (
        "def handler(event, context):\n"
        "    return {'hello': ['a, b:  c', 3, True]}\n")}),
        Runtime="python3.12", Handler="index.handler")
    url = lam.create_function_url_config(FunctionName="spaced",
                                         AuthType="NONE")["FunctionUrl"]
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.read() == b'{"hello":["a, b:  c",3,true]}'


def test_cors_of_a_url(host):
    lam = client(host)
    create(lam, "crossed", node("return 1;"))
    url = lam.create_function_url_config(
        FunctionName="crossed", AuthType="NONE",
        Cors={"AllowOrigins": [PAGE], "MaxAge": 5})["FunctionUrl"]
    _, headers = get(url, Origin=PAGE)
    assert headers["Access-Control-Allow-Origin"] == PAGE
    assert status(url, Origin="http://other.example") == 403
    path = "/2021-10-31/functions/crossed/url"
    shown = host.request("PUT", path, json.dumps({"Cors": {
        "AllowOrigins": [PAGE], "MaxAge": None, "AllowAll": True}}).encode()).json
    assert shown["Cors"] == {"AllowOrigins": [PAGE]}
    lam.update_function_url_config(FunctionName="crossed", Cors={})
    assert status(url, Origin=PAGE) == 403
    config = lam.get_function_url_config(FunctionName="crossed")
    assert "Cors" not in config and config["InvokeMode"] == "BUFFERED"
    with pytest.raises(ClientError) as refused:
        lam.update_function_url_config(FunctionName="crossed",
                                       Cors={"AllowOrigins": ["nowhere"]})
    assert "Cors.AllowOrigins" in refused.value.response["Error"]["Message"]


def test_a_url_that_streams(host):
    lam = client(host)
    create(lam, "streams", node(
        "1; }; export const streamed = awslambda.streamifyResponse("
        "async (e, out) => { out.write('{\"a\":'); out.write('1}'); out.end();"
        " }); const unused = () => { 1;"))
    url = lam.create_function_url_config(
        FunctionName="streams", AuthType="NONE",
        InvokeMode="RESPONSE_STREAM")["FunctionUrl"]
    lam.update_function_configuration(FunctionName="streams",
                                      Handler="index.streamed")
    lam.get_waiter("function_updated_v2").wait(
        FunctionName="streams", WaiterConfig={"Delay": 1})
    answer, headers = get(url)
    assert answer == {"a": 1}
    assert headers["Transfer-Encoding"] == "chunked"


def test_a_web_handler_streams_where_its_url_does(host):
    lam = client(host)
    create(lam, "fetched", zip_of({"index.mjs": (
        "export default { fetch: () => new Response(new ReadableStream({\n"
        "  start(c) { c.enqueue(new TextEncoder().encode('[1')); }, \n"
        "  pull(c) { c.enqueue(new TextEncoder().encode(']')); c.close(); }\n"
        "}), { headers: { 'x-said': 'so' } }) };")}),
        Handler="index.default")
    url = lam.create_function_url_config(FunctionName="fetched",
                                         AuthType="NONE")["FunctionUrl"]
    for mode in ("BUFFERED", "RESPONSE_STREAM", "BUFFERED"):
        lam.update_function_url_config(FunctionName="fetched", InvokeMode=mode)
        answer, headers = get(url)
        assert answer == [1] and headers["x-said"] == "so"
        assert (headers["Transfer-Encoding"] == "chunked") == (
            mode == "RESPONSE_STREAM")
