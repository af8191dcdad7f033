"""SQS in the Query protocol, as clients from before November 2023 speak it: the
same answers as in AWS JSON."""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ET

import botocore.exceptions
import pytest

from hosting import ROOT, run
from old_sqs import OLD, OldClients
from sqs_transcript import ACCOUNT, BODY, transcript
from stored import client, store_host



@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield h


@pytest.fixture(scope="module")
def clients():
    with contextlib.closing(OldClients()) as c:
        yield c


@pytest.fixture
def old(host, clients):
    return clients.client(host)


def test_a_client_of_2023_is_told_the_same_as_one_of_today(host, old):
    now = transcript(client(host, "sqs"), "new-q")
    then = transcript(old, "old-q")
    assert then.lines == now.lines
    # All that this host has.
    source = (ROOT / "host/sqs/sqs.c").read_text()
    known = re.findall(r'^    \{"(\w+)", sqs_', source, re.M)
    asked = {name.replace("_", "") for name in then.asked}
    assert asked == {name.lower() for name in known} and len(known) == 23


def call(host, path="/", method="POST", headers=(), **form):
    """(status, XML) of a request that is not signed."""
    text = urllib.parse.urlencode(form)
    if method == "GET":
        answer = host.request("GET", f"{path}?{text}", headers=dict(headers))
    else:
        answer = host.request("POST", path, text.encode(), {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            **dict(headers)})
    assert answer.headers["content-type"] == "text/xml", answer.body
    root = ET.fromstring(answer.body)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return answer.status, root


def error_of(root):
    assert root.tag == "ErrorResponse" and root.findtext("RequestId")
    return (root.findtext("Error/Type"), root.findtext("Error/Code"),
            root.findtext("Error/Message"))


def test_a_request_may_be_a_get_and_go_to_the_url_of_its_queue(host):
    assert call(host, Action="CreateQueue", QueueName="plain")[0] == 200
    path = f"/{ACCOUNT}/plain"
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=x"}
    sent = call(host, path, "GET", signed, Action="SendMessage", MessageBody="é+ &",
                Version="2012-11-05")[1]
    assert sent.findtext("SendMessageResult/MD5OfMessageBody") == hashlib.md5(
        "é+ &".encode()).hexdigest()
    assert sent.findtext("ResponseMetadata/RequestId")
    got = call(host, path, Action="ReceiveMessage")[1]
    assert got.findtext("ReceiveMessageResult/Message/Body") == "é+ &"
    # What is not a list in a client's mind is written without a number.
    for form in ({"AttributeName": "QueueArn"}, {"AttributeName.1": "QueueArn"},
                 {"AttributeName.7": "QueueArn"}):
        found = call(host, path, Action="GetQueueAttributes", **form)[1]
        assert found.findtext("GetQueueAttributesResult/Attribute/Value") == \
            f"arn:aws:sqs:us-east-1:{ACCOUNT}:plain"
    assert call(host, path, Action="SetQueueAttributes", **{
        "Attribute.Name": "DelaySeconds", "Attribute.Value": "0"})[0] == 200
    url = f"{host.url}{path}"
    assert call(host, "/", "GET", signed, Action="PurgeQueue",
                QueueUrl=url)[0] == 200
    gone = call(host, QueueUrl=url, Action="DeleteQueue")[1]
    assert [e.tag for e in gone] == ["ResponseMetadata"]


