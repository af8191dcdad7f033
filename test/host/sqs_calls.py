"""What tests of SQS ask a client for again and again."""

import botocore.exceptions
import pytest


def make(sqs, name, **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def receive(sqs, url, **more):
    return sqs.receive_message(QueueUrl=url, **more).get("Messages", [])


def count(sqs, url, what=""):
    name = "ApproximateNumberOfMessages" + what
    return int(sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def refused(call, *args, **more):
    """Code, message and status."""
    with pytest.raises(botocore.exceptions.ClientError) as e:
        call(*args, **more)
    error = e.value.response["Error"]
    return (error["Code"].rpartition(".")[2], error["Message"],
            e.value.response["ResponseMetadata"]["HTTPStatusCode"])
