"""Routes in the dayfly.json of a served folder."""

import json
import subprocess

import pytest

from hosting import DAYFLY, run, wait_for

CODE = """
exports.echo = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });
exports.plain = async (event) => {
  const query = event.queryStringParameters ?? {};
  if (query.fail) throw new TypeError("it fails");
  if (query.many) {
    return { statusCode: 201, statusDescription: "201 Created", body: "many",
             headers: { "X-One": "h" }, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] } };
  }
  return { statusCode: 200, body: "plain" };
};
"""


@pytest.fixture
def project(tmp_path):
    for name in ("echo", "plain"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.js").write_text(CODE)
        (tmp_path / name / "dayfly.json").write_text(json.dumps({"handler": f"index.{name}"}))
    return tmp_path


def write(project, routes=None, **more):
    text = json.dumps({**({"routes": routes} if routes else {}), **more}, indent=1)
    (project / "dayfly.json").write_text(text)


def get(host, path, method="GET", body=b"", **headers):
    return host.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})


def test_routes_choose_as_an_http_api_does(project, serve):
    write(project, {"GET /items/{id}": "echo", "/items/new": "plain", "ANY /items/{rest+}": "echo",
                    "POST /": "echo", "$default": "plain"})
    host = serve(project)
    event = get(host, "/items/a%2fb?x=1&x=2", Cookie="c=d").json
    assert event["version"] == "2.0" and event["routeKey"] == "GET /items/{id}"
    assert event["pathParameters"] == {"id": "a/b"} and event["rawPath"] == "/items/a%2fb"
    assert event["queryStringParameters"] == {"x": "1,2"} and event["cookies"] == ["c=d"]
    assert get(host, "/items/new").body == b"plain"
    event = get(host, "/items/7/x", "PUT", b"{}", Content_Type="application/json").json
    assert event["routeKey"] == "ANY /items/{rest+}" and event["body"] == "{}"
    assert get(host, "/", "POST").json["routeKey"] == "POST /"
    assert get(host, "/").body == get(host, "/any/thing").body == b"plain"
    assert host.invoke("echo", {}).status == 200 and get(host, "/lambda-url/echo/").status == 200


