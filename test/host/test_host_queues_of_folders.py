"""Queues that functions bring with their folders."""

import contextlib
import json

import botocore.exceptions
import pytest

from hosting import Host, make_function, wait_for
from stored import client

URL = "http://127.0.0.1:9000/000000000000/"
COLLECT = """
import { appendFileSync } from "node:fs";
export const handler = (event) => {
    for (const r of event.Records) {
        if (r.body.includes("bad")) throw new Error(r.body);
        appendFileSync(process.env.OUT, r.body + "\\n");
    }
    return {batchItemFailures: []};
};
"""


def write(root, name, queues, **more):
    """A function that notes the messages that it gets in the file NAME.out."""
    folder = root / "served" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.mjs").write_text(COLLECT)
    manifest = {"handler": "index.handler", "queues": queues,
                "env": {"OUT": str(root / f"{name}.out")}, **more}
    (folder / "dayfly.json").write_text(json.dumps(manifest))


def serve(root):
    return contextlib.closing(Host(
        root / "served", options=("--listen", "127.0.0.1:0", "--drain", "1",
                                  "--data", str(root / "data"))))


def attributes(sqs, name):
    return sqs.get_queue_attributes(QueueUrl=URL + name,
                                    AttributeNames=["All"])["Attributes"]


def mappings(host, **more):
    return client(host).list_event_source_mappings(
        **more)["EventSourceMappings"]


def lines(root, name):
    out = root / f"{name}.out"
    return out.read_text().splitlines() if out.exists() else []


def test_a_served_folder_brings_its_queue_and_gets_its_messages(tmp_path):
    write(tmp_path, "take", {"orders": {
        "batch": 5, "partial": True, "concurrency": 2, "visibility": 12,
        "tries": 1, "dead": "orders-dead", "retention": 600,
        "filter": {"body": [{"anything-but": "no"}]}}})
    with serve(tmp_path) as host:
        # It is there for the first caller.
        sqs = client(host, "sqs")
        sqs.send_message(QueueUrl=URL + "orders", MessageBody="one")
        sqs.send_message(QueueUrl=URL + "orders", MessageBody="no")
        wait_for(lambda: lines(tmp_path, "take") == ["one"])
        got = attributes(sqs, "orders")
        assert (got["VisibilityTimeout"], got["MessageRetentionPeriod"]) == (
            "12", "600")
        assert json.loads(got["RedrivePolicy"]) == {
            "deadLetterTargetArn":
                "arn:aws:sqs:us-east-1:000000000000:orders-dead",
            "maxReceiveCount": 1}
        assert attributes(sqs, "orders-dead")["MessageRetentionPeriod"] == (
            "1209600")
        m, = mappings(host)
        assert m["FunctionArn"].endswith(":function:take")
        assert m["EventSourceArn"].endswith(":orders")
        assert (m["BatchSize"], m["FunctionResponseTypes"], m["State"]) == (
            5, ["ReportBatchItemFailures"], "Enabled")
        assert m["ScalingConfig"] == {"MaximumConcurrency": 2}
        assert m["FilterCriteria"]["Filters"] == [
            {"Pattern": '{"body":[{"anything-but":"no"}]}'}]
        # What a filter does not want is gone, and nothing is left.
        wait_for(lambda: attributes(sqs, "orders")[
            "ApproximateNumberOfMessagesNotVisible"] == "0")


def test_a_message_that_fails_goes_to_the_dead_queue(tmp_path):
    write(tmp_path, "take", {"jobs": {"visibility": 1, "tries": 2,
                                      "dead": "lost"}}, timeout=1)
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        sqs.send_message(QueueUrl=URL + "jobs", MessageBody="bad")
        got = wait_for(lambda: sqs.receive_message(
            QueueUrl=URL + "lost", WaitTimeSeconds=5).get("Messages"))
        assert got[0]["Body"] == "bad"


def test_a_change_of_the_file_is_one_of_queue_and_mapping(tmp_path):
    write(tmp_path, "take", {"jobs": {"batch": 3, "visibility": 50}})
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        before, = mappings(host)
        write(tmp_path, "take", {"jobs": {"batch": 4, "delay": 0},
                                 "more": {}})
        after = wait_for(lambda: len(mappings(host)) == 2 and {
            m["EventSourceArn"].split(":")[-1]: m for m in mappings(host)})
        assert after["jobs"]["UUID"] == before["UUID"]
        assert after["jobs"]["BatchSize"] == 4
        # Six times the timeout, if the file does not say it.
        wait_for(lambda: attributes(sqs, "jobs")["VisibilityTimeout"] == "30")
        sqs.send_message(QueueUrl=URL + "more", MessageBody="x")
        wait_for(lambda: lines(tmp_path, "take") == ["x"])
        # A mistake: what was there goes on.
        write(tmp_path, "take", {"jobs": {"batch": 0}})
        wait_for(lambda: len(mappings(host)) == 2 and
                 '"queues", "jobs": "batch" must be' in host.log())


