"""What functions print is kept, and read by CloudWatch Logs' API."""

import os
import re
import time
from contextlib import closing

import botocore.exceptions
import pytest

from hosting import run, wait_for
from stored import client, create, result, store_host, zip_of

GROUP = "/aws/lambda/"

# What the runtime puts before a printed line.
STAMP = re.compile(r'^\S+Z\t\S+\t[A-Z]+\t|(?<=^{)"requestId":"[^"]*",')

PRINTER = """
import sys, os
def handler(event, context):
    for line in event.get("lines", []):
        print(line, flush=True)
    if "raw" in event:
        os.write(1, bytes.fromhex(event["raw"]) * event.get("times", 1) + b"\\n")
    return {"id": context.aws_request_id, "stream": context.log_stream_name}
"""


def printer(lam, name="printer"):
    create(lam, name, zip_of({"m.py": PRINTER}), Runtime="python3.12",
           Handler="m.handler")


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with closing(store_host(tmp_path_factory.mktemp("data"))) as host:
        printer(client(host))
        yield host


@pytest.fixture
def lam(host):
    return client(host)


@pytest.fixture
def logs(host):
    return client(host, "logs")


def messages(logs, name="printer", **more):
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=GROUP + name, **more)
    return [STAMP.sub("", e["message"])
            for page in pages for e in page["events"]]


def error_of(call, **more):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**more)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_call_is_kept_with_its_platform_lines(lam, logs):
    got = result(lam, "printer", {"lines": ["one fish", "two fish"]})
    kept = wait_for(lambda: [m for m in messages(
        logs, filterPattern=f'"{got["id"]}"') if m] or None)
    wait_for(lambda: any("REPORT RequestId: " + got["id"] in m
                         for m in messages(logs)))
    kept = messages(logs, filterPattern=f'"{got["id"]}"')
    assert [m.split(":")[0].strip() for m in kept] == [
        "START RequestId", "one fish", "two fish", "END RequestId",
        "REPORT RequestId"]
    assert all(m.endswith("\n") for m in kept)


def test_the_stream_is_the_one_that_the_function_sees(lam, logs):
    got = result(lam, "printer", {"lines": ["in my stream"]})
    events = logs.filter_log_events(
        logGroupName=GROUP + "printer", filterPattern='"in my stream"',
        logStreamNames=[got["stream"]])["events"]
    assert events and {e["logStreamName"] for e in events} == {got["stream"]}
    streams = logs.describe_log_streams(
        logGroupName=GROUP + "printer", orderBy="LastEventTime",
        descending=True)["logStreams"]
    assert streams[0]["logStreamName"] == got["stream"]
    assert streams[0]["firstEventTimestamp"] <= \
        streams[0]["lastEventTimestamp"]


@pytest.mark.parametrize("pattern, found", [
    ("apple", ["apple pie", "apple tart"]),
    ("apple pie", ["apple pie"]),
    ('"apple pie"', ["apple pie"]),
    ("?pie ?cake", ["apple pie", "plum cake"]),
    ("apple -pie", ["apple tart"]),
    ('{ $.level = "ERROR" }', ['{"level": "ERROR", "n": 7}']),
    ("{ $.n > 6.5 && $.level = E* }", ['{"level": "ERROR", "n": 7}']),
    ("{ $.level = INFO || $.n = 7 }",
     ['{"level": "ERROR", "n": 7}', '{"level": "INFO"}']),
])
def test_patterns(lam, logs, pattern, found):
    mark = os.urandom(4).hex()
    lines = ["apple pie", "apple tart", "plum cake",
             '{"level": "ERROR", "n": 7}', '{"level": "INFO"}']
    since = int(time.time() * 1000)
    result(lam, "printer", {"lines": lines + [mark]})
    wait_for(lambda: messages(logs, startTime=since, filterPattern=mark))
    kept = [m.strip() for m in messages(logs, startTime=since,
                                        filterPattern=pattern)]
    assert [m for m in kept if m in lines] == found


