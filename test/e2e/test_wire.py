"""The Runtime API client against a server that records the wire."""

import json
import time

import pytest
from parts import MOST, interpreter, write

ECHO = "#!/bin/sh\nexec cat\n"
ENV = """
#!python
import json, os
print(json.dumps({k: v for k, v in os.environ.items()
                  if k.startswith(("DAYFLY_", "_X_"))}))
"""


def error_of(body):
    return json.loads(body)["errorType"]


def test_one_event_byte_for_byte(wire, tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh", DAYFLY_PEAK="on")
    headers = peer.expect_next()
    assert headers["user-agent"] == "dayfly/0.2.0"
    assert headers["host"] == f"127.0.0.1:{peer.port}"
    peer.give(b'{"a": 1}', request_id="8476a536-e9f4")
    line, headers, body = peer.take_post()
    assert line == ("POST /2018-06-01/runtime/invocation/8476a536-e9f4/"
                    "response HTTP/1.1")
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == "8"
    assert int(headers["dayfly-max-memory-kb"]) > 0
    assert "expect" not in headers
    assert "lambda-runtime-invocation-id" not in headers
    assert body == b'{"a": 1}'
    peer.expect_next()


def test_all_on_one_connection(wire, tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh")
    peer.expect_next()
    first = peer.socket
    for i in range(20):
        peer.give(b"1", request_id=f"id-{i}")
        peer.take_post()
        peer.expect_next()
    assert peer.socket is first


def test_headers_reach_the_handler_and_no_later_one(wire, tmp_path):
    write(tmp_path, "env.py", ENV)
    peer = wire("env.py")
    _, headers, body = peer.turn(
        request_id="one", Lambda_Runtime_Trace_Id="Root=1-2;Sampled=0",
        Lambda_Runtime_Client_Context='{"client":{"x":"é"}}'.encode()
        .decode("utf-8"),
        Lambda_Runtime_Cognito_Identity='{"cognitoIdentityId":"me"}',
        Lambda_Runtime_Aws_Tenant_Id="tenant-7",
        Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:x:1:function:f",
        Lambda_Runtime_Invocation_Id="attempt/+=1")
    told = json.loads(body)
    assert headers["lambda-runtime-invocation-id"] == "attempt/+=1"
    deadline = int(told.pop("DAYFLY_DEADLINE_MS"))
    assert 1000 < deadline - time.time() * 1000 < 3000
    assert told == {
        "DAYFLY_REQUEST_ID": "one", "_X_AMZN_TRACE_ID": "Root=1-2;Sampled=0",
        "DAYFLY_CLIENT_CONTEXT": '{"client":{"x":"é"}}',
        "DAYFLY_COGNITO_IDENTITY": '{"cognitoIdentityId":"me"}',
        "DAYFLY_TENANT_ID": "tenant-7",
        "DAYFLY_FUNCTION_ARN": "arn:aws:lambda:x:1:function:f"}
    _, headers, body = peer.turn(request_id="two", Lambda_Runtime_Trace_Id="")
    told = json.loads(body)
    del told["DAYFLY_DEADLINE_MS"]
    assert told == {"DAYFLY_REQUEST_ID": "two"}
    assert "lambda-runtime-invocation-id" not in headers


@pytest.mark.parametrize("name", ["node", "bun"])
def test_headers_reach_a_javascript_handler(wire, tmp_path, name):
    write(tmp_path, "index.mjs", """
export const handler = (event, context) => ({
  ...context,
  left: context.getRemainingTimeInMillis(),
  trace: process.env._X_AMZN_TRACE_ID ?? null,
});
""")
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter(name),
                AWS_LAMBDA_FUNCTION_NAME="f", AWS_LAMBDA_FUNCTION_VERSION="7",
                AWS_LAMBDA_FUNCTION_MEMORY_SIZE="256",
                AWS_LAMBDA_LOG_GROUP_NAME="group",
                AWS_LAMBDA_LOG_STREAM_NAME="stream")
    told = json.loads(peer.turn(
        request_id="one", Lambda_Runtime_Trace_Id="Root=1",
        Lambda_Runtime_Client_Context='{"client":1}',
        Lambda_Runtime_Cognito_Identity='{"cognitoIdentityId":"me"}',
        Lambda_Runtime_Aws_Tenant_Id="t",
        Lambda_Runtime_Invoked_Function_Arn="arn")[2])
    assert 0 < told.pop("left") <= 3000
    assert told == {
        "awsRequestId": "one", "trace": "Root=1", "clientContext": {"client": 1},
        "identity": {"cognitoIdentityId": "me"}, "tenantId": "t",
        "invokedFunctionArn": "arn", "functionName": "f",
        "functionVersion": "7", "memoryLimitInMB": "256",
        "logGroupName": "group", "logStreamName": "stream",
        "callbackWaitsForEmptyEventLoop": True}
    told = json.loads(peer.turn(request_id="two")[2])
    assert told["trace"] is None
    assert "tenantId" not in told and "clientContext" not in told


def test_an_error_goes_to_the_error_endpoint(wire, tmp_path):
    write(tmp_path, "die.sh", "#!/bin/sh\nexit 2\n")
    peer = wire("die.sh")
    line, headers, body = peer.turn(Lambda_Runtime_Invocation_Id="n1")
    assert line.endswith("/runtime/invocation/id-1/error HTTP/1.1")
    assert headers["lambda-runtime-function-error-type"] == "Runtime.ExitError"
    assert headers["lambda-runtime-invocation-id"] == "n1"
    assert headers["content-type"] == "application/json"
    assert error_of(body) == "Runtime.ExitError"


@pytest.mark.parametrize("status", [
    "400 Bad Request", "403 Forbidden", "410 Gone",
    "413 Request Entity Too Large"])
def test_a_settled_event_is_not_answered_twice(wire, tmp_path, status):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh")
    peer.expect_next()
    peer.give()
    peer.take_post(status, b'{"errorMessage":"no, thanks"}')
    line, _, body = peer.turn(b"2", request_id="id-2")
    assert "id-2/response" in line and body == b"2"
    assert "no, thanks" in peer.log


def test_500_on_an_answer_ends_the_bootstrap(wire, tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh")
    peer.expect_next()
    peer.give()
    peer.take_post("500 Internal Server Error")
    assert peer.process.wait(5) == 1
    assert "cannot send the response: HTTP status 500" in peer.log


def test_a_lost_connection_on_an_answer_ends_the_bootstrap(wire, tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh")
    peer.expect_next()
    peer.give()
    peer.take_post(reply=False)
    peer.send(b"HTTP/1.1 202")
    peer.socket.close()
    peer.listener.close()
    assert peer.process.wait(5) == 1
    assert "cannot send the response" in peer.log


def test_a_proxy_of_the_users_is_not_asked(wire, tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    dead = "http://127.0.0.1:1"
    peer = wire("echo.sh", http_proxy=dead, HTTP_PROXY=dead, ALL_PROXY=dead)
    assert peer.turn(b"1")[2] == b"1"


def test_init_error_is_posted_once_and_the_bootstrap_leaves(wire, tmp_path):
    peer = wire("gone.handler")
    line, headers, body = peer.take_post()
    assert line == "POST /2018-06-01/runtime/init/error HTTP/1.1"
    assert headers["lambda-runtime-function-error-type"] == \
        "Runtime.ImportModuleError"
    assert error_of(body) == "Runtime.ImportModuleError"
    assert peer.process.wait(5) == 1


@pytest.mark.parametrize("name,value", [
    ("DAYFLY_SPEED", "1"), ("DAYFLY_OUTPUT", "xml"), ("DAYFLY_OUTPUT", ""),
    ("DAYFLY_TIMEOUT", "0"), ("DAYFLY_TIMEOUT", "901"),
    ("DAYFLY_TIMEOUT", "1e2"), ("DAYFLY_TIMEOUT", " 5"),
    ("DAYFLY_TIMEOUT", "-1"), ("DAYFLY_TIMEOUT", "99999999999999999999"),
    ("DAYFLY_BRIDGE", "")])
def test_a_bad_setting_is_an_init_error_that_names_it(
        wire, tmp_path, name, value):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh", **{name: value})
    line, _, body = peer.take_post()
    assert line.endswith("/runtime/init/error HTTP/1.1")
    assert error_of(body) == "Runtime.InvalidTaskConfig"
    assert name in json.loads(body)["errorMessage"]
    assert peer.process.wait(5) == 1


def test_the_largest_answer_is_posted_whole(wire, tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    peer = wire("echo.sh")
    event = b'"' + b"e" * (MOST - 2) + b'"'
    _, headers, body = peer.turn(event)
    assert headers["content-length"] == str(MOST)
    assert body == event
