"""A host with a store, and the functions that boto3 makes in it."""

import io
import json
import zipfile

import boto3
import botocore.config
import pytest
from botocore.exceptions import ClientError

from hosting import Host, wait_for

ROLE = "arn:aws:iam::000000000000:role/r"


def store_host(folder, *options, **more):
    """`dayfly serve --data FOLDER`."""
    return Host(options=("--listen", "127.0.0.1:0", "--data", str(folder),
                         "--drain", "1", *options), **more)


def client(host, service="lambda", **more):
    """With the key of the host, if its `key` is set: (id, secret)."""
    identity, secret = getattr(host, "key", None) or ("x", "y")
    config = botocore.config.Config(
        retries={"max_attempts": 0}, proxies={}, read_timeout=60, **more)
    return boto3.client(
        service, endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id=identity, aws_secret_access_key=secret,
        config=config)


def zip_of(files):
    """The bytes of a zip file; a name maps to its text, or to (text, mode)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in files.items():
            text, mode = text if isinstance(text, tuple) else (text, 0o644)
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o100000 | mode) << 16
            z.writestr(info, text)
    return out.getvalue()


def node(body):
    """The zip of a Node.js function, whose handler has this body."""
    return zip_of({"index.mjs":
                   f"export const handler = async (event) => {{ {body} }};"})


def settled(lam, name):
    """Its configuration, when no update is on its way."""
    def look():
        c = lam.get_function_configuration(FunctionName=name)
        busy = (c["State"] == "Pending" or
                c.get("LastUpdateStatus") == "InProgress")
        return None if busy else c
    return wait_for(look)


def create(lam, name, code, **more):
    more = {"Runtime": "nodejs22.x", "Handler": "index.handler",
            "Role": ROLE, **more}
    lam.create_function(FunctionName=name, Code={"ZipFile": code}, **more)
    return settled(lam, name)


def update(lam, name, code):
    lam.update_function_code(FunctionName=name, ZipFile=code)
    return settled(lam, name)


def result(lam, name, event=None, **more):
    answer = lam.invoke(FunctionName=name,
                        Payload=json.dumps(event if event is not None else {}),
                        **more)
    return json.loads(answer["Payload"].read())


def refusal(call, **arguments):
    """What a client was answered whose call was refused."""
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return refused.value.response


def error(call, **arguments):
    """(code, message) of that."""
    told = refusal(call, **arguments)["Error"]
    return told["Code"], told["Message"]