def test_pages_are_whole_and_in_order(lam, logs):
    since = int(time.time() * 1000)
    lines = [f"line {i:04d}" for i in range(250)]
    result(lam, "printer", {"lines": lines})
    wait_for(lambda: messages(logs, startTime=since,
                              filterPattern='"line 0249"'))
    kept, token = [], {}
    while True:
        page = logs.filter_log_events(
            logGroupName=GROUP + "printer", startTime=since, limit=60,
            filterPattern='"line 0"', **token)
        assert len(page["events"]) <= 60
        kept += page["events"]
        if "nextToken" not in page:
            break
        token = {"nextToken": page["nextToken"]}
    assert [STAMP.sub("", e["message"]).strip() for e in kept] == lines
    assert len({e["eventId"] for e in kept}) == len(lines)


def test_get_log_events_goes_both_ways(lam, logs):
    got = result(lam, "printer", {"lines": [f"step {i}" for i in range(30)]})
    where = {"logGroupName": GROUP + "printer", "logStreamName": got["stream"]}
    wait_for(lambda: "END" in logs.get_log_events(**where)["events"][-2][
        "message"] or None)
    every = logs.get_log_events(startFromHead=True, **where)
    texts = [STAMP.sub("", e["message"]) for e in every["events"]]
    assert "step 0\n" in texts and texts.index("step 0\n") + 29 == \
        texts.index("step 29\n")
    # At the end the token stays.
    again = logs.get_log_events(nextToken=every["nextForwardToken"], **where)
    assert again["events"] == []
    assert again["nextForwardToken"] == every["nextForwardToken"]
    # From the end to the head.
    back, page = [], logs.get_log_events(limit=7, **where)
    assert page["events"] == every["events"][-7:]
    while page["events"]:
        back = page["events"] + back
        page = logs.get_log_events(nextToken=page["nextBackwardToken"],
                                   limit=7, **where)
    assert back == every["events"]


def test_groups(lam, logs):
    groups = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"]
    assert [g["logGroupName"] for g in groups] == [GROUP + "printer"]
    assert groups[0]["storedBytes"] > 0
    assert groups[0]["retentionInDays"] == 14
    assert logs.describe_log_groups(
        logGroupNamePrefix="/aws/lambda/x")["logGroups"] == []


def test_errors_are_those_of_aws(logs):
    group = GROUP + "printer"
    assert error_of(logs.filter_log_events, logGroupName=GROUP + "no") == (
        "ResourceNotFoundException", "The specified log group does not exist.")
    assert error_of(logs.get_log_events, logGroupName=group,
                    logStreamName="no") == (
        "ResourceNotFoundException", "The specified log stream does not exist.")
    for call, more in (
            (logs.describe_log_streams, {"logGroupName": "a" * 513}),
            (logs.create_log_group, {"logGroupName": "a" * 513}),
            (logs.get_log_events, {"logGroupName": group,
                                   "logStreamName": "a" * 513})):
        assert error_of(call, **more) == (
            "InvalidParameterException",
            "Invalid LogGroup or LogStream, both must have length less than or "
            "equal to 512.")
    assert error_of(logs.describe_log_streams, logGroupName=group,
                    logGroupIdentifier=group) == (
        "ValidationException",
        "LogGroup name and LogGroup ARN are mutually exclusive parameters.")
    assert error_of(logs.filter_log_events, logGroupName=group,
                    nextToken="zz") == (
        "InvalidParameterException", "The specified nextToken is invalid.")
    assert error_of(logs.filter_log_events, logGroupName=group,
                    filterPattern="{ $.x")[0] == "InvalidParameterException"
    assert error_of(logs.filter_log_events, logGroupName=group,
                    filterPattern="[a, b]")[0] == "InvalidParameterException"
    assert error_of(logs.put_retention_policy, logGroupName=group,
                    retentionInDays=2)[0] == "InvalidParameterException"
    assert error_of(logs.create_log_group, logGroupName=group) == (
        "ResourceAlreadyExistsException",
        "The specified log group already exists")
    assert error_of(logs.put_retention_policy, logGroupName=GROUP + "no",
                    retentionInDays=7)[0] == "ResourceNotFoundException"
    assert error_of(logs.put_subscription_filter, logGroupName=group,
                    filterName="f", filterPattern="", destinationArn="x"
                    )[0] == "UnknownOperationException"


