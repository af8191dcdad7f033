"""ReceiveRequestAttemptId: who has not got an answer asks again for the same."""

import contextlib
import time

import pytest

from sqs_calls import make, receive
from stored import client, store_host
from test_host_sqs_as_aws import FIFO, refused


@pytest.fixture(scope="module")
def sqs(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield client(h, "sqs")


def attempt(sqs, url, name, **more):
    return receive(sqs, url, ReceiveRequestAttemptId=name,
                   MaxNumberOfMessages=10, AttributeNames=["All"], **more)


def test_a_receive_that_is_repeated_gets_the_same_messages(sqs):
    url = make(sqs, "again.fifo", VisibilityTimeout="20", **FIFO)
    for i in range(3):
        sqs.send_message(QueueUrl=url, MessageBody=f"a{i}", MessageGroupId="a")
    first = attempt(sqs, url, "one", VisibilityTimeout=2)
    assert [m["Body"] for m in first] == ["a0", "a1", "a2"]
    sqs.send_message(QueueUrl=url, MessageBody="b0", MessageGroupId="b")
    # With their receipts, not counted once more, and hidden for longer.
    assert attempt(sqs, url, "one", VisibilityTimeout=30) == first
    time.sleep(2.1)
    assert [m["Body"] for m in attempt(sqs, url, "two")] == ["b0"]
    assert attempt(sqs, url, "one") == first
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first[0]["ReceiptHandle"])
    # What was changed since is not received so.
    assert refused(attempt, sqs, url, "one") == (
        "InvalidParameterValue", "Value one for parameter "
        "ReceiveRequestAttemptId is invalid. Reason: The "
        "receiveRequestAttemptId is not valid anymore since the receive call "
        "is not retryable.", 400)
    got, = attempt(sqs, url, "two")
    sqs.change_message_visibility(
        QueueUrl=url, ReceiptHandle=got["ReceiptHandle"], VisibilityTimeout=9)
    assert refused(attempt, sqs, url, "two")[0] == "InvalidParameterValue"
    # The first one has found nothing: that is no answer to keep.
    assert attempt(sqs, url, "three") == []
    sqs.send_message(QueueUrl=url, MessageBody="c0", MessageGroupId="c")
    assert [m["Body"] for m in attempt(sqs, url, "three")] == ["c0"]
    # Its timeout is over: it is a new receive.
    sqs.send_message(QueueUrl=url, MessageBody="d0", MessageGroupId="d")
    before, = attempt(sqs, url, "four", VisibilityTimeout=1)
    time.sleep(1.1)
    after, = attempt(sqs, url, "four")
    assert after["MessageId"] == before["MessageId"]
    assert after["ReceiptHandle"] != before["ReceiptHandle"]
    assert after["Attributes"]["ApproximateReceiveCount"] == "2"


def test_an_attempt_holds_after_a_kill(tmp_path):
    with contextlib.closing(store_host(tmp_path / "data")) as host:
        sqs = client(host, "sqs")
        url = make(sqs, "kill.fifo", **FIFO)
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g")
        before = attempt(sqs, url, "id")
        host.process.kill()
        host.process.wait()
    with contextlib.closing(store_host(tmp_path / "data")) as host:
        sqs = client(host, "sqs")
        url = sqs.get_queue_url(QueueName="kill.fifo")["QueueUrl"]
        assert attempt(sqs, url, "id") == before


def test_an_attempt_is_of_fifo_queues(sqs):
    url = make(sqs, "plain")
    assert "not valid for this queue type" in refused(
        attempt, sqs, url, "x")[1]
    line = make(sqs, "plain.fifo", **FIFO)
    for name in ("a b", "x" * 129):
        assert refused(attempt, sqs, line, name)[0] == "InvalidParameterValue"
