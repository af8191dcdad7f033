"""While the host waits for its disk or reads a long log, calls go on."""

import json
import os
import shutil
import subprocess
import threading
import time

import pytest

from hosting import HERE, make_function, wait_for
from stored import client, create, node, settled, store_host

# The sanitizers' library wants to be loaded first.
pytestmark = pytest.mark.plain
DISK_MS = 400
STREAM = "2026/11/29/[$LATEST]%032x"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("disk") / "slow_disk.so"
    subprocess.run([os.environ.get("CC", "gcc"), "-D_GNU_SOURCE", "-shared",
                    "-fPIC", "-O1", "-Wall", "-Werror", "-o", path, HERE / "slow_disk.c"],
                   check=True)
    return path


class Disk:
    """Of a host, which has an echo beside its store."""

    def __init__(self, folder, library, data):
        self.file = folder / "disk"
        self.file.write_text("0")
        echo = make_function(folder / "echo")
        self.host = store_host(data, echo, env={
            "LD_PRELOAD": str(library), "SLOW_DISK": str(self.file)})
        self.lam = client(self.host)
        self.call()

    def set(self, text):
        # Whole at any time.
        (self.file.parent / "new").write_text(str(text))
        (self.file.parent / "new").rename(self.file)

    def call(self):
        began = time.monotonic()
        assert self.host.invoke("echo", {"n": 1}).json
        return time.monotonic() - began

    def longest_call_during(self, work):
        """And how long the work took."""
        took = []

        def run():
            began = time.monotonic()
            work()
            took.append(time.monotonic() - began)

        thread = threading.Thread(target=run)
        thread.start()
        longest = 0
        while thread.is_alive():
            longest = max(longest, self.call())
        thread.join()
        assert took, "the work failed"
        return longest, took[0]


    def hook(self, name):
        body = {"Function": "made", "Kind": "plain", "Secrets": [20 * "s"]}
        made = self.host.request("POST", f"/_dayfly/hooks/{name}",
                                 json.dumps(body).encode())
        assert made.status < 300, made.body


@pytest.fixture
def disk(tmp_path, library):
    disk = Disk(tmp_path, library, tmp_path / "data")
    create(disk.lam, "made", node("return 1;"))
    settled(disk.lam, "made")
    yield disk
    disk.set(0)
    disk.host.close()


