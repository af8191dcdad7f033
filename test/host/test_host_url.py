"""What HTTP clients of a function's URL are promised, and what the function
sees of them."""

import base64
import json
import re
import time

import pytest

from hosting import make_function, parse_answer, wait_for

MOST = 6 * 1024 * 1024 + 100
CLIENT = "url_client.py"


@pytest.fixture
def host(tmp_path, serve):
    make_function(tmp_path / "one", {"concurrency": 1, "timeout": 1}, CLIENT)
    make_function(tmp_path / "Two_2", {"url": False}, CLIENT)
    return serve()


def ask(host, path="/lambda-url/one/", method="GET", body=b"", do=None,
        **headers):
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    if do is not None:
        headers["X-Do"] = json.dumps(do)
    return host.request(method, path, body, headers)


def result(host, value):
    text = value if isinstance(value, str) else json.dumps(value)
    return ask(host, do={"result": text})


def test_the_function_sees_the_request_as_an_event_of_format_2(host):
    before = int(time.time() * 1000)
    answer = ask(host, "/lambda-url/one/a%2Fb/%C3%A9?x=1&y=%20&x=2", "POST",
                 b'{"a": 1}', Content_Type="application/json",
                 Cookie="c=1; d=2", User_Agent="test", X_Two="1")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    event = answer.json
    assert event["version"] == "2.0"
    assert event["rawPath"] == "/a%2Fb/%C3%A9"
    assert event["rawQueryString"] == "x=1&y=%20&x=2"
    assert event["queryStringParameters"] == {"x": "1,2", "y": " "}
    assert event["cookies"] == ["c=1", "d=2"]
    assert event["body"] == '{"a": 1}'
    assert event["isBase64Encoded"] is False
    assert event["headers"]["x-two"] == "1"
    assert event["headers"]["host"] == f"127.0.0.1:{host.port}"
    assert event["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert event["headers"]["x-forwarded-port"] == str(host.port)
    assert "connection" not in event["headers"]
    context = event["requestContext"]
    assert context["http"] == {
        "method": "POST", "path": "/a%2Fb/%C3%A9", "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1", "userAgent": "test"}
    assert context["requestId"] == answer.headers["x-amzn-requestid"]
    assert event["headers"]["x-amzn-trace-id"] == (
        answer.headers["x-amzn-trace-id"])
    assert context["domainName"] == "127.0.0.1"
    assert context["domainPrefix"] == context["apiId"] == "one"
    assert before <= context["timeEpoch"] <= time.time() * 1000
    assert re.fullmatch(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000",
                        context["time"])


def test_headers_that_repeat_are_joined(host):
    got = host.raw(b"GET /lambda-url/one/ HTTP/1.1\r\nHost: localhost\r\n"
                   b"X-A: 1\r\nConnection: close\r\nx-a: 2\r\n\r\n")
    assert parse_answer(got).json["headers"]["x-a"] == "1,2"


def test_a_body_that_is_no_text_is_base64(host):
    for kind, body in (("multipart/form-data; boundary=x", b"--x--\r\n"),
                       ("image/png", b"\x89PNG\0"), ("text/plain", b"\xff")):
        event = ask(host, method="POST", body=body, Content_Type=kind).json
        assert event["isBase64Encoded"] is True
        assert base64.b64decode(event["body"]) == body


@pytest.mark.parametrize("name,path,raw", [
    ("localhost", "/lambda-url/one", "/"),
    ("localhost", "/lambda-url/one/", "/"),
    ("localhost", "/lambda-url/one?a=b", "/"),
    ("localhost", "/lambda-url/one//x/../y", "//x/../y"),
    ("one.lambda-url.localhost", "/", "/"),
    ("one.lambda-url.localhost:9000", "/x?y", "/x"),
    ("ONE.Lambda-Url.LocalHost", "/x", "/x"),
    ("one.lambda-url.localhost", "/lambda-url/one/", "/lambda-url/one/"),
    ("one.lambda-url.localhost", "/2015-03-31/functions/",
     "/2015-03-31/functions/"),
])
def test_a_function_is_reached_by_path_and_by_host(host, name, path, raw):
    event = ask(host, path, Host=name).json
    assert event["rawPath"] == raw
    assert event["requestContext"]["domainName"] == name.split(":")[0]


def test_case_is_lost_in_a_host_and_counts_only_between_two(tmp_path, serve):
    for name in ("Mixed_1", "both", "BOTH"):
        make_function(tmp_path / name, {}, CLIENT)
    host = serve()

    def function(name):
        answer = ask(host, "/", Host=f"{name}.lambda-url.localhost")
        return answer.status == 200 and answer.json["requestContext"]["apiId"]

    assert function("mixed_1") == "Mixed_1"
    assert function("both") == "both"
    assert function("BOTH") == "BOTH"
    assert function("Both") is False


@pytest.mark.parametrize("name,path,reason", [
    ("three.lambda-url.localhost", "/", 'no function named "three"'),
    ("a.one.lambda-url.localhost", "/", 'one is a folder, which has no aliases'),
    (".lambda-url.localhost", "/", 'no function named ""'),
    ("localhost", "/lambda-url/three/", 'no function named "three"'),
    ("localhost", "/lambda-url/", 'no function named ""'),
    ("localhost", "/lambda-url/" + "o" * 70, 'no function named ""'),
    ("localhost", "/lambda-url/o%6ee/", 'no function named "o%6ee"'),
    ("localhost", "/lambda-url/Two_2/", 'has "url": false'),
    ("two_2.lambda-url.localhost", "/", 'has "url": false'),
])
def test_an_unknown_url_is_403_as_on_aws_with_the_cause(
        host, name, path, reason):
    answer = ask(host, path, Host=name)
    assert answer.status == 403
    assert answer.body == b'{"Message":null}'
    assert answer.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert reason in answer.headers["dayfly-reason"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH",
                                    "OPTIONS", "PROPFIND"])
