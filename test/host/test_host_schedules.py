"""Schedules by the API of EventBridge Scheduler: valid, kept, and on time, also
by a host that was killed meanwhile."""

import contextlib
import datetime
import json
import signal
import time

import botocore.exceptions
import pytest

from hosting import run, wait_for
from stored import ROLE, client, create, node, store_host

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
OFF = {"Mode": "OFF"}
# Each event is a line of the file OUT, with the time at which it came.
NOTE = node("""
    const { appendFileSync } = await import('node:fs');
    appendFileSync(process.env.OUT,
                   JSON.stringify([Date.now() / 1000, event]) + '\\n');
""")


class Place:
    """A data folder, its host when there is one, and what its function noted."""

    def __init__(self, folder):
        self.folder = folder
        self.out = folder / "out"
        self.host = None

    def start(self):
        self.host = store_host(self.folder / "data")
        self.scheduler = client(self.host, "scheduler")
        return self

    def stop(self, number):
        self.host.process.send_signal(number)
        self.host.process.wait(timeout=20)
        self.host.close()
        self.host = None

    def make_function(self):
        create(client(self.host), "note", NOTE,
               Environment={"Variables": {"OUT": str(self.out)}})
        return self

    def noted(self):
        text = self.out.read_text() if self.out.exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    def wait(self, count):
        return wait_for(
            lambda: self.noted() if len(self.noted()) >= count else None)

    def add(self, name, expression, target=None, **more):
        return self.scheduler.create_schedule(
            Name=name, ScheduleExpression=expression,
            FlexibleTimeWindow=more.pop("FlexibleTimeWindow", OFF),
            Target={"Arn": ARN + "note", "RoleArn": ROLE, **(target or {})},
            **more)["ScheduleArn"]


@contextlib.contextmanager
def place_in(folder):
    place = Place(folder)
    try:
        yield place.start()
    finally:
        if place.host:
            place.host.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with place_in(tmp_path_factory.mktemp("schedules")) as place:
        yield place.make_function()


def at(seconds):
    """The expression of the first whole second that far ahead, and its time."""
    due = int(time.time() + seconds) + 1
    text = datetime.datetime.fromtimestamp(due, datetime.timezone.utc)
    return text.strftime("at(%Y-%m-%dT%H:%M:%S)"), due


def refused(call, *args, **more):
    with pytest.raises(botocore.exceptions.ClientError) as info:
        call(*args, **more)
    return info.value.response["Error"]["Code"], str(info.value)


def test_the_event_comes_when_it_is_due(place):
    before = len(place.noted())
    expression, due = at(0.5)
    arn = place.add("soon", expression, ActionAfterCompletion="DELETE")
    when, event = place.wait(before + 1)[-1]
    assert 0 <= when - due < 1
    assert event["detail-type"] == "Scheduled Event"
    assert event["source"] == "aws.scheduler"
    assert event["resources"] == [arn]
    assert event["time"] == expression[3:-1] + "Z"
    # It was its last time.
    wait_for(lambda: "soon" not in names(place))
    assert len(place.noted()) == before + 1


def names(place):
    return [s["Name"] for s in place.scheduler.list_schedules()["Schedules"]]


def test_the_input_is_the_event_with_attributes_of_the_schedule(place):
    before = len(place.noted())
    expression, due = at(0.2)
    arn = place.add("given", expression, {"Input": json.dumps(
        {"arn": "<aws.scheduler.schedule-arn>",
         "time": "<aws.scheduler.scheduled-time>",
         "id": "<aws.scheduler.execution-id>", "other": "<aws.scheduler.x>"})})
    event = place.wait(before + 1)[-1][1]
    assert event["arn"] == arn
    assert event["time"] == expression[3:-1] + "Z"
    assert len(event["id"]) == 36 and event["other"] == "<aws.scheduler.x>"
    place.scheduler.delete_schedule(Name="given")


