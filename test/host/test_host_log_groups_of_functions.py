"""The log groups of functions, when callers write to them or name them."""

from contextlib import closing

import pytest

from hosting import run, wait_for
from log_calls import filtered, groups, put, streams
from stored import client, create, result, settled, store_host, zip_of


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with closing(store_host(tmp_path_factory.mktemp("data"))) as host:
        yield host


@pytest.fixture
def logs(host):
    return client(host, "logs")


def test_a_stream_in_the_group_of_a_function_stands_beside_its_own(host, logs):
    lam = client(host)
    create(lam, "beside", zip_of({"m.py": """
def handler(event, context):
    print("own")
    return context.log_stream_name
"""}), Runtime="python3.12", Handler="m.handler")
    own = result(lam, "beside")
    group = "/aws/lambda/beside"
    wait_for(lambda: any("own" in text for _, _, text in filtered(logs, group)))
    logs.create_log_stream(logGroupName=group, logStreamName="agent")
    put(logs, group, "agent", "of an agent")
    assert {s["logStreamName"] for s in streams(logs, group)} == {own, "agent"}
    assert filtered(logs, group, logStreamNames=["agent"]) == [
        ("agent", 0, "of an agent")]
    assert all("agent" not in e["message"] for e in logs.get_log_events(
        logGroupName=group, logStreamName=own)["events"])


OWN = """
import os
def handler(event, context):
    print("own line of " + context.function_name)
    return [os.environ["AWS_LAMBDA_LOG_GROUP_NAME"], context.log_group_name,
            context.log_stream_name]
"""


def test_the_log_group_of_its_configuration_gets_the_lines_of_a_function(
        host, logs):
    lam = client(host)
    for name in ("shares", "shares-too"):
        create(lam, name, zip_of({"m.py": OWN}), Runtime="python3.12",
               Handler="m.handler", LoggingConfig={"LogGroup": "/shared/all"})
        env, group, stream = result(lam, name)
        assert env == group == "/shared/all"
        assert f"/{name}[$LATEST]" in stream
        wait_for(lambda: any(
            s == stream and f"own line of {name}" in text
            for s, _, text in filtered(logs, "/shared/all")))
    assert "/aws/lambda/shares" not in groups(logs)
    told = run("logs", "shares", "--endpoint", host.url, text=True)
    assert "own line of shares\n" in told.stdout, told.stderr
    assert "shares-too" not in told.stdout
    lam.update_function_configuration(FunctionName="shares", LoggingConfig={
        "LogGroup": "/aws/lambda/shares"})
    settled(lam, "shares")
    assert result(lam, "shares")[0] == "/aws/lambda/shares"
    assert "[" in result(lam, "shares")[2].rpartition("/")[2]