def test_every_method_reaches_the_function(host, method):
    answer = ask(host, method=method)
    assert answer.json["requestContext"]["http"]["method"] == method


def test_head_is_answered_without_a_body(host):
    answer = ask(host, method="HEAD")
    assert answer.status == 200
    assert answer.body == b""
    assert int(answer.headers["content-length"]) > 100


def test_an_object_with_a_status_is_the_answer(host):
    answer = result(host, {
        "statusCode": 201, "headers": {"X-One": "Zoë", "x-n": 7,
                                       "content-length": "1"},
        "cookies": ["a=1; Path=/", "b=2"], "body": "héllo"})
    assert answer.status == 201
    assert answer.body.decode() == "héllo"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-one"].encode("latin-1").decode() == "Zoë"
    assert answer.headers["x-n"] == "7"
    assert answer.headers["content-length"] == "6"


def raw_result(host, value):
    do = json.dumps({"result": json.dumps(value)})
    return host.raw(
        b"GET /lambda-url/one/ HTTP/1.1\r\nHost: localhost\r\n"
        b"Connection: close\r\nX-Do: " + do.encode() + b"\r\n\r\n")


def test_the_ids_of_the_call_are_set_by_the_host(host):
    got = raw_result(host, {"statusCode": 200, "headers": {
        "X-Amzn-RequestId": "mine", "x-amzn-trace-id": "mine"}})
    assert b"200 OK" in got and b"mine" not in got
    assert got.lower().count(b"x-amzn-requestid: ") == 1


def test_each_cookie_is_a_header_of_its_own(host):
    got = raw_result(host, {
        "statusCode": 200, "cookies": ["a=1; Path=/", "b=2"]})
    assert b"\r\nSet-Cookie: a=1; Path=/\r\n" in got
    assert b"\r\nSet-Cookie: b=2\r\n" in got


@pytest.mark.parametrize("value,body", [
    ('"hello"', b"hello"), ('"\\u00e9"', "é".encode()), ("[1, 2]", b"[1,2]"),
    ("null", b"null"), ("1.50", b"1.50"), ('{"a": 1}', b'{"a":1}'),
])
def test_any_other_result_is_the_body_itself(host, value, body):
    answer = result(host, value)
    assert answer.status == 200
    assert answer.body == body
    assert answer.headers["content-type"] == "application/json"


