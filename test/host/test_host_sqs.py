"""The API of SQS on the host's own queues: boto3 checks each digest itself."""

import contextlib
import hashlib
import struct
import threading

import botocore.exceptions
import pytest

import queue_rounds
from sqs_calls import count, make, receive
from stored import client, store_host


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield h


@pytest.fixture
def sqs(host):
    return client(host, "sqs")


def code(call, *args, **more):
    with pytest.raises(botocore.exceptions.ClientError) as e:
        call(*args, **more)
    return e.value.response["Error"]["Code"].rpartition(".")[2]


def digest(attributes):
    """The one of SQS, by its documentation."""
    def sized(data):
        return struct.pack(">I", len(data)) + data

    out = b""
    for name, a in sorted(attributes.items()):
        binary = "BinaryValue" in a
        value = a["BinaryValue"] if binary else a["StringValue"].encode()
        out += (sized(name.encode()) + sized(a["DataType"].encode()) +
                (b"\2" if binary else b"\1") + sized(value))
    return hashlib.md5(out).hexdigest()


def test_a_queue_is_made_once_and_has_the_defaults_of_sqs(host, sqs):
    url = make(sqs, "one", VisibilityTimeout="5")
    assert url == f"{host.url}/000000000000/one"
    assert make(sqs, "one", VisibilityTimeout="5") == url
    assert code(make, sqs, "one", VisibilityTimeout="6") == "QueueAlreadyExists"
    a = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    a = a["Attributes"]
    assert a["QueueArn"] == "arn:aws:sqs:us-east-1:000000000000:one"
    assert (a["VisibilityTimeout"], a["MessageRetentionPeriod"]) == (
        "5", "345600")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "1"})
    sqs.tag_queue(QueueUrl=url, Tags={"a": "b", "c": "d"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"c": "d"}
    assert sqs.get_queue_url(QueueName="one")["QueueUrl"] == url
    sqs.delete_queue(QueueUrl=url)
    assert code(sqs.get_queue_url, QueueName="one") == "NonExistentQueue"


def test_lists_come_in_pages(sqs):
    urls = [make(sqs, f"page-{i}") for i in range(5)]
    first = sqs.list_queues(QueueNamePrefix="page-", MaxResults=3)
    rest = sqs.list_queues(QueueNamePrefix="page-", MaxResults=3,
                           NextToken=first["NextToken"])
    assert first["QueueUrls"] + rest["QueueUrls"] == urls
    assert "NextToken" not in rest
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="nothing")


def test_a_message_comes_back_whole_and_goes_when_it_is_deleted(sqs):
    url = make(sqs, "whole")
    attributes = {"n": {"DataType": "Number", "StringValue": "1"},
                  "s": {"DataType": "String.x", "StringValue": "é"},
                  "b": {"DataType": "Binary", "BinaryValue": b"\0\1"}}
    sent = sqs.send_message(
        QueueUrl=url, MessageBody='{"é": 1}', MessageAttributes=attributes,
        MessageSystemAttributes={"AWSTraceHeader": {
            "DataType": "String", "StringValue": "Root=1-2-3"}})
    got, = receive(sqs, url, MessageAttributeNames=["All"],
                   AttributeNames=["All"])
    assert got["MessageId"] == sent["MessageId"]
    assert got["Body"] == '{"é": 1}'
    assert got["MessageAttributes"] == attributes
    assert sent["MD5OfMessageAttributes"] == digest(attributes)
    assert got["MD5OfMessageAttributes"] == digest(attributes)
    assert got["MD5OfBody"] == hashlib.md5(got["Body"].encode()).hexdigest()
    assert got["Attributes"]["AWSTraceHeader"] == "Root=1-2-3"
    assert got["Attributes"]["ApproximateReceiveCount"] == "1"
    assert receive(sqs, url) == []
    assert count(sqs, url, "NotVisible") == 1
    sqs.change_message_visibility(QueueUrl=url, VisibilityTimeout=0,
                                  ReceiptHandle=got["ReceiptHandle"])
    again, = receive(sqs, url, MessageAttributeNames=["n"])
    assert list(again["MessageAttributes"]) == ["n"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    assert count(sqs, url, "NotVisible") == 0


def test_batches_tell_what_failed(sqs):
    url = make(sqs, "batch")
    entries = [{"Id": str(i), "MessageBody": f"m{i}"} for i in range(9)]
    done = sqs.send_message_batch(QueueUrl=url, Entries=[
        *entries, {"Id": "late", "MessageBody": "x", "DelaySeconds": 901}])
    assert len(done["Successful"]) == 9
    assert done["Failed"][0]["Id"] == "late"
    assert done["Failed"][0]["Code"] == "InvalidParameterValue"
    got = receive(sqs, url, MaxNumberOfMessages=10)
    assert sorted(m["Body"] for m in got) == [f"m{i}" for i in range(9)]
    marks = [{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]}
             for i, m in enumerate(got)]
    moved = sqs.change_message_visibility_batch(QueueUrl=url, Entries=[
        {**m, "VisibilityTimeout": 100} for m in marks])
    assert len(moved["Successful"]) == 9
    gone = sqs.delete_message_batch(QueueUrl=url, Entries=[
        *marks, {"Id": "no", "ReceiptHandle": "no"}])
    assert len(gone["Successful"]) == 9
    assert gone["Failed"][0]["Code"] == "ReceiptHandleIsInvalid"
    assert code(sqs.send_message_batch, QueueUrl=url, Entries=[]) == (
        "EmptyBatchRequest")
    assert code(sqs.send_message_batch, QueueUrl=url,
                Entries=[entries[0]] * 2) == "BatchEntryIdsNotDistinct"
    assert code(sqs.send_message_batch, QueueUrl=url, Entries=[
        {"Id": str(i), "MessageBody": "x"} for i in range(11)]) == (
            "TooManyEntriesInBatchRequest")
    big = [{"Id": str(i), "MessageBody": "x" * 600000} for i in range(2)]
    assert code(sqs.send_message_batch, QueueUrl=url, Entries=big) == (
        "BatchRequestTooLong")


