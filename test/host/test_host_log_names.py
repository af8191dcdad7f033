"""ListLogGroups of CloudWatch Logs."""

from contextlib import closing

import pytest

from stored import client, error, store_host

ARN = "arn:aws:logs:us-east-1:000000000000:log-group:"


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    with closing(store_host(tmp_path_factory.mktemp("data"))) as host:
        logs = client(host, "logs")
        for name, more in (
                ("/aws/lambda/one", {}),
                ("/my/app", {"tags": {"stage": "production", "team": "a"}}),
                ("/my/other", {"tags": {"stage": "dev"},
                               "logGroupClass": "INFREQUENT_ACCESS"})):
            logs.create_log_group(logGroupName=name, **more)
        yield logs


def names(logs, **more):
    return [g["logGroupName"]
            for g in logs.list_log_groups(**more)["logGroups"]]


def test_a_group_has_its_name_arn_and_class(logs):
    assert logs.list_log_groups()["logGroups"] == [
        {"logGroupName": name, "logGroupArn": ARN + name,
         "logGroupClass": kind} for name, kind in (
            ("/aws/lambda/one", "STANDARD"), ("/my/app", "STANDARD"),
            ("/my/other", "INFREQUENT_ACCESS"))]


@pytest.mark.parametrize("search, found", [
    ({"logGroupNamePattern": "^/aws"}, ["/aws/lambda/one"]),
    ({"logGroupNamePattern": "^/app"}, []),
    ({"logGroupNamePattern": "^/aws|other"}, ["/aws/lambda/one", "/my/other"]),
    ({"logGroupClass": "INFREQUENT_ACCESS"}, ["/my/other"]),
    ({"logGroupClass": "ESSENTIALS"}, []),
    ({"logGroupTags": [{"key": "stage"}]}, ["/my/app", "/my/other"]),
    ({"logGroupTags": [{"key": "stage", "values": ["PROD*"]}]}, ["/my/app"]),
    ({"logGroupTags": [{"key": "stage", "values": ["!dev"]},
                       {"key": "team"}]}, ["/my/app"]),
    ({"logGroupTags": [{"key": "stage", "values": ["dev", "production"]}],
      "logGroupNamePattern": "other"}, ["/my/other"]),
    ({"includeLinkedAccounts": True,
      "accountIdentifiers": ["111111111111"]}, []),
    ({"includeLinkedAccounts": True, "accountIdentifiers": [
        "111111111111", "000000000000"]},
     ["/aws/lambda/one", "/my/app", "/my/other"]),
    ({"fieldIndexNames": ["requestId"]}, []),
    ({"dataSources": [{"name": "amazon_vpc"}]}, [])])
def test_a_search_finds_the_groups_that_satisfy_all_of_it(logs, search, found):
    assert names(logs, **search) == found


def test_pages(logs):
    page = logs.list_log_groups(limit=2)
    assert len(page["logGroups"]) == 2
    page = logs.list_log_groups(limit=1000, nextToken=page["nextToken"])
    assert [g["logGroupName"] for g in page["logGroups"]] == ["/my/other"]
    assert "nextToken" not in page


@pytest.mark.parametrize("search, says", [
    ({"logGroupNamePattern": "a*c"}, "'logGroupNamePattern' failed to satisfy "
     "constraint: Member must satisfy regular expression pattern: "
     r"(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}"),
    ({"logGroupClass": "GOLD"}, "[STANDARD, INFREQUENT_ACCESS, DELIVERY, "
     "ESSENTIALS]"),
    ({"limit": 1001}, "less than or equal to 1000"),
    ({"accountIdentifiers": ["1234567890ab"]}, "12 digits"),
    ({"accountIdentifiers": ["0" * 12] * 21}, "0 to 20"),
    ({"logGroupTags": [{"key": "a", "values": ["b"] * 6}]}, "at most 5 values"),
    ({"logGroupTags": [{"key": str(i)} for i in range(6)]}, "1 to 5")])
def test_mistakes_are_told(logs, search, says):
    code, message = error(logs.list_log_groups, **search)
    assert code == "InvalidParameterException" and says in message
