"""GET /metrics: queues, event source mappings and schedules."""

import contextlib
import datetime
import json
import time

from hosting import Host, wait_for
from stored import client
from test_host_metrics import OPEN, TEXT, read, value

URL = "http://127.0.0.1:9000/000000000000/"
TAKE = """
export const handler = (event) => {
    if (!event.Records) return;
    if (event.Records[0].body === "all") throw new Error("no");
    return {batchItemFailures: event.Records
        .filter(r => r.body === "one")
        .map(r => ({itemIdentifier: r.messageId}))};
};
"""


def serve(root, **manifest):
    folder = root / "take"
    folder.mkdir()
    (folder / "index.mjs").write_text(TAKE)
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "index.handler", **manifest}))
    return contextlib.closing(Host(
        folder, options=("--listen", "127.0.0.1:0", "--drain", "1",
                         "--data", str(root / "data"))))


def test_the_messages_of_each_queue_are_numbers(tmp_path):
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        for name in ("empty", "jobs", "later"):
            sqs.create_queue(QueueName=name)
        for body in "abc":
            sqs.send_message(QueueUrl=URL + "jobs", MessageBody=body)
        sqs.send_message(QueueUrl=URL + "later", MessageBody="x",
                         DelaySeconds=100)
        sqs.receive_message(QueueUrl=URL + "jobs")
        time.sleep(1.1)
        for accept in (OPEN, TEXT):
            families, _ = read(host, accept)
            assert {(s.labels["queue"], s.labels["state"]): s.value
                    for s in families["dayfly_queue_messages"].samples} == {
                ("empty", "visible"): 0, ("empty", "in_flight"): 0,
                ("empty", "delayed"): 0, ("jobs", "visible"): 2,
                ("jobs", "in_flight"): 1, ("jobs", "delayed"): 0,
                ("later", "visible"): 0, ("later", "in_flight"): 0,
                ("later", "delayed"): 1}
            age = "dayfly_queue_oldest_message_age_seconds"
            assert value(families, age, queue="empty") == 0
            assert 1 < value(families, age, queue="jobs") < 60
        assert sqs.delete_queue(QueueUrl=URL + "empty")
        assert value(read(host)[0], "dayfly_queue_messages", queue="empty",
                     state="visible") is None


def test_batches_of_a_mapping_are_counted_by_their_result(tmp_path):
    with serve(tmp_path, queues={"jobs": {
            "partial": True, "window": 1,
            "filter": {"body": [{"anything-but": "none"}]}}}) as host:
        sqs = client(host, "sqs")

        def send(*bodies):
            sqs.send_message_batch(QueueUrl=URL + "jobs", Entries=[
                {"Id": str(i), "MessageBody": body}
                for i, body in enumerate(bodies)])

        def counts(family):
            families, _ = read(host, OPEN)
            return [value(families, family, "_total", function="take",
                          queue="jobs", result=result)
                    for result in ("done", "partial" if "batches" in family
                                   else "filtered", "failed")]

        batches, messages = "dayfly_mapping_batches", "dayfly_mapping_messages"
        assert counts(batches) == counts(messages) == [0, 0, 0]
        send("a", "b", "none")
        wait_for(lambda: counts(batches) == [1, 0, 0])
        assert counts(messages) == [2, 1, 0]
        send("c", "one")
        wait_for(lambda: counts(batches) == [1, 1, 0])
        assert counts(messages) == [3, 1, 1]
        send("all", "d")
        wait_for(lambda: counts(batches) == [1, 1, 1])
        assert counts(messages) == [3, 1, 3]
        families, _ = read(host)
        assert value(families, "dayfly_mapping_batches_running",
                     function="take", queue="jobs") == 0


def test_the_times_of_schedules_are_numbers(tmp_path):
    due = int(time.time()) + 3
    at = datetime.datetime.fromtimestamp(due, datetime.timezone.utc)
    with serve(tmp_path, schedules=[
            {"name": "soon", "expression": at.strftime("at(%Y-%m-%dT%H:%M:%S)")},
            {"name": "off", "expression": "rate(1 day)", "enabled": False},
            {"name": "daily", "expression": "rate(1 day)"}]) as host:
        def get(family, name, suffix=""):
            return value(read(host, OPEN)[0], family, suffix, function="take",
                         schedule="dayfly.json/take." + name)

        following = "dayfly_schedule_next_timestamp_seconds"
        assert get(following, "soon") == due
        assert get(following, "daily") % 86400 == 0
        assert get(following, "off") is None
        fired = "dayfly_schedule_fired"
        assert get(fired, "soon", "_total") == 0
        wait_for(lambda: get(fired, "soon", "_total") == 1)
        assert 0 <= get("dayfly_schedule_lateness_seconds", "soon") < 2
        assert get(following, "soon") is None
        assert get("dayfly_schedule_skipped", "soon", "_total") == 0
        assert get("dayfly_schedule_lateness_seconds", "daily") is None
