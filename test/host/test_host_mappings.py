"""Event source mappings: messages of the host's queues come to functions."""

import contextlib
import json

import botocore.exceptions
import pytest

from hosting import wait_for
from stored import client, create, node, store_host, zip_of

ARN = "arn:aws:sqs:us-east-1:000000000000:"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield h


@pytest.fixture
def lam(host):
    return client(host)


@pytest.fixture
def sqs(host):
    return client(host, "sqs")


def queue(sqs, name, **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def left(sqs, url):
    names = ["ApproximateNumberOfMessages",
             "ApproximateNumberOfMessagesNotVisible"]
    got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return [int(got["Attributes"][n]) for n in names]


def collector(lam, sqs, name, body, **more):
    """A function that sends what it got to the queue NAME-out; its URL."""
    script = """
const send = (text) => fetch(process.env.SQS, {method: 'POST',
    headers: {'X-Amz-Target': 'AmazonSQS.SendMessage'},
    body: JSON.stringify({QueueUrl: process.env.OUT, MessageBody: text})});
export const handler = async (event) => { BODY };
""".replace("BODY", body)
    out = queue(sqs, name + "-out")
    create(lam, name, zip_of({"index.mjs": script}), Environment={
        "Variables": {"SQS": sqs.meta.endpoint_url + "/", "OUT": out}}, **more)
    return out


def take(sqs, url, count, seconds=20):
    """So many messages, parsed."""
    got = []

    def more():
        for m in sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10,
                WaitTimeSeconds=1).get("Messages", []):
            got.append(json.loads(m["Body"]))
            sqs.delete_message(QueueUrl=url,
                               ReceiptHandle=m["ReceiptHandle"])
        return len(got) >= count
    wait_for(more, seconds)
    return got


def code(call, **more):
    with pytest.raises(botocore.exceptions.ClientError) as e:
        call(**more)
    return e.value.response["Error"]["Code"], str(e.value)


def test_a_mapping_that_is_made_disabled_is_disabled_until_it_is_enabled(
        lam, sqs):
    create(lam, "asleep", node("return 1;"))
    url = queue(sqs, "asleep")
    made = lam.create_event_source_mapping(
        FunctionName="asleep", EventSourceArn=ARN + "asleep", Enabled=False)
    assert (made["State"], made["StateTransitionReason"]) == (
        "Disabled", "USER_INITIATED")
    uuid = made["UUID"]

    def state():
        listed = lam.list_event_source_mappings(FunctionName="asleep")
        one, = listed["EventSourceMappings"]
        assert one["State"] == lam.get_event_source_mapping(UUID=uuid)["State"]
        return one["State"]

    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert state() == "Disabled"
    for enabled, told, then in ((None, "Updating", "Disabled"),
                                (False, "Updating", "Disabled"),
                                (True, "Enabling", "Enabled"),
                                (False, "Disabling", "Disabled")):
        more = {} if enabled is None else {"Enabled": enabled}
        changed = lam.update_event_source_mapping(UUID=uuid, BatchSize=2,
                                                  **more)
        assert (changed["State"], state()) == (told, then)
    lam.delete_event_source_mapping(UUID=uuid)
    sqs.delete_queue(QueueUrl=url)


