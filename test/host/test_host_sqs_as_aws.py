"""Where SQS answers in a way of its own: what is expected here was recorded from
AWS, or stands in its documentation."""

import contextlib
import json
import time

import pytest

from sqs_calls import count, make, receive, refused
from stored import client, store_host

ARN = "arn:aws:sqs:us-east-1:000000000000:"
FIFO = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield h


@pytest.fixture
def sqs(host):
    return client(host, "sqs")


def expired(sqs, url, **more):
    """The receipt handle of a message whose visibility timeout is over."""
    sqs.send_message(QueueUrl=url, MessageBody="x", **more)
    got, = receive(sqs, url, VisibilityTimeout=1)
    time.sleep(1.1)
    return got["ReceiptHandle"]


def test_an_expired_receipt_deletes_of_a_standard_queue_alone(sqs):
    url = make(sqs, "late")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=expired(sqs, url))
    assert count(sqs, url) == 0
    line = make(sqs, "late.fifo", **FIFO)
    handle = expired(sqs, line, MessageGroupId="g")
    wanted = (f"Value {handle} for parameter ReceiptHandle is invalid. "
              "Reason: The receipt handle has expired.")
    assert refused(sqs.delete_message, QueueUrl=line, ReceiptHandle=handle) == (
        "InvalidParameterValue", wanted, 400)
    failed, = sqs.delete_message_batch(QueueUrl=line, Entries=[
        {"Id": "a", "ReceiptHandle": handle}])["Failed"]
    assert (failed["Code"], failed["Message"]) == (
        "InvalidParameterValue", wanted)
    again, = receive(sqs, line)
    # Received again since, it is no receipt of it any more.
    assert refused(sqs.delete_message, QueueUrl=line,
                   ReceiptHandle=handle)[1] == wanted
    for _ in range(2):
        sqs.delete_message(QueueUrl=line, ReceiptHandle=again["ReceiptHandle"])
    assert count(sqs, line) == count(sqs, line, "NotVisible") == 0


def test_an_expired_receipt_changes_the_visibility_of_a_standard_queue_alone(
        sqs):
    url = make(sqs, "longer")
    handle = expired(sqs, url)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle,
                                  VisibilityTimeout=30)
    assert receive(sqs, url) == []
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle,
                                  VisibilityTimeout=0)
    receive(sqs, url)
    # Another one has it now.
    assert refused(sqs.change_message_visibility, QueueUrl=url,
                   ReceiptHandle=handle, VisibilityTimeout=1)[0] == (
        "MessageNotInflight")
    line = make(sqs, "longer.fifo", **FIFO)
    handle = expired(sqs, line, MessageGroupId="g")
    assert refused(sqs.change_message_visibility, QueueUrl=line,
                   ReceiptHandle=handle, VisibilityTimeout=9) == (
        "InvalidParameterValue", f"Value {handle} for parameter ReceiptHandle "
        "is invalid. Reason: Message does not exist or is not available for "
        "visibility timeout change.", 400)


def test_a_queue_is_purged_once_in_a_minute(sqs):
    url = make(sqs, "clean.fifo", FifoQueue="true")

    def send():
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g",
                         MessageDeduplicationId="d")

    send()
    sqs.purge_queue(QueueUrl=url)
    assert refused(sqs.purge_queue, QueueUrl=url) == (
        "PurgeQueueInProgress", "Only one PurgeQueue operation on clean.fifo "
        "is allowed every 60 seconds.", 403)
    # What the queue has had can be sent again.
    send()
    assert [m["Body"] for m in receive(sqs, url)] == ["x"]


@pytest.mark.parametrize("name, attributes, code, words", [
    ("a.fifo", {}, "InvalidParameterValue", "needs the attribute FifoQueue"),
    ("a", {"FifoQueue": "true"}, "InvalidParameterValue",
     "must end with .fifo suffix"),
    ("a", {"FifoQueue": "false"}, "InvalidAttributeName",
     "Unknown Attribute FifoQueue."),
    ("a", {"DeduplicationScope": "queue"}, "InvalidAttributeName",
     "You can specify the DeduplicationScope only when FifoQueue is set to "
     "true."),
    ("a.fifo", {"FifoQueue": "true", "DeduplicationScope": "queue",
                "FifoThroughputLimit": "perMessageGroupId"},
     "InvalidAttributeValue", "FifoThroughputLimit"),
    ("a", {"KmsMasterKeyId": "k", "SqsManagedSseEnabled": "true"},
     "InvalidAttributeName", "one type of server-side encryption"),
    ("a", {"RedrivePolicy": json.dumps({
        "deadLetterTargetArn": ARN + "a", "maxReceiveCount": 1001})},
     "InvalidParameterValue", "from 1 to 1000 both inclusive")])
