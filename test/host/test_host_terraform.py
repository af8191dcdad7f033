"""The calls that Terraform's resource aws_lambda_function makes, in its order,
with its way of reading: after `apply`, a plan must be empty."""

import base64
import hashlib

import pytest
from botocore.exceptions import ClientError

from stored import ROLE, client, node, settled, store_host

NAME = "planned"
SETTINGS = {
    "Role": ROLE, "Runtime": "nodejs22.x", "Handler": "index.handler",
    "Description": "of a plan", "Timeout": 7, "MemorySize": 192,
    "Architectures": ["x86_64"], "Environment": {"Variables": {"A": "1"}},
    "TracingConfig": {"Mode": "Active"},
    "EphemeralStorage": {"Size": 1024},
    "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:000000000000:q"},
    "KMSKeyArn": "arn:aws:kms:us-east-1:000000000000:key/k",
    "LoggingConfig": {"LogFormat": "JSON", "ApplicationLogLevel": "WARN",
                      "SystemLogLevel": "DEBUG", "LogGroup": "/own/group"},
}


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield client(host)
    host.close()


def last_version(lam):
    """As the provider reads it: all pages, the last item."""
    pages = lam.get_paginator("list_versions_by_function").paginate(
        FunctionName=NAME, PaginationConfig={"PageSize": 10000})
    return [v for page in pages for v in page["Versions"]][-1]


def read(lam):
    """What a plan compares."""
    function = lam.get_function(FunctionName=NAME)
    assert function["Code"]["RepositoryType"] == "S3"
    config = function["Configuration"]
    lam.get_function_code_signing_config(FunctionName=NAME)
    return {"settings": {key: config.get(key) for key in SETTINGS},
            "tags": function.get("Tags", {}),
            "code": config["CodeSha256"],
            "reserved": function.get("Concurrency", {}).get(
                "ReservedConcurrentExecutions"),
            "version": last_version(lam)["Version"]}


def sha256(code):
    return base64.b64encode(hashlib.sha256(code).digest()).decode()


def planned(code, version, **changes):
    return {"settings": {**SETTINGS, **changes}, "tags": {"t": "1"},
            "code": sha256(code), "reserved": 5, "version": version}


def test_the_plan_after_apply_is_empty(lam):
    code = node("return 1;")
    made = lam.create_function(FunctionName=NAME, Publish=True,
                               Code={"ZipFile": code}, Tags={"t": "1"},
                               PackageType="Zip", **SETTINGS)
    assert made["Version"] == "1" and made["State"] == "Pending"
    assert settled(lam, NAME)["State"] == "Active"
    lam.put_function_concurrency(FunctionName=NAME,
                                 ReservedConcurrentExecutions=5)
    assert read(lam) == planned(code, "1")
    assert lam.get_function(FunctionName=NAME, Qualifier="1")[
        "Configuration"]["State"] == "Active"

    # An unset dead letter queue is sent as "".
    changed = {"Description": "", "Timeout": 9, "Environment": {"Variables": {}},
               "KMSKeyArn": "", "DeadLetterConfig": {"TargetArn": ""}}
    lam.update_function_configuration(FunctionName=NAME, **changed)
    settled(lam, NAME)
    code = node("return 2;")
    lam.update_function_code(FunctionName=NAME, ZipFile=code)
    settled(lam, NAME)
    made = lam.publish_version(FunctionName=NAME)
    lam.get_waiter("function_updated").wait(
        FunctionName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert made["Version"] == "2"
    assert read(lam) == planned(code, "2", **{
        **changed, "KMSKeyArn": None, "DeadLetterConfig": None})
    # Nothing has changed, so there is no third one.
    assert lam.publish_version(FunctionName=NAME)["Version"] == "2"

    lam.delete_function(FunctionName=NAME)
    with pytest.raises(ClientError) as gone:
        lam.get_function(FunctionName=NAME)
    assert gone.value.response["Error"]["Code"] == "ResourceNotFoundException"