def test_a_rate_begins_at_once_and_one_that_is_disabled_does_not(place):
    before = len(place.noted())
    place.add("off", "rate(1 minute)", State="DISABLED")
    place.add("rate", "rate(5 minutes)", Description="d")
    place.wait(before + 1)
    # Another description, not other times.
    place.scheduler.update_schedule(
        Name="rate", ScheduleExpression="rate(5 minutes)",
        FlexibleTimeWindow=OFF, Target={"Arn": ARN + "note", "RoleArn": ROLE})
    got = place.scheduler.get_schedule(Name="rate")
    assert "Description" not in got
    assert got["CreationDate"] < got["LastModificationDate"]
    place.add("after", at(0.1)[0])
    place.wait(before + 2)
    assert len(place.noted()) == before + 2
    for name in ("off", "rate", "after"):
        place.scheduler.delete_schedule(Name=name)


def test_what_was_given_is_there_again_with_awss_defaults(place):
    start = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
    place.add("all", "cron(0 8 ? * MON-FRI *)", {"Input": "{}"},
              ScheduleExpressionTimezone="Europe/Berlin", Description="daily",
              StartDate=start, EndDate=start.replace(year=2031),
              FlexibleTimeWindow={"Mode": "FLEXIBLE",
                                  "MaximumWindowInMinutes": 15})
    got = place.scheduler.get_schedule(Name="all")
    assert got["GroupName"] == "default" and got["State"] == "ENABLED"
    assert got["ScheduleExpressionTimezone"] == "Europe/Berlin"
    assert got["StartDate"] == start
    assert got["ActionAfterCompletion"] == "NONE"
    assert got["Target"]["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
    assert got["FlexibleTimeWindow"]["MaximumWindowInMinutes"] == 15
    assert got["Arn"].endswith(":schedule/default/all")
    place.scheduler.delete_schedule(Name="all")
    assert refused(place.scheduler.get_schedule, Name="all")[0] == \
        "ResourceNotFoundException"


def test_groups_have_their_schedules_and_tags(place):
    sc = place.scheduler
    arn = sc.create_schedule_group(
        Name="g", Tags=[{"Key": "a", "Value": "1"}])["ScheduleGroupArn"]
    assert refused(sc.create_schedule_group, Name="g")[0] == "ConflictException"
    for name in ("one", "two", "three"):
        place.add(name, "rate(1 day)", GroupName="g", State="DISABLED")
    assert refused(place.add, "one", "rate(1 day)", GroupName="g")[0] == \
        "ConflictException"
    assert refused(place.add, "x", "rate(1 day)", GroupName="h")[0] == \
        "ResourceNotFoundException"
    pages = sc.get_paginator("list_schedules").paginate(
        GroupName="g", PaginationConfig={"PageSize": 2})
    assert [s["Name"] for p in pages for s in p["Schedules"]] == [
        "one", "three", "two"]
    assert [s["Name"] for s in sc.list_schedules(NamePrefix="t")["Schedules"]
            ] == ["three", "two"]
    sc.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
    sc.untag_resource(ResourceArn=arn, TagKeys=["a"])
    assert sc.list_tags_for_resource(ResourceArn=arn)["Tags"] == [
        {"Key": "b", "Value": "2"}]
    assert [g["Name"] for g in sc.list_schedule_groups()["ScheduleGroups"]
            ] == ["default", "g"]
    sc.delete_schedule_group(Name="g")
    assert names(place) == []


@pytest.mark.parametrize("more, word", [
    ({"ScheduleExpression": "cron(0 25 ? * * *)"}, "the hours"),
    ({"ScheduleExpression": "every day"}, "Invalid Schedule Expression"),
    ({"ScheduleExpressionTimezone": "Mars/Olympus"}, "Timezone"),
    ({"ScheduleExpression": "at(2027-03-28T02:30:00)",
      "ScheduleExpressionTimezone": "Europe/Berlin"}, "leave this time out"),
    ({"Name": "a b"}, "'name' failed to satisfy constraint"),
    ({"State": "ON"}, "enum value set: [ENABLED, DISABLED]"),
    ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "MaximumWindowInMinutes"),
    ({"Target": {"Arn": "arn:aws:sns:us-east-1:000000000000:t",
                 "RoleArn": ROLE}}, "function of this host"),
    ({"Target": {"Arn": ARN + "note", "RoleArn": "r"}}, "target.roleArn"),
    ({"Target": {"Arn": ARN + "note", "RoleArn": ROLE, "Input": "{"}}, "JSON"),
])
def test_what_is_not_valid_is_refused(place, more, word):
    given = {"Name": "bad", "ScheduleExpression": "rate(1 day)",
             "FlexibleTimeWindow": OFF,
             "Target": {"Arn": ARN + "note", "RoleArn": ROLE}, **more}
    with pytest.raises(place.scheduler.exceptions.ValidationException) as e:
        place.scheduler.create_schedule(**given)
    # The member that its shape has, which SDKs of typed languages read alone.
    assert word in e.value.response["Message"]
    assert names(place) == []


