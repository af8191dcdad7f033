"""Dead letter queues of SQS, and the way back."""

import contextlib
import json
import time
import uuid

import pytest

from sqs_calls import count, make, receive
from stored import client, store_host


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
