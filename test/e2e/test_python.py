"""A Python handler of AWS's own form works unchanged: called with the context
of awslambdaric, its errors shaped as awslambdaric's."""

import json

import pytest
from parts import MOST, once, write

# Not the one of a version manager, which is a script in front of it.
PATH = "/usr/bin:/bin"


def answer_of(tmp_path, code, event=b"{}", handler="app.handler", **env):
    write(tmp_path, "app.py", code, 0o644)
    return once(tmp_path, handler, event, **{"PATH": PATH, **env})


def test_event_and_answer_are_pythons_own_values(tmp_path):
    answer = answer_of(tmp_path, """
def handler(event, context):
    return [event, type(event).__name__, None, True, 1.5, "\\u00e9\\u20ac"]
""", '{"name":"é"}'.encode())
    assert answer.json == [{"name": "é"}, "dict", None, True, 1.5, "é€"]
    assert "é€".encode() in answer.body


def test_an_empty_event_is_an_empty_object_and_no_event_is_null(tmp_path):
    answer = answer_of(tmp_path, """
def handler(event, context):
    assert event == {}
""", b"")
    assert answer.body == b"null"


@pytest.mark.parametrize("size", [4045, 4046, 65536, MOST - 2])
def test_answers_of_any_size_come_whole(tmp_path, size):
    answer = answer_of(tmp_path, """
def handler(event, context):
    return "x" * event
""", str(size).encode(), timeout=20)
    assert answer.json == "x" * size


def test_a_large_event_comes_whole(tmp_path):
    answer = answer_of(tmp_path, """
def handler(event, context):
    return len(event)
""", b'"' + b"x" * (MOST - 2) + b'"', timeout=20)
    assert answer.json == MOST - 2


CONTEXT = """
import os
def handler(event, context):
    left = context.get_remaining_time_in_millis()
    context.log("by the context")
    client = context.client_context
    return {
        "id": context.aws_request_id, "arn": context.invoked_function_arn,
        "name": context.function_name, "version": context.function_version,
        "memory": context.memory_limit_in_mb, "group": context.log_group_name,
        "stream": context.log_stream_name, "tenant": context.tenant_id,
        "left": 0 < left <= 3000, "whole": left == int(left),
        "pool": context.identity.cognito_identity_pool_id,
        "client": client and [client.custom, client.env,
                              client.client.app_title],
        "trace": os.environ.get("_X_AMZN_TRACE_ID")}
"""


def test_the_context_is_that_of_awslambdaric(tmp_path, wire):
    write(tmp_path, "app.py", CONTEXT, 0o644)
    peer = wire("app.handler", PATH=PATH, AWS_LAMBDA_FUNCTION_NAME="f",
                AWS_LAMBDA_FUNCTION_VERSION="7",
                AWS_LAMBDA_FUNCTION_MEMORY_SIZE="256",
                AWS_LAMBDA_LOG_GROUP_NAME="group",
                AWS_LAMBDA_LOG_STREAM_NAME="stream")
    client = {"custom": {"a": "b"}, "env": {"c": "d"},
              "client": {"app_title": "t"}}
    body = peer.turn(
        request_id="one", Lambda_Runtime_Trace_Id="Root=1",
        Lambda_Runtime_Client_Context=json.dumps(client),
        Lambda_Runtime_Cognito_Identity=json.dumps(
            {"cognitoIdentityId": "i", "cognitoIdentityPoolId": "p"}),
        Lambda_Runtime_Aws_Tenant_Id="t",
        Lambda_Runtime_Invoked_Function_Arn="arn")[2]
    assert json.loads(body) == {
        "id": "one", "arn": "arn", "name": "f", "version": "7",
        "memory": "256", "group": "group", "stream": "stream", "tenant": "t",
        "left": True, "whole": True, "pool": "p",
        "client": [{"a": "b"}, {"c": "d"}, "t"], "trace": "Root=1"}
    # None of it stays for the next.
    told = json.loads(peer.turn(request_id="two")[2])
    assert (told["id"], told["client"], told["pool"], told["trace"]) == (
        "two", None, None, None)


def test_an_error_is_shaped_as_awslambdaric_shapes_it(tmp_path, wire):
    file = write(tmp_path, "app.py", """
def inner():
    raise ValueError("no good")

def handler(event, context):
    inner()
""", 0o644)
    peer = wire("app.handler", PATH=PATH)
    line, headers, body = peer.turn(request_id="one")
    assert line.endswith("/runtime/invocation/one/error HTTP/1.1")
    assert headers["lambda-runtime-function-error-type"] == "ValueError"
    assert json.loads(body) == {
        "errorType": "ValueError", "errorMessage": "no good",
        "requestId": "one", "stackTrace": [
            f'  File "{file}", line 5, in handler\n    inner()\n',
            f'  File "{file}", line 2, in inner\n'
            '    raise ValueError("no good")\n']}
    cause = json.loads(headers["lambda-runtime-function-xray-error-cause"])
    assert cause["exceptions"] == [{
        "type": "ValueError", "message": "no good", "stack": [
            {"label": "handler", "path": str(file), "line": 5},
            {"label": "inner", "path": str(file), "line": 2}]}]
    assert peer.turn(request_id="two")[0].endswith("/two/error HTTP/1.1")


