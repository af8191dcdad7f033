"""All operations of SQS by one client, and what it is told."""

import json
import re

import botocore.exceptions

ACCOUNT = "000000000000"
ATTRIBUTES = {"n": {"DataType": "Number", "StringValue": "1"},
              "s": {"DataType": "String.x", "StringValue": "é <&> \r\n\t\""},
              "b": {"DataType": "Binary", "BinaryValue": b"\0\1\xff"}}
TRACE = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-2-3"}}
BODY = '{"é": "a+b&c=d%41 <x>]]>"}\r\n\t\N{GRINNING FACE}\N{REPLACEMENT CHARACTER}'


class Transcript:
    """What a client is told, without what differs from time to time."""

    def __init__(self, sqs, name):
        self.sqs = sqs
        self.name = name
        self.lines = []
        self.asked = set()

    def plain(self, text):
        text = text.replace(self.name, "NAME")
        text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID",
                      text)
        return re.sub(r"\b\d{10,}\b", "NUMBER", text)

    def __getattr__(self, operation):
        def call(**arguments):
            self.asked.add(operation)
            try:
                answer = getattr(self.sqs, operation)(**arguments)
                status = answer.pop("ResponseMetadata")["HTTPStatusCode"]
                # XML has no list that is empty.
                told = {k: v for k, v in answer.items() if v != []}
            except botocore.exceptions.ClientError as e:
                answer = {}
                status = e.response["ResponseMetadata"]["HTTPStatusCode"]
                error = e.response["Error"]
                told = [error["Code"], error["Message"]]
            shown = json.dumps(told, sort_keys=True, default=repr,
                               ensure_ascii=False)
            shown = re.sub(r'("(Receipt|Task)Handle": )"[^"]*"',
                           r'\1"HANDLE"', shown)
            self.lines.append((operation, status, self.plain(shown)))
            return answer
        return call


def use_queues(t):
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{t.name}"
    dead = t.create_queue(QueueName=t.name + "-dead")["QueueUrl"]
    url = t.create_queue(
        QueueName=t.name, tags={"a": "1", "b": "é &"}, Attributes={
            "VisibilityTimeout": "5", "RedrivePolicy": json.dumps(
                {"deadLetterTargetArn": arn + "-dead", "maxReceiveCount": 1})})
    url = url["QueueUrl"]
    t.create_queue(QueueName=t.name, Attributes={"VisibilityTimeout": "6"})
    t.create_queue(QueueName=t.name + " x")
    t.get_queue_url(QueueName=t.name)
    t.get_queue_url(QueueName=t.name + "-none")
    t.list_queues(QueueNamePrefix=t.name)
    t.list_queues(QueueNamePrefix=t.name, MaxResults=1)
    t.list_queues(QueueNamePrefix=t.name, MaxResults=1001)
    t.list_queues(QueueNamePrefix="nothing")
    t.tag_queue(QueueUrl=url, Tags={"c": "3"})
    t.untag_queue(QueueUrl=url, TagKeys=["a", "none"])
    t.list_queue_tags(QueueUrl=url)
    t.list_queue_tags(QueueUrl=dead)
    t.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    t.get_queue_attributes(QueueUrl=url)
    t.get_queue_attributes(QueueUrl=url, AttributeNames=["Nothing"])
    t.set_queue_attributes(QueueUrl=url, Attributes={
        "DelaySeconds": "0", "MessageRetentionPeriod": "600"})
    t.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "901"})
    t.set_queue_attributes(QueueUrl=url, Attributes={"Nothing": "1"})
    for accounts in (["111111111111", "222222222222"], ["3"]):
        t.add_permission(QueueUrl=dead, Label="others", AWSAccountIds=accounts,
                         Actions=["SendMessage", "GetQueueUrl"])
    t.get_queue_attributes(QueueUrl=dead, AttributeNames=["Policy"])
    for _ in range(2):
        t.remove_permission(QueueUrl=dead, Label="others")
    t.list_dead_letter_source_queues(QueueUrl=dead)
    t.list_dead_letter_source_queues(QueueUrl=url)
    return arn, url, dead