def test_attributes_that_do_not_fit_are_refused(sqs, name, attributes, code,
                                                words):
    got = refused(make, sqs, name, **attributes)
    assert got[0] == code and words in got[1]
    assert refused(sqs.get_queue_url, QueueName=name)[0] == "NonExistentQueue"


def test_what_a_queue_was_made_as_stays(sqs):
    line = make(sqs, "kind.fifo", FifoQueue="True",
                ContentBasedDeduplication="TRUE")
    sqs.set_queue_attributes(QueueUrl=line, Attributes={"FifoQueue": "true"})
    assert refused(sqs.set_queue_attributes, QueueUrl=line,
                   Attributes={"FifoQueue": "false"})[:2] == (
        "InvalidAttributeValue", "Invalid value for the parameter FifoQueue. "
        "Reason: Modifying queue type is not supported.")
    shown = sqs.get_queue_attributes(QueueUrl=line, AttributeNames=["All"])
    assert shown["Attributes"]["ContentBasedDeduplication"] == "true"
    # The same values in other letters: the same queue.
    assert make(sqs, "kind.fifo", **FIFO) == line
    url = make(sqs, "keys", KmsMasterKeyId="alias/k")
    shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert shown["Attributes"]["SqsManagedSseEnabled"] == "false"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={
        "SqsManagedSseEnabled": "true"})
    shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert "KmsMasterKeyId" not in shown["Attributes"]


@pytest.mark.parametrize("tags, words", [
    ({"": "x"}, "between 1 and 128"), ({"k" * 129: "x"}, "between 1 and 128"),
    ({"k": "x" * 257}, "between 0 and 256"), ({"aws:k": "x"}, "reserved"),
    ({str(n): "x" for n in range(51)}, "Too many tags")])
def test_tags_that_no_queue_can_have_are_refused(sqs, tags, words):
    url = make(sqs, "tagged")
    for call, more in ((sqs.tag_queue, {"QueueUrl": url, "Tags": tags}),
                       (sqs.create_queue, {"QueueName": "new", "tags": tags})):
        got = refused(call, **more)
        assert got[0] == "InvalidParameterValue" and words in got[1]
    most = {"k" * 128: "x" * 256, "é" * 128: ""}
    sqs.tag_queue(QueueUrl=url, Tags=most)
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == most


def test_a_policy_is_json(sqs):
    url = make(sqs, "policy")
    assert refused(sqs.set_queue_attributes, QueueUrl=url,
                   Attributes={"Policy": "{"})[0] == "InvalidAttributeValue"


def test_a_queue_is_of_this_account(sqs):
    url = make(sqs, "mine")
    assert sqs.get_queue_url(
        QueueName="mine", QueueOwnerAWSAccountId="000000000000")[
            "QueueUrl"] == url
    assert refused(sqs.get_queue_url, QueueName="mine",
                   QueueOwnerAWSAccountId="111111111111")[0] == (
        "NonExistentQueue")


@pytest.mark.parametrize("attribute, words", [
    ({"DataType": "String", "StringValue": ""},
     "Message (user) attribute 'a' must contain a non-empty value of type "
     "'String'."),
    ({"DataType": "Number", "StringValue": "one"},
     "Can't cast the value of message (user) attribute 'a' to a number."),
    ({"DataType": "Number.int", "StringValue": "1e"}, "to a number."),
    ({"DataType": "Binary", "BinaryValue": b""}, "of type 'Binary'")])
def test_message_attributes_have_values_of_their_type(sqs, attribute, words):
    url = make(sqs, "types")
    got = refused(sqs.send_message, QueueUrl=url, MessageBody="x",
                  MessageAttributes={"a": attribute})
    assert got[0] == "InvalidParameterValue" and words in got[1]
    for number in ("-1", "+2.5", ".5", "7.", "1e3", "1.5E-10", "9" * 38):
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={
            "a": {"DataType": "Number", "StringValue": number}})


def test_of_the_attributes_of_sqs_a_sender_gives_the_trace_alone(sqs):
    url = make(sqs, "trace")
    for name, kind in (("SenderId", "String"), ("AWSTraceHeader", "Number")):
        assert refused(sqs.send_message, QueueUrl=url, MessageBody="x",
                       MessageSystemAttributes={name: {
                           "DataType": kind, "StringValue": "1"}})[0] == (
            "InvalidParameterValue")