def schedule(place, *words):
    done = run("schedule", *words, "--endpoint", place.host.url)
    return done.returncode, (done.stdout or done.stderr).decode()


def test_the_command_makes_lists_and_removes_schedules(place):
    assert schedule(place, "create", "c", "--function", "note", "--zone",
                    "Europe/Berlin", "--expression", "cron(0 8 ? JAN MON 2198)",
                    "--input", '{"a": 1}', "--missed", "all")[0] == 0
    assert place.scheduler.get_schedule(Name="c")["Target"]["Input"] == \
        '{"a": 1}'
    code, text = schedule(place)
    assert code == 0 and text == (
        "c  note  cron(0 8 ? JAN MON 2198) Europe/Berlin  "
        "2198-01-01T07:00:00Z\n")
    found = json.loads(schedule(place, "list", "--json")[1])
    assert found[0]["Next"][1] == "2198-01-08T07:00:00Z"
    place.scheduler.create_schedule_group(Name="g")
    for name, more in (("g/d", ("--group", "g")), ("default/e", ())):
        assert schedule(place, "create", name[-1], "--function", "note", *more,
                        "--expression", "rate(1 day)")[0] == 0
        assert schedule(place, "delete", name) == (0, "")
    place.scheduler.delete_schedule_group(Name="g")
    code, text = schedule(place, "delete", "g/")
    assert code == 1 and "g/ is no name of a schedule" in text
    assert schedule(place, "delete", "c") == (0, "")
    code, text = schedule(place, "delete", "c")
    assert code == 1 and "Schedule c does not exist" in text
    code, text = schedule(place, "create", "c", "--function", "note",
                          "--expression", "cron(0 8 * * * *)")
    assert code == 1 and "must be ?" in text


def test_the_next_times_need_no_host():
    done = run("schedule", "next", "cron(30 12 29 2 ? 2096)", "--zone",
               "Asia/Kolkata")
    assert done.stdout.decode() == (
        "2096-02-29T07:00:00Z  2096-02-29T12:30:00 Asia/Kolkata\n")
    assert run("schedule", "next", "rate(x)").returncode == 1
    assert run("schedule", "next").returncode == 2


def waiting(place):
    answer = place.host.request("GET", "/_dayfly/queue")
    return json.loads(answer.body)["events"]


def test_a_killed_host_makes_each_event_once(tmp_path):
    with place_in(tmp_path) as place:
        place.make_function()
        # Due while the host is up, while it is down, and after it is up again.
        early, _ = at(0.3)
        place.add("early", early, {"Input": '"early"'})
        place.wait(1)
        # An event that has not ended would run again.
        wait_for(lambda: not waiting(place))
        down, _ = at(0.3)
        place.add("down", down, {"Input": '"down"'})
        later, due = at(3)
        place.add("later", later, {"Input": '"later"'})
        place.stop(signal.SIGKILL)
        time.sleep(1.5)
        place.start()
        notes = place.wait(3)
        assert sorted(event for _, event in notes) == ["down", "early", "later"]
        assert notes[-1][1] == "later" and 0 <= notes[-1][0] - due < 1
        wait_for(lambda: not waiting(place))
        place.stop(signal.SIGKILL)
        place.start()
        last, _ = at(0.2)
        place.add("last", last, {"Input": '"last"'})
        assert [event for _, event in place.wait(4)][3] == "last"
        assert len(place.noted()) == 4
