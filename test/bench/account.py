"""What the comparison on Lambda does in an AWS account: what it makes, calls,
and removes again."""

import base64
import contextlib
import io
import json
import os
import time
import zipfile

TRUST = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "sts:AssumeRole",
    "Principal": {"Service": "lambda.amazonaws.com"}}]}
LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


class Refused(Exception):
    """AWS said no; the text is for the user."""


def zipped(name, data):
    """A zip with one file, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o644 << 16
        z.writestr(info, data)
    return out.getvalue()


class DryRun:
    """Says each call and makes none."""

    waits = False

    def call(self, service, operation, **words):
        shown = json.dumps(words, default=lambda b: f"<{len(b)} bytes>")
        print(f"{service} {operation} {shown}")
        return {"Role": {"Arn": "arn:aws:iam::123456789012:role/dry-run"},
                "LayerVersionArn": f"arn:{words.get('LayerName')}:1",
                "Version": 1, "State": "Active",
                "LastUpdateStatus": "Successful"}


class Aws:
    """Makes each call, with the credentials and the region of the shell."""

    waits = True

    def __init__(self, region=None):
        import boto3
        import botocore.exceptions

        self.errors = (botocore.exceptions.ClientError,
                       botocore.exceptions.BotoCoreError)
        # The CLI knows both names of the region, boto3 one.
        self.session = boto3.session.Session(
            region_name=region or os.environ.get("AWS_REGION"))
        if not self.session.region_name:
            raise Refused("no region: set AWS_REGION, or give --region")
        if not self.session.get_credentials():
            raise Refused("no credentials: set AWS_PROFILE, or "
                          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
                          "(DRY_RUN=1 shows the calls without any)")
        self.clients = {}

    def client(self, service, timed):
        from botocore.config import Config

        if (service, timed) not in self.clients:
            # A call that is made again would not be the call that was timed.
            tries = {"total_max_attempts": 1} if timed else {"mode": "standard"}
            self.clients[service, timed] = self.session.client(
                service, config=Config(retries=tries, read_timeout=120))
        return self.clients[service, timed]

    def call(self, service, operation, **words):
        from botocore import xform_name

        client = self.client(service, operation == "Invoke")
        try:
            return getattr(client, xform_name(operation))(**words)
        except self.errors as error:
            raise Refused(f"{service} {operation}: {error}") from error


class Account:
    """Makes things under names that begin with `prefix`, and knows what to
    remove."""

    def __init__(self, aws, prefix, say, patience=60):
        self.aws, self.prefix, self.say = aws, prefix, say
        self.patience = patience  # seconds a role or a function may take
        self.undo = []

    def make(self, what, undo, service, operation, **words):
        self.say(f"making {what}")
        made = self.aws.call(service, operation, **words)
        self.undo.append((what, undo))
        return made

    def role(self):
        name = self.prefix
        made = self.make(
            f"role {name}", lambda: self.remove_role(name), "iam",
            "CreateRole", RoleName=name,
            AssumeRolePolicyDocument=json.dumps(TRUST),
            Description="dayfly's bench; may be removed")
        self.aws.call("iam", "AttachRolePolicy", RoleName=name, PolicyArn=LOGS)
        return made["Role"]["Arn"]

    def remove_role(self, name):
        with contextlib.suppress(Refused):  # it may not have come so far
            self.aws.call("iam", "DetachRolePolicy", RoleName=name,
                          PolicyArn=LOGS)
        self.aws.call("iam", "DeleteRole", RoleName=name)

    def layer(self, name, data):
        name = f"{self.prefix}-{name}"
        version = {}
        made = self.make(
            f"layer {name}", lambda: self.aws.call(
                "lambda", "DeleteLayerVersion", LayerName=name,
                VersionNumber=version["is"]),
            "lambda", "PublishLayerVersion", LayerName=name,
            Content={"ZipFile": data})
        version["is"] = made["Version"]
        return made["LayerVersionArn"]

    def function(self, name, **words):
        name = f"{self.prefix}-{name}"

        def undo():
            self.aws.call("lambda", "DeleteFunction", FunctionName=name)
            with contextlib.suppress(Refused):  # nobody may have logged
                self.aws.call("logs", "DeleteLogGroup",
                              logGroupName=f"/aws/lambda/{name}")

        self.keep_trying(lambda: self.make(
            f"function {name}", undo, "lambda", "CreateFunction",
            FunctionName=name, **words))
        self.ready(name)
        return name

    def keep_trying(self, act):
        """A role that has just been made is not known everywhere at once."""
        end = time.monotonic() + self.patience
        while True:
            try:
                return act()
            except Refused as error:
                if ("cannot be assumed" not in str(error)
                        or time.monotonic() > end):
                    raise
            time.sleep(2)

    def ready(self, name):
        end = time.monotonic() + self.patience
        while True:
            at = self.aws.call("lambda", "GetFunctionConfiguration",
                               FunctionName=name)
            if (at.get("State", "Active") == "Active"
                    and at.get("LastUpdateStatus",
                               "Successful") == "Successful"):
                return
            if "Failed" in (at.get("State"), at.get("LastUpdateStatus")):
                why = at.get("StateReason") or at.get("LastUpdateStatusReason")
                raise Refused(f"function {name} failed: {why}")
            if time.monotonic() > end:
                raise Refused(f"function {name} is not ready after "
                              f"{self.patience} s: {at.get('State')}")
            time.sleep(0.5)

    def renew(self, name, env):
        """So that the next call finds no sandbox."""
        self.aws.call("lambda", "UpdateFunctionConfiguration",
                      FunctionName=name, Environment={"Variables": env})
        self.ready(name)

    def invoke(self, name, event):
        """The answer's bytes, the end of the log, and ms here."""
        began = time.perf_counter()
        reply = self.aws.call("lambda", "Invoke", FunctionName=name,
                              LogType="Tail", Payload=event)
        if not self.aws.waits:
            return event, None, 0.0
        answer = reply["Payload"].read()
        took = (time.perf_counter() - began) * 1000
        if "FunctionError" in reply:
            raise Refused(f"function {name} failed: {answer[:500].decode()}")
        log = base64.b64decode(reply.get("LogResult", ""))
        return answer, log.decode(errors="replace"), took

    def remove(self):
        """All that was made, the last first; what could not be is said."""
        left = []
        for what, undo in reversed(self.undo):
            self.say(f"removing {what}")
            try:
                undo()
            except Refused as error:
                left.append(f"{what} is still there: {error}")
        self.undo = []
        return left
