"""Events of APIs in a SAM template are routes of the host."""

import json

import pytest

from hosting import wait_for

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: nodejs22.x, CodeUri: code, Handler: app.echo}
"""
REST = """
  Rest:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {Path: /rest, Method: get}}
        B: {Type: Api, Properties: {Path: '/rest/{id}/{rest+}', Method: any}}
"""
HTTP = """
  Http:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: HttpApi, Properties: {Path: '/http/{id}', Method: GET}}
        B: {Type: HttpApi, Properties: {Path: '/http/{proxy+}', Method: ANY}}
        C: {Type: HttpApi, Properties: {Path: /v1, Method: POST, PayloadFormatVersion: '1.0'}}
"""
PLAIN = """
  Plain:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.plain
      Events:
        A: {Type: HttpApi, Properties: {Path: /plain, Method: ANY}}
        B: {Type: Api, Properties: {Path: /rest-plain, Method: ANY}}
"""
CODE = """
exports.echo = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });
exports.plain = async (event) => {
  const query = event.queryStringParameters ?? {};
  if (query.fail) throw new TypeError("it fails");
  if (query.cookies) {
    return { statusCode: 201, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
             headers: { "X-Own": "1", "Access-Control-Allow-Origin": "of-the-function" } };
  }
  if (query.binary) return { statusCode: 200, isBase64Encoded: true, body: "AAH/" };
  return { plain: true };
};
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "app.js").write_text(CODE)
    write(tmp_path, REST, HTTP, PLAIN)
    return tmp_path


def write(project, *resources, globals_=""):
    (project / "template.yaml").write_text(
        HEAD + globals_ + "Resources:\n" + "".join(resources))


def get(host, path, method="GET", body=b"", **headers):
    return host.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})


