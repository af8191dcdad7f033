"""Batches of SQS: their entries and the lists of their answers."""

import contextlib

import pytest

from sqs_calls import make, receive, refused
from stored import client, store_host


@pytest.fixture(scope="module")
def sqs(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield client(h, "sqs")


def test_batches_have_no_list_of_none(sqs):
    url = make(sqs, "one-list")
    for body, there, absent in (("x", "Successful", "Failed"),
                                ("\x01", "Failed", "Successful")):
        done = sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": "a", "MessageBody": body}])
        assert len(done[there]) == 1 and absent not in done
    got, = receive(sqs, url)
    handle = {"Id": "a", "ReceiptHandle": got["ReceiptHandle"]}
    kept = sqs.change_message_visibility_batch(
        QueueUrl=url, Entries=[handle | {"VisibilityTimeout": 9}])
    gone = sqs.delete_message_batch(QueueUrl=url, Entries=[handle])
    assert "Failed" not in kept and "Failed" not in gone


def test_an_empty_id_of_a_batch_is_an_invalid_one(sqs):
    url = make(sqs, "no-ids")
    assert refused(sqs.delete_message_batch, QueueUrl=url, Entries=[
        {"Id": "", "ReceiptHandle": "x"}])[0] == "InvalidBatchEntryId"
