"""Functions write log groups of the host with AWS's own client."""

import contextlib
import os
import pathlib
import sys

import pytest

from hosting import Host, run, wait_for
from log_calls import filtered, groups
from stored import client, create, result, settled, update, zip_of

# No endpoint, region or credentials, as on AWS.
CODE = """
import os, time
NAMES = ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_SQS",
         "AWS_ACCESS_KEY_ID")
def handler(event, context):
    if "say" in event:
        import boto3
        logs = boto3.client("logs")
        logs.create_log_stream(logGroupName="/audit", logStreamName="of-function")
        logs.put_log_events(logGroupName="/audit", logStreamName="of-function",
            logEvents=[{"timestamp": int(time.time() * 1000),
                        "message": event["say"]}])
    return [os.environ.get(name) for name in NAMES]
"""
PYTHON = {"Runtime": "python3.12", "Handler": "m.handler", "Timeout": 60,
          "MemorySize": 512}


@pytest.fixture
def start(tmp_path):
    """Starts a host; the Python that functions get has boto3."""
    tools = pathlib.Path(sys.executable).parent
    env = {"PATH": f"{tools}:{os.environ['PATH']}",
           "VIRTUAL_ENV": str(tools.parent)}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        env[name] = ""
    with contextlib.ExitStack() as stack:
        yield lambda *options: stack.enter_context(contextlib.closing(Host(
            env=env, options=("--listen", "127.0.0.1:0", "--drain", "1",
                              "--data", str(tmp_path / "data"), *options))))


def test_boto3_in_a_function_puts_events_into_a_group_of_the_host(start):
    host = start()
    lam, logs = client(host), client(host, "logs")
    logs.create_log_group(logGroupName="/audit")
    create(lam, "writer", zip_of({"m.py": CODE}), **PYTHON)
    assert result(lam, "writer", {"say": "paid"}) == [host.url, None, "dayfly"]
    assert [(stream, text) for stream, _, text in filtered(logs, "/audit")] == [
        ("of-function", "paid")]


def test_without_a_group_of_callers_nothing_is_set(start):
    """Where functions have groups of AWS alone, they write to those on."""
    host = start()
    lam, logs = client(host), client(host, "logs")
    logs.create_log_group(logGroupName="/aws/lambda/writer")
    create(lam, "writer", zip_of({"m.py": CODE}), **PYTHON)
    create(lam, "elsewhere", zip_of({"m.py": CODE}), **PYTHON,
           LoggingConfig={"LogGroup": "/all"})
    assert result(lam, "elsewhere") == [None] * 3
    wait_for(lambda: set(groups(logs)) == {"/aws/lambda/writer", "/all"})
    update(lam, "writer", zip_of({"m.py": CODE + "\n"}))
    assert result(lam, "writer") == [None] * 3
    logs.create_log_group(logGroupName="/audit")
    update(lam, "writer", zip_of({"m.py": CODE + "\n\n"}))
    assert result(lam, "writer") == [host.url, None, "dayfly"]


@pytest.mark.parametrize("name, value, got", [
    ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://127.0.0.1:1",
     ["http://127.0.0.1:1", None, None]),
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:1", [None] * 3),
    ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true", [None] * 3),
    ("AWS_ACCESS_KEY_ID", "AK", ["URL", None, "AK"])])
def test_what_the_function_says_of_endpoints_and_credentials_stays(
        start, name, value, got):
    host = start()
    lam = client(host)
    client(host, "logs").create_log_group(logGroupName="/audit")
    create(lam, "writer", zip_of({"m.py": CODE}), **PYTHON,
           Environment={"Variables": {name: value}})
    assert result(lam, "writer") == [
        host.url if each == "URL" else each for each in got]


def test_queues_and_logs_have_an_endpoint_each(start):
    host = start()
    lam = client(host)
    client(host, "sqs").create_queue(QueueName="q")
    create(lam, "writer", zip_of({"m.py": CODE}), **PYTHON)
    assert result(lam, "writer") == [None, host.url, "dayfly"]
    client(host, "logs").create_log_group(logGroupName="/audit")
    lam.update_function_configuration(
        FunctionName="writer", Environment={"Variables": {
            "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1"}})
    settled(lam, "writer")
    assert result(lam, "writer") == [host.url, "http://127.0.0.1:1", "dayfly"]


def test_a_host_with_keys_gives_functions_none(start, tmp_path):
    keys = tmp_path / "keys"
    made = run("keys", "add", "--role", "admin", "--keys", keys, text=True)
    host = start("--keys", str(keys))
    host.key = tuple(line.partition("=")[2]
                     for line in made.stdout.splitlines()[:2])
    client(host, "logs").create_log_group(logGroupName="/audit")
    create(client(host), "writer", zip_of({"m.py": CODE}), **PYTHON)
    assert result(client(host), "writer") == [host.url, None, None]
