"""How many events of InvocationType Event are accepted in a second, and how long
a sender waits for its 202: by the host, which has each on the disk before, by a
loop that does nothing but bring as much to the same disk, and by ministack, which
keeps them in memory. (moto answers one event of a kept connection only.)"""

import contextlib
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import zipfile

import boto3

import calls
import figures
import rounds
from parts import BIN, clean_env
from samples import Key

EVENT = b'{"name":"you"}'
SENDERS = (1, 16, 64)
PEER = "ministack"
PEER_SENDERS = (1, 16)  # it needs seconds for each round of more
PEERS_IN = pathlib.Path(__file__).resolve().parents[2] / "build/score/bin"
# Nothing of it is run while it is measured how fast it is taken.
HANDLER = "#!/bin/sh\nsleep 800\n"
ROLE = "arn:aws:iam::000000000000:role/any"
WAIT_S = 60


class Sender(calls.Caller):
    """Sends events; what it is told of each is that it was accepted."""

    def request(self, event):
        head = (f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Authorization: AWS4-HMAC-SHA256 Credential=x/20260101/"
                "us-east-1/lambda/aws4_request, SignedHeaders=host, "
                "Signature=0\r\n"
                "X-Amz-Invocation-Type: Event\r\n"
                f"Content-Length: {len(event)}\r\n\r\n")
        return head.encode() + event

    @staticmethod
    def check(reply, event):
        assert reply.bytes.startswith(b"HTTP/1.1 202"), bytes(reply.bytes[:500])


class Server:
    """One that accepts events for the function f."""

    path = "/2015-03-31/functions/f/invocations"

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.log = folder / "log"
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                cwd=folder, env={**clean_env(), "HOME": str(folder),
                                 "GATEWAY_PORT": str(self.port),
                                 "EDGE_PORT": str(self.port)})
        try:
            self.prepare()
        except BaseException:
            self.stop()
            raise

    def command(self):
        address = f"127.0.0.1:{self.port}"
        if self.name == PEER:
            return [PEERS_IN / PEER]
        function = self.folder / "functions" / "f"
        function.mkdir(parents=True)
        program = function / "main"
        program.write_text(HANDLER)
        program.chmod(0o755)
        (function / "dayfly.json").write_text(json.dumps(
            {"handler": "main", "timeout": 900, "concurrency": 1}))
        return [BIN / "dayfly", "serve", function.parent, "--data",
                self.folder / "data", "--listen", address, "--quiet",
                "--drain", "0"]

    def prepare(self):
        end = time.monotonic() + WAIT_S
        while True:
            assert self.process.poll() is None and time.monotonic() < end, (
                self.log.read_text(errors="replace")[-2000:])
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            time.sleep(0.1)
        if self.name != "host":
            create(f"http://127.0.0.1:{self.port}")
        self.send(1, 0)

    def send(self, senders, seconds):
        return calls.saturate(self.port, self.path, EVENT, senders, seconds,
                              Sender)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def create(url):
    """A function by API, for those that serve no folders."""
    more = {"endpoint_url": url, "region_name": "us-east-1",
            "aws_access_key_id": "x", "aws_secret_access_key": "y"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr("index.py", "def handler(event, context):\n"
                               "    return event\n")
    boto3.client("lambda", **more).create_function(
        FunctionName="f", Runtime="python3.11", Handler="index.handler",
        Role=ROLE, Code={"ZipFile": packed.getvalue()})


def synced_a_second(path, seconds):
    """What the disk can do: as many bytes as an event, one after the other."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    began = time.monotonic()
    count = 0
    try:
        while (took := time.monotonic() - began) < seconds:
            os.write(fd, bytes(256))
            os.fdatasync(fd)
            count += 1
        return count / took
    finally:
        os.close(fd)


def measured(folder, name, senders, seconds):
    """By a server of its own: a queue is full at 100,000 events."""
    folder.mkdir()
    server = Server(name, folder)
    try:
        return server.send(senders, seconds)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(bench):
    plan = bench.plan
    names = ["host", PEER]
    for number in range(plan.windows):
        bench.say(f"accept {number + 1}/{plan.windows}")
        bench.samples.add(key("rate", 1, "disk"), number, synced_a_second(
            bench.scratch / "synced", plan.window))
        for name, senders in rounds.shuffled(
                (n, s) for n in names
                for s in (PEER_SENDERS if n == PEER else SENDERS)):
            if name not in names:
                continue
            try:
                took, seconds = measured(
                    bench.scratch / f"accept-{number}-{name}-{senders}", name,
                    senders, plan.window)
            except Exception as error:
                assert name != "host", error
                names.remove(name)
                why = str(error).splitlines()[0] if str(error) else "no reason"
                bench.samples.about["left out"].append(
                    f"events accepted by {name}: {why}")
                continue
            for figure, value in (
                    ("rate", len(took) / seconds),
                    ("p50", figures.percentile(took, 0.5)),
                    ("p99", figures.percentile(took, 0.99))):
                bench.samples.add(key(figure, senders, name), number, value)


def key(figure, senders, server):
    return Key(f"accept {figure} {senders}", server, "event", "kept")


def rows(samples, number, middle):
    """A row for each server: for each number of senders rate, p50 and p99."""
    for name in ("host", PEER, "disk"):
        cells = [number(middle(samples, *key(figure, senders, name)))
                 for senders in SENDERS for figure in ("rate", "p50", "p99")]
        if cells[0] != "–":
            yield [name, *cells]

