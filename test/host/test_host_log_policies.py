"""Resource policies of CloudWatch Logs, as Terraform and the AWS CLI use them:
kept and shown."""

import json
import re
import time
from contextlib import closing

import pytest

from stored import client, error, store_host

GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:"


def policy(service="es.amazonaws.com"):
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": service},
        "Action": ["logs:PutLogEvents", "logs:CreateLogStream"],
        "Resource": "arn:aws:logs:*"}]})


@pytest.fixture
def logs(tmp_path):
    with closing(store_host(tmp_path / "data")) as host:
        yield client(host, "logs")


def shown(logs, **more):
    return logs.describe_resource_policies(**more)["resourcePolicies"]


def test_policies_of_the_account_are_put_replaced_listed_and_deleted(logs):
    before = time.time() * 1000
    put = logs.put_resource_policy(policyName="b", policyDocument=policy())
    assert put["resourcePolicy"].pop("lastUpdatedTime") >= int(before)
    assert put["resourcePolicy"] == {
        "policyName": "b", "policyDocument": policy(),
        "policyScope": "ACCOUNT"}
    assert "revisionId" not in put
    logs.put_resource_policy(policyName="a", policyDocument=policy())
    logs.put_resource_policy(policyName="b", policyDocument=policy("x.y"))
    assert [(p["policyName"], p["policyDocument"]) for p in shown(logs)] == [
        ("a", policy()), ("b", policy("x.y"))]
    page = logs.describe_resource_policies(limit=1)
    assert [p["policyName"] for p in page["resourcePolicies"]] == ["a"]
    page = logs.describe_resource_policies(nextToken=page["nextToken"])
    assert [p["policyName"] for p in page["resourcePolicies"]] == ["b"]
    assert "nextToken" not in page
    logs.delete_resource_policy(policyName="a")
    assert [p["policyName"] for p in shown(logs)] == ["b"]
    assert error(logs.delete_resource_policy, policyName="a") == (
        "ResourceNotFoundException", "Policy with name [a] does not exist.")


def test_the_account_has_ten_policies_at_most(logs):
    for i in range(10):
        logs.put_resource_policy(policyName=f"p{i}", policyDocument=policy())
    assert error(logs.put_resource_policy, policyName="p10",
                 policyDocument=policy()) == (
        "LimitExceededException", "Resource limit exceeded.")
    logs.put_resource_policy(policyName="p9", policyDocument=policy("x.y"))
    logs.create_log_group(logGroupName="/own")
    logs.put_resource_policy(resourceArn=GROUP + "/own",
                             policyDocument=policy())


def test_the_policy_of_a_log_group_has_revisions(logs):
    logs.create_log_group(logGroupName="/own", tags={"a": "b"})
    arn = GROUP + "/own"
    first = logs.put_resource_policy(resourceArn=arn, policyDocument=policy())
    revision = first["revisionId"]
    own = shown(logs, policyScope="RESOURCE", resourceArn=arn)
    assert own == [first["resourcePolicy"]]
    assert {k: v for k, v in own[0].items() if k != "lastUpdatedTime"} == {
        "policyDocument": policy(), "policyScope": "RESOURCE",
        "resourceArn": arn, "revisionId": revision}
    for wrong in ({}, {"expectedRevisionId": "other"}):
        assert error(logs.put_resource_policy, resourceArn=arn,
                     policyDocument=policy(), **wrong)[0] == \
            "OperationAbortedException"
    second = logs.put_resource_policy(
        resourceArn=arn, policyDocument=policy("x.y"),
        expectedRevisionId=revision)["revisionId"]
    assert second != revision
    assert shown(logs) == []
    assert shown(logs, policyScope="RESOURCE")[0]["revisionId"] == second
    assert shown(logs, policyScope="RESOURCE", resourceArn=GROUP + "no") == []
    assert error(logs.delete_resource_policy, resourceArn=arn) == (
        "InvalidParameterException",
        "1 validation error detected: Value null at 'expectedRevisionId' "
        "failed to satisfy constraint: Member must not be null")
    assert error(logs.delete_resource_policy, resourceArn=arn,
                 expectedRevisionId=revision)[0] == "OperationAbortedException"
    logs.delete_resource_policy(resourceArn=arn, expectedRevisionId=second)
    assert shown(logs, resourceArn=arn) == []
    assert error(logs.delete_resource_policy, resourceArn=arn,
                 expectedRevisionId=second)[0] == "ResourceNotFoundException"
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "b"}


def test_a_deleted_group_has_no_policy_any_more(logs):
    logs.create_log_group(logGroupName="/own")
    logs.put_resource_policy(resourceArn=GROUP + "/own",
                             policyDocument=policy())
    logs.delete_log_group(logGroupName="/own")
    assert shown(logs, policyScope="RESOURCE") == []
    logs.create_log_group(logGroupName="/own")
    assert shown(logs, policyScope="RESOURCE") == []


def test_policies_are_kept_over_the_end_of_the_host(tmp_path):
    with closing(store_host(tmp_path / "data")) as host:
        logs = client(host, "logs")
        logs.create_log_group(logGroupName="/own")
        logs.put_resource_policy(policyName="a", policyDocument=policy())
        logs.put_resource_policy(resourceArn=GROUP + "/own",
                                 policyDocument=policy())
        said = shown(logs) + shown(logs, policyScope="RESOURCE")
        assert len(said) == 2
    with closing(store_host(tmp_path / "data")) as host:
        logs = client(host, "logs")
        assert shown(logs) + shown(logs, policyScope="RESOURCE") == said


@pytest.mark.parametrize("request_of, says", [
    ({"policyName": "a"}, "'policyDocument' failed .* must not be null"),
    ({"policyDocument": policy()}, "'policyName' failed .* must not be null"),
    ({"policyName": "a", "resourceArn": GROUP + "/own",
      "policyDocument": policy()}, "mutually exclusive"),
    ({"resourceArn": "/own", "policyDocument": policy()}, "ARN of a log group"),
    ({"policyName": "a", "policyDocument": policy(),
      "expectedRevisionId": "r"}, "expectedRevisionId is for the policy of a"),
    ({"policyName": "a", "policyDocument": "{}"},
     "Could not convert to persistable policy: Statement must be"),
    ({"policyName": "a", "policyDocument": policy().replace(
        '{"Service"', '{"AWS"')},
     "persistable policy: statement 1: Principal"),
    ({"policyName": "a", "policyDocument": "x" * 51201},
     "'policyDocument' failed .* less than or equal to 51200"),
])
def test_mistakes_are_told(logs, request_of, says):
    logs.create_log_group(logGroupName="/own")
    code, message = error(logs.put_resource_policy, **request_of)
    assert code == "InvalidParameterException"
    assert re.search(says, message), message
    assert shown(logs) == shown(logs, policyScope="RESOURCE") == []


def test_an_unknown_group_and_a_wrong_scope(logs):
    assert error(logs.put_resource_policy, resourceArn=GROUP + "/no",
                 policyDocument=policy()) == (
        "ResourceNotFoundException", "The specified log group does not exist.")
    for wrong, says in (({"policyScope": "ALL"}, "[ACCOUNT, RESOURCE]"),
                        ({"policyScope": "ACCOUNT",
                          "resourceArn": GROUP + "/own"}, "RESOURCE")):
        code, message = error(logs.describe_resource_policies, **wrong)
        assert code == "InvalidParameterException" and says in message
