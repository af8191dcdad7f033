"""`dayfly deploy` brings the queues of functions and templates to a host."""

import json

from deployed import call, empty, folder  # noqa: F401
from hosting import wait_for
from stored import client

URL = "http://127.0.0.1:9000/000000000000/"
TAKE = """
import { appendFileSync } from "node:fs";
export const handler = (event) => {
    for (const r of event.Records ?? [])
        appendFileSync(process.env.OUT, "WORD " + r.body + "\\n");
};
"""
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 40
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Dead: {Type: AWS::SQS::Queue, Properties: {MessageRetentionPeriod: 500}}
  Alone: {Type: AWS::SQS::Queue}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: take/
      Runtime: nodejs22.x
      Handler: index.handler
      Environment: {Variables: {OUT: OUTPUT, ORDERS: !Ref Orders}}
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: 2}}
        Page: {Type: HttpApi, Properties: {Path: /, Method: get}}
"""


def mappings(host):
    return client(host).list_event_source_mappings()["EventSourceMappings"]


def attributes(sqs, name):
    return sqs.get_queue_attributes(QueueUrl=URL + name,
                                    AttributeNames=["All"])["Attributes"]


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def write(folder, tmp_path, word, queues):
    folder("take", TAKE.replace("WORD", word))
    return folder("take", json.dumps(
        {"handler": "index.handler", "env": {"OUT": str(tmp_path / "out")},
         "queues": queues}), "dayfly.json")


def test_messages_come_to_the_alias_and_go_back_with_a_release(
        empty, folder, tmp_path):  # noqa: F811
    out, sqs = tmp_path / "out", client(empty, "sqs")
    place = write(folder, tmp_path, "first", {"jobs": {
        "batch": 3, "tries": 2, "dead": "lost", "concurrency": 2}})
    steps = call(empty, "deploy", place)
    assert [s for s in steps if "queue" in s] == [
        "lost: make the queue: MessageRetentionPeriod 1209600",
        'jobs: make the queue: RedrivePolicy {"deadLetterTargetArn":'
        '"arn:aws:sqs:us-east-1:000000000000:lost","maxReceiveCount":2}, '
        "VisibilityTimeout 30",
        "take: live gets the messages of the queue jobs"]
    m, = mappings(empty)
    assert m["FunctionArn"].endswith(":function:take:live")
    assert (m["BatchSize"], m["ScalingConfig"]) == (
        3, {"MaximumConcurrency": 2})
    sqs.send_message(QueueUrl=URL + "jobs", MessageBody="a")
    wait_for(lambda: lines(out) == ["first a"])
    assert "nothing to do" in call(empty, "deploy", place)[-1]

    write(folder, tmp_path, "second", {"jobs": {"batch": 4, "visibility": 70}})
    steps = call(empty, "deploy", place)
    assert "jobs: change the queue: VisibilityTimeout 70" in steps
    assert "take: changes how live gets the messages of the queue jobs" in steps
    m, = mappings(empty)
    assert m["BatchSize"] == 4 and "ScalingConfig" not in m
    sqs.send_message(QueueUrl=URL + "jobs", MessageBody="b")
    wait_for(lambda: lines(out)[1:] == ["second b"])
    call(empty, "rollback")
    sqs.send_message(QueueUrl=URL + "jobs", MessageBody="c")
    wait_for(lambda: lines(out)[2:] == ["first c"])


def test_a_mapping_that_is_not_wanted_goes_and_others_stay(
        empty, folder, tmp_path):  # noqa: F811
    place = write(folder, tmp_path, "x", {"jobs": {}, "more": {}})
    dry = call(empty, "deploy", place, "--dry-run")
    assert "jobs: make the queue: VisibilityTimeout 30" in dry
    assert not mappings(empty)
    call(empty, "deploy", place)
    sqs, lam = client(empty, "sqs"), client(empty)
    sqs.create_queue(QueueName="own")
    lam.create_event_source_mapping(
        FunctionName="take:live",
        EventSourceArn="arn:aws:sqs:us-east-1:000000000000:own")
    sqs.send_message(QueueUrl=URL + "more", MessageBody="a", DelaySeconds=300)
    write(folder, tmp_path, "x", {"jobs": {}})
    steps = call(empty, "deploy", place)
    assert ("take: live gets no messages of the queue more any more; they "
            "stay in it") in steps
    assert sorted(m["EventSourceArn"].split(":")[-1]
                  for m in mappings(empty)) == ["jobs", "own"]
    assert attributes(sqs, "more")["ApproximateNumberOfMessagesDelayed"] == "1"


def test_a_rollback_brings_back_the_queues_of_the_release(
        empty, folder, tmp_path):  # noqa: F811
    out, sqs = tmp_path / "out", client(empty, "sqs")
    place = write(folder, tmp_path, "first", {
        "old": {"filter": {"body": ["a", "b"]}},
        "both": {"partial": True, "batch": 2, "concurrency": 3}})
    call(empty, "deploy", place)
    write(folder, tmp_path, "second", {"new": {}, "both": {}})
    call(empty, "deploy", place)
    sqs.create_queue(QueueName="own")
    client(empty).create_event_source_mapping(
        FunctionName="take:live",
        EventSourceArn="arn:aws:sqs:us-east-1:000000000000:own")
    assert call(empty, "rollback", "--dry-run") == [
        "live: becomes release 1: take 1"]
    assert call(empty, "rollback") == [
        "live: becomes release 1: take 1",
        "take: live gets the messages of the queue old",
        "take: changes how live gets the messages of the queue both",
        "take: live gets no messages of the queue new any more; they stay in "
        "it"]
    found = {m["EventSourceArn"].split(":")[-1]: m for m in mappings(empty)}
    assert sorted(found) == ["both", "old", "own"]
    both = found["both"]
    assert both["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (both["BatchSize"], both["ScalingConfig"]) == (
        2, {"MaximumConcurrency": 3})
    assert found["old"]["FilterCriteria"]["Filters"] == [
        {"Pattern": '{"body":["a","b"]}'}]
    sqs.send_message(QueueUrl=URL + "new", MessageBody="x")
    sqs.send_message(QueueUrl=URL + "old", MessageBody="a")
    wait_for(lambda: lines(out) == ["first a"])
    # It is what a deployment of that release would have made.
    write(folder, tmp_path, "first", {
        "old": {"filter": {"body": ["a", "b"]}},
        "both": {"partial": True, "batch": 2, "concurrency": 3}})
    assert [s for s in call(empty, "deploy", place)
            if "messages of the queue" in s] == []
    sqs.delete_queue(QueueUrl=URL + "new")
    said = call(empty, "rollback", "2")
    assert ("take: live gets no messages of the queue new, which is not there: "
            "make it, or deploy this version again") in said
    assert sorted(m["EventSourceArn"].split(":")[-1]
                  for m in mappings(empty)) == ["both", "own"]


def test_a_rollback_leaves_the_queues_of_a_template(
        empty, tmp_path):  # noqa: F811
    project, out = tmp_path / "project", tmp_path / "out"
    (project / "take").mkdir(parents=True)
    (project / "template.yaml").write_text(
        TEMPLATE.replace("OUTPUT", str(out)))
    for word in ("s", "t"):
        (project / "take" / "index.mjs").write_text(TAKE.replace("WORD", word))
        call(empty, "deploy", project)
    before = mappings(empty)
    assert call(empty, "rollback") == ["live: becomes release 1: Take 1"]
    assert mappings(empty) == before and len(before) == 1


def test_a_deleted_function_is_deployed_again_with_its_mapping(
        empty, folder, tmp_path):  # noqa: F811
    out, sqs = tmp_path / "out", client(empty, "sqs")
    place = write(folder, tmp_path, "x", {"jobs": {"batch": 3}})
    call(empty, "deploy", place)
    before, = mappings(empty)
    call(empty, "delete", "take")
    sqs.send_message(QueueUrl=URL + "jobs", MessageBody="meanwhile")
    write(folder, tmp_path, "y", {"jobs": {"batch": 4}})
    steps = call(empty, "deploy", place)
    assert "take: changes how live gets the messages of the queue jobs" in steps
    after, = mappings(empty)
    assert (after["UUID"], after["BatchSize"]) == (before["UUID"], 4)
    sqs.send_message(QueueUrl=URL + "jobs", MessageBody="a")
    wait_for(lambda: "y a" in lines(out))
    assert "nothing to do" in call(empty, "deploy", place)[-1]


def test_a_template_brings_its_queues(empty, tmp_path):  # noqa: F811
    project, out = tmp_path / "project", tmp_path / "out"
    (project / "take").mkdir(parents=True)
    (project / "take" / "index.mjs").write_text(TAKE.replace("WORD", "t"))
    (project / "template.yaml").write_text(
        TEMPLATE.replace("OUTPUT", str(out)))
    steps = call(empty, "deploy", project)
    assert [s for s in steps if "queue" in s] == [
        "Dead: make the queue: MessageRetentionPeriod 500",
        "Alone: make the queue",
        "Orders: make the queue: VisibilityTimeout 40, RedrivePolicy "
        '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:Dead",'
        '"maxReceiveCount":3}',
        "Take: live gets the messages of the queue Orders"]
    notes = [s for s in steps if s.startswith("Note: ")]
    assert len(notes) == 1 and "Page (HttpApi)" in notes[0], notes
    sqs = client(empty, "sqs")
    sqs.send_message(QueueUrl=URL + "Orders", MessageBody="a")
    wait_for(lambda: lines(out) == ["t a"])
    assert "nothing to do" in call(empty, "deploy", project)[-1]
