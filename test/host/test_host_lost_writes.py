"""After an error of the disk the host says of nothing that it is kept, until
all is on the disk again."""

import json
import os
import shutil
import subprocess
import time

import pytest

from hosting import HERE, make_function, run, wait_for
from stored import client, create, node, settled, store_host

# The sanitizers' library wants to be loaded first.
pytestmark = pytest.mark.plain
ARN = "arn:aws:lambda:us-east-1:000000000000:function:made"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("disk") / "lost_writes.so"
    subprocess.run([os.environ.get("CC", "gcc"), "-D_GNU_SOURCE", "-shared",
                    "-fPIC", "-O1", "-Wall", "-Werror", "-o", path,
                    HERE / "lost_writes.c"], check=True)
    return path


class Machine:
    """Its disk, and the host on it."""

    def __init__(self, folder, library):
        self.folder = folder
        self.data = folder / "data"
        self.disk = folder / "disk"
        self.disk.mkdir()
        self.env = {"LD_PRELOAD": str(library), "LOST_WRITES": str(self.disk)}
        self.echo = make_function(folder / "echo")
        self.start(self.data)

    def start(self, data):
        self.host = store_host(data, self.echo, env=self.env)
        self.lam = client(self.host)

    def fails(self, fails):
        if fails:
            (self.disk / "fail").touch()
        else:
            (self.disk / "fail").unlink()

    def tag(self, name):
        self.lam.tag_resource(Resource=ARN, Tags={name: "x"})

    def refused(self, name):
        with pytest.raises(Exception) as refused:
            self.tag(name)
        answer = refused.value.response["ResponseMetadata"]
        assert answer["HTTPStatusCode"] == 500
        return str(refused.value)

    def kill(self):
        """With its bootstraps, which would go on to write to the data."""
        self.host.kill()

    def lose_power(self):
        """The tags that there are afterwards."""
        self.kill()
        again = self.folder / "again"
        shutil.copytree(self.data, again)
        for database in "dayfly.db", "queue.db":
            for name in database, database + "-wal":
                (again / name).unlink(missing_ok=True)
                if (self.disk / name).exists():
                    shutil.copy(self.disk / name, again / name)
            (again / (database + "-shm")).unlink(missing_ok=True)
        self.host.close()
        self.env = {}
        self.start(again)
        return set(self.lam.list_tags(Resource=ARN)["Tags"])


@pytest.fixture
def machine(tmp_path, library):
    machine = Machine(tmp_path, library)
    create(machine.lam, "made", node("return 1;"))
    settled(machine.lam, "made")
    yield machine
    machine.host.close()


def metric(machine):
    text = machine.host.request("GET", "/metrics").body.decode()
    return [line for line in text.splitlines()
            if line.startswith("dayfly_disk_failing")]


def test_what_is_answered_after_an_error_is_there_after_a_power_cut(machine):
    machine.tag("before")
    machine.fails(True)
    machine.refused("lost")
    machine.refused("never")
    machine.fails(False)
    machine.host.wait_log("the disk takes changes again")
    machine.tag("after")
    tags = machine.lose_power()
    assert tags >= {"before", "after"} and "never" not in tags


def test_so_it_is_if_the_host_was_killed_meanwhile(machine):
    machine.tag("before")
    machine.fails(True)
    machine.refused("lost")
    machine.kill()
    machine.host.close()
    machine.fails(False)
    machine.start(machine.data)
    machine.tag("after")
    assert machine.lose_power() >= {"before", "after"}


def test_so_it_is_if_the_host_was_stopped_meanwhile(machine):
    machine.tag("before")
    machine.fails(True)
    machine.refused("lost")
    machine.host.close()
    machine.fails(False)
    machine.start(machine.data)
    machine.tag("after")
    assert machine.lose_power() >= {"before", "after"}


def test_meanwhile_calls_go_on_and_what_fails_is_shown(machine):
    assert metric(machine) == ["dayfly_disk_failing 0"]
    machine.fails(True)
    assert "cannot bring the change to the disk" in machine.refused("lost")
    log = machine.host.wait_log("the disk fails, so nothing is changed until")
    assert "Input/output error" in log
    began = time.monotonic()
    said = machine.refused("never")
    assert "the disk fails, so nothing is changed" in said
    assert time.monotonic() - began < 5
    assert metric(machine) == ["dayfly_disk_failing 1"]
    assert machine.host.invoke("echo", {"n": 1}).json
    found = json.loads(run("doctor", "--json", "--data", machine.data).stdout)
    host, = [row for row in found["rows"] if row["name"] == "host"]
    assert host["state"] == "BAD" and "Input/output error" in host["text"]
    assert host["text"].startswith(f"the process {machine.host.process.pid} ")
    machine.fails(False)
    machine.host.wait_log("the disk takes changes again")
    machine.tag("after")
    assert metric(machine) == ["dayfly_disk_failing 0"]
    found = json.loads(run("doctor", "--json", "--data", machine.data).stdout)
    assert [row["state"] for row in found["rows"] if row["name"] == "host"] == [
        "yes"]
    # Once, not with each attempt.
    assert machine.host.log().count("the disk fails, so") == 1


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_log_that_was_not_written_is_not_taken_for_whole(machine, end):
    """As if the kernel had dropped what it could not write."""
    machine.tag("before")
    machine.fails(True)
    machine.refused("lost")
    with open(machine.data / "dayfly.db-wal", "r+b") as log:
        log.seek(-4000, os.SEEK_END)
        log.write(bytes(3000))
    machine.fails(False)
    machine.host.wait_log("dayfly must be restarted")
    machine.refused("never")
    assert machine.host.invoke("echo", {"n": 1}).json
    if end == "kill":
        machine.kill()
    machine.host.close()
    machine.start(machine.data)
    machine.tag("after")
    tags = machine.lose_power()
    assert tags >= {"before", "after"} and not tags & {"lost", "never"}


def received(machine, url):
    sqs = client(machine.host, "sqs")
    return {message["Body"] for _ in range(3) for message in
            sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get(
                "Messages", [])}


@pytest.mark.parametrize("end", ["goes on", "is killed"])
def test_a_message_that_was_taken_after_an_error_is_there(machine, end):
    client(machine.host, "sqs").create_queue(QueueName="jobs")
    path = "/000000000000/jobs"

    def send(text):
        client(machine.host, "sqs").send_message(
            QueueUrl=machine.host.url + path, MessageBody=text)

    for n in range(3):
        send(f"before {n}")
        machine.fails(True)
        with pytest.raises(Exception):
            send("never" + n * 5000 * ".")
        if end == "is killed":
            machine.kill()
            machine.host.close()
        machine.fails(False)
        if end == "is killed":
            machine.start(machine.data)
        send(f"after {n}")
    machine.lose_power()
    kept = {text for text in received(machine, machine.host.url + path)
            if not text.startswith("never")}
    assert kept == {
        f"{word} {n}" for word in ("before", "after") for n in range(3)}
