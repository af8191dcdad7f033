"""Functions whose LoggingConfig has LogFormat JSON: the records of the platform
are JSON, as SystemLogLevel lets them through."""

import base64
import json
import re
from contextlib import closing

import pytest

from hosting import run, wait_for
from log_calls import filtered
from stored import client, create, result, settled, store_host, zip_of

CODE = """
import os, time
print("loading")
def handler(event, context):
    print("working", flush=True)
    time.sleep(event.get("sleep", 0))
    if "exit" in event:
        os._exit(event["exit"])
    return [os.environ.get(n) for n in ("AWS_LAMBDA_LOG_FORMAT",
                                        "AWS_LAMBDA_LOG_LEVEL")]
"""
PYTHON = {"Runtime": "python3.12", "Handler": "m.handler", "Timeout": 1}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with closing(store_host(tmp_path_factory.mktemp("data"))) as host:
        yield host


def make(host, name, **logging):
    create(client(host), name, zip_of({"m.py": CODE}), **PYTHON,
           LoggingConfig={"LogFormat": "JSON", **logging})


def tail(host, name, event):
    """The id of a call, and the lines of its log that are the platform's."""
    answer = client(host).invoke(FunctionName=name, LogType="Tail",
                                 Payload=json.dumps(event))
    lines = base64.b64decode(answer["LogResult"]).decode().splitlines()
    records = [json.loads(line) for line in lines if line]
    assert any("working" in r.get("message", "") for r in records)
    return (answer["ResponseMetadata"]["RequestId"],
            [r for r in records if r.get("type", "").startswith("platform.")])


def types(records):
    return [r["type"].removeprefix("platform.") for r in records]


def kept(host, name):
    lines = [text for _, _, text in filtered(client(host, "logs"),
                                             f"/aws/lambda/{name}")]
    assert not any(re.match("START|END|REPORT", line) for line in lines)
    records = [json.loads(line) for line in lines]
    return [r for r in records if "type" in r]


def test_a_call_has_the_records_of_the_telemetry_api(host):
    make(host, "plain")
    id, (start, report) = tail(host, "plain", {})
    for record in (start, report):
        assert list(record) == ["time", "type", "record"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
                            record["time"])
    assert start["record"] == {
        "requestId": id, "version": "$LATEST",
        "functionArn": "arn:aws:lambda:us-east-1:000000000000:function:plain"}
    numbers = report["record"].pop("metrics")
    assert report["record"] == {"requestId": id, "status": "success"}
    assert set(numbers) <= {"durationMs", "billedDurationMs", "memorySizeMB",
                            "maxMemoryUsedMB", "initDurationMs"}
    assert 0 < numbers["durationMs"] <= numbers["billedDurationMs"]
    assert numbers["memorySizeMB"] == 128
    wait_for(lambda: types(kept(host, "plain")) == ["start", "report"])


def test_the_variables_of_the_format_are_those_of_aws(host):
    make(host, "variables", ApplicationLogLevel="WARN")
    assert result(client(host), "variables") == ["JSON", "WARN"]
    client(host).update_function_configuration(
        FunctionName="variables", LoggingConfig={"LogFormat": "Text"})
    settled(client(host), "variables")
    assert result(client(host), "variables") == [None, None]


@pytest.mark.parametrize("event, status, kind", [
    ({"exit": 3}, "error", "Runtime.ExitError"),
    ({"sleep": 5}, "timeout", None)])
def test_a_failed_call_has_its_status_and_no_line_of_text(
        host, event, status, kind):
    name = f"fails-{status}"
    make(host, name, SystemLogLevel="WARN")
    id, (done, report) = tail(host, name, event)
    assert types([done, report]) == ["runtimeDone", "report"]
    for record in (done["record"], report["record"]):
        assert record["requestId"] == id and record["status"] == status
        assert record.get("errorType") == kind
    assert done["record"]["metrics"]["durationMs"] == \
        report["record"]["metrics"]["durationMs"]


@pytest.mark.parametrize("level, start, call", [
    ("DEBUG", ["initStart", "initRuntimeDone", "initReport"],
     ["start", "runtimeDone", "report"]),
    ("INFO", [], ["start", "report"]),
    ("WARN", [], [])])
