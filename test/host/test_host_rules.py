"""Rules of EventBridge that have a schedule, by boto3: kept, and on time."""

import json
import signal
import time

import botocore.exceptions
import pytest

from hosting import run, wait_for
from stored import client
from test_host_schedules import ARN, place_in

RULE = "arn:aws:events:us-east-1:000000000000:rule/"
EACH_MINUTE = "cron(* * * * ? *)"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with place_in(tmp_path_factory.mktemp("rules")) as place:
        yield place.make_function()


@pytest.fixture
def events(place):
    return client(place.host, "events")


def refused(call, *args, **more):
    with pytest.raises(botocore.exceptions.ClientError) as info:
        call(*args, **more)
    error = info.value.response["Error"]
    return error["Code"], error["Message"]


def target(name="one", function="note", **more):
    return {"Id": name, "Arn": ARN + function, **more}


def test_a_rule_is_kept_with_its_targets_and_tags(events):
    arn = events.put_rule(Name="all", ScheduleExpression="rate(1 day)",
                          Description="d", State="DISABLED", Tags=[
                              {"Key": "a", "Value": "1"}])["RuleArn"]
    assert arn == RULE + "all"
    rule = events.describe_rule(Name="all", EventBusName="default")
    rule.pop("ResponseMetadata")
    assert rule == {"Name": "all", "Arn": arn, "State": "DISABLED",
                    "ScheduleExpression": "rate(1 day)", "Description": "d",
                    "EventBusName": "default", "CreatedBy": "000000000000"}
    given = [target("one", Input='{"a": 1}'), target("two", "other:live",
             RetryPolicy={"MaximumEventAgeInSeconds": 60})]
    assert events.put_targets(Rule="all", Targets=given)[
        "FailedEntryCount"] == 0
    assert events.list_targets_by_rule(Rule="all")["Targets"] == given
    assert events.list_rule_names_by_target(TargetArn=ARN + "note")[
        "RuleNames"] == ["all"]
    assert events.list_rule_names_by_target(TargetArn=ARN + "x")[
        "RuleNames"] == []
    # Another one with the name replaces it; targets and tags stay.
    events.put_rule(Name="all", ScheduleExpression="rate(2 days)")
    rule = events.describe_rule(Name="all")
    assert rule["State"] == "ENABLED" and "Description" not in rule
    events.put_targets(Rule="all", Targets=[target("one", Input="2")])
    assert events.list_targets_by_rule(Rule="all")["Targets"] == [
        target("one", Input="2"), given[1]]
    events.tag_resource(ResourceARN=arn, Tags=[{"Key": "b", "Value": "2"}])
    events.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
        {"Key": "b", "Value": "2"}]
    events.disable_rule(Name="all")
    assert events.describe_rule(Name="all")["State"] == "DISABLED"
    assert refused(events.delete_rule, Name="all") == (
        "ValidationException", "Rule can't be deleted since it has targets.")
    gone = events.remove_targets(Rule="all", Ids=["one", "two", "three"])
    assert gone["FailedEntryCount"] == 1
    assert gone["FailedEntries"][0]["TargetId"] == "three"
    events.delete_rule(Name="all")
    # As on AWS, a second time is no mistake.
    events.delete_rule(Name="all")
    assert refused(events.describe_rule, Name="all") == (
        "ResourceNotFoundException",
        "Rule all does not exist on EventBus default.")


def test_lists_of_rules_come_in_pages(events):
    for n in range(5):
        events.put_rule(Name=f"page-{n}", ScheduleExpression="rate(1 day)")
    pages = events.get_paginator("list_rules").paginate(
        NamePrefix="page-", PaginationConfig={"PageSize": 2})
    assert [[r["Name"] for r in p["Rules"]] for p in pages] == [
        ["page-0", "page-1"], ["page-2", "page-3"], ["page-4"]]
    for n in range(5):
        events.delete_rule(Name=f"page-{n}")
    assert events.list_rules()["Rules"] == []


