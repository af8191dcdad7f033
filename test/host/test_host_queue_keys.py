"""Keys that are for some queues: what they may do, and how they are refused."""

import contextlib
import json
import urllib.parse

import botocore.exceptions
import pytest

from access_keys import keys, make_key
from stored import client, store_host

ARN = "arn:aws:sqs:us-east-1:000000000000:"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "keys"


@pytest.fixture(scope="module")
def host(tmp_path_factory, file):
    admin = make_key(file, "admin")
    with contextlib.closing(store_host(
            tmp_path_factory.mktemp("data"), "--keys", str(file))) as h:
        h.key = admin.id, admin.secret
        sqs = client(h, "sqs")
        for name in ("orders", "orders-dead", "other"):
            sqs.create_queue(QueueName=name)
        yield h


def by(host, file, role, *options, service="sqs"):
    key = make_key(file, role, *options)
    before, host.key = host.key, (key.id, key.secret)
    try:
        return client(host, service), key
    finally:
        host.key = before


def url(host, name):
    return f"{host.url}/000000000000/{name}"


def refused(call, **more):
    with pytest.raises(botocore.exceptions.ClientError) as e:
        call(**more)
    error = e.value.response["Error"]
    assert error["Code"].startswith("AccessDenied")
    return error["Message"]


def test_a_key_of_queues_sends_to_those_alone(host, file):
    sqs, key = by(host, file, "invoke", "--queues", "orders*")
    for name in ("orders", "orders-dead"):
        sqs.send_message(QueueUrl=url(host, name), MessageBody="x")
        got, = sqs.receive_message(QueueUrl=url(host, name))["Messages"]
        sqs.delete_message(QueueUrl=url(host, name),
                           ReceiptHandle=got["ReceiptHandle"])
    said = refused(sqs.send_message, QueueUrl=url(host, "other"),
                   MessageBody="x")
    assert (f"user/{key.id} is not authorized to perform: sqs:sendmessage on "
            f"resource: {ARN}other because no identity-based policy allows the "
            "sqs:sendmessage action") in said
    # As on AWS a batch is what it is made of.
    assert "sqs:sendmessage on resource" in refused(
        sqs.send_message_batch, QueueUrl=url(host, "other"),
        Entries=[{"Id": "a", "MessageBody": "x"}])
    # Its role is to use queues.
    for call, more in ((sqs.purge_queue, {"QueueUrl": url(host, "orders")}),
                       (sqs.get_queue_url, {"QueueName": "orders"}),
                       (sqs.list_queues, {})):
        assert "its queues are orders*" in refused(call, **more)
    lam, _ = by(host, file, "invoke", "--queues", "orders*", service="lambda")
    assert "lambda:InvokeFunction on resource" in refused(
        lam.invoke, FunctionName="f")


def test_a_key_that_reads_some_queues_lists_none(host, file):
    sqs, _ = by(host, file, "read", "--queues", "orders")
    assert sqs.get_queue_url(QueueName="orders")["QueueUrl"].endswith("/orders")
    sqs.get_queue_attributes(QueueUrl=url(host, "orders"),
                             AttributeNames=["All"])
    for call, more, name in (
            (sqs.get_queue_url, {"QueueName": "other"}, "getqueueurl"),
            (sqs.get_queue_attributes, {"QueueUrl": url(host, "other")},
             "getqueueattributes"),
            (sqs.list_message_move_tasks, {"SourceArn": ARN + "other"},
             "listmessagemovetasks"),
            (sqs.list_queues, {}, "listqueues"),
            (sqs.send_message, {"QueueUrl": url(host, "orders"),
                                "MessageBody": "x"}, "sendmessage")):
        assert f"perform: sqs:{name} on resource" in refused(call, **more)


def test_a_key_of_functions_has_its_queues_named(host, file):
    sqs, _ = by(host, file, "invoke", "--functions", "w*")
    assert f"sqs:sendmessage on resource: {ARN}orders" in refused(
        sqs.send_message, QueueUrl=url(host, "orders"), MessageBody="x")
    both, _ = by(host, file, "invoke", "--functions", "w*", "--queues",
                 "orders")
    both.send_message(QueueUrl=url(host, "orders"), MessageBody="x")
    lam, _ = by(host, file, "invoke", "--functions", "w*", "--queues", "orders",
                service="lambda")
    with pytest.raises(lam.exceptions.ResourceNotFoundException):
        lam.invoke(FunctionName="web")
    every, _ = by(host, file, "invoke")
    every.send_message(QueueUrl=url(host, "other"), MessageBody="x")


def test_a_bearer_token_and_a_form_have_the_same_limits(host, file):
    key = make_key(file, "invoke", "--queues", "orders")

    def status(path, body, headers):
        return host.request("POST", path, body, {**key.bearer, **headers}).status

    for name, wanted in (("orders", 200), ("other", 403)):
        body = {"QueueUrl": url(host, name), "MessageBody": "x"}
        assert status("/", json.dumps(body).encode(), {
            "X-Amz-Target": "AmazonSQS.SendMessage"}) == wanted
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        text = urllib.parse.urlencode({"Action": "SendMessage", **body})
        assert status("/", text.encode(), form) == wanted
        # The queue of the path is that of a form that names none.
        assert status(f"/000000000000/{name}",
                      b"Action=SendMessage&MessageBody=x", form) == wanted
        assert status("/000000000000/orders", text.encode(), form) == wanted
    assert status("/", b'{"MessageBody": "x"}', {
        "X-Amz-Target": "AmazonSQS.SendMessage"}) == 403
    assert status("/", b'{"QueueUrl": "other", "QueueUrl": "orders", '
                  b'"QueueName": "other", "MessageBody": "x"}', {
                      "X-Amz-Target": "AmazonSQS.SendMessage"}) == 403


@pytest.mark.parametrize("service, call, more, name", [
    ("events", "put_rule", {"Name": "r", "ScheduleExpression": "rate(1 day)"},
     "events:PutRule"),
    ("logs", "describe_log_groups", {}, "logs:DescribeLogGroups"),
    ("scheduler", "delete_schedule", {"Name": "s"}, "scheduler:DeleteSchedule"),
    ("scheduler", "list_schedules", {}, "scheduler:ListSchedules")])
def test_a_refusal_names_the_action_of_its_service(host, file, service, call,
                                                   more, name):
    of, _ = by(host, file, "invoke", service=service)
    assert f"perform: {name} on resource: *" in refused(
        getattr(of, call), **more)


def test_the_command_says_what_a_key_is_for(file, tmp_path):
    own = tmp_path / "keys"
    key = make_key(own, "invoke", "--queues", "orders*")
    plain = make_key(own, "read")
    shown = keys("list", where=own).stdout
    assert f"{key.id}  invoke  functions -  queues orders*" in shown
    assert f"{plain.id}  read    functions *  queues *" in shown
    # What has no more words than an earlier dayfly knows is read by it.
    lines = [line.split() for line in own.read_text().splitlines()]
    assert [len(line) for line in lines if line[0] != "#"] == [5, 4]
    for words, wanted in (
            (("--role", "admin", "--queues", "a"), "--queues goes with"),
            (("--role", "read", "--queues", "a b"), "--queues must be"),
            (("--role", "read", "--queues", "-"), "--queues must be")):
        done = keys("add", *words, where=own)
        assert done.returncode == 2 and wanted in done.stderr
