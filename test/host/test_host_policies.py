"""Permissions, tags, the account and what dayfly does not have, by boto3."""

import json

import pytest
from botocore.exceptions import ClientError

from stored import client, create, node, store_host

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
GONE = "The resource you requested does not exist."


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield host
    host.close()


@pytest.fixture(scope="module")
def lam(host):
    lam = client(host)
    create(lam, "held", node("return 1;"))
    lam.publish_version(FunctionName="held")
    lam.create_alias(FunctionName="held", Name="live", FunctionVersion="1")
    return lam


def error(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    answer = refused.value.response
    return (answer["ResponseMetadata"]["HTTPStatusCode"],
            answer["Error"]["Code"], answer["Error"]["Message"])


def allow(lam, sid, **more):
    more = {"Action": "lambda:InvokeFunction",
            "Principal": "s3.amazonaws.com", **more}
    made = lam.add_permission(FunctionName="held", StatementId=sid, **more)
    return json.loads(made["Statement"])


@pytest.mark.parametrize("given, principal", [
    ("*", "*"), ("events.amazonaws.com", {"Service": "events.amazonaws.com"}),
    ("123456789012", {"AWS": "arn:aws:iam::123456789012:root"}),
    ("arn:aws:iam::123456789012:user/u",
     {"AWS": "arn:aws:iam::123456789012:user/u"})])
def test_a_principal_is_written_as_aws_writes_it(lam, given, principal):
    made = allow(lam, "p", Principal=given)
    lam.remove_permission(FunctionName="held", StatementId="p")
    assert made == {"Sid": "p", "Effect": "Allow", "Principal": principal,
                    "Action": "lambda:InvokeFunction", "Resource": ARN + "held"}


def test_conditions_and_the_policy(lam):
    made = allow(lam, "a", Qualifier="live", Principal="*",
                 Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE",
                 SourceArn="arn:aws:s3:::bucket", SourceAccount="123456789012",
                 PrincipalOrgID="o-1234567890", EventSourceToken="t.1")
    assert made["Resource"] == ARN + "held:live"
    assert made["Condition"] == {
        "StringEquals": {"lambda:FunctionUrlAuthType": "NONE",
                         "aws:PrincipalOrgID": "o-1234567890",
                         "AWS:SourceAccount": "123456789012",
                         "lambda:EventSourceToken": "t.1"},
        "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::bucket"}}
    policy = lam.get_policy(FunctionName="held", Qualifier="live")
    assert json.loads(policy["Policy"]) == {
        "Version": "2012-10-17", "Id": "default", "Statement": [made]}
    alias = lam.get_alias(FunctionName="held", Name="live")
    assert policy["RevisionId"] == alias["RevisionId"]
    assert error(lam.get_policy, FunctionName="held")[1:] == (
        "ResourceNotFoundException", GONE)
    lam.remove_permission(FunctionName="held", StatementId="a",
                          Qualifier="live", RevisionId=policy["RevisionId"])
    assert error(lam.get_policy, FunctionName="held",
                 Qualifier="live")[2] == GONE


@pytest.mark.parametrize("more, status, code, sentence", [
    ({"StatementId": "a.b"}, 400, "ValidationException", "'statementId'"),
    ({"Action": "invoke"}, 400, "ValidationException", "'action'"),
    ({"SourceAccount": "1"}, 400, "ValidationException", "'sourceAccount'"),
    ({"FunctionUrlAuthType": "X"}, 400, "ValidationException",
     "[NONE, AWS_IAM]"),
    ({"Principal": "example.com"}, 400, "InvalidParameterValueException",
     "The provided principal was invalid."),
    ({"Qualifier": "$LATEST"}, 400, "InvalidParameterValueException",
     "We currently do not support adding policies for $LATEST."),
    ({"Qualifier": "9"}, 404, "ResourceNotFoundException",
     f"Function not found: {ARN}held:9"),
    ({"Qualifier": "none"}, 404, "ResourceNotFoundException",
     f"Cannot find alias arn: {ARN}held:none"),
    ({"Qualifier": "a?"}, 400, "ValidationException", "'qualifier'"),
    ({"FunctionName": "held:live", "Qualifier": "1"}, 400,
     "InvalidParameterValueException", "The derived qualifier"),
    ({"FunctionName": "none"}, 404, "ResourceNotFoundException",
     f"Function not found: {ARN}none"),
    ({"RevisionId": "x"}, 412, "PreconditionFailedException", "GetPolicy")])