@pytest.mark.parametrize("raw, times, shown", [
    ("6100620d63", 1, "a\0b\nc\n"),
    ("1b5b33316d726564", 1, "\x1b[31mred\n"),
    ("ff61c3", 1, "\ufffda\ufffd\n"),
    ("e29885", 1, "\u2605\n"),
])
def test_hostile_text_arrives_as_it_is(lam, logs, raw, times, shown):
    got = result(lam, "printer", {"raw": raw, "times": times})
    wait_for(lambda: shown in messages(
        logs, filterPattern=f'"{got["id"]}"') or None)


def test_a_line_of_a_megabyte_is_kept_in_pieces(lam, logs):
    since = int(time.time() * 1000)
    result(lam, "printer", {"raw": "78", "times": 1 << 20})
    wait_for(lambda: sum(
        m.count("x") for m in messages(logs, startTime=since)
        if m.startswith("xx")) == 1 << 20)


def test_empty_lists_of_others(host):
    assert client(host, "events").list_rules()["Rules"] == []
    assert client(host, "scheduler").list_schedules()["Schedules"] == []


def test_the_log_survives_kill_9_and_a_line_cut_off(tmp_path):
    data = tmp_path / "data"
    with closing(store_host(data)) as host:
        lam = client(host)
        printer(lam)
        result(lam, "printer", {"lines": ["before the end"]})
        wait_for(lambda: "before the end\n" in messages(client(host, "logs")))
        host.process.kill()
        host.process.wait()
    [segment] = (data / "logs" / "printer").glob("*.log")
    with open(segment, "ab") as f:
        f.write(b"1764423750123 - 2026/11/29/[$LATEST]0 cut o")
    with closing(store_host(data)) as host:
        logs = client(host, "logs")
        assert "before the end\n" in messages(logs)
        result(client(host), "printer", {"lines": ["after it"]})
        wait_for(lambda: "after it\n" in messages(logs))
        assert not any("cut o" in m for m in messages(logs))
    assert b"cut o" not in segment.read_bytes()


def test_old_lines_give_way_to_new_ones(tmp_path):
    with closing(store_host(tmp_path, "--log-size", "1")) as host:
        lam, logs = client(host), client(host, "logs")
        printer(lam)
        for i in range(20):
            result(lam, "printer", {"lines": [f"round {i}"], "raw": "78",
                                    "times": 200_000})
        wait_for(lambda: "round 19\n" in messages(logs))
        assert "round 0\n" not in messages(logs)
        size = sum(f.stat().st_size
                   for f in (tmp_path / "logs" / "printer").iterdir())
        assert size <= 1.3 * 1024 * 1024


def test_a_bad_disk_is_told_once_and_calls_go_on(tmp_path):
    with closing(store_host(tmp_path)) as host:
        lam = client(host)
        (tmp_path / "logs" / "printer").write_text("in the way")
        printer(lam)
        for _ in range(3):
            result(lam, "printer", {"lines": ["lost"]})
        wait_for(lambda: "logs are not kept" in host.log())
        assert host.log().count("logs are not kept") == 1
        (tmp_path / "logs" / "printer").unlink()
        result(lam, "printer", {"lines": ["kept"]})
        wait_for(lambda: "logs are kept again" in host.log())
        assert "kept\n" in messages(client(host, "logs"))


def test_a_key_is_needed_as_for_the_functions(tmp_path):
    with closing(store_host(tmp_path)) as host:
        printer(client(host))
        result(client(host), "printer", {"lines": ["secret"]})
    run("keys", "add", "--role", "read", "--data", tmp_path)
    with closing(store_host(tmp_path)) as host:
        assert error_of(client(host, "logs").filter_log_events,
                        logGroupName=GROUP + "printer")[0] == \
            "UnrecognizedClientException"