ARN = "arn:aws:lambda:us-east-1:000000000000:function:made"
CHANGES = {
    "tags": lambda lam: lam.tag_resource(Resource=ARN, Tags={"a": "b"}),
    "code": lambda lam: lam.update_function_code(
        FunctionName="made", ZipFile=node("return 2;")),
    "layer": lambda lam: lam.publish_layer_version(
        LayerName="l", Content={"ZipFile": node("return 3;")}),
    "schedule": lambda lam: lam.schedules.create_schedule(
        Name="s", ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": ARN, "RoleArn": "arn:aws:iam::000000000000:role/r"}),
    "rule": lambda lam: lam.events.put_rule(
        Name="r", ScheduleExpression="rate(1 day)"),
    "hook": lambda lam: lam.hook("h"),
    "deleted": lambda lam: lam.delete_function(FunctionName="made"),
}


@pytest.mark.prompt
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_waits_for_the_disk_and_calls_do_not(disk, name):
    disk.lam.schedules = client(disk.host, "scheduler")
    disk.lam.events = client(disk.host, "events")
    disk.lam.hook = disk.hook
    disk.set(DISK_MS)
    longest, took = disk.longest_call_during(lambda: CHANGES[name](disk.lam))
    assert took >= DISK_MS / 1000, "answered before it was on the disk"
    assert longest < DISK_MS / 1000 * 0.75, "the event loop has waited"


def test_a_disk_that_fails_is_told_and_mended(disk):
    disk.set("fail")
    with pytest.raises(Exception) as refused:
        disk.lam.tag_resource(Resource=ARN, Tags={"a": "b"})
    error = refused.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "cannot bring the change to the disk" in str(refused.value)
    assert "cannot synchronize" in disk.host.wait_log("Input/output error")
    disk.call()
    disk.set(0)
    disk.host.wait_log("the disk takes changes again")
    disk.lam.tag_resource(Resource=ARN, Tags={"c": "d"})
    assert disk.lam.list_tags(Resource=ARN)["Tags"]["c"] == "d"


def test_changes_at_once_are_all_answered(disk):
    """Many share one synchronization."""
    disk.set(100)
    lams = [client(disk.host) for _ in range(8)]

    def tag(n):
        for i in range(3):
            lams[n].tag_resource(Resource=ARN, Tags={f"k{n}.{i}": "v"})

    threads = [threading.Thread(target=tag, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(disk.lam.list_tags(Resource=ARN)["Tags"]) == 24


def test_a_caller_that_leaves_meanwhile_does_no_harm(disk):
    disk.set(DISK_MS)
    body = b'{"Tags": {"left": "1"}}'
    s = disk.host.connect()
    s.sendall(b"POST /2017-03-31/tags/" + ARN.encode() + b" HTTP/1.1\r\n"
              b"Host: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(body)
              + body)
    time.sleep(DISK_MS / 4000)
    s.close()
    disk.call()
    disk.set(0)
    wait_for(lambda: "left" in disk.lam.list_tags(Resource=ARN)["Tags"])


def test_much_that_is_written_is_taken_out_of_the_log_of_the_database(disk):
    """Its file stays as small as SQLite keeps it by itself."""
    wide = {f"k{i}": "v" * 250 for i in range(40)}
    for i in range(400):
        disk.lam.tag_resource(Resource=ARN, Tags={**wide, "k0": str(i)})
    log = next(disk.file.parent.glob("data/dayfly.db-wal"))
    assert log.stat().st_size < 12_000_000
    disk.host.process.kill()
    disk.host.process.wait()
    again = store_host(disk.file.parent / "data")
    try:
        tags = client(again).list_tags(Resource=ARN)["Tags"]
        assert tags["k0"] == "399" and len(tags) == 40
    finally:
        again.close()


LINES = 600_000


def write_log(folder, lines):
    """As the host would have kept it, by 4 MB."""
    folder.mkdir(parents=True)
    now = int(time.time() * 1000) - lines
    segment, size, number = None, 0, 0
    for i in range(lines):
        line = f"{now + i} - {STREAM % (i // 1000)} line {i} of the log\n"
        if not segment or size > 4_000_000:
            if segment:
                segment.close()
            number += 1
            size = 0
            segment = open(folder / f"{now + i:015d}-{number:08d}.log", "w")
        segment.write(line)
        size += len(line)
    segment.close()


@pytest.mark.prompt
def test_streams_of_a_long_log_are_read_while_calls_go_on(tmp_path, library):
    shutil.rmtree(tmp_path / "data", ignore_errors=True)
    write_log(tmp_path / "data" / "logs" / "long", LINES)
    disk = Disk(tmp_path, library, tmp_path / "data")
    try:
        logs = client(disk.host, "logs")
        found = []
        longest, took = disk.longest_call_during(
            lambda: found.append(logs.describe_log_streams(
                logGroupName="/aws/lambda/long", descending=True,
                orderBy="LastEventTime", limit=1)))
        name = STREAM % ((LINES - 1) // 1000)
        assert found[0]["logStreams"][0]["logStreamName"] == name
        assert longest < max(0.1, took / 2), (longest, took)
        events = logs.get_log_events(logGroupName="/aws/lambda/long",
                                     logStreamName=name, limit=1)["events"]
        assert events[0]["message"] == f"line {LINES - 1} of the log\n"
        longest, took = disk.longest_call_during(
            lambda: found.append(sum(len(page["events"]) for page in
                logs.get_paginator("filter_log_events").paginate(
                    logGroupName="/aws/lambda/long",
                    filterPattern=f'"line {LINES - 2} of"'))))
        assert found[-1] == 1
        assert longest < max(0.1, took / 2), (longest, took)
    finally:
        disk.host.close()