def test_a_mapping_has_the_life_and_the_members_of_aws(lam, sqs):
    create(lam, "life", node("return 1;"))
    url = queue(sqs, "life")
    made = lam.create_event_source_mapping(
        FunctionName="life", EventSourceArn=ARN + "life", BatchSize=5,
        ScalingConfig={"MaximumConcurrency": 2},
        FunctionResponseTypes=["ReportBatchItemFailures"])
    made.pop("ResponseMetadata")
    assert set(made) == {
        "UUID", "BatchSize", "MaximumBatchingWindowInSeconds",
        "EventSourceArn", "FunctionArn", "LastModified", "State",
        "StateTransitionReason", "FunctionResponseTypes", "ScalingConfig",
        "EventSourceMappingArn"}
    assert (made["State"], made["BatchSize"]) == ("Creating", 5)
    uuid = made["UUID"]
    assert lam.get_event_source_mapping(UUID=uuid)["State"] == "Enabled"
    kind, text = code(lam.create_event_source_mapping, FunctionName="life",
                      EventSourceArn=ARN + "life")
    assert kind == "ResourceConflictException" and uuid in text
    changed = lam.update_event_source_mapping(UUID=uuid, Enabled=False)
    assert changed["State"] == "Disabling"
    assert lam.get_event_source_mapping(UUID=uuid)["State"] == "Disabled"
    listed = lam.list_event_source_mappings(FunctionName="life")
    assert [m["UUID"] for m in listed["EventSourceMappings"]] == [uuid]
    assert not lam.list_event_source_mappings(
        EventSourceArn=ARN + "other")["EventSourceMappings"]
    lam.delete_function(FunctionName="life")
    assert lam.get_event_source_mapping(UUID=uuid)["State"] == "Disabled"
    arn = made["EventSourceMappingArn"]
    lam.tag_resource(Resource=arn, Tags={"a": "b", "c": "d"})
    lam.untag_resource(Resource=arn, TagKeys=["a"])
    assert lam.list_tags(Resource=arn)["Tags"] == {"c": "d"}
    assert lam.delete_event_source_mapping(UUID=uuid)["State"] == "Deleting"
    assert code(lam.get_event_source_mapping, UUID=uuid)[0] == (
        "ResourceNotFoundException")
    sqs.delete_queue(QueueUrl=url)


def test_what_cannot_work_is_refused(lam, sqs):
    create(lam, "slow", node("return 1;"), Timeout=60)
    queue(sqs, "brief")
    queue(sqs, "row.fifo", FifoQueue="true", VisibilityTimeout="60")
    for source, more, words in (
            ("no", {}, "NonExistentQueue"),
            ("brief", {}, "less than Function timeout: 60"),
            ("row.fifo", {"MaximumBatchingWindowInSeconds": 1}, "FIFO"),
            ("row.fifo", {"BatchSize": 11}, "FIFO"),
            ("brief", {"BatchSize": 11}, "greater than 10"),
            ("brief", {"StartingPosition": "LATEST"}, "StartingPosition"),
            ("brief", {"FilterCriteria": {"Filters": [
                {"Pattern": '{"body": "x"}'}]}}, "Invalid filter pattern")):
        kind, text = code(lam.create_event_source_mapping, FunctionName="slow",
                          EventSourceArn=ARN + source, **more)
        assert kind == "InvalidParameterValueException", more
        assert words in text


def test_a_mapping_can_be_made_as_soon_as_its_function(lam, sqs):
    out = queue(sqs, "soon-out")
    url = queue(sqs, "soon", RedrivePolicy=json.dumps(
        {"deadLetterTargetArn": ARN + "soon-out", "maxReceiveCount": 1}))
    sqs.send_message(QueueUrl=url, MessageBody="x")
    made = lam.create_function(
        FunctionName="soon", Runtime="nodejs22.x", Handler="index.handler",
        Role="arn:aws:iam::000000000000:role/r", Code={"ZipFile": zip_of(
            {"index.mjs": "export const handler = async () => {};"})})
    assert made["State"] == "Pending"
    lam.create_event_source_mapping(FunctionName="soon",
                                    EventSourceArn=ARN + "soon")
    wait_for(lambda: left(sqs, url) == [0, 0], 20)
    assert left(sqs, out) == [0, 0]
    got = code(lam.create_event_source_mapping, FunctionName="soon:none",
               EventSourceArn=ARN + "soon")
    assert "Function does not exist" in got[1]


def test_a_function_gets_records_as_lambda_has_them(lam, sqs):
    out = collector(lam, sqs, "rec", "await send(JSON.stringify(event));")
    url = queue(sqs, "rec")
    lam.create_event_source_mapping(FunctionName="rec",
                                    EventSourceArn=ARN + "rec")
    sent = sqs.send_message(QueueUrl=url, MessageBody='é "x"',
                            MessageAttributes={
        "a": {"DataType": "String", "StringValue": "1"}})
    event, = take(sqs, out, 1)
    record, = event["Records"]
    assert record["messageId"] == sent["MessageId"]
    assert record["body"] == 'é "x"'
    assert record["md5OfBody"] == sent["MD5OfMessageBody"]
    assert record["md5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert record["messageAttributes"] == {"a": {
        "stringValue": "1", "stringListValues": [], "binaryListValues": [],
        "dataType": "String"}}
    assert set(record["attributes"]) == {
        "ApproximateReceiveCount", "SentTimestamp", "SenderId",
        "ApproximateFirstReceiveTimestamp"}
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == ARN + "rec"
    assert record["awsRegion"] == "us-east-1"
    assert record["receiptHandle"]
    wait_for(lambda: left(sqs, url) == [0, 0])


