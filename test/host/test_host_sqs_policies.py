"""Attributes of queues that have no effect here, as AWS keeps and shows them:
policies, by AddPermission, too; encryption."""

import contextlib
import json

import pytest

from sqs_calls import make, refused
from stored import client, store_host

ARN = "arn:aws:sqs:us-east-1:000000000000:"


@pytest.fixture(scope="module")
def sqs(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as host:
        yield client(host, "sqs")


def policy(sqs, url):
    got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    return json.loads(got["Attributes"]["Policy"]) if "Attributes" in got else {}


def test_a_permission_is_a_statement_of_the_policy(sqs):
    url = make(sqs, "allows")
    arn = ARN + "allows"

    def statement(label, principal="arn:aws:iam::111111111111:root",
                  action="SQS:ReceiveMessage"):
        return {"Sid": label, "Effect": "Allow",
                "Principal": {"AWS": principal}, "Action": action,
                "Resource": arn}

    def allow(label, accounts=("111111111111",), actions=("ReceiveMessage",)):
        sqs.add_permission(QueueUrl=url, Label=label, Actions=list(actions),
                           AWSAccountIds=list(accounts))

    allow("one")
    assert policy(sqs, url) == {
        "Version": "2008-10-17", "Id": arn + "/SQSDefaultPolicy",
        "Statement": [statement("one")]}
    allow("two", ("111111111111", "222222222222"), ("SendMessage", "*"))
    both = ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]
    assert policy(sqs, url)["Statement"] == [
        statement("one"), statement("two", both, ["SQS:SendMessage", "SQS:*"])]

    def wrong(label, **more):
        code, message, status = refused(allow, label, **more)
        assert (code, status) == ("InvalidParameterValue", 400)
        return message

    begin = "Value one for parameter Label is invalid. Reason: "
    assert wrong("one") == begin + "Already exists."
    assert wrong("a b").startswith("Value a b for parameter Label is invalid.")
    assert wrong("x", accounts=["1"]) == (
        "Value [1] for parameter PrincipalId is invalid. Reason: Unable to "
        "verify.")
    assert wrong("x", actions=["CreateQueue"]) == (
        "Value SQS:CreateQueue for parameter ActionName is invalid. Reason: "
        "Only the queue owner is allowed to invoke this action.")
    assert refused(allow, "x", actions=8 * ["SendMessage"])[:2] == (
        "OverLimit", "8 Actions were found, maximum allowed is 7.")
    for label in ("one", "two"):
        sqs.remove_permission(QueueUrl=url, Label=label)
    assert policy(sqs, url) == {}
    assert refused(sqs.remove_permission, QueueUrl=url, Label="one")[1] == (
        begin + "can't find label.")


def test_a_permission_is_added_to_a_policy_that_there_is(sqs):
    own = {"Version": "2012-10-17", "Statement": {
        "Sid": "mine", "Effect": "Deny", "Principal": "*", "Action": "sqs:*",
        "Resource": "*"}}
    url = make(sqs, "has", Policy=json.dumps(own))
    sqs.add_permission(QueueUrl=url, Label="more", Actions=["SendMessage"],
                       AWSAccountIds=["111111111111"])
    sqs.remove_permission(QueueUrl=url, Label="more")
    assert policy(sqs, url) == {**own, "Statement": [own["Statement"]]}


def test_one_of_two_kinds_of_encryption_is_shown(sqs):
    url = make(sqs, "sealed")

    def shown():
        return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[
            "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds",
            "SqsManagedSseEnabled"])["Attributes"]

    assert shown() == {"SqsManagedSseEnabled": "true"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": "k"})
    assert shown() == {"SqsManagedSseEnabled": "false", "KmsMasterKeyId": "k",
                       "KmsDataKeyReusePeriodSeconds": "300"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={
        "KmsDataKeyReusePeriodSeconds": "6000"})
    assert shown()["KmsDataKeyReusePeriodSeconds"] == "6000"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={
        "SqsManagedSseEnabled": "true"})
    assert shown() == {"SqsManagedSseEnabled": "true"}