def test_a_permission_that_is_refused(lam, more, status, code, sentence):
    seen = error(lam.add_permission, **{
        "FunctionName": "held", "StatementId": "s", "Principal": "*",
        "Action": "lambda:*", **more})
    assert seen[:2] == (status, code) and sentence in seen[2]


def test_a_statement_is_there_once_and_a_policy_ends(lam):
    allow(lam, "twice")
    assert error(allow, lam=lam, sid="twice")[:2] == (
        409, "ResourceConflictException")
    assert "none is not found" in error(
        lam.remove_permission, FunctionName="held", StatementId="none")[2]
    fit = 0
    with pytest.raises(ClientError) as refused:
        for fit in range(200):
            allow(lam, f"{fit:0100}")
    assert refused.value.response["Error"]["Code"] == \
        "PolicyLengthExceededException"
    for at in range(fit):
        lam.remove_permission(FunctionName="held", StatementId=f"{at:0100}")
    lam.remove_permission(FunctionName="held", StatementId="twice")
    assert error(lam.remove_permission, FunctionName="held",
                 StatementId="twice")[2] == \
        "No policy is associated with the given resource."


def test_tags(lam):
    arn = ARN + "held"
    before = lam.get_function(FunctionName="held")
    assert "Tags" not in before
    lam.tag_resource(Resource=arn, Tags={"a": "1", "b c/d": "2", "e": ""})
    lam.tag_resource(Resource=arn, Tags={"a": "3"})
    after = lam.get_function(FunctionName="held")
    assert after["Tags"] == {"a": "3", "b c/d": "2", "e": ""}
    assert after["Configuration"]["RevisionId"] != \
        before["Configuration"]["RevisionId"]
    lam.untag_resource(Resource=arn, TagKeys=["b c/d", "e", "none"])
    assert lam.list_tags(Resource=arn)["Tags"] == {"a": "3"}
    many = {f"k{n}": "v" for n in range(50)}
    assert error(lam.tag_resource, Resource=arn, Tags=many)[1:] == (
        "InvalidParameterValueException",
        "Number of tags exceeds resource tag limit.")
    lam.untag_resource(Resource=arn, TagKeys=["a"])
    assert lam.list_tags(Resource=arn)["Tags"] == {}
    assert "aliases and versions" in error(lam.list_tags,
                                           Resource=arn + ":live")[2]
    assert error(lam.list_tags, Resource=ARN + "none")[2] == \
        f"Function not found: {ARN}none"
    assert "'resource'" in error(lam.list_tags, Resource="arn:aws:s3:::b")[2]


def test_the_account(host, lam):
    settings = lam.get_account_settings()
    assert settings["AccountLimit"]["ConcurrentExecutions"] == 1000
    assert settings["AccountUsage"]["FunctionCount"] == 1
    assert settings["AccountUsage"]["TotalCodeSize"] > 100
    sts = client(host, "sts")
    assert sts.get_caller_identity()["Account"] == "000000000000"
    assert error(sts.get_session_token)[:2] == (400, "InvalidAction")


def test_what_there_is_not(lam):
    assert lam.list_event_source_mappings()["EventSourceMappings"] == []
    assert lam.list_code_signing_configs()["CodeSigningConfigs"] == []
    seen = lam.get_function_code_signing_config(FunctionName="held")
    assert "CodeSigningConfigArn" not in seen
    stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s"
    assert error(lam.create_event_source_mapping, FunctionName="held",
                 EventSourceArn=stream, StartingPosition="LATEST")[:2] == (
        400, "InvalidParameterValueException")
    assert error(lam.get_event_source_mapping, UUID="0" * 36)[2] == GONE
    assert lam.get_runtime_management_config(
        FunctionName="held")["UpdateRuntimeOn"] == "Auto"
    assert "only be Auto" in error(lam.put_runtime_management_config,
                                   FunctionName="held",
                                   UpdateRuntimeOn="FunctionUpdate")[2]
    lam.put_function_recursion_config(FunctionName="held",
                                      RecursiveLoop="Allow")
    assert lam.get_function_recursion_config(
        FunctionName="held")["RecursiveLoop"] == "Allow"
    assert "[Terminate, Allow]" in error(
        lam.put_function_recursion_config, FunctionName="held",
        RecursiveLoop="X")[2]
