"""What a caller of the Invoke API is promised: events and answers."""

import base64
import json
import re

import pytest

from hosting import parse_answer

MOST = 6 * 1024 * 1024 + 100


def test_an_event_goes_in_and_its_answer_comes_out_byte_for_byte(host):
    body = b'{ "b" : 1e400,\t"a":[1,2.50,"\xc3\xa9\\u0000"], "a": null }'
    answer = host.invoke("one", body=body)
    assert answer.status == 200
    assert answer.body == body
    assert answer.failed is None
    assert answer.headers["x-amz-executed-version"] == "$LATEST"
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("body", [
    b'{"n":-1E+99999999999,"n":1e400}', b'["\\ud800","\\udc00\\ud800"]',
    b'{"\\u0000":1}', b"[" * 3000 + b"]" * 3000,
    b'{"a":' * 40000 + b"1" + b"}" * 40000,
], ids=lambda body: body[:16].decode())
def test_what_no_tree_can_hold_goes_in_and_comes_out_byte_for_byte(host, body):
    answer = host.invoke("one", body=body)
    assert answer.status == 200
    assert answer.body == body


def test_the_request_id_of_the_answer_is_the_one_the_runtime_saw(host):
    answer = host.invoke("one", {"do": "headers"})
    seen = answer.json
    assert seen["lambda-runtime-aws-request-id"] == (
        answer.headers["x-amzn-requestid"])
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-"
                        r"[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                        answer.headers["x-amzn-requestid"])


def test_a_client_context_of_several_lines_and_alphabets_arrives(host):
    context = '{\n "custom": {"name": "Zoë\\n"}\n}'
    answer = host.invoke("one", {"do": "headers"}, **{
        "X-Amz-Client-Context":
            base64.b64encode(context.encode()).decode()}).json
    assert json.loads(answer["lambda-runtime-client-context"]) == (
        json.loads(context))


@pytest.mark.parametrize("context,status", [
    ("%%%", 400),
    (base64.b64encode(b"not json").decode(), 400),
    (base64.b64encode(b"[1]").decode(), 400),
    (base64.b64encode(b'{"a":"' + b"x" * 2675 + b'"}').decode(), 200),
    (base64.b64encode(b'{"a":"' + b"x" * 2685 + b'"}').decode(), 400),
])
def test_a_client_context_is_a_json_object_in_base64_and_not_too_long(
        host, context, status):
    answer = host.invoke("one", 1, **{"X-Amz-Client-Context": context})
    assert answer.status == status


def test_a_trace_id_that_fits_no_header_is_replaced(host):
    for trace in ("x" * 5000, "a\tb"):
        answer = host.invoke("one", {"do": "headers"},
                             **{"X-Amzn-Trace-Id": trace})
        assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};"
                        r"Parent=[0-9a-f]{16};Sampled=0",
                            answer.json["lambda-runtime-trace-id"])


def test_a_tenant_is_a_short_word(host):
    def call(tenant):
        return host.invoke("one", {"do": "headers"}, X_Amz_Tenant_Id=tenant)

    assert call("t" * 256).json["lambda-runtime-aws-tenant-id"] == "t" * 256
    for tenant in ("t" * 257, "\xe9"):
        answer = call(tenant)
        assert answer.status == 400
        assert answer.headers["x-amzn-errortype"] == "ValidationException"


@pytest.mark.parametrize("name", [
    "one", "one:$LATEST", "one%3A%24LATEST",
    "000000000000:function:one", "function:one", "000000000000:one",
    "us-east-1:000000000000:function:one:$LATEST",
    "arn:aws:lambda:us-east-1:000000000000:function:one",
    "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aone%3A$LATEST",
])
def test_a_function_is_found_by_every_form_of_its_name(host, name):
    assert host.invoke(name, {"n": 1}).json == {"n": 1}


def test_the_qualifier_may_stand_in_the_query(host):
    path = "/2015-03-31/functions/one/invocations?Qualifier="
    assert host.request("POST", path + "%24LATEST", b"1").body == b"1"
    assert host.request("POST", path + "prod", b"1").status == 404
    assert host.request("POST", path, b"1").body == b"1"
    assert host.request("POST", path + "a%20b", b"1").status == 400
    path = path.replace("one/", "one:$LATEST/")
    assert host.request("POST", path + "$LATEST", b"1").body == b"1"
    path = path.replace("Qualifier", "NoQualifier")
    assert host.request("POST", path + "prod", b"1").body == b"1"