@pytest.mark.parametrize("body", [r"\ud800", r"\u0000", r"a\udc00b"])
def test_a_body_without_characters_has_bad_contents(host, sqs, body):
    url = make(sqs, "letters")
    answer = host.request(
        "POST", "/", b'{"QueueUrl": "%s", "MessageBody": "%s"}' % (
            url.encode(), body.encode()),
        headers={"X-Amz-Target": "AmazonSQS.SendMessage"})
    assert answer.status == 400
    assert json.loads(answer.body)["__type"].endswith("#InvalidMessageContents")


def test_a_batch_without_order_fails_as_a_whole(sqs):
    url = make(sqs, "whole.fifo", FifoQueue="true")
    good = {"Id": "a", "MessageBody": "x", "MessageGroupId": "g",
            "MessageDeduplicationId": "1"}
    for without, words in (
            ("MessageGroupId",
             "The request must contain the parameter MessageGroupId."),
            ("MessageDeduplicationId", "The queue should either have "
             "ContentBasedDeduplication enabled or MessageDeduplicationId "
             "provided explicitly")):
        bad = {k: v for k, v in good.items() if k != without}
        assert refused(sqs.send_message_batch, QueueUrl=url, Entries=[
            good, {**bad, "Id": "b"}]) == ("InvalidParameterValue", words, 400)
    assert count(sqs, url) == 0
    small = make(sqs, "small", MaximumMessageSize="1024")
    done = sqs.send_message_batch(QueueUrl=small, Entries=[
        {"Id": "a", "MessageBody": "x"}, {"Id": "b", "MessageBody": "x" * 1025}])
    assert [m["Id"] for m in done["Successful"]] == ["a"]
    assert done["Failed"] == [{
        "Id": "b", "SenderFault": True, "Code": "InvalidParameterValue",
        "Message": "One or more parameters cannot be validated. Reason: "
        "Message must be shorter than 1024 bytes."}]


def test_times_to_wait_are_in_the_words_of_sqs(sqs):
    url = make(sqs, "times")
    for name, value, words in (
            ("WaitTimeSeconds", 21, "Must be >= 0 and <= 20, if provided."),
            ("WaitTimeSeconds", -1, "Must be >= 0 and <= 20, if provided."),
            ("MaxNumberOfMessages", 11,
             "Must be between 1 and 10, if provided.")):
        assert refused(sqs.receive_message, QueueUrl=url, **{name: value}) == (
            "InvalidParameterValue", f"Value {value} for parameter {name} is "
            f"invalid. Reason: {words}", 400)


def test_an_id_that_is_too_long_is_told_as_it_is(sqs):
    url = make(sqs, "long-ids.fifo", **FIFO)
    for name in ("MessageGroupId", "MessageDeduplicationId"):
        ids = {"MessageGroupId": "g", name: "a" * 129}
        assert refused(sqs.send_message, QueueUrl=url, MessageBody="x",
                       **ids)[:2] == (
            "InvalidParameterValue", f"Value {'a' * 129} for parameter {name} "
            f"is invalid. Reason: {name} can only include alphanumeric and "
            "punctuation characters. 1 to 128 in length.")


def test_a_message_has_the_trace_of_its_request(host):
    sqs = client(host, "sqs")

    def trace(request, **_):
        request.headers["X-Amzn-Trace-Id"] = "Root=1-a"

    sqs.meta.events.register("before-send.sqs", trace)
    url = make(sqs, "traced")
    sqs.send_message(QueueUrl=url, MessageBody="a")
    sqs.send_message_batch(QueueUrl=url, Entries=[
        {"Id": "b", "MessageBody": "b"},
        {"Id": "c", "MessageBody": "c", "MessageSystemAttributes": {
            "AWSTraceHeader": {"DataType": "String", "StringValue": "own"}}}])
    got = receive(sqs, url, MaxNumberOfMessages=10,
                  AttributeNames=["AWSTraceHeader"])
    assert {m["Body"]: m["Attributes"]["AWSTraceHeader"] for m in got} == {
        "a": "Root=1-a", "b": "Root=1-a", "c": "own"}


def test_a_star_alone_asks_for_all_attributes_of_a_message(sqs):
    url = make(sqs, "star")
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={
        "a.b": {"DataType": "String", "StringValue": "1"}})
    got, = receive(sqs, url, MessageAttributeNames=["*"])
    assert list(got["MessageAttributes"]) == ["a.b"]