def test_who_waits_gets_the_message_at_once(host, sqs):
    url = make(sqs, "wait", VisibilityTimeout="1")
    got = []

    def wait():
        got.extend(receive(client(host, "sqs"), url, WaitTimeSeconds=20))

    threads = [threading.Thread(target=wait) for _ in range(2)]
    for t in threads:
        t.start()
    sqs.send_message(QueueUrl=url, MessageBody="a")
    # Nobody deletes it: the second gets it when it is visible again.
    for t in threads:
        t.join(15)
    assert [m["Body"] for m in got] == ["a", "a"]
    assert receive(sqs, url, WaitTimeSeconds=0) == []


def test_a_fifo_queue_keeps_the_order_of_each_group_and_sends_once(sqs):
    url = make(sqs, "line.fifo", FifoQueue="true",
               ContentBasedDeduplication="true")

    def send(group, body):
        return sqs.send_message(QueueUrl=url, MessageBody=body,
                                MessageGroupId=group)

    first = send("a", "a1")
    assert send("a", "a1")["MessageId"] == first["MessageId"]
    assert send("a", "a2")["SequenceNumber"] > first["SequenceNumber"]
    send("b", "b1")
    one, = receive(sqs, url)
    assert one["Body"] == "a1"
    # The rest of group a waits for it, group b does not.
    other, = receive(sqs, url, MaxNumberOfMessages=10)
    assert other["Body"] == "b1"
    sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    assert [m["Body"] for m in receive(sqs, url, MaxNumberOfMessages=10)] == [
        "a2"]
    assert code(sqs.send_message, QueueUrl=url, MessageBody="x") == (
        "MissingParameter")


def test_mistakes_have_the_names_of_sqs(host, sqs):
    url = make(sqs, "wrong", MaximumMessageSize="1024")
    no = url.replace("wrong", "other")
    assert code(sqs.send_message, QueueUrl=no, MessageBody="x") == (
        "NonExistentQueue")
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.purge_queue(QueueUrl=no)
    for call, wanted in (
            ((make, sqs, "a b"), "InvalidParameterValue"),
            ((make, sqs, "a.fifo"), "InvalidParameterValue")):
        assert code(*call) == wanted
    for name, value, wanted in (
            ("DelaySeconds", "901", "InvalidAttributeValue"),
            ("DelaySeconds", "x", "InvalidAttributeValue"),
            ("Nothing", "1", "InvalidAttributeName"),
            ("FifoQueue", "true", "InvalidAttributeName"),
            ("RedrivePolicy", "[]", "InvalidParameterValue"),
            ("RedriveAllowPolicy", "{}", "InvalidParameterValue")):
        assert code(sqs.set_queue_attributes, QueueUrl=url,
                    Attributes={name: value}) == wanted
    for more, wanted in (
            ({"MessageBody": "x" * 1025}, "InvalidParameterValue"),
            ({"MessageBody": "\x01"}, "InvalidMessageContents"),
            ({"MessageBody": "x", "MessageAttributes": {
                "AWS.x": {"DataType": "String", "StringValue": "1"}}},
             "InvalidParameterValue"),
            ({"MessageBody": "x", "MessageAttributes": {
                "x": {"DataType": "Text", "StringValue": "1"}}},
             "InvalidParameterValue"),
            ({"MessageBody": "x", "MessageDeduplicationId": "1"},
             "InvalidParameterValue")):
        assert code(sqs.send_message, QueueUrl=url, **more) == wanted
    for more in ({"MaxNumberOfMessages": 11}, {"WaitTimeSeconds": 21},
                 {"VisibilityTimeout": 43201}):
        assert code(sqs.receive_message, QueueUrl=url, **more) == (
            "InvalidParameterValue")
    sqs.send_message(QueueUrl=url, MessageBody="x")
    got, = receive(sqs, url, VisibilityTimeout=0)
    receive(sqs, url)
    assert code(sqs.change_message_visibility, QueueUrl=url,
                ReceiptHandle=got["ReceiptHandle"],
                VisibilityTimeout=1) == "MessageNotInflight"
    assert code(sqs.delete_message, QueueUrl=url, ReceiptHandle="x") == (
        "ReceiptHandleIsInvalid")
    sqs.purge_queue(QueueUrl=url)
    assert receive(sqs, url) == []


def test_what_was_answered_holds_after_a_kill(tmp_path):
    sent, deleted, lost, back = queue_rounds.rounds(tmp_path / "data", 3)
    assert sent > 0 and deleted > 0
    assert (lost, back) == ([], [])