@pytest.mark.parametrize("name,status,kind", [
    ("two", 404, "ResourceNotFoundException"),
    ("one:prod", 404, "ResourceNotFoundException"),
    ("one:7", 404, "ResourceNotFoundException"),
    ("ONE", 404, "ResourceNotFoundException"),
    ("o" * 65, 404, "ResourceNotFoundException"),
    ("o" * 1000, 400, "ValidationException"),
    ("a%20b", 400, "ValidationException"),
    ("..%2fone", 400, "ValidationException"),
    ("one%00", 400, "InvalidParameterValueException"),
    ("one%zz", 400, "InvalidParameterValueException"),
    ("", 404, "UnknownOperationException"),
    ("../functions/one", 404, "UnknownOperationException"),
])
def test_an_invalid_name_is_refused_in_json(host, name, status, kind):
    answer = host.invoke(name, {})
    assert answer.status == status
    assert answer.headers["x-amzn-errortype"] == kind
    assert answer.headers["content-type"] == "application/json"
    assert answer.json


def test_not_found_names_the_function_as_aws_does(host):
    answer = host.invoke("two", {})
    assert answer.json == {
        "Type": "User",
        "Message": "Function not found: arn:aws:lambda:us-east-1:"
                   "000000000000:function:two:$LATEST"}


def test_two_qualifiers_must_agree(host):
    answer = host.request(
        "POST", "/2015-03-31/functions/one:$LATEST/invocations?Qualifier=a",
        b"1")
    assert answer.status == 400


@pytest.mark.parametrize("body", [
    b"{", b"nul", b'{"a":1}x', b"[1,]", b'"\xff"', b"'a'", b"{'a':1}", b"01",
    b'"\n"', b'{"a" 1}', b"[" * 3000, b" ", b'{"a":1,}', b"-", b"1.", b'"\\x"',
])
def test_what_is_not_json_is_no_event(host, body):
    answer = host.invoke("one", body=body)
    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "InvalidRequestContentException"
    assert answer.json["message"].startswith(
        "Could not parse request body into json: ")


@pytest.mark.parametrize("body", [
    b"null", b"1", b'"text"', b"[]", b" {} ", b"-0.5e+10", b"true",
    b"123456789012345678901234567890", b'"\\ud83d\\ude00"',
])
def test_any_json_value_is_an_event(host, body):
    assert host.invoke("one", body=body).body == body


def test_no_event_is_an_empty_object(host):
    assert host.invoke("one", body=b"").body == b"{}"


@pytest.mark.parametrize("kind,status", [
    (None, 200), ("application/json", 200),
    ("application/json; charset=utf-8", 200),
    ("application/x-www-form-urlencoded", 200),
    ("application/octet-stream", 200), ("text/plain", 415),
    ("multipart/form-data; boundary=x", 415), ("text/html", 415),
])
def test_which_content_types_are_accepted(
        host, kind, status):
    headers = {"Content-Type": kind} if kind else {}
    answer = host.invoke("one", {}, **headers)
    assert answer.status == status


def test_compressed_content_is_refused(host):
    assert host.invoke("one", {}, Content_Encoding="gzip").status == 415


@pytest.mark.parametrize("kind", ["Nonsense", "event", "dryrun"])
def test_other_invocation_types_are_refused_by_a_sentence(host, kind):
    answer = host.invoke("one", {}, X_Amz_Invocation_Type=kind)
    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "ValidationException"
    assert f"'{kind}' at 'invocationType'" in answer.body.decode()


def test_an_error_of_the_function_is_a_200_with_its_header(host):
    answer = host.invoke("one", {"do": "error"})
    assert answer.status == 200
    assert answer.failed == "Unhandled"
    assert answer.json == {"errorMessage": "no", "errorType": "Sad"}


def test_the_largest_event_and_answer_pass_both_ways(host):
    body = b'"' + b"x" * (MOST - 2) + b'"'
    assert host.invoke("one", body=body).body == body


def test_an_event_one_byte_larger_is_refused_and_the_sender_hears_it(host):
    answer = host.invoke("one", body=b'"' + b"x" * (MOST - 1) + b'"')
    assert answer.status == 413
    assert answer.headers["x-amzn-errortype"] == "RequestTooLargeException"
    assert str(MOST + 1) in answer.json["message"]
    assert host.invoke("one", {}).status == 200


def test_an_event_of_a_gigabyte_is_refused_before_it_is_sent(host):
    answer = host.raw(
        b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
        b"Host: localhost\r\nContent-Length: 1000000000\r\n\r\n")
    assert parse_answer(answer).status == 413


def test_chunked_events_are_served(host):
    answer = host.raw(
        b"POST /2015-03-31/functions/one/invocations HTTP/1.1\r\n"
        b"Host: localhost\r\nConnection: close\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
        b"3\r\n[1,\r\n2;ext=1\r\n2]\r\n0\r\n\r\n")
    assert parse_answer(answer).body == b"[1,2]"


def test_an_answer_one_byte_too_large_is_an_error_and_the_next_is_served(host):
    assert host.invoke("one", {"do": "size", "bytes": MOST + 1}).failed
    assert host.invoke("one", {"do": "seen"}).json == [413]