def test_a_rule_makes_events_when_it_is_due(place, events):
    before = len(place.noted())
    arn = events.put_rule(Name="tick", ScheduleExpression=EACH_MINUTE)["RuleArn"]
    events.put_rule(Name="rate", ScheduleExpression="rate(1 minute)")
    events.put_rule(Name="off", ScheduleExpression="rate(1 minute)",
                    State="DISABLED")
    made = time.time()
    events.put_targets(Rule="tick", Targets=[
        target("a"), target("b", Input='{"is": "<aws.scheduler.x>"}')])
    for name in ("rate", "off"):
        events.put_targets(Rule=name, Targets=[
            target("a", Input=json.dumps({"is": name}))])

    def rate():
        return [when for when, e in place.noted()[before:]
                if e.get("is") == "rate"]

    # A rate is due when its period is over.
    assert 58 <= wait_for(rate, 75)[0] - made < 63
    for name, ids in (("tick", ["a", "b"]), ("rate", ["a"]), ("off", ["a"])):
        events.remove_targets(Rule=name, Ids=ids)
        events.delete_rule(Name=name)
    noted = place.noted()[before:]
    assert {"is": "<aws.scheduler.x>"} in [e for _, e in noted]
    assert {"is": "off"} not in [e for _, e in noted]
    when, event = [n for n in noted if "is" not in n[1]][0]
    assert len(event.pop("id")) == 36
    assert event == {
        "version": "0", "detail-type": "Scheduled Event",
        "source": "aws.events", "account": "000000000000",
        "time": time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(when)),
        "region": "us-east-1", "resources": [arn], "detail": {}}


def test_schedules_of_rules_are_not_of_the_scheduler(place, events):
    made = int(time.time())
    events.put_rule(Name="mine", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="mine", Targets=[target("t")])
    assert place.scheduler.list_schedules()["Schedules"] == []
    shown = run("schedule", "list", "--endpoint", place.host.url, text=True)
    assert "rule/mine/t  note  rate(1 day)" in shown.stdout
    assert refused(place.scheduler.get_schedule, Name="t",
                   GroupName="rule/mine")[0] == "ValidationException"
    for words in (("rule/mine/t",), ("t", "--group", "rule/mine")):
        done = run("schedule", "delete", *words, "--endpoint", place.host.url)
        assert done.returncode == 1
        assert (b"t is a target of the rule mine of EventBridge: remove it "
                b"there, by `aws events remove-targets --rule mine --ids t "
                in done.stderr)
    item, = json.loads(run("schedule", "list", "--json", "--endpoint",
                           place.host.url).stdout)
    assert made <= item["CreationDate"] <= time.time()
    events.remove_targets(Rule="mine", Ids=["t"])
    events.delete_rule(Name="mine")
    assert run("schedule", "--endpoint", place.host.url).stdout == b""


