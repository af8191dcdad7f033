"""The botocore of build/old, with the methods that a client of boto3 has."""

import base64
import json
import os
import subprocess

import botocore.exceptions

from hosting import HERE, ROOT

OLD = ROOT / "build/old"


def encode(value):
    return {"base64": base64.b64encode(value).decode()}


def decode(value):
    return (base64.b64decode(value["base64"]) if list(value) == ["base64"]
            else value)


class OldClients:
    def __init__(self):
        assert OLD.exists(), "build/old is missing: make deps"
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(("AWS_", "PYTHON"))}
        self.process = subprocess.Popen(
            [OLD / "bin/python", HERE / "old_client.py"], env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == "1.31.80\n"

    def client(self, host, service="sqs", key="x", secret="y"):
        return OldClient(self, [host.url, "us-east-1", key, secret, service])

    def ask(self, line):
        self.process.stdin.write(json.dumps(line, default=encode) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline(), object_hook=decode)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)


class OldClient:
    def __init__(self, clients, begin):
        self.clients = clients
        self.begin = begin

    def __getattr__(self, operation):
        def call(**arguments):
            answer = self.clients.ask([*self.begin, operation, arguments])
            if "Error" in answer:
                raise botocore.exceptions.ClientError(answer, operation)
            return answer
        return call