def test_a_queue_stays_with_its_messages_when_no_file_names_it(tmp_path):
    write(tmp_path, "take", {"jobs": {"enabled": False, "visibility": 77}})
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        sqs.send_message(QueueUrl=URL + "jobs", MessageBody="kept")
        write(tmp_path, "take", {})
        wait_for(lambda: not mappings(host))
        host.wait_log("the queue jobs is in no dayfly.json or template any "
                      "more; it stays with its messages")
        assert attributes(sqs, "jobs")["VisibilityTimeout"] == "77"
        got = sqs.receive_message(QueueUrl=URL + "jobs")["Messages"]
        assert got[0]["Body"] == "kept"
    # It is told once, not at each start.
    with serve(tmp_path) as host:
        assert not mappings(host)
        assert "in no dayfly.json" not in host.log()


def test_functions_share_a_queue_and_a_contradiction_is_told(tmp_path):
    write(tmp_path, "a", {"jobs": {"visibility": 60, "batch": 1}})
    write(tmp_path, "b", {"jobs": {"visibility": 40, "batch": 1}})
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        host.wait_log("the queue jobs: VisibilityTimeout is 60 by a and 40 "
                      "by b; the first holds: give one value")
        assert attributes(sqs, "jobs")["VisibilityTimeout"] == "60"
        assert len(mappings(host)) == 2
        for i in range(20):
            sqs.send_message(QueueUrl=URL + "jobs", MessageBody=str(i))
        wait_for(lambda: len(lines(tmp_path, "a") + lines(tmp_path, "b")) == 20)
        assert sorted(lines(tmp_path, "a") + lines(tmp_path, "b")) == sorted(
            map(str, range(20)))
        assert host.log().count("VisibilityTimeout is") == 1


def test_a_fifo_queue_keeps_the_order_of_a_group(tmp_path):
    write(tmp_path, "take", {"row.fifo": {
        "deduplicate": True, "tries": 3, "dead": "dead.fifo"}})
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        for i in range(12):
            sqs.send_message(QueueUrl=URL + "row.fifo", MessageBody=str(i),
                             MessageGroupId="g")
        wait_for(lambda: lines(tmp_path, "take") == list(map(str, range(12))))
        assert attributes(sqs, "dead.fifo")["FifoQueue"] == "true"


def test_what_the_api_has_made_is_not_overwritten(tmp_path):
    write(tmp_path, "take", {}, timeout=40)
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        sqs.create_queue(QueueName="mine", Attributes={
            "DelaySeconds": "1", "VisibilityTimeout": "33"})
        write(tmp_path, "take", {"mine": {}}, timeout=40)
        assert wait_for(lambda: not mappings(host) and "Queue visibility "
                        "timeout: 33 seconds is less than Function timeout: 40 "
                        "seconds" in host.log())
        write(tmp_path, "take", {"mine": {"visibility": 45}}, timeout=40)
        wait_for(lambda: mappings(host))
        wait_for(lambda: attributes(sqs, "mine")["VisibilityTimeout"] == "45")
        assert attributes(sqs, "mine")["DelaySeconds"] == "1"


def test_the_api_does_not_change_what_a_file_says(tmp_path):
    write(tmp_path, "take", {"jobs": {}})
    with serve(tmp_path) as host:
        lam = client(host)
        m, = mappings(host)
        for call in (
                lambda: lam.update_event_source_mapping(UUID=m["UUID"],
                                                        Enabled=False),
                lambda: lam.delete_event_source_mapping(UUID=m["UUID"]),
                lambda: lam.tag_resource(Resource=m["EventSourceMappingArn"],
                                         Tags={"a": "b"})):
            with pytest.raises(botocore.exceptions.ClientError,
                               match="dayfly.json.*change it there"):
                call()
        with pytest.raises(botocore.exceptions.ClientError,
                           match="ResourceConflictException"):
            lam.create_event_source_mapping(
                FunctionName="take", EventSourceArn=m["EventSourceArn"])


def test_a_mapping_of_the_api_goes_before_that_of_the_file(tmp_path):
    write(tmp_path, "take", {})
    with serve(tmp_path) as host:
        lam, sqs = client(host), client(host, "sqs")
        sqs.create_queue(QueueName="jobs")
        made = lam.create_event_source_mapping(
            FunctionName="take",
            EventSourceArn="arn:aws:sqs:us-east-1:000000000000:jobs")
        write(tmp_path, "take", {"jobs": {"batch": 2}})
        assert [m["UUID"] for m in mappings(host)] == [made["UUID"]]
        host.wait_log(f"the API has made the event source mapping "
                      f"{made['UUID']} of both; delete one")
        lam.delete_event_source_mapping(UUID=made["UUID"])
        write(tmp_path, "take", {"jobs": {"batch": 2, "window": 0}})
        wait_for(lambda: [m["BatchSize"] for m in mappings(host)] == [2])


def test_without_a_data_folder_the_log_says_what_queues_need(tmp_path):
    make_function(tmp_path / "f", {"queues": {"jobs": {}}})
    host = Host(tmp_path / "f")
    try:
        host.wait_log("queues, such as those of f, do nothing: that needs "
                      "--data DIR")
    finally:
        host.close()