@pytest.mark.parametrize("more, word", [
    ({"ScheduleExpression": "cron(0 25 ? * * *)"}, "the hours"),
    ({"ScheduleExpression": "at(2030-01-01T00:00:00)"}, "EventBridge Scheduler"),
    ({"ScheduleExpression": "daily"},
     "Parameter ScheduleExpression is not valid."),
    *[({"ScheduleExpression": f"rate({rate})"}, "rate(1 minute)")
      for rate in ("1 minutes", "1 hours", "1 days", "2 minute", "10 day")],
    ({"ScheduleExpression": "rate(10 MINUTES)"}, "is not valid."),
    ({"EventPattern": '{"source": ["aws.s3"]}'}, "no EventPattern"),
    ({}, "Parameter(s) EventPattern or ScheduleExpression must be specified."),
    ({"ScheduleExpression": "rate(1 day)", "Name": "a b"},
     r"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"),
    ({"ScheduleExpression": "rate(1 day)", "Name": "n" * 65},
     "length less than or equal to 64"),
    ({"ScheduleExpression": "rate(1 day)", "State":
      "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}, "ENABLED or DISABLED"),
])
def test_a_rule_that_cannot_be_is_refused(events, more, word):
    code, message = refused(events.put_rule, **{"Name": "no", **more})
    assert code == "ValidationException" and word in message
    assert events.list_rules()["Rules"] == []


@pytest.mark.parametrize("given, word", [
    ({"Arn": "arn:aws:sqs:us-east-1:000000000000:q"},
     "the ARN of a function of this host"),
    ({"Input": "{"}, "JSON syntax error in input"),
    ({"InputPath": "$.time"}, "does not support InputPath"),
    ({"InputTransformer": {"InputTemplate": '"a"'}}, "InputTransformer"),
    ({"Input": "1", "InputPath": "$.time"},
     "Only one of Input, InputPath, or InputTransformer must be provided for "
     "target one."),
    ({"Id": "a/b"}, "regular expression pattern"),
    ({"RetryPolicy": {"MaximumRetryAttempts": 186}},
     "less than or equal to 185"),
])
def test_a_target_that_cannot_be_is_refused(events, given, word):
    events.put_rule(Name="refuses", ScheduleExpression="rate(1 day)")
    code, message = refused(events.put_targets, Rule="refuses",
                            Targets=[target("good"), {**target(), **given}])
    assert code == "ValidationException" and word in message
    assert events.list_targets_by_rule(Rule="refuses")["Targets"] == []
    events.delete_rule(Name="refuses")


def test_what_there_is_not_and_what_is_too_much(events):
    gone = "ResourceNotFoundException"
    for call, more in ((events.enable_rule, {"Name": "no"}),
                       (events.disable_rule, {"Name": "no"}),
                       (events.list_targets_by_rule, {"Rule": "no"}),
                       (events.put_targets, {"Rule": "no",
                                             "Targets": [target()]}),
                       (events.remove_targets, {"Rule": "no", "Ids": ["x"]}),
                       (events.list_tags_for_resource,
                        {"ResourceARN": RULE + "no"}),
                       (events.list_rules, {"EventBusName": "other"})):
        assert refused(call, **more)[0] == gone
    assert refused(events.put_events, Entries=[{"Source": "x"}])[0] == (
        "UnknownOperationException")
    events.put_rule(Name="full", ScheduleExpression="rate(1 day)")
    many = [target(str(n)) for n in range(5)]
    events.put_targets(Rule="full", Targets=many)
    for more in ([target("more")], [target(f"n{n}") for n in range(6)]):
        code, message = refused(events.put_targets, Rule="full", Targets=more)
        assert code == "LimitExceededException"
        assert message.startswith(
            "The requested resource exceeds the maximum number allowed.")
    events.remove_targets(Rule="full", Ids=[str(n) for n in range(5)])
    events.delete_rule(Name="full")


def test_a_rule_is_made_up_for_after_its_host_was_killed(tmp_path):
    with place_in(tmp_path) as place:
        place.make_function()
        events = client(place.host, "events")
        if time.time() % 60 > 55:
            time.sleep(6)
        events.put_rule(Name="kept", ScheduleExpression=EACH_MINUTE)
        events.put_targets(Rule="kept", Targets=[target(Input='"kept"')])
        place.stop(signal.SIGKILL)
        time.sleep(60.5 - time.time() % 60)
        place.start()
        events = client(place.host, "events")
        # What is added now has no earlier time to make up for.
        events.put_targets(Rule="kept", Targets=[target("two", Input='"two"')])
        assert [t["Id"] for t in events.list_targets_by_rule(Rule="kept")[
            "Targets"]] == ["one", "two"]
        place.wait(1)
        time.sleep(1)
        assert [e for _, e in place.noted()] == ["kept"]


def test_without_a_store_there_are_no_rules(host):
    events = client(host, "events")
    assert events.list_rules()["Rules"] == []
    code, message = refused(events.put_rule, Name="x",
                            ScheduleExpression="rate(1 day)")
    assert code == "ServiceUnavailableException" and "--data DIR" in message