def test_each_route_has_its_payload(project, serve):
    write(project, {"/v1": {"function": "echo", "payload": "1.0"},
                    "/rest/{id}": {"function": "echo", "payload": "rest"},
                    "/alb": {"function": "echo", "payload": "alb"}}, http={"stage": "prod"})
    host = serve(project)
    event = get(host, "/v1?a=1&a=2", X_Many="1").json
    assert event["version"] == "1.0" and event["requestContext"]["stage"] == "prod"
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    event = get(host, "/rest/7").json
    assert "version" not in event and event["pathParameters"] == {"id": "7"}
    event = get(host, "/alb?a=x%20y&a=%2b&b", "POST", b"\xff", X_Many="1").json
    assert event["requestContext"]["elb"]["targetGroupArn"].startswith(
        "arn:aws:elasticloadbalancing:us-east-1:")
    assert (event["httpMethod"], event["path"]) == ("POST", "/alb")
    assert event["queryStringParameters"] == {"a": "%2b", "b": ""}
    assert event["headers"]["x-many"] == "1" and event["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)
    assert sorted(event) == ["body", "headers", "httpMethod", "isBase64Encoded", "path",
                             "queryStringParameters", "requestContext"]
    event = get(host, "/alb").json
    assert event["body"] == "" and event["queryStringParameters"] == {}
    gzip = get(host, "/alb", "POST", b"text", Content_Type="text/plain", Content_Encoding="gzip")
    assert gzip.json["isBase64Encoded"] is True


def test_a_load_balancer_takes_one_kind_of_headers(project, serve):
    write(project, {"/": "plain", "/echo": "echo"}, http={"payload": "alb"})
    host = serve(project)
    answer = get(host, "/?many=1")
    assert answer.status == 201 and answer.headers["x-one"] == "h"
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-type"] == "application/octet-stream"
    answer = get(host, "/?fail=1")
    assert answer.status == 502 and answer.body.startswith(b"<html>\r\n<head><title>502 Bad Gate")
    write(project, {"/": "plain", "/echo": "echo"}, http={"payload": "alb",
                                                          "multiValueHeaders": True})
    event = get(host, "/echo?a=1&a=2").json
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert event["multiValueHeaders"]["host"] == [f"127.0.0.1:{host.port}"]
    assert "headers" not in event and "queryStringParameters" not in event


def test_a_base_path_is_the_apis_own(project, serve):
    write(project, {"GET /items/{id}": "echo", "/": "plain"}, http={"basePath": "/v1"})
    host = serve(project)
    event = get(host, "/v1/items/7").json
    assert event["pathParameters"] == {"id": "7"} and event["rawPath"] == "/v1/items/7"
    assert event["routeKey"] == "GET /items/{id}"
    assert get(host, "/v1").body == get(host, "/v1/").body == b"plain"
    for path in ("/items/7", "/v1x/items/7", "/v2/items/7"):
        assert get(host, path).status == 404


def test_own_hosts_have_their_routes_alone(project, serve, tmp_path_factory):
    write(project, {"/{all+}": "echo"}, http={"hosts": ["shop.example"]})
    other = tmp_path_factory.mktemp("other")
    (other / "page").mkdir()
    (other / "page" / "index.js").write_text(CODE.replace("echo", "handler"))
    write(other, {"/{all+}": "page"})
    host = serve(project, other, options=("--listen", "127.0.0.1:0", "--data",
                                          str(tmp_path_factory.mktemp("data"))))
    for name in ("shop.example", f"SHOP.example:{host.port}"):
        event = get(host, "/2015-03-31/functions", Host=name).json
        assert event["requestContext"]["domainName"].lower() == "shop.example"
        assert event["routeKey"] == "ANY /{all+}"
        event = get(host, "/2015-03-31/functions", "POST", b"body", Host=name,
                    Content_Type="text/plain").json
        assert event["body"] == "body"
        assert get(host, "/x", Host=name, Origin="https://any.example").status == 200
    assert get(host, "/x").json["requestContext"]["domainName"] == "127.0.0.1"
    assert get(host, "/2015-03-31/functions").json["Functions"]
    assert get(host, "/x", Host="other.example").status == 403


def test_pages_call_as_http_says(project, serve):
    write(project, {"GET /items": "plain"}, http={"cors": {
        "allowOrigins": ["https://app.example"], "allowMethods": ["GET"], "maxAge": 60}})
    host = serve(project)
    page = {"Origin": "https://app.example"}
    assert get(host, "/items", **page).headers["access-control-allow-origin"] == page["Origin"]
    answer = get(host, "/items", "OPTIONS", **page, Access_Control_Request_Method="GET")
    assert answer.status == 200 and answer.headers["access-control-max-age"] == "60"
    answer = get(host, "/items", Origin="https://evil.example")
    assert answer.status == 403 and '"cors" of "http"' in answer.json["Message"]


def test_a_route_names_a_function_that_comes_later(project, serve):
    write(project, {"/late": "late"})
    host = serve(project)
    answer = get(host, "/late")
    assert answer.status == 500 and "names late" in answer.headers["dayfly-reason"]
    (project / "late").mkdir()
    (project / "late" / "index.js").write_text(CODE.replace("exports.plain", "exports.handler"))
    assert get(host, "/late").body == b"plain"


def test_a_mistake_while_it_serves_leaves_what_was_there(project, serve):
    write(project, {"/a": "plain"})
    host = serve(project)
    assert get(host, "/a").status == 200
    (project / "dayfly.json").write_text('{\n "routes": {\n  "/a": "plain",\n  "GET b": "plain"}}')
    assert get(host, "/a").status == 200 and get(host, "/b").status == 404
    log = host.wait_log("that were served before go on")
    assert 'dayfly.json:4: the route "GET b" must be like' in log
    (project / "dayfly.json").write_text('{"routes": ')
    assert get(host, "/a").status == 200 and host.invoke("echo", {}).status == 200
    host.wait_log("dayfly.json:1: ")
    write(project, {"/b": "plain"})
    wait_for(lambda: get(host, "/b").status == 200)
    assert get(host, "/a").status == 404
    assert host.log().count("dayfly.json:4:") == 1


def test_a_folder_may_be_a_function_and_have_routes(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "main.js").write_text(CODE)
    write(folder, {"/x": "one"}, handler="main.plain")
    host = serve(folder)
    assert get(host, "/x").body == b"plain" and get(host, "/lambda-url/one/").body == b"plain"


@pytest.mark.parametrize("line,text,wanted", [
    (2, {"routes": []}, '"routes" must be an object'),
    (3, {"routes": {"GET/a": "f"}}, "must be like"),
    (3, {"routes": {"GET  ": "f"}}, "must be like"),
    (3, {"routes": {"G T /a": "f"}}, "must be like"),
    (3, {"routes": {"/a/{b": "f"}}, "must be like"),
    (3, {"routes": {"/{a+}/b": "f"}}, "must be like"),
    (4, {"routes": {"/ok": "f", "/a": 7}}, "must name a function"),
    (3, {"routes": {"/a": "a b"}}, "must name a function"),
    (3, {"routes": {"/a": {"function": "f", "x": 1}}}, "must name a function"),
    (3, {"routes": {"/a": {"function": "f", "payload": "3"}}}, '"payload" must be'),
    (4, {"routes": {"/a": "f", "ANY /a": "f"}}, "is there twice"),
    (2, {"http": 1}, '"http" must be an object'),
    (3, {"http": {"x": 1}}, 'has no "x"'),
    (3, {"http": {"basePath": "v1"}}, '"basePath" must be'),
    (3, {"http": {"basePath": "/"}}, '"basePath" must be'),
    (3, {"http": {"stage": "a/b"}}, '"stage" must be'),
    (3, {"http": {"hosts": ["a:1"]}}, '"hosts" must be'),
    (3, {"http": {"hosts": []}}, '"hosts" must be'),
    (3, {"http": {"cors": {"allowOrigins": "*"}}}, '"allowOrigins" of "cors" must be'),
    (3, {"http": {"multiValueHeaders": "yes"}}, "must be true or false"),
    (2, {"static": "public"}, '"static" must be an object'),
    (3, {"static": {"public": "public"}}, "must be a path"),
    (3, {"static": {"/{a}": "public"}}, "must be a path"),
    (3, {"static": {"/": ""}}, "must name a folder"),
    (3, {"static": {"/": {"folder": "p", "x": 1}}}, 'has no "x"'),
    (3, {"static": {"/": {"folder": "p", "fallback": "../x"}}}, '"fallback" must be'),
    (3, {"static": {"/": {"folder": "p", "cacheControl": "a\nb"}}}, '"cacheControl" must be'),
    (3, {"static": {"/": "."}}, "has this dayfly.json in it"),
    (3, {"static": {"/": "/"}}, "has this dayfly.json in it"),
])
def test_a_mistake_is_told_with_its_line(tmp_path, line, text, wanted):
    (tmp_path / "dayfly.json").write_text(json.dumps(text, indent=1))
    result = run("serve", "--listen", "127.0.0.1:0", tmp_path)
    assert result.returncode == 1, result
    error = result.stderr.decode()
    assert f"{tmp_path}/dayfly.json:{line}: " in error and wanted in error


def test_the_start_lists_routes_and_what_is_missing(project):
    (project / "public").mkdir()
    (project / "public" / "index.js").write_text("not a function")
    write(project, {"GET /a": "echo", "/b": "late:live"}, static={"/": "public", "/c": "later"},
          http={"basePath": "/v1"})
    write(project / "echo", {"/x": "echo"}, handler="index.echo")
    with open(project.parent / "out", "w+") as text:
        host = subprocess.Popen([DAYFLY, "serve", "--listen", "127.0.0.1:0", project],
                                stdout=text, stderr=subprocess.DEVNULL)
        wait_for(lambda: "Invoke one" in (project.parent / "out").read_text())
        host.terminate()
        host.wait(20)
        out = (project.parent / "out").read_text()
    assert "/v1/a  echo" in out and f"/c/  {project}/later" in out
    assert f"Note: {project}/dayfly.json: a route names late:live, which is not served now" in out
    assert f"the folder {project}/later does not exist now" in out
    assert f"Note: {project}/echo/dayfly.json: its routes and static files are there if" in out
    assert "public" not in out.partition("Routes of")[0]


def test_routes_and_files_need_no_key(project, serve, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    assert run("keys", "add", "--data", data, "--role", "admin").returncode == 0
    (project / "public").mkdir()
    (project / "public" / "a.txt").write_text("a")
    write(project, {"/echo": "echo"}, static={"/": "public"})
    host = serve(project, options=("--listen", "127.0.0.1:0", "--data", str(data)))
    assert get(host, "/a.txt").body == b"a" and get(host, "/echo").status == 200
    assert get(host, "/2015-03-31/functions").status == 403
    assert host.invoke("echo", {}).status == get(host, "/lambda-url/echo/").status == 403