@pytest.mark.parametrize("code, handler, kind, says", [
    ("import nothing_of_the_kind", "app.handler",
     "Runtime.ImportModuleError",
     "Unable to import module 'app': No module named 'nothing_of_the_kind'"),
    ("def (:", "app.handler", "Runtime.UserCodeSyntaxError",
     "Syntax error in module 'app': invalid syntax (app.py, line 1)"),
    ("x = 1", "app.handler", "Runtime.HandlerNotFound",
     "Handler 'handler' missing on module 'app'; it defines no function"),
    ("from os import path\ndef main(event, context): pass\nclass A: pass",
     "app.handler", "Runtime.HandlerNotFound",
     "Handler 'handler' missing on module 'app'; it defines main, A"),
    ("handler = 1", "app.handler", "Runtime.HandlerNotFound",
     "Handler 'handler' of module 'app' is no function"),
    ("raise KeyError('k')", "app.handler", "KeyError", "'k'"),
    ("x = 1", "none.handler", "Runtime.ImportModuleError",
     "Cannot find module 'none'"),
])
def test_what_cannot_be_loaded_is_an_init_error(tmp_path, wire, code, handler,
                                                kind, says):
    write(tmp_path, "app.py", code, 0o644)
    peer = wire(handler, PATH=PATH)
    line, headers, body = peer.take_post()
    assert line == "POST /2018-06-01/runtime/init/error HTTP/1.1"
    assert headers["lambda-runtime-function-error-type"] == kind
    assert json.loads(body)["errorType"] == kind
    assert says in json.loads(body)["errorMessage"]


@pytest.mark.parametrize("name, says", [
    ("none", "Unable to import module 'none': No module named 'none'"),
    ("none/such",
     "Unable to import module 'none/such': No module named 'none.such'")])
def test_a_missing_module_is_told_as_lambda_does(tmp_path, wire, name, says):
    peer = wire(f"{name}.handler", PATH=PATH, DAYFLY_INTERPRETER="python3")
    line, headers, body = peer.take_post()
    assert line == "POST /2018-06-01/runtime/init/error HTTP/1.1"
    assert json.loads(body)["errorType"] == "Runtime.ImportModuleError"
    assert json.loads(body)["errorMessage"] == says


def test_an_async_handler_gets_a_hint(tmp_path):
    write(tmp_path, "app.py", "async def handler(event, context): pass", 0o644)
    answer = once(tmp_path, "app.handler", PATH=PATH)
    assert answer.type == "Runtime.MarshalError"
    assert "make it `def`, and let asyncio.run()" in answer.message
    assert "never awaited" not in answer.log


def test_a_module_of_pythons_own_name_is_refused(tmp_path):
    write(tmp_path, "json.py", "def handler(event, context): pass", 0o644)
    answer = once(tmp_path, "json.handler", PATH=PATH)
    assert answer.type == "Runtime.ImportModuleError"
    assert f"rename {tmp_path}/json.py" in answer.message


@pytest.mark.parametrize("code, event, kind, says", [
    ("return {1, 2}", b"{}", "Runtime.MarshalError",
     "Object of type set is not JSON serializable"),
    ("return chr(0xd800)", b"{}", "Runtime.MarshalError", "surrogates"),
    ("l = []; l.append(l); return l", b"{}", "Runtime.MarshalError",
     "Circular"),
    ("return 1", b"{", "Runtime.UnmarshalError", "Unable to unmarshal input"),
    ("return 1", b"\xff", "Runtime.UnmarshalError", "Unable to unmarshal"),
    ("return 1", b"[" * 100000, "Runtime.UnmarshalError", "recursion"),
    ("import os; os._exit(3)", b"{}", "Runtime.ExitError", "exit status 3"),
    ("raise SystemExit(4)", b"{}", "Runtime.ExitError", "exit status 4"),
    ("import os, signal; os.kill(os.getpid(), 9)", b"{}", "Runtime.ExitError",
     "signal: killed"),
])
def test_every_failure_has_a_name(tmp_path, code, event, kind, says):
    answer = answer_of(tmp_path, f"""
def handler(event, context):
    {code}
""", event)
    assert answer.type == kind
    assert says in answer.message


def test_nothing_printed_or_closed_can_spoil_the_answer(tmp_path):
    answer = answer_of(tmp_path, """
import os, subprocess, sys
def handler(event, context):
    print("no line end", end="")
    os.write(1, b"\\x1e raw")
    read = subprocess.run(["cat"], capture_output=True).stdout
    subprocess.run(["echo", "of a child"])
    said = sys.stdin.read()
    sys.stdout.close()
    for fd in (0, 1, 2):
        os.close(fd)
    return [read.decode(), said]
""")
    assert answer.json == ["", ""]
    for said in ("no line end", "raw", "of a child"):
        assert said in answer.log


def test_a_fork_that_comes_back_has_nothing_to_answer(tmp_path):
    answer = answer_of(tmp_path, """
import os
def handler(event, context):
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
    return "parent" if pid else "child"
""")
    assert answer.json == "parent"