def test_only_the_messages_that_failed_come_again(lam, sqs):
    out = collector(lam, sqs, "part", """
        await send(JSON.stringify(event.Records.map((r) => r.body)));
        return {batchItemFailures: event.Records.filter(
            (r) => r.body === 'bad').map(
                (r) => ({itemIdentifier: r.messageId}))};""", Timeout=1)
    queue(sqs, "part-dead")
    url = queue(sqs, "part", VisibilityTimeout="1", RedrivePolicy=json.dumps(
        {"deadLetterTargetArn": ARN + "part-dead", "maxReceiveCount": 2}))
    for body in ("good", "bad", "fine"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    lam.create_event_source_mapping(
        FunctionName="part", EventSourceArn=ARN + "part",
        FunctionResponseTypes=["ReportBatchItemFailures"])
    dead = sqs.get_queue_url(QueueName="part-dead")["QueueUrl"]
    wait_for(lambda: left(sqs, dead) == [1, 0])
    assert left(sqs, url) == [0, 0]
    bodies = sorted(b for batch in take(sqs, out, 2) for b in batch)
    assert bodies == ["bad", "bad", "fine", "good"]


def test_a_function_that_fails_leaves_its_messages(lam, sqs):
    create(lam, "throws", node("throw new Error('no');"), Timeout=1)
    dead = queue(sqs, "throws-dead")
    url = queue(sqs, "throws", VisibilityTimeout="1", RedrivePolicy=json.dumps(
        {"deadLetterTargetArn": ARN + "throws-dead", "maxReceiveCount": 1}))
    sqs.send_message(QueueUrl=url, MessageBody="x")
    lam.create_event_source_mapping(FunctionName="throws",
                                    EventSourceArn=ARN + "throws")
    wait_for(lambda: left(sqs, dead) == [1, 0])


def test_filters_and_windows(lam, sqs):
    out = collector(lam, sqs, "some", """await send(JSON.stringify(
        event.Records.map((r) => JSON.parse(r.body).n)));""")
    url = queue(sqs, "some")
    lam.create_event_source_mapping(
        FunctionName="some", EventSourceArn=ARN + "some", BatchSize=20,
        MaximumBatchingWindowInSeconds=2, FilterCriteria={"Filters": [
            {"Pattern": json.dumps({"body": {"n": [
                {"numeric": [">=", 5]}]}})}]})
    for i in range(15):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"n": i}))
    batch, = take(sqs, out, 1)
    assert sorted(batch) == list(range(5, 15))
    wait_for(lambda: left(sqs, url) == [0, 0])


def test_a_fifo_queue_comes_in_order(lam, sqs):
    out = collector(lam, sqs, "turn", """
        for (const r of event.Records) await send(r.body);""")
    url = queue(sqs, "turn.fifo", FifoQueue="true",
                ContentBasedDeduplication="true")
    lam.create_event_source_mapping(
        FunctionName="turn", EventSourceArn=ARN + "turn.fifo", BatchSize=3)
    for i in range(12):
        sqs.send_message(QueueUrl=url, MessageBody=str(i), MessageGroupId="g")
    assert take(sqs, out, 12) == list(range(12))


def test_a_mapping_goes_on_after_a_kill(tmp_path):
    with contextlib.closing(store_host(tmp_path / "data")) as host:
        lam, sqs = client(host), client(host, "sqs")
        create(lam, "on", node("return 1;"))
        queue(sqs, "on")
        lam.create_event_source_mapping(FunctionName="on",
                                        EventSourceArn=ARN + "on")
        host.process.kill()
        host.process.wait()
    with contextlib.closing(store_host(tmp_path / "data")) as host:
        sqs = client(host, "sqs")
        url = sqs.get_queue_url(QueueName="on")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="x")
        wait_for(lambda: left(sqs, url) == [0, 0])
