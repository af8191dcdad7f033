"""Dead letter queues of SQS, and the way back."""

import base64
import contextlib
import json
import time
import uuid

import pytest

from sqs_calls import count, make, receive, refused
from stored import client, store_host

ARN = "arn:aws:sqs:us-east-1:000000000000:"


@pytest.fixture(scope="module")
def sqs(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield client(h, "sqs")


def test_a_message_that_fails_too_often_goes_to_the_dead_letters(sqs):
    dead = make(sqs, "dead")
    arn = "arn:aws:sqs:us-east-1:000000000000:dead"
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    url = make(sqs, "fails", RedrivePolicy=policy)
    sent = sqs.send_message(QueueUrl=url, MessageBody="bad")
    for _ in range(2):
        tried, = receive(sqs, url, VisibilityTimeout=0, AttributeNames=["All"])
        assert tried["Body"] == "bad"
    born = tried["Attributes"]["SentTimestamp"]
    assert receive(sqs, url) == []
    letter, = receive(sqs, dead, AttributeNames=["All"], VisibilityTimeout=0)
    assert letter["MessageId"] == sent["MessageId"]
    assert letter["Attributes"]["SentTimestamp"] == born
    assert letter["Attributes"]["DeadLetterQueueSourceArn"].endswith(":fails")
    assert letter["Attributes"]["ApproximateReceiveCount"] == "3"
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [
        url]
    sqs.start_message_move_task(SourceArn=arn)
    task, = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == (
        "COMPLETED", 1)
    assert receive(sqs, url)[0]["Body"] == "bad"


@pytest.mark.parametrize("end", ["", ".fifo"])
def test_a_message_that_is_moved_back_is_a_new_one(sqs, end):
    more = {"FifoQueue": "true"} if end else {}
    dead = make(sqs, "late" + end, **more)
    arn = "arn:aws:sqs:us-east-1:000000000000:late" + end
    url = make(sqs, "early" + end, RedrivePolicy=json.dumps(
        {"deadLetterTargetArn": arn, "maxReceiveCount": 1}), **more)
    of_group = {"MessageGroupId": "g"} if end else {}
    for i in range(3):
        sqs.send_message(
            QueueUrl=url, MessageBody=str(i), **of_group,
            **({"MessageDeduplicationId": str(i)} if end else {}),
            MessageAttributes={"n": {"DataType": "Number",
                                     "StringValue": str(i)}})
    old = []
    for _ in range(6):
        old += receive(sqs, url, AttributeNames=["All"], VisibilityTimeout=0,
                       MaxNumberOfMessages=10)
    born = {m["MessageId"]: int(m["Attributes"]["SentTimestamp"]) for m in old}
    assert len(born) == count(sqs, dead) == 3
    time.sleep(0.02)
    sqs.start_message_move_task(SourceArn=arn)
    assert count(sqs, dead) == 0
    new = receive(sqs, url, MaxNumberOfMessages=10, VisibilityTimeout=0,
                  AttributeNames=["All"], MessageAttributeNames=["All"])
    assert [m["Body"] for m in new] == ["0", "1", "2"]
    for m in new:
        assert uuid.UUID(m["MessageId"]).version == 4
        assert m["MessageId"] not in born
        assert m["Attributes"]["ApproximateReceiveCount"] == "1"
        assert int(m["Attributes"]["SentTimestamp"]) > max(born.values())
        assert "DeadLetterQueueSourceArn" not in m["Attributes"]
        assert m["MessageAttributes"]["n"]["StringValue"] == m["Body"]
    assert len({m["MessageId"] for m in new}) == 3
    # What comes back fails as often as a new one, and is dead again.
    assert receive(sqs, url, MaxNumberOfMessages=10) == []
    assert count(sqs, dead) == 3


def test_the_age_of_a_message_begins_again_in_a_dead_fifo_queue(sqs):
    dead = make(sqs, "grave.fifo", FifoQueue="true")
    url = make(sqs, "ill.fifo", FifoQueue="true", RedrivePolicy=json.dumps({
        "deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:grave.fifo",
        "maxReceiveCount": 1}))
    sent = sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g",
                            MessageDeduplicationId="1")
    tried, = receive(sqs, url, VisibilityTimeout=0, AttributeNames=["All"])
    time.sleep(0.02)
    assert receive(sqs, url) == []
    letter, = receive(sqs, dead, AttributeNames=["All"])
    assert letter["MessageId"] == sent["MessageId"]
    assert letter["Attributes"]["SentTimestamp"] > (
        tried["Attributes"]["SentTimestamp"])


def task_handle(source):
    return base64.b64encode(json.dumps({
        "taskId": str(uuid.uuid4()), "sourceArn": source}).encode()).decode()


def test_move_tasks_say_what_they_did(sqs):
    dead = make(sqs, "moved-dead")
    url = make(sqs, "moved", RedrivePolicy=json.dumps({
        "deadLetterTargetArn": ARN + "moved-dead", "maxReceiveCount": 1}))
    make(sqs, "moved.fifo", FifoQueue="true")
    sqs.send_message(QueueUrl=dead, MessageBody="x")
    for target, code, words, status in (
            ("none", "ResourceNotFoundException", "DestinationArn", 404),
            ("moved.fifo", "InvalidParameterValue", "same type", 400)):
        got = refused(sqs.start_message_move_task, SourceArn=ARN + "moved-dead",
                      DestinationArn=ARN + target)
        assert (got[0], got[2]) == (code, status) and words in got[1]
    assert refused(sqs.start_message_move_task, SourceArn=ARN + "moved") == (
        "InvalidParameterValue", "Source queue must be configured as a Dead "
        "Letter Queue.", 400)
    handle = sqs.start_message_move_task(
        SourceArn=ARN + "moved-dead", DestinationArn=ARN + "moved",
        MaxNumberOfMessagesPerSecond=5)["TaskHandle"]
    task, = sqs.list_message_move_tasks(SourceArn=ARN + "moved-dead")["Results"]
    assert time.time() * 1000 - task.pop("StartedTimestamp") < 60000
    assert task == {
        "Status": "COMPLETED", "SourceArn": ARN + "moved-dead",
        "DestinationArn": ARN + "moved", "MaxNumberOfMessagesPerSecond": 5,
        "ApproximateNumberOfMessagesMoved": 1,
        "ApproximateNumberOfMessagesToMove": 1}
    assert [m["Body"] for m in receive(sqs, url)] == ["x"]
    read = json.loads(base64.b64decode(handle))
    assert uuid.UUID(read["taskId"]) and read["sourceArn"] == ARN + "moved-dead"
    for made, code, words in (
            (handle, "ResourceNotFoundException", "Task does not exist."),
            (task_handle(ARN + "none"), "ResourceNotFoundException",
             "The resource that you specified for the SourceArn parameter "
             "doesn't exist."),
            (task_handle(5), "InvalidParameterValue",
             "Value for parameter TaskHandle is invalid."),
            ("foobared", "InvalidParameterValue",
             "Value for parameter TaskHandle is invalid.")):
        assert refused(sqs.cancel_message_move_task, TaskHandle=made)[:2] == (
            code, words)
