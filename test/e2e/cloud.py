"""What stands in for AWS: moto's server on loopback, its own process."""

import json
import socket
import subprocess
import tempfile
import urllib.request

import boto3
from parts import ROOT, clean_env, free_port, wait_for

SERVER = ROOT / "build/tools/bin/moto_server"
REGION = "us-east-1"


class Cloud:
    """Several accounts and services in memory, gone with the process."""

    def __init__(self, **env):
        assert SERVER.exists(), "moto is missing: make deps"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [SERVER, "-H", "127.0.0.1", "-p", str(self.port)],
            env=clean_env(**env), stdout=self.log, stderr=self.log,
            cwd=tempfile.gettempdir())
        wait_for(self.listens, 60, "moto's start")

    def listens(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def client(self, service, key="dummy", secret="dummy"):
        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION,
            aws_access_key_id=key, aws_secret_access_key=secret)

    def strict(self):
        """From now on every request's signature is checked, against the keys
        of a user who may do everything; returns them as environment."""
        iam = self.client("iam")
        iam.create_user(UserName="me")
        iam.put_user_policy(
            UserName="me", PolicyName="all", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
        keys = iam.create_access_key(UserName="me")["AccessKey"]
        request = urllib.request.Request(
            f"{self.url}/moto-api/reset-auth", data=b"0",
            headers={"Content-Type": "text/plain"})
        urllib.request.urlopen(request).close()
        return {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"]}

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()