def test_base64_is_decoded(host):
    data = bytes(range(256))
    answer = result(host, {
        "statusCode": 200, "isBase64Encoded": True,
        "headers": {"content-type": "image/png"},
        "body": base64.b64encode(data).decode()})
    assert answer.body == data
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_that_forbids_a_body_has_no_body(host, status):
    answer = result(host, {"statusCode": status, "body": "x"})
    assert answer.status == status
    assert answer.body == b""
    assert host.invoke("one", {}).status == 200


@pytest.mark.parametrize("value,reason", [
    ("nonsense", "not JSON"),
    ({"statusCode": 99}, "statusCode must be"),
    ({"statusCode": 200, "body": {}}, "body must be a string"),
    ({"statusCode": 200, "headers": {"x": "a\r\nSet-Cookie: b"}},
     'the header "x"'),
    ({"statusCode": 200, "headers": {"x\ny": "a"}}, 'the header "x?y"'),
    ({"statusCode": 200, "cookies": ["a\r\nb"]}, "cookie 1"),
    ('{"a":1}' + "\0" * 8 + "x", "RESPONSE_STREAM"),
])
def test_what_cannot_be_sent_is_502_and_the_log_has_the_cause(
        host, value, reason):
    answer = result(host, value)
    assert answer.status == 502
    assert answer.body == b"Internal Server Error"
    assert reason in answer.headers["dayfly-reason"]
    assert "set-cookie" not in answer.headers
    request_id = answer.headers["x-amzn-requestid"]
    host.wait_log(f"dayfly: the URL of request {request_id} responds with 502: "
                  + answer.headers["dayfly-reason"] + "\n")


@pytest.mark.parametrize("do,reason", [
    ({"error": 1}, "the function failed: Runtime.Sad"),
    ({"exit": 3}, "the function failed: Runtime.ExitError"),
    ({"sleep": 60}, "the function failed: Sandbox.Timedout"),
])
def test_a_function_that_fails_is_502(host, do, reason):
    answer = ask(host, do=do)
    assert answer.status == 502
    assert answer.body == b"Internal Server Error"
    assert answer.headers["dayfly-reason"] == reason
    assert answer.headers["x-amzn-requestid"]


def test_too_many_callers_are_429(host):
    first = host.begin("one", {"headers": {"x-do": '{"sleep": 0.8}'}})
    host.wait_log("START")
    waiting = [host.begin("one", {}) for _ in range(100)]
    wait_for(lambda: ask(host).status == 429)
    for s in [first, *waiting]:
        host.finish(s)


def test_a_request_as_large_as_an_event_may_be_passes(host):
    body = b"x" * (MOST - 2000)
    answer = ask(host, method="POST", body=body, Content_Type="text/plain",
                 do={"result": '"ok"'})
    assert answer.body == b"ok"


@pytest.mark.parametrize("kind,size", [
    ("text/plain", MOST + 1), ("text/plain", MOST - 10),
    ("image/png", MOST * 3 // 4),
])
def test_a_larger_one_is_413(host, kind, size):
    answer = ask(host, method="POST", body=b"x" * size, Content_Type=kind)
    assert answer.status == 413
    assert str(MOST) in answer.json["Message"]
    assert ask(host).status == 200


def test_requests_on_one_connection_are_served_one_after_the_other(host):
    head = b"GET /lambda-url/one/%d HTTP/1.1\r\nHost: localhost\r\n"
    got = host.raw(b"".join(head % n + b"\r\n" for n in range(3))
                   + head % 3 + b"Connection: close\r\n\r\n")
    assert re.findall(rb'"rawPath":"(/\d)"', got) == [
        b"/0", b"/1", b"/2", b"/3"]


def test_a_caller_that_leaves_its_line_is_not_run(host):
    first = host.begin("one", {"headers": {"x-do": '{"sleep": 0.5}'}})
    host.wait_log("START")
    s = host.connect()
    s.sendall(b"GET /lambda-url/one/left HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert host.invoke("one", body=b"{").status == 400
    s.close()
    host.finish(first)
    assert ask(host).status == 200
    assert host.log().count("START") == 2
