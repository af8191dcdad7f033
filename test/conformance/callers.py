"""Clients of the Invoke API, unchanged, behind one function each:
call(host, command, **input) gives what boto3 gives (Payload as bytes), or
raises Refused with the name of the client's own exception."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import boto3
import botocore.config
import botocore.exceptions

from clients import BUILT, ROOT

KEY = "AKIACONFORMANCECALLS"
SECRET = "conformance/calls+conformance/calls12345"


class Refused(Exception):
    """A typed exception of the client."""

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name


def snake(command):
    return re.sub("(?<!^)([A-Z])", r"_\1", command).lower()


def boto(host, command, **given):
    config = botocore.config.Config(retries={"max_attempts": 0}, proxies={})
    client = boto3.client(
        "lambda", endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id=KEY, aws_secret_access_key=SECRET, config=config)
    try:
        answer = getattr(client, snake(command))(**given)
    except client.exceptions.ClientError as error:
        name = error.response["Error"]["Code"]
        # Its own class, if the SDK has one for it.
        known = getattr(client.exceptions, name, None)
        assert known is None or isinstance(error, known), name
        raise Refused(name, str(error)) from error
    if "Payload" in answer:
        answer["Payload"] = answer["Payload"].read()
    return answer


def environment(**more):
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith("AWS_") and k != "NODE_EXTRA_CA_CERTS"}
    return {**kept, **more}


def cli(host, command, **given):
    """The options of `aws lambda`, version 1."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "awscli", "lambda",
                 snake(command).replace("_", "-"), "--endpoint-url", host.url]
        if command == "Invoke":
            with open(f"{folder}/event", "wb") as event:
                event.write(given.pop("Payload", b""))
            words += ["--payload", f"fileb://{folder}/event"]
        for name, value in given.items():
            words += ["--" + snake(name).replace("_", "-"), value]
        if command == "Invoke":
            words.append(f"{folder}/answer")
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=60,
            env=environment(
                PYTHONPATH=str(BUILT / "cli" / "site"), HOME=folder,
                AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID=KEY,
                AWS_SECRET_ACCESS_KEY=SECRET, AWS_MAX_ATTEMPTS="1"))
        if done.returncode:
            found = re.search(r"An error occurred \((\w+)\).*", done.stderr)
            assert found, done.stderr
            raise Refused(found[1], found[0])
        answer = json.loads(done.stdout or "{}")
        if command == "Invoke":
            with open(f"{folder}/answer", "rb") as body:
                answer["Payload"] = body.read()
        return answer


def sdk_js_lines(host, command, **given):
    """The process, whose stdout has a line for each thing that came."""
    script = BUILT / "sdk-js" / "call.mjs"
    node = shutil.which("node")
    process = subprocess.Popen(
        [node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, cwd=ROOT, env=environment())
    with process.stdin as stdin:
        json.dump({"endpoint": host.url, "command": command, "input": given,
                   "credentials": {"accessKeyId": KEY,
                                   "secretAccessKey": SECRET}}, stdin,
                  default=lambda data: {
                      "bytes": base64.b64encode(data).decode()})
    return process


def sdk_js(host, command, **given):
    process = sdk_js_lines(host, command, **given)
    text = process.stdout.read()
    assert process.wait(60) == 0, text
    said = json.loads(text)
    if "error" in said:
        raise Refused(said["error"]["name"], said["error"]["message"])
    answer = said["output"]
    if "Payload" in answer:
        answer["Payload"] = base64.b64decode(answer["Payload"] or "")
    return answer


CALL = {"boto3": boto, "cli": cli, "sdk-js": sdk_js}


def boto_stream(host, **given):
    """The events of InvokeWithResponseStream, as they come: bytes, and last
    what InvokeComplete says."""
    for event in boto(host, "InvokeWithResponseStream", **given)[
            "EventStream"]:
        chunk = event.get("PayloadChunk")
        yield chunk["Payload"] if chunk else event["InvokeComplete"]


def sdk_js_stream(host, **given):
    process = sdk_js_lines(host, "InvokeWithResponseStream", **given)
    for line in process.stdout:
        said = json.loads(line)
        event = said.get("event", {})
        if "PayloadChunk" in event:
            yield base64.b64decode(event["PayloadChunk"])
        elif "InvokeComplete" in event:
            yield event["InvokeComplete"]
        elif "error" in said:
            raise Refused(said["error"]["name"], said["error"]["message"])
    assert process.wait(60) == 0


STREAM = {"boto3": boto_stream, "sdk-js": sdk_js_stream}
