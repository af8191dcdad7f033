"""Log groups that are no function's, streams that callers make, and the events
that they put into them: what is expected was recorded from AWS, or stands in
its documentation."""

import time
from contextlib import closing

import pytest

from log_calls import HOUR, NOW, filtered, groups, make, put, streams
from stored import client, error, store_host

ARN = "arn:aws:logs:us-east-1:000000000000:log-group:"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with closing(store_host(tmp_path_factory.mktemp("data"))) as host:
        yield host


@pytest.fixture
def logs(host):
    return client(host, "logs", parameter_validation=False)


def test_a_group_of_any_name_is_made_found_and_deleted(logs):
    for name in ("/app/api", "/app/web", "/aws/lambda/a/b", "plain", "#._-x"):
        logs.create_log_group(logGroupName=name, tags={"of": name})
    assert groups(logs, logGroupNamePrefix="/app/") == ["/app/api", "/app/web"]
    assert groups(logs, logGroupNamePattern="lai") == ["plain"]
    assert set(groups(logs, limit=2)) >= {"/aws/lambda/a/b", "plain", "#._-x"}
    group, = logs.describe_log_groups(logGroupNamePrefix="/app/w")["logGroups"]
    assert {**group, "creationTime": 0} == {
        "logGroupName": "/app/web", "creationTime": 0, "metricFilterCount": 0,
        "arn": ARN + "/app/web:*", "logGroupArn": ARN + "/app/web",
        "storedBytes": 0, "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False}
    for name in ("/app/web", ARN + "/app/web", ARN + "/app/web:*"):
        assert logs.list_tags_for_resource(resourceArn=name)["tags"] == {
            "of": "/app/web"}
    assert error(logs.create_log_group, logGroupName="plain") == (
        "ResourceAlreadyExistsException",
        "The specified log group already exists")
    logs.delete_log_group(logGroupName="/app/web")
    assert error(logs.delete_log_group, logGroupName="/app/web") == (
        "ResourceNotFoundException", "The specified log group does not exist.")
    # "/aws/lambda/plain" is another group.
    assert error(logs.describe_log_streams,
                 logGroupName="/aws/lambda/plain")[0] == (
        "ResourceNotFoundException")


@pytest.mark.parametrize("name, why", [
    ("a b", "Value 'a b' at 'logGroupName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: "
            r"[\.\-_/#A-Za-z0-9]+"),
    ("../../x=", "regular expression pattern"), ("é", "regular expression"),
    ("a" * 513, "Invalid LogGroup or LogStream, both must have length less "
                "than or equal to 512."),
    ("a" * 255, "names have at most 254 characters")])
def test_a_name_that_no_group_can_have_is_refused(logs, name, why):
    code, message = error(logs.create_log_group, logGroupName=name)
    assert code == "InvalidParameterException" and why in message


def test_the_longest_name_is_kept(logs):
    make(logs, "/" + "a" * 253, "s")
    assert put(logs, "/" + "a" * 253, "s", "x") is None
    assert filtered(logs, "/" + "a" * 253) == [("s", 0, "x")]


def test_what_only_is_shown_is_kept(logs):
    logs.create_log_group(logGroupName="/classed", kmsKeyId="arn:aws:kms:k",
                          logGroupClass="INFREQUENT_ACCESS")
    group, = logs.describe_log_groups(logGroupNamePrefix="/classed")[
        "logGroups"]
    assert (group["kmsKeyId"], group["logGroupClass"]) == (
        "arn:aws:kms:k", "INFREQUENT_ACCESS")
    code, message = error(logs.create_log_group, logGroupName="/c2",
                          logGroupClass="X")
    assert "[STANDARD, INFREQUENT_ACCESS, DELIVERY]" in message


def test_a_stream_is_made_before_it_has_events(logs):
    make(logs, "/streams", "b 1", "a/2", "b 3")
    for arguments in ({"logGroupName": "/streams"},
                      {"logGroupIdentifier": "/streams"},
                      {"logGroupIdentifier": ARN + "/streams"}):
        listed = logs.describe_log_streams(**arguments)["logStreams"]
        assert [s["logStreamName"] for s in listed] == ["a/2", "b 1", "b 3"]
    made = listed[0]
    assert abs(made.pop("creationTime") - time.time() * 1000) < 60000
    assert made == {"logStreamName": "a/2", "storedBytes": 0,
                    "arn": ARN + "/streams:log-stream:a/2"}
    assert [s["logStreamName"] for s in streams(
        logs, "/streams", logStreamNamePrefix="b ")] == ["b 1", "b 3"]
    assert logs.get_log_events(logGroupName="/streams",
                               logStreamName="a/2")["events"] == []
    assert error(logs.create_log_stream, logGroupName="/streams",
                 logStreamName="a/2") == (
        "ResourceAlreadyExistsException",
        "The specified log stream already exists")
    assert error(logs.create_log_stream, logGroupName="/streams",
                 logStreamName="a:b")[0] == "InvalidParameterException"
    assert error(logs.create_log_stream, logGroupName="/none",
                 logStreamName="a") == (
        "ResourceNotFoundException", "The specified log group does not exist.")
    assert error(logs.describe_log_streams, logGroupName="/streams",
                 logGroupIdentifier="/streams") == (
        "ValidationException",
        "LogGroup name and LogGroup ARN are mutually exclusive parameters.")


def test_events_are_read_as_they_were_put(logs):
    make(logs, "/put", "one", "two")
    text = 'é {"a": "\\n\\t"} \N{GRINNING FACE}'
    assert put(logs, "/put", "one", (-HOUR, "first"), (1, "two\nlines\n"),
               (1, text)) is None
    put(logs, "/put", "two", "of two")
    assert filtered(logs, "/put") == [
        ("one", -HOUR, "first"), ("one", 1, "two\nlines\n"), ("one", 1, text),
        ("two", 0, "of two")]
    got = logs.get_log_events(logGroupName="/put", logStreamName="one",
                              startFromHead=True)
    assert [(e["timestamp"] - NOW, e["message"]) for e in got["events"]] == [
        (-HOUR, "first"), (1, "two\nlines\n"), (1, text)]
    assert all(e["ingestionTime"] >= NOW for e in got["events"])
    again = logs.get_log_events(logGroupName="/put", logStreamName="one",
                                nextToken=got["nextForwardToken"])
    assert (again["events"], again["nextForwardToken"]) == (
        [], got["nextForwardToken"])
    last = logs.get_log_events(logGroupName="/put", logStreamName="one", limit=1)
    assert [e["message"] for e in last["events"]] == [text]
    one = streams(logs, "/put", orderBy="LastEventTime", descending=True)[0]
    assert (one["logStreamName"], one["firstEventTimestamp"] - NOW,
            one["lastEventTimestamp"] - NOW) == ("one", -HOUR, 1)


def test_events_are_found_by_the_time_that_they_say(logs):
    make(logs, "/times", "s", "t")
    for at in (0, -5 * HOUR, HOUR, -100 * HOUR):
        put(logs, "/times", "s", (at, f"at {at}"))
    put(logs, "/times", "t", "other")

    def between(start, end, **more):
        return {at for _, at, _ in filtered(
            logs, "/times", startTime=NOW + start, endTime=NOW + end,
            logStreamNames=["s"], **more)}

    assert between(-200 * HOUR, 2 * HOUR) == {0, -5 * HOUR, HOUR, -100 * HOUR}
    assert between(-6 * HOUR, 0) == {0, -5 * HOUR}
    assert between(-100 * HOUR, -100 * HOUR) == {-100 * HOUR}
    assert between(1, HOUR) == {HOUR}
    assert between(-HOUR, -1) == set()
    assert between(-200 * HOUR, HOUR, filterPattern='"at 0"') == {0}
    assert filtered(logs, "/times", logStreamNamePrefix="t") == [
        ("t", 0, "other")]

    def got(**more):
        return [e["timestamp"] - NOW for e in logs.get_log_events(
            logGroupName="/times", logStreamName="s", **more)["events"]]

    assert got(startTime=NOW - 6 * HOUR, endTime=NOW) == [-5 * HOUR]
    assert got(startTime=NOW - 101 * HOUR, endTime=NOW - 99 * HOUR,
               startFromHead=True) == [-100 * HOUR]


def test_events_without_a_place_are_told_and_the_others_kept(logs):
    make(logs, "/places", "s", "old", "kept")
    assert put(logs, "/places", "s", (0, "in"), (3 * HOUR, "new")) == {
        "tooNewLogEventStartIndex": 1}
    days = -24 * HOUR
    assert put(logs, "/places", "s", (14 * days - HOUR, "old"),
               (14 * days + HOUR, "in")) == {"tooOldLogEventEndIndex": 1}
    logs.put_retention_policy(logGroupName="/places", retentionInDays=3)
    assert put(logs, "/places", "s", (3 * days - HOUR, "gone"),
               (3 * days - HOUR, "gone"), (3 * days + HOUR, "in")) == {"expiredLogEventEndIndex": 2}
    assert [text for _, _, text in filtered(logs, "/places")] == 3 * ["in"]


@pytest.mark.parametrize("events, why", [
    ([(1, "b"), (0, "a")], "Log events in a single PutLogEvents request must "
                           "be in chronological order."),
    ([(-25 * HOUR, "a"), (0, "b")], "The batch of log events in a single "
     "PutLogEvents request cannot span more than 24 hours."),
    ([(0, "x" * 65536)],
     "Log event too large: 65562 bytes exceeds limit of 65536"),
    (17 * [(0, "x" * 65000)],
     "Upload too large: 1105442 bytes exceeds limit of 1048576"),
    ([], "Member must have length greater than or equal to 1"),
    ([(0, "")], "Member must have length greater than or equal to 1"),
    (10001 * [(0, "x")], "Member must have length less than or equal to 10000"),
    ([(-2 * NOW, "x")], "greater than or equal to 0")])
def test_what_can_be_no_batch_is_refused(logs, events, why):
    if "/bad" not in groups(logs):
        make(logs, "/bad", "s")
    code, message = error(lambda: put(logs, "/bad", "s", *events))
    assert code == "InvalidParameterException" and why in message, message
    assert filtered(logs, "/bad") == []


def test_a_full_batch_is_kept_whole(logs):
    make(logs, "/full", "s")
    big = [(n, "x" * 65000) for n in range(16)]
    assert put(logs, "/full", "s", *big) is None
    assert put(logs, "/full", "s", *[(n, f"n{n}") for n in range(10000)]) is None
    kept = [(at, text) for _, at, text in filtered(logs, "/full")]
    assert kept == big + [(n, f"n{n}") for n in range(10000)]


def test_a_stream_that_is_made_anew_is_empty(logs):
    make(logs, "/anew", "s", "t")
    put(logs, "/anew", "s", "before")
    put(logs, "/anew", "t", "stays")
    logs.delete_log_stream(logGroupName="/anew", logStreamName="s")
    unknown = ("ResourceNotFoundException",
               "The specified log stream does not exist.")
    assert error(logs.delete_log_stream, logGroupName="/anew",
                 logStreamName="s") == unknown
    assert error(logs.get_log_events, logGroupName="/anew",
                 logStreamName="s") == unknown
    assert error(lambda: put(logs, "/anew", "s", "x")) == unknown
    assert [s["logStreamName"] for s in streams(logs, "/anew")] == ["t"]
    logs.create_log_stream(logGroupName="/anew", logStreamName="s")
    assert filtered(logs, "/anew") == [("t", 0, "stays")]
    put(logs, "/anew", "s", "after")
    assert filtered(logs, "/anew", logStreamNames=["s"]) == [("s", 0, "after")]


def test_events_are_there_after_a_kill(tmp_path):
    host = store_host(tmp_path / "data")
    logs = client(host, "logs")
    make(logs, "/killed", "s", "none")
    put(logs, "/killed", "s", (-1, "a"), "b")
    host.kill()
    with closing(store_host(tmp_path / "data")) as host:
        logs = client(host, "logs")
        assert filtered(logs, "/killed") == [("s", -1, "a"), ("s", 0, "b")]
        put(logs, "/killed", "none", "c")
        assert [(s["logStreamName"], s["lastEventTimestamp"] - NOW)
                for s in streams(logs, "/killed")] == [("none", 0), ("s", 0)]
        logs.delete_log_group(logGroupName="/killed")
        assert groups(logs) == []
    assert list((tmp_path / "data/logs").iterdir()) == []