def test_the_level_chooses_the_records(host, level, start, call):
    name = f"level-{level}"
    make(host, name, SystemLogLevel=level)
    assert types(tail(host, name, {})[1]) == call
    wait_for(lambda: types(kept(host, name)) == start + call)
    for record in kept(host, name)[:len(start)]:
        assert record["record"]["initializationType"] == "on-demand"
        assert record["record"]["phase"] == "init"
    if start:
        done = tail(host, name, {})[1][1]
        assert done["record"]["metrics"]["producedBytes"] == 16


def test_processes_that_are_kept_ready_report_their_start(host):
    make(host, "ready")
    lam = client(host)
    version = lam.publish_version(FunctionName="ready")["Version"]
    lam.put_provisioned_concurrency_config(
        FunctionName="ready", Qualifier=version,
        ProvisionedConcurrentExecutions=1)
    report = wait_for(lambda: next(
        (r for r in kept(host, "ready")
         if r["type"] == "platform.initReport"), None))
    assert report["record"].pop("metrics")["durationMs"] > 0
    assert report["record"] == {
        "initializationType": "provisioned-concurrency", "phase": "init",
        "status": "success"}


# It asks for an event right after its line, and then for no other.
OWN = """#!/usr/bin/env python3
import http.client, os, time
print("starting", flush=True)
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
api.request("GET", "/2018-06-01/runtime/invocation/next")
api.getresponse().read()
print("working", flush=True)
time.sleep(60)
"""


def test_a_runtime_of_its_own_that_hangs(host):
    create(client(host), "hangs", zip_of({"bootstrap": (OWN, 0o755)}),
           Runtime="provided.al2023", Timeout=1,
           LoggingConfig={"LogFormat": "JSON", "SystemLogLevel": "DEBUG"})
    client(host).invoke(FunctionName="hangs")
    lines = wait_for(lambda: (
        lambda all: "platform.report" in all[-1] and all)([
            text for _, _, text in filtered(client(host, "logs"),
                                            "/aws/lambda/hangs")]))
    assert [line.strip() if line[0] != "{" else
            json.loads(line)["type"].removeprefix("platform.")
            for line in lines] == [
        "initStart", "starting", "initRuntimeDone", "initReport", "start",
        "working", "runtimeDone", "report"]
    done, report = [json.loads(line)["record"] for line in lines[-2:]]
    assert done["metrics"] == {"durationMs": 1000.0, "producedBytes": 0}
    assert done["status"] == report["status"] == "timeout"
    assert report["metrics"]["billedDurationMs"] == 1000


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: templated
      CodeUri: code
      Runtime: provided.al2023
      Handler: any
      LoggingConfig: {LogFormat: JSON, SystemLogLevel: LEVEL}
"""


def test_a_start_that_fails_is_told_and_a_template_may_change(
        tmp_path, serve):
    (tmp_path / "code").mkdir()
    template = tmp_path / "template.yaml"
    template.write_text(TEMPLATE.replace("LEVEL", "WARN"))
    program = tmp_path / "code" / "bootstrap"
    program.write_text("#!/bin/sh\necho starting\nexit 7\n")
    program.chmod(0o755)
    host = serve(options=("--listen", "127.0.0.1:0", "--log", "lambda"))

    def records(level):
        assert client(host).get_function_configuration(
            FunctionName="templated")["LoggingConfig"] == {
                "LogFormat": "JSON", "ApplicationLogLevel": "INFO",
                "SystemLogLevel": level, "LogGroup": "/aws/lambda/templated"}
        before = len(host.log())
        host.invoke("templated", {})
        log = wait_for(lambda: "platform.report" in host.log()[before:] and
                       host.log()[before:])
        return [json.loads(line) for line in log.splitlines()
                if line.startswith("{")], log

    found, log = records("WARN")
    assert types(found) == ["initRuntimeDone", "initReport", "runtimeDone",
                            "report"]
    assert log.index("starting\n") < log.index("initRuntimeDone")
    for record in found:
        assert record["record"]["status"] == "error"
        assert record["record"]["errorType"] == "Runtime.ExitError"
    template.write_text(TEMPLATE.replace("LEVEL", "DEBUG"))
    assert types(records("DEBUG")[0]) == [
        "initStart", "initRuntimeDone", "initReport", "start", "runtimeDone",
        "report"]


def test_dayfly_logs_shows_and_finds_them(host):
    make(host, "shown")
    (one, _), (other, _) = tail(host, "shown", {}), tail(host, "shown", {})
    told = run("logs", "shown", "--endpoint", host.url, "--request", one,
               text=True).stdout
    assert f'"platform.report","record":{{"requestId":"{one}"' in told
    assert other not in told