def test_a_route_of_a_rest_api_gets_the_first_payload_format(project, serve):
    host = serve(project)
    event = get(host, "/rest?a=1&a=2&b=x%20y", X_Many="1", Cookie="c=d").json
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/rest", "/rest", "GET")
    assert event["queryStringParameters"] == {"a": "2", "b": "x y"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": ["x y"]}
    assert event["headers"]["X-Many"] == "1" and event["headers"]["Cookie"] == "c=d"
    assert event["multiValueHeaders"]["X-Forwarded-For"] == ["127.0.0.1"]
    assert event["pathParameters"] is None and event["body"] is None
    context = event["requestContext"]
    assert context["path"] == "/Prod/rest" and context["stage"] == "Prod"
    assert context["resourcePath"] == "/rest"
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert "version" not in event

    event = get(host, "/rest/a%2fb/c/d", "PUT", b"text").json
    assert event["pathParameters"] == {"id": "a/b", "rest": "c/d"}
    assert event["body"] == "text" and event["isBase64Encoded"] is False
    event = get(host, "/rest/a/c", "PUT", b"\xff\x00").json
    assert event["body"] == "/wA=" and event["isBase64Encoded"] is True


def test_a_route_of_an_http_api_gets_the_second(project, serve):
    host = serve(project)
    event = get(host, "/http/7?a=1&a=2", Cookie="c=d; e=f").json
    assert event["version"] == "2.0" and event["routeKey"] == "GET /http/{id}"
    assert event["pathParameters"] == {"id": "7"} and event["rawPath"] == "/http/7"
    assert event["queryStringParameters"] == {"a": "1,2"} and event["cookies"] == ["c=d", "e=f"]
    context = event["requestContext"]
    assert context["http"]["method"] == "GET" and context["stage"] == "$default"
    assert context["routeKey"] == "GET /http/{id}" and "authentication" not in context
    event = get(host, "/http/7", "POST", b"{}", Content_Type="application/json").json
    assert event["routeKey"] == "ANY /http/{proxy+}"
    assert event["pathParameters"] == {"proxy": "7"} and event["body"] == "{}"
    event = get(host, "/v1", "POST", b"x", Content_Type="text/plain").json
    assert event["version"] == "1.0" and event["resource"] == "/v1"
    assert event["requestContext"]["path"] == "/v1" and event["body"] == "x"


def test_results_are_sent_as_each_api_does(project, serve):
    host = serve(project)
    assert get(host, "/plain").json == {"plain": True}
    answer = get(host, "/rest-plain")
    assert answer.status == 502 and answer.json == {"message": "Internal server error"}
    assert "statusCode" in answer.headers["dayfly-reason"]
    answer = get(host, "/rest-plain?cookies=1")
    assert answer.status == 201 and answer.headers["x-own"] == "1"
    assert answer.headers["set-cookie"] == "b=2"
    assert get(host, "/plain?binary=1").body == b"\x00\x01\xff"


def test_a_failure_is_that_of_the_api_and_its_reason_is_told(project, serve):
    host = serve(project)
    answer = get(host, "/plain?fail=1")
    assert answer.status == 500 and answer.json == {"message": "Internal Server Error"}
    assert answer.headers["dayfly-reason"] == "the function failed: TypeError"
    answer = get(host, "/rest-plain?fail=1")
    assert answer.status == 502 and answer.json == {"message": "Internal server error"}
    assert "it fails" in host.log()


def test_what_has_no_route_is_refused_as_the_api_does(project, serve):
    host = serve(project)
    answer = get(host, "/nothing")
    assert answer.status == 404 and answer.json == {"message": "Not Found"}
    assert answer.headers["dayfly-reason"] == "no route GET /nothing is served"
    write(project, REST)
    answer = get(host, "/nothing")
    assert answer.status == 403
    assert answer.json == {"message": "Missing Authentication Token"}
    assert get(host, "/rest", "POST").status == 403


def test_the_lambda_api_and_urls_stay_where_they_are(project, serve):
    host = serve(project)
    assert host.invoke("Rest", {"a": 1}).json["statusCode"] == 200
    assert get(host, "/lambda-url/Http/x").json["rawPath"] == "/x"
    assert get(host, "/2015-03-31/functions").status == 200
    assert get(host, "/2015-03-31/functions", "DELETE").status == 405
    write(project, "\n  All: {Type: AWS::Serverless::Function, Properties: {Events: "
          "{A: {Type: HttpApi}}}}\n")
    assert get(host, "/").json["routeKey"] == "$default"
    assert get(host, "/2015-03-31/functions").json["Functions"]


def test_routes_change_with_the_template(project, serve):
    host = serve(project)
    write(project, REST.replace("/rest,", "/other,"))
    assert get(host, "/other").json["resource"] == "/other"
    assert get(host, "/rest").status == 403
    good = (project / "template.yaml").read_text()
    (project / "template.yaml").write_text("Resources: [")
    assert get(host, "/other").status == 200
    host.wait_log("what worked before goes on")
    (project / "template.yaml").write_text(good)
    wait_for(lambda: get(host, "/other").status == 200)


def test_what_a_changed_template_does_not_serve_is_told_once(project, serve):
    host = serve(project)
    write(project, REST, HTTP.replace("Path: /v1", "Path: v1"))
    assert get(host, "/v1", "POST").status == 404
    assert get(host, "/v1", "POST").status == 404
    note = 'Path is "v1"; it must be like /items, /items/{id} or /{proxy+}; the route is not served'
    assert host.log().count(note) == 1


CORS = """
  HttpApi: {CorsConfiguration: {AllowOrigins: ['https://app.example'], AllowMethods: [GET],
    AllowHeaders: [x-own], MaxAge: 60}}
  Api: {Cors: {AllowOrigin: "'https://app.example'", AllowHeaders: "'x-own,x-two'"}}
"""


def test_pages_call_as_the_template_says(project, serve):
    write(project, REST, HTTP, PLAIN, globals_=CORS)
    host = serve(project)
    page = {"Origin": "https://app.example"}
    answer = get(host, "/plain?cookies=1", **page)
    assert answer.status == 201
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    answer = get(host, "/rest-plain?cookies=1", **page)
    assert answer.headers["access-control-allow-origin"] == "of-the-function"
    asked = {**page, "Access_Control_Request_Method": "GET"}
    answer = get(host, "/http/1", "OPTIONS", **asked)
    assert answer.status == 200 and answer.body == b""
    assert answer.headers["access-control-allow-methods"] == "GET"
    assert answer.headers["access-control-max-age"] == "60"
    answer = get(host, "/rest", "OPTIONS", Access_Control_Request_Headers="x-own", **asked)
    assert answer.headers["access-control-allow-headers"] == "x-own, x-two"
    assert answer.headers["access-control-allow-methods"] == "GET"
    answer = get(host, "/plain", Origin="https://evil.example")
    assert answer.status == 403 and "CorsConfiguration" in answer.json["Message"]


def test_a_page_of_this_machine_calls_without_cors_in_the_template(project, serve):
    host = serve(project)
    for origin in ("http://localhost:3000", "http://127.0.0.1:5173", "http://[::1]:80"):
        assert get(host, "/plain", Origin=origin).status == 200
        assert get(host, "/rest-plain?cookies=1", Origin=origin).headers[
            "access-control-allow-origin"] == "of-the-function"
    event = get(host, "/http/7", "OPTIONS", Origin="http://localhost:3000",
                Access_Control_Request_Method="PUT").json
    assert event["requestContext"]["http"]["method"] == "OPTIONS"
    for origin in ("https://evil.example", "http://localhost.evil.example", "null"):
        assert get(host, "/plain", Origin=origin).status == 403
    assert get(host, "/2015-03-31/functions", Origin="http://localhost:3000").status == 403
    assert get(host, "/lambda-url/Plain/", Origin="http://localhost:3000").status == 403


@pytest.mark.parametrize("path,status", [
    ("/http/%zz", 200), ("/http/%00", 200), ("/http/" + "a" * 5000, 200), ("/http//x", 200),
    ("/http/%ff", 200), ("/", 404), ("//", 404), ("/%2e%2e/http/x", 404),
])
def test_any_path_has_an_answer(project, serve, path, status):
    host = serve(project)
    answer = get(host, path)
    assert answer.status == status
    if status == 200:
        assert json.loads(answer.body)["rawPath"] == path


def test_a_request_that_is_too_large_is_refused(project, serve):
    host = serve(project)
    assert get(host, "/http/x", "POST", b"a" * (6 * 1024 * 1024 + 1)).status == 413
