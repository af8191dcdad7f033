"""What moto answers to a client that speaks the Query protocol to SQS, as a second
opinion on what the host does."""

import contextlib
import json
import os
import re
import subprocess
import types

import pytest

from hosting import ROOT, wait_for
from old_sqs import OldClients
from sqs_transcript import ACCOUNT, ATTRIBUTES, BODY, Transcript
from stored import store_host


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield h


@pytest.fixture(scope="module")
def clients():
    with contextlib.closing(OldClients()) as c:
        yield c


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    log = tmp_path_factory.mktemp("moto") / "log"
    with open(log, "w") as out:
        process = subprocess.Popen(
            [ROOT / "build/tools/bin/python", "-u",
             ROOT / "build/tools/bin/moto_server", "-H", "127.0.0.1", "-p", "0"],
            stdout=out, stderr=out,
            env={**os.environ, "MOTO_ACCOUNT_ID": ACCOUNT})
    try:
        port = wait_for(lambda: re.search(r"http://127.0.0.1:(\d+)",
                                          log.read_text()), 60)[1]
        yield types.SimpleNamespace(url=f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def structure(value):
    """The names in it; a list has items of one kind."""
    if isinstance(value, dict):
        return {k: structure(v) for k, v in sorted(value.items())}
    return [structure(value[0])] if isinstance(value, list) else type(value)


def use_plainly(t):
    """What moto does as AWS, but for what it says."""
    url = t.create_queue(QueueName=t.name, tags={"a": "1"}, Attributes={
        "VisibilityTimeout": "5"})["QueueUrl"]
    t.create_queue(QueueName=t.name + ".fifo", Attributes={"FifoQueue": "true"})
    t.get_queue_url(QueueName=t.name)
    t.list_queues(QueueNamePrefix=t.name)
    t.list_queue_tags(QueueUrl=url)
    t.tag_queue(QueueUrl=url, Tags={"c": "3"})
    t.untag_queue(QueueUrl=url, TagKeys=["c"])
    t.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    t.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "0"})
    entries = [{"Id": f"i{n}", "MessageBody": BODY,
                "MessageAttributes": ATTRIBUTES} for n in range(3)]
    t.send_message(QueueUrl=url, **{k: v for k, v in entries[0].items()
                                    if k != "Id"})
    t.send_message_batch(QueueUrl=url, Entries=entries)
    got = t.receive_message(
        QueueUrl=url, MaxNumberOfMessages=3, MessageAttributeNames=["All"],
        AttributeNames=["SentTimestamp", "ApproximateReceiveCount"])
    assert got["Messages"][0]["Body"] == BODY
    handles = [m["ReceiptHandle"] for m in got["Messages"]]
    t.change_message_visibility(QueueUrl=url, ReceiptHandle=handles[0],
                                VisibilityTimeout=9)
    t.change_message_visibility_batch(QueueUrl=url, Entries=[
        {"Id": "a", "ReceiptHandle": handles[1], "VisibilityTimeout": 9}])
    t.delete_message(QueueUrl=url, ReceiptHandle=handles[0])
    t.delete_message_batch(QueueUrl=url, Entries=[
        {"Id": "a", "ReceiptHandle": handles[1]}])
    for text in ("none", "no name"):
        t.get_queue_url(QueueName=text)
    t.send_message_batch(QueueUrl=url, Entries=[entries[0]] * 2)
    t.purge_queue(QueueUrl=url)
    t.delete_queue(QueueUrl=url)


def test_moto_gives_such_answers_to_a_client_of_2023(host, moto, clients):
    told = []
    for at in (host, moto):
        t = Transcript(clients.client(at), "second")
        use_plainly(t)
        # Of an error its name.
        told.append([(operation, status, structure(answer)
                      if status == 200 else answer[0])
                     for operation, status, answer in
                     ((o, s, json.loads(text)) for o, s, text in t.lines)])
    ours, theirs = told
    assert ours == theirs
