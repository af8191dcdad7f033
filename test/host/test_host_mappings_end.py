"""The end of a host that gives messages to functions: none is lost, none is
worked on twice, and none loses a try that it did not have."""

import concurrent.futures
import contextlib
import json
import os
import signal
import time

import pytest

from hosting import Host, wait_for
from stored import client

URL = "http://127.0.0.1:9000/000000000000/"
SLOW = """
import { appendFileSync } from "node:fs";
export const handler = async (event) => {
    appendFileSync(process.env.OUT + ".begun", "x\\n");
    await new Promise(r => setTimeout(r, 300));
    for (const r of event.Records)
        appendFileSync(process.env.OUT, r.body + " "
            + r.attributes.ApproximateReceiveCount + "\\n");
};
"""


def write(root, queue, name="take"):
    folder = root / "served" / name
    folder.mkdir(parents=True)
    (folder / "index.mjs").write_text(SLOW)
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "index.handler", "timeout": 30,
         "env": {"OUT": str(root / "out")},
         "queues": {"jobs": {"tries": 1, "dead": "lost", **queue}}}))


def serve(root, drain):
    return contextlib.closing(Host(
        root / "served", options=("--listen", "127.0.0.1:0", "--drain", drain,
                                  "--data", str(root / "data"))))


def send(host, first, count):
    sqs = client(host, "sqs")
    for at in range(first, first + count, 10):
        sqs.send_message_batch(QueueUrl=URL + "jobs", Entries=[
            {"Id": str(i), "MessageBody": str(i)}
            for i in range(at, min(at + 10, first + count))])


def done(root):
    out = root / "out"
    return out.read_text().splitlines() if out.exists() else []


def is_empty(host):
    counts = client(host, "sqs").get_queue_attributes(
        QueueUrl=URL + "jobs", AttributeNames=["All"])["Attributes"]
    return [counts["ApproximateNumberOfMessages" + kind]
            for kind in ("", "NotVisible", "Delayed")] == ["0"] * 3


def is_taken(host):
    name = "ApproximateNumberOfMessagesNotVisible"
    return client(host, "sqs").get_queue_attributes(
        QueueUrl=URL + "jobs", AttributeNames=[name])["Attributes"][name] == "1"


@pytest.mark.parametrize("queue", [
    {"batch": 1}, {"batch": 3, "partial": False, "concurrency": 2},
    {"batch": 10, "window": 1}, {"batch": 7, "filter": {"body": [
        {"anything-but": "none"}]}}])
def test_a_drain_loses_no_message_and_repeats_none(tmp_path, queue):
    write(tmp_path, queue)
    with serve(tmp_path, "30") as host:
        send(host, 0, 40)
        wait_for((tmp_path / "out.begun").exists)
    # Whatever was taken and not begun is received for the first time.
    with serve(tmp_path, "30") as host:
        send(host, 40, 10)
        wait_for(lambda: len(done(tmp_path)) >= 50, 60)
        wait_for(lambda: is_empty(host))
        assert "messages" not in str(client(host, "sqs").receive_message(
            QueueUrl=URL + "lost")).lower().replace("messageid", "")
    assert sorted(done(tmp_path)) == sorted(f"{i} 1" for i in range(50))


def test_a_batch_that_waits_for_a_process_is_given_back(tmp_path):
    write(tmp_path, {"batch": 1})
    manifest = tmp_path / "served" / "take" / "dayfly.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()),
                                    "concurrency": 1}))
    code = tmp_path / "served" / "take" / "index.mjs"
    code.write_text(SLOW.replace("300", "event.slow || 300").replace(
        "event.Records", "event.Records ?? []"))
    with serve(tmp_path, "30") as host, (
            concurrent.futures.ThreadPoolExecutor()) as threads:
        call = threads.submit(host.invoke, "take", {"slow": 3000})
        wait_for((tmp_path / "out.begun").exists)
        send(host, 0, 1)
        wait_for(lambda: is_taken(host))
        os.kill(host.process.pid, signal.SIGTERM)
        assert call.result(20).status == 200
        assert host.process.wait(20) == 0
    assert done(tmp_path) == []
    with serve(tmp_path, "30"):
        # Not after its visibility timeout, which is 180 s.
        wait_for(lambda: done(tmp_path), 60)
    assert done(tmp_path) == ["0 1"]


def test_a_message_that_waits_for_its_batch_is_not_tried_by_a_restart(tmp_path):
    write(tmp_path, {"batch": 10, "window": 300})
    for i in range(3):
        with serve(tmp_path, "5") as host:
            send(host, i, 1)
            wait_for(lambda: client(host, "sqs").get_queue_attributes(
                QueueUrl=URL + "jobs", AttributeNames=["All"])["Attributes"][
                    "ApproximateNumberOfMessagesNotVisible"] == str(i + 1))
    manifest = tmp_path / "served" / "take" / "dayfly.json"
    manifest.write_text(manifest.read_text().replace("300", "0"))
    with serve(tmp_path, "5"):
        wait_for(lambda: len(done(tmp_path)) == 3)
    assert sorted(done(tmp_path)) == ["0 1", "1 1", "2 1"]


def state(host):
    counts = client(host, "sqs").get_queue_attributes(
        QueueUrl=URL + "jobs", AttributeNames=["All"])["Attributes"]
    return [int(counts["ApproximateNumberOfMessages" + kind])
            for kind in ("", "NotVisible")]


@pytest.mark.parametrize("signals", [1, 2])
def test_a_message_that_waits_for_a_process_is_not_tried_by_a_restart(
        tmp_path, signals):
    """It was as if the function had failed: hidden for six times its timeout, and
    with one try less."""
    write(tmp_path, {"batch": 1})
    folder = tmp_path / "served" / "take"
    manifest = json.loads((folder / "dayfly.json").read_text())
    (folder / "dayfly.json").write_text(json.dumps({
        **manifest, "handler": "dist/index.handler", "build":
        f"until [ -e {tmp_path}/ready ]; do sleep 0.05; done; "
        "mkdir -p dist; cp index.mjs dist"}))
    with serve(tmp_path, "30") as host:
        send(host, 0, 1)
        wait_for(lambda: state(host) == [0, 1])
        host.wait_log("so calls wait for it")
        for _ in range(signals):
            os.kill(host.process.pid, signal.SIGTERM)
        assert host.process.wait(20) == 0
    (tmp_path / "ready").touch()
    with serve(tmp_path, "30"):
        wait_for(lambda: done(tmp_path))
    assert done(tmp_path) == ["0 1"]


@pytest.mark.parametrize("pause", [0, 0.05, 0.35])
def test_a_second_signal_ends_a_host_that_is_busy_with_messages(
        tmp_path, pause):
    write(tmp_path, {"batch": 2})
    with serve(tmp_path, "30") as host:
        send(host, 0, 30)
        wait_for((tmp_path / "out.begun").exists)
        os.kill(host.process.pid, signal.SIGTERM)
        time.sleep(pause)
        os.kill(host.process.pid, signal.SIGTERM)
        assert host.process.wait(20) == 0
