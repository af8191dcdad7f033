"""`dayfly queue`: what waits, dead letters, and queues of the host."""

import json

import pytest

from hosting import run, wait_for
from stored import client, create, node, store_host

QUEUE = "arn:aws:sqs:us-east-1:000000000000:"


@pytest.fixture
def kept(tmp_path):
    """A host whose function `no` fails at once for good."""
    host = store_host(tmp_path)
    lam = client(host)
    try:
        create(lam, "no", node("throw new Error('no ' + event);"))
        lam.put_function_event_invoke_config(FunctionName="no",
                                             MaximumRetryAttempts=0)
        yield host, lam
    finally:
        host.close()


def queue(host, *words):
    done = run("queue", *words, "--endpoint", host.url)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_all_dead_letters_are_listed_and_run_again_and_removed(kept):
    host, lam = kept
    for i in range(105):
        lam.invoke(FunctionName="no", InvocationType="Event", Payload=str(i))
    wait_for(lambda: queue(host).startswith("0 waiting, 105 dead letters"))
    listed = [line for line in queue(host).splitlines()
              if line.startswith("dead ")]
    assert len(listed) == 105
    assert all("tried 1  RetriesExhausted: no " in line for line in listed)
    assert queue(host, "redrive", "--all").startswith("105 run again")
    wait_for(lambda: queue(host).startswith("0 waiting, 105 dead letters"))
    wait_for(lambda: host.log().count("is kept as a dead letter") == 210)
    assert queue(host, "purge").startswith("105 removed")
    assert queue(host) == "0 waiting, 0 dead letters\n"


def test_messages_are_received_once_and_in_order(kept):
    host, lam = kept
    lam.put_function_event_invoke_config(
        FunctionName="no", MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": QUEUE + "a-b_c"}})
    for i in range(25):
        lam.invoke(FunctionName="no", InvocationType="Event", Payload=str(i))
    wait_for(lambda: "queue a-b_c: 25 messages" in queue(host))
    lines = queue(host, "receive", "a-b_c").splitlines()
    bodies = [json.loads(json.loads(line)["Body"]) for line in lines]
    assert sorted(body["requestPayload"] for body in bodies) == list(range(25))
    assert queue(host, "receive", "a-b_c") == ""
    lam.invoke(FunctionName="no", InvocationType="Event", Payload="1")
    wait_for(lambda: "queue a-b_c: 1 message" in queue(host))
    assert queue(host, "purge", "--queue", "a-b_c").startswith("1 removed")
    assert "queue a-b_c: 0 messages" in queue(host)


def test_a_dead_letter_queue_goes_back_by_its_name(kept):
    host, _ = kept
    sqs = client(host, "sqs")
    sqs.create_queue(QueueName="orders-dead")
    url = sqs.create_queue(QueueName="orders", Attributes={
        "RedrivePolicy": json.dumps({
            "deadLetterTargetArn": QUEUE + "orders-dead",
            "maxReceiveCount": 1})})["QueueUrl"]
    for body in ("a", "b"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
        assert sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
        assert "Messages" not in sqs.receive_message(QueueUrl=url)
    assert queue(host, "redrive", "--queue", "orders-dead") == (
        "2 moved back to where they failed\n")
    assert "queue orders: 2 messages" in queue(host)
    assert queue(host, "redrive", "--queue", "orders-dead").startswith(
        "0 moved")
    done = run("queue", "redrive", "--queue", "orders", "--endpoint", host.url)
    assert done.returncode == 1
    assert b"must be configured as a Dead Letter Queue" in done.stderr


@pytest.mark.parametrize("words", [
    ("receive", "nope"), ("purge", "--queue", "nope"),
    ("redrive", "--queue", "nope")])
def test_a_queue_that_does_not_exist_is_an_error(kept, words):
    host, _ = kept
    done = run("queue", *words, "--endpoint", host.url)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"there is no queue nope" in done.stderr


def test_a_host_without_a_store_keeps_no_events(tmp_path, serve):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "index.mjs").write_text("export const handler = 1;")
    host = serve(tmp_path)
    done = run("queue", "--endpoint", host.url)
    assert done.returncode == 1
    assert b"start it with --data DIR" in done.stderr


@pytest.mark.parametrize("words, says", [
    (("show",), "needs an ID"),
    (("redrive",), "needs an ID, --all, or --queue"),
    (("receive",), "needs the name of a QUEUE"),
    (("list", "x"), 'takes no "x"'),
    (("dance",), "they are list, show, redrive, purge and receive"),
    (("list", "--all"), "--all is for"),
    (("show", "a", "--queue", "b"), "--queue is for"),
    (("redrive", "--all", "--queue", "b"), "--queue is for"),
    (("show", "a", "b"), 'remove "b"'),
])
def test_a_wrong_command_line_says_what_is_right(words, says):
    done = run("queue", *words)
    assert done.returncode == 2
    assert says in done.stderr.decode()