def test_mistakes_of_a_form_are_told(host):
    call(host, Action="CreateQueue", QueueName="form")
    path = f"/{ACCOUNT}/form"

    def told(where=path, **form):
        status, root = call(host, where, **form)
        assert status == 400
        return error_of(root)

    send = {"Action": "SendMessage", "MessageBody": "x"}
    assert told(QueueUrl="x") == (
        "Sender", "MissingParameter",
        "The request must contain the parameter Action.")
    assert told(Action="SendMessage") == (
        "Sender", "MissingParameter",
        "The request must contain the parameter MessageBody.")
    assert told(**send, **{"MessageAttribute.1.Value.StringValue": "x"})[1:] == (
        "MissingParameter",
        "The request must contain the parameter MessageAttribute.1.Name.")
    assert told(Action="SetQueueAttributes", **{
        "Attribute.2.Name": "DelaySeconds"})[1:] == (
        "MissingParameter",
        "The request must contain the parameter Attribute.2.Value.")
    assert told(**send, DelaySeconds="1x")[1:] == (
        "MalformedInput", "DelaySeconds must be a whole number.")
    assert told(Action="AddQueue")[1] == (
        "AWS.SimpleQueueService.UnsupportedOperation")
    assert told(f"/{ACCOUNT}/none", **send)[1] == (
        "AWS.SimpleQueueService.NonExistentQueue")
    assert told(Action="GetQueueAttributes", **{
        "AttributeName.1": "<\x01é>"})[2] == "Unknown Attribute <\ufffdé>."
    many = {f"AttributeName.{n}": "All" for n in range(4100)}
    assert "more than 4096 parameters" in told(Action="GetQueueAttributes",
                                               **many)[2]
    for value in (b"%ff", b"%00", b"%c3"):
        answer = host.request(
            "POST", path, b"Action=SendMessage&MessageBody=" + value,
            {"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 400 and b"MessageBody is no UTF-8" in answer.body


def test_a_web_page_of_another_site_sends_no_message(host):
    call(host, Action="CreateQueue", QueueName="page")
    path = f"/{ACCOUNT}/page"
    form = {"Action": "SendMessage", "MessageBody": "x"}
    for headers in ({"Origin": "http://evil.example"},
                    {"Sec-Fetch-Site": "cross-site"}):
        for method in ("GET", "POST"):
            for where in (path, "/"):
                status, root = call(host, where, method, headers, **form,
                                    QueueUrl=path)
                assert status == 403 and error_of(root)[1] == "AccessDenied"
    # An old browser does not say where an image is from.
    for where in (path, "/"):
        status, root = call(host, where, "GET", **form, QueueUrl=path)
        assert status == 403 and error_of(root)[1] == (
            "MissingAuthenticationToken")
    got = call(host, path, Action="ReceiveMessage")[1]
    assert got.find("ReceiveMessageResult/Message") is None


def make_key(file, role):
    text = run("keys", "add", "--role", role, "--keys", file, text=True).stdout
    values = dict(line.removeprefix("export ").split("=", 1)
                  for line in text.splitlines())
    return values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"]


def refusal(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as e:
        call(**arguments)
    assert e.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return e.value.response["Error"]["Code"]


def test_keys_and_roles_hold_for_forms_too(tmp_path, clients):
    file = tmp_path / "keys"
    keys = {role: make_key(file, role) for role in ("admin", "invoke", "read")}
    with contextlib.closing(store_host(tmp_path / "data", "--keys",
                                       str(file))) as host:
        admin, invoke, read = (clients.client(host, "sqs", *keys[role])
                               for role in ("admin", "invoke", "read"))
        url = admin.create_queue(QueueName="q")["QueueUrl"]
        invoke.send_message(QueueUrl=url, MessageBody="1")
        assert invoke.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "1"
        assert read.list_queues()["QueueUrls"] == [url]
        for one, operation, more in (
                (invoke, "create_queue", {"QueueName": "other"}),
                (invoke, "get_queue_attributes", {"QueueUrl": url}),
                (invoke, "purge_queue", {"QueueUrl": url}),
                (read, "send_message", {"QueueUrl": url, "MessageBody": "x"}),
                (read, "delete_queue", {"QueueUrl": url})):
            assert refusal(getattr(one, operation), **more) == "AccessDenied"
        wrong = clients.client(host, "sqs", keys["admin"][0], "wrong")
        assert refusal(wrong.list_queues) == "SignatureDoesNotMatch"
        nobody = clients.client(host, "sqs", "NOBODY", "wrong")
        assert refusal(nobody.list_queues) == "InvalidClientTokenId"
        sts = clients.client(host, "sts", *keys["invoke"])
        assert sts.get_caller_identity()["Account"] == ACCOUNT
        assert refusal(clients.client(host, "sts", "NOBODY", "x")
                       .get_caller_identity) == "InvalidClientTokenId"
        # A page is open, an operation of SQS is not, whatever the client takes.
        for headers in ({}, {"Accept": "text/html"}, {"Authorization":
                        "AWS4-HMAC-SHA256 Credential=/us/sqs/aws4_request"}):
            for where in ("/", f"/{ACCOUNT}/q"):
                answer = host.request(
                    "GET", where + "?Action=PurgeQueue&QueueUrl=q",
                    headers=headers)
                assert b"<PurgeQueueResponse" not in answer.body
                assert answer.status == 403 or (
                        "//dayfly.localhost" in answer.headers["location"])
        bearer = {"Authorization": "Bearer %s.%s" % keys["invoke"]}
        assert call(host, f"/{ACCOUNT}/q", headers=bearer, Action="SendMessage",
                    MessageBody="2")[0] == 200
        assert call(host, f"/{ACCOUNT}/q", headers=bearer,
                    Action="DeleteQueue")[0] == 403


def test_sts_knows_its_one_action(host, clients):
    sts = clients.client(host, "sts")
    assert sts.get_caller_identity()["Arn"] == (
        f"arn:aws:iam::{ACCOUNT}:user/dayfly")
    with pytest.raises(botocore.exceptions.ClientError) as e:
        sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/r",
                        RoleSessionName="session")
    assert e.value.response["Error"]["Code"] == "InvalidAction"
    assert "no roles" in e.value.response["Error"]["Message"]


def test_the_cli_of_2023_and_boto_send_and_receive(host):
    env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    env |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nowhere"}

    def aws(*words):
        done = subprocess.run(
            [OLD / "bin/python", OLD / "bin/aws", "--endpoint-url", host.url,
             "sqs", *words], env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "{}")

    url = aws("create-queue", "--queue-name", "cli")["QueueUrl"]
    aws("send-message", "--queue-url", url, "--message-body", BODY,
        "--message-attributes", '{"a": {"DataType": "String", '
        '"StringValue": "<é>"}}')
    got, = aws("receive-message", "--queue-url", url,
               "--message-attribute-names", "All")["Messages"]
    assert got["Body"] == BODY
    assert got["MessageAttributes"]["a"]["StringValue"] == "<é>"
    aws("delete-message", "--queue-url", url, "--receipt-handle",
        got["ReceiptHandle"])
    done = subprocess.run([OLD / "bin/python", "-c", f"""
import sys, six.moves
# Its own copy of six cannot be imported by Python 3.12 and later.
sys.modules["boto.vendored.six.moves"] = six.moves
import boto.sqs.connection, boto.sqs.regioninfo
at = boto.sqs.regioninfo.SQSRegionInfo(name="us-east-1", endpoint="127.0.0.1")
sqs = boto.sqs.connection.SQSConnection(
    "x", "y", is_secure=False, port={host.port}, region=at)
queue = sqs.get_queue("cli")
queue.write(queue.new_message("{{<é>}}"))
message, = queue.get_messages(attributes="All")
assert message.get_body() == "{{<é>}}", message.get_body()
assert message.attributes["ApproximateReceiveCount"] == "1"
assert queue.set_timeout(7) and queue.get_timeout() == 7
assert queue.delete_message(message) and queue.count() == 0
assert sqs.delete_queue(queue)
"""], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