def use_messages(t, arn, url, dead):
    t.send_message(QueueUrl=url, MessageBody=BODY, MessageAttributes=ATTRIBUTES,
                   MessageSystemAttributes=TRACE)
    t.send_message(QueueUrl=url, MessageBody="\x01")
    t.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=901)
    t.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={
        "AWS.x": {"DataType": "String", "StringValue": "1"}})
    t.send_message(QueueUrl=url + "-none", MessageBody="x")
    got = t.receive_message(QueueUrl=url, AttributeNames=["All"],
                            MessageAttributeNames=["All"])["Messages"]
    assert got[0]["Body"] == BODY and got[0]["MessageAttributes"] == ATTRIBUTES
    handle = got[0]["ReceiptHandle"]
    t.receive_message(QueueUrl=url)
    t.receive_message(QueueUrl=url, MaxNumberOfMessages=11)
    t.change_message_visibility(QueueUrl=url, ReceiptHandle=handle,
                                VisibilityTimeout=43201)
    t.change_message_visibility(QueueUrl=url, ReceiptHandle="no",
                                VisibilityTimeout=1)
    t.change_message_visibility(QueueUrl=url, ReceiptHandle=handle,
                                VisibilityTimeout=0)
    # It goes to the dead letters, and back.
    t.receive_message(QueueUrl=url)
    t.start_message_move_task(SourceArn=arn)
    t.start_message_move_task(SourceArn=arn + "-dead")
    t.list_message_move_tasks(SourceArn=arn + "-dead")
    t.cancel_message_move_task(TaskHandle="no")
    got = t.receive_message(QueueUrl=url, MessageAttributeNames=["s", "b.*"])
    t.delete_message(QueueUrl=url,
                     ReceiptHandle=got["Messages"][0]["ReceiptHandle"])
    t.delete_message(QueueUrl=url, ReceiptHandle="no")


def use_batches(t, url):
    entries = [{"Id": f"i{n}", "MessageBody": f"<{n}>",
                "MessageAttributes": ATTRIBUTES} for n in range(9)]
    late = {"Id": "late", "MessageBody": "x", "DelaySeconds": 901}
    t.send_message_batch(QueueUrl=url, Entries=[*entries, late])
    t.send_message_batch(QueueUrl=url, Entries=[entries[0]] * 2)
    t.send_message_batch(QueueUrl=url, Entries=[
        {**late, "Id": f"i{n}"} for n in range(11)])
    t.send_message_batch(QueueUrl=url, Entries=[{**late, "Id": "a <b>"}])
    got = t.receive_message(QueueUrl=url, MaxNumberOfMessages=10,
                            MessageAttributeNames=["All"])["Messages"]
    assert [m["Body"] for m in got] == [f"<{n}>" for n in range(9)]
    marks = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]}
             for n, m in enumerate(got)] + [{"Id": "no", "ReceiptHandle": "no"}]
    t.change_message_visibility_batch(QueueUrl=url, Entries=[
        {**m, "VisibilityTimeout": 100} for m in marks])
    t.delete_message_batch(QueueUrl=url, Entries=marks)
    t.purge_queue(QueueUrl=url)


def use_fifo(t):
    url = t.create_queue(QueueName=t.name + ".fifo", Attributes={
        "FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
    t.send_message(QueueUrl=url, MessageBody="a", MessageGroupId="g")
    t.send_message(QueueUrl=url, MessageBody="a")
    t.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="g",
                   MessageDeduplicationId="1")
    t.receive_message(QueueUrl=url, AttributeNames=["All"],
                      ReceiveRequestAttemptId="x", MaxNumberOfMessages=2)
    t.delete_queue(QueueUrl=url)


def transcript(sqs, name):
    t = Transcript(sqs, name)
    arn, url, dead = use_queues(t)
    use_messages(t, arn, url, dead)
    use_batches(t, url)
    use_fifo(t)
    for one in (url, dead, dead):
        t.delete_queue(QueueUrl=one)
    return t
