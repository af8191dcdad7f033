"""The groups of FIFO queues: in which order their messages come."""

import contextlib
import time

import pytest

from sqs_calls import make, receive
from stalls import limit
from stored import client, store_host

LONG_GROUP = 5000


@pytest.fixture(scope="module")
def sqs(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield client(h, "sqs")


def line_of(sqs, name, *bodies, **attributes):
    url = make(sqs, name, FifoQueue="true", ContentBasedDeduplication="true",
               **attributes)
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body,
                         MessageGroupId=body.partition("-")[0])
    return url


def bodies(got):
    return [m["Body"] for m in got]


def test_a_group_comes_as_far_as_it_goes_before_the_next(sqs):
    url = line_of(sqs, "a.fifo", "g1-1", "g2-1", "g1-2", "g1-3")
    assert bodies(receive(sqs, url, MaxNumberOfMessages=2,
                          VisibilityTimeout=30)) == ["g1-1", "g1-2"]
    assert bodies(receive(sqs, url, MaxNumberOfMessages=10)) == ["g2-1"]


def test_a_group_that_was_received_comes_after_the_others(sqs):
    url = line_of(sqs, "b.fifo", "g1-1", "g2-1", "g2-2", "g3-1", "g1-2")
    assert bodies(receive(sqs, url, MaxNumberOfMessages=3,
                          VisibilityTimeout=0)) == ["g1-1", "g1-2", "g2-1"]
    assert bodies(receive(sqs, url, MaxNumberOfMessages=10)) == [
        "g3-1", "g1-1", "g1-2", "g2-1", "g2-2"]


def test_a_group_stops_at_a_message_that_is_invisible(sqs):
    url = line_of(sqs, "c.fifo", "g1-1", "g1-2", "g1-3", "g2-1")
    got = receive(sqs, url, MaxNumberOfMessages=2)
    assert bodies(got) == ["g1-1", "g1-2"]
    sqs.change_message_visibility(
        QueueUrl=url, ReceiptHandle=got[0]["ReceiptHandle"],
        VisibilityTimeout=0)
    assert bodies(receive(sqs, url, MaxNumberOfMessages=10)) == [
        "g2-1", "g1-1"]


def test_an_attempt_brings_messages_in_the_same_order_again(sqs):
    url = line_of(sqs, "d.fifo", "g1-1", "g2-1", "g1-2")
    for _ in range(2):
        got = receive(sqs, url, MaxNumberOfMessages=10,
                      ReceiveRequestAttemptId="a")
        assert bodies(got) == ["g1-1", "g1-2", "g2-1"]


def test_a_long_group_is_received_at_once(sqs):
    url = line_of(sqs, "e.fifo")
    for first in range(0, LONG_GROUP, 10):
        sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": str(n), "MessageBody": str(n), "MessageGroupId": "g"}
            for n in range(first, first + 10)])
    begun = time.monotonic()
    assert bodies(receive(sqs, url, MaxNumberOfMessages=10)) == [
        str(n) for n in range(10)]
    assert time.monotonic() - begun < limit(1, begun)


def test_no_delay_of_a_message_is_that_of_its_queue(sqs):
    url = line_of(sqs, "f.fifo", DelaySeconds="2")
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g",
                     DelaySeconds=0)
    assert receive(sqs, url) == []
    assert bodies(receive(sqs, url, WaitTimeSeconds=5)) == ["x"]
