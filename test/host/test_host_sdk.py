"""boto3, unmodified, as the caller; dayfly's own bootstrap behind it."""

import base64
import json
import shutil

import boto3
import botocore.config
import botocore.exceptions
import pytest

from hosting import BIN, make_function, run, wait_for


def client(host, **more):
    config = botocore.config.Config(
        retries={"max_attempts": 0}, proxies={}, **more)
    return boto3.client(
        "lambda", endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y", config=config)


def test_invoke_and_its_metadata(host):
    answer = client(host).invoke(
        FunctionName="one", Payload=b'{"a":1}', LogType="Tail")
    assert answer["StatusCode"] == 200
    assert answer["Payload"].read() == b'{"a":1}'
    assert answer["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in answer
    request_id = answer["ResponseMetadata"]["RequestId"]
    assert request_id.encode() in base64.b64decode(answer["LogResult"])


@pytest.mark.parametrize("name", [
    "one", "one:$LATEST", "000000000000:function:one",
    "arn:aws:lambda:us-east-1:000000000000:function:one"])
def test_names_and_arns(host, name):
    assert client(host).invoke(FunctionName=name)["Payload"].read() == b"{}"


def test_qualifier_and_client_context(host):
    context = base64.b64encode(b'{"custom":{"a":"b"}}').decode()
    answer = client(host).invoke(
        FunctionName="one", Qualifier="$LATEST", ClientContext=context,
        Payload=b'{"do":"headers"}')
    seen = json.loads(answer["Payload"].read())
    assert seen["lambda-runtime-client-context"] == '{"custom":{"a":"b"}}'
    assert seen["lambda-runtime-invoked-function-arn"].endswith(":$LATEST")


def test_function_errors_are_not_exceptions(host):
    answer = client(host).invoke(FunctionName="one", Payload=b'{"do":"error"}')
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read())["errorType"] == "Sad"


@pytest.mark.parametrize("call,code", [
    ({"FunctionName": "two"}, "ResourceNotFoundException"),
    ({"FunctionName": "one", "Payload": b"{"}, "InvalidRequestContentException"),
    ({"FunctionName": "one", "Qualifier": "9"}, "ResourceNotFoundException"),
    ({"FunctionName": "one", "InvocationType": "Later"},
     "ValidationException"),
    ({"FunctionName": "one", "Payload": b'"' + b"x" * 6291556 + b'"'},
     "RequestTooLargeException"),
])
def test_errors_of_the_service_are_the_sdks_exceptions(host, call, code):
    with pytest.raises(botocore.exceptions.ClientError) as raised:
        client(host).invoke(**call)
    assert raised.value.response["Error"]["Code"] == code
    assert raised.value.response["Error"]["Message"]


def test_too_many_requests_is_its_own_exception(host):
    slow = host.begin("one", {"do": "sleep", "s": 2})
    host.wait_log("START")
    waiting = [host.begin("one", 1) for _ in range(100)]
    wait_for(lambda: host.invoke("one", 1).status == 429)
    service = client(host)
    with pytest.raises(service.exceptions.TooManyRequestsException) as raised:
        service.invoke(FunctionName="one")
    assert raised.value.response["Reason"] == (
        "ReservedFunctionConcurrentInvocationLimitExceeded")
    for s in [slow, *waiting]:
        assert host.finish(s).status == 200


def test_functions_are_listed_and_got(host):
    service = client(host)
    pages = service.get_paginator("list_functions").paginate()
    assert [f["FunctionName"] for p in pages for f in p["Functions"]] == ["one"]
    assert service.get_function(
        FunctionName="one")["Configuration"]["State"] == "Active"
    assert service.get_function_configuration(
        FunctionName="one")["Timeout"] == 3
    service.get_waiter("function_active_v2").wait(FunctionName="one")


def test_functions_are_listed_in_pages_of_50(tmp_path, serve):
    all_names = [f"f{n:03}" for n in range(107)]
    for name in all_names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "lambda_function.py").write_text("")
    host = serve(options=("--listen", "127.0.0.1:0", "--quiet"))
    service = client(host)
    pages = [[f["FunctionName"] for f in page["Functions"]] for page in
             service.get_paginator("list_functions").paginate()]
    assert [len(page) for page in pages] == [50, 50, 7]
    assert sum(pages, []) == all_names
    few = service.list_functions(MaxItems=3)
    assert [f["FunctionName"] for f in few["Functions"]] == all_names[:3]
    shutil.rmtree(tmp_path / "f003")  # the one that the marker names
    few = service.list_functions(MaxItems=1, Marker=few["NextMarker"])
    assert few["Functions"][0]["FunctionName"] == "f004"
    last = service.list_functions(Marker="f106")
    assert len(last["Functions"]) == 1 and "NextMarker" not in last
    done = run("list", "--json", "--endpoint", host.url)
    assert [f["name"] for f in json.loads(done.stdout)] == \
        all_names[:3] + all_names[4:]


@pytest.mark.parametrize("query", ["MaxItems=0", "MaxItems=10001", "MaxItems=",
                                   "MaxItems=x", "MaxItems=-1", "MaxItems=1x",
                                   "Marker=" + "x" * 300, "Marker=%00"])
def test_a_page_that_cannot_be_is_refused(host, query):
    answer = host.request("GET", f"/2015-03-31/functions?{query}")
    assert answer.status == 400
    assert query.split("=")[0].lower() in answer.json["message"].lower()


def test_dayflys_own_bootstrap_runs_a_program_per_event(tmp_path, serve):
    if not (BIN / "bootstrap").exists():
        pytest.fail(f"{BIN}/bootstrap is not built")
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "run.sh").write_text(
        "#!/bin/sh\nread -r line\n"
        'case "$line" in\n'
        '*sleep*) sleep 60;;\n*fail*) exit 3;;\nesac\n'
        'echo "{\\"pid\\": $$, \\"event\\": $line}"\n')
    (folder / "run.sh").chmod(0o755)
    (folder / "dayfly.json").write_text(
        '{"handler": "run.sh", "timeout": 1}')
    make_function(tmp_path / "other")
    host = serve()

    def call(event):
        answer = client(host).invoke(
            FunctionName="program", Payload=json.dumps(event).encode())
        return answer.get("FunctionError"), json.loads(
            answer["Payload"].read())

    first, second = call({"n": 1}), call({"n": 2})
    assert first[1]["event"] == {"n": 1} and second[1]["event"] == {"n": 2}
    assert first[1]["pid"] != second[1]["pid"]
    failed, body = call({"fail": 1})
    assert failed == "Unhandled"
    assert body["errorType"] == "Runtime.ExitError"
    failed, body = call({"sleep": 1})
    assert failed == "Unhandled"
    assert body["errorType"] == "Sandbox.Timedout"
    assert call({"n": 3})[0] is None
    log = host.wait_log("Status: timeout")
    assert "Max Memory Used: " in log
    assert log.count("Init Duration") == 1
