"""Versions, aliases and names by boto3: what is shown, and what AWS refuses."""

import pytest
from botocore.exceptions import ClientError

from stored import ROLE, client, create, node, settled, store_host, zip_of

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
NAME_PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?"
    r"-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|"
    r"[a-zA-Z0-9-_]+))?")


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    lam = client(host, parameter_validation=False)
    create(lam, "named", node("return 1;"))
    lam.publish_version(FunctionName="named")
    yield lam
    host.close()


def test_pages_have_the_functions_that_are_still_starting(lam):
    slow = zip_of({"index.mjs": "await new Promise((d) => setTimeout(d, 60000));"
                                "export const handler = () => 1;"})
    names = ["a-starts", "b-starts", "c-runs", "d-runs"]
    for name in names[2:]:
        create(lam, name, node("return 1;"))
    for name in names[:2]:
        lam.create_function(FunctionName=name, Runtime="nodejs22.x", Role=ROLE,
                            Handler="index.handler", Code={"ZipFile": slow})
    pages = list(lam.get_paginator("list_functions").paginate(
        PaginationConfig={"PageSize": 1}))
    assert [f["FunctionName"] for page in pages for f in page["Functions"]] == \
        names + ["named"]
    for name in names:
        lam.delete_function(FunctionName=name)


def error(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    answer = refused.value.response["Error"]
    return answer["Code"], answer["Message"]


def make(lam, **more):
    more = {"FunctionName": "new", "Runtime": "nodejs22.x", "Role": ROLE,
            "Handler": "index.handler", "Code": {"ZipFile": node("")}, **more}
    return lam.create_function(**more)


def change(lam, **more):
    lam.update_function_configuration(FunctionName="named", **more)
    settled(lam, "named")


def test_versions_are_listed_in_pages_and_deleted(lam):
    for number in range(2, 13):
        change(lam, Description=f"{number}")
        assert lam.publish_version(FunctionName="named",
                                   Description="own")["Version"] == f"{number}"
    pages = list(lam.get_paginator("list_versions_by_function").paginate(
        FunctionName="named", PaginationConfig={"PageSize": 5}))
    shown = [v["Version"] for page in pages for v in page["Versions"]]
    assert shown == ["$LATEST"] + [f"{n}" for n in range(1, 13)]
    assert [len(page["Versions"]) for page in pages] == [5, 5, 3]
    last = pages[-1]["Versions"][-1]
    assert (last["FunctionArn"], last["Description"]) == (ARN + "named:12",
                                                          "own")
    every = lam.get_paginator("list_functions").paginate(
        FunctionVersion="ALL", PaginationConfig={"PageSize": 4})
    assert [f["FunctionArn"] for page in every for f in page["Functions"]] == \
        [f"{ARN}named:{number}" for number in shown]

    lam.create_alias(FunctionName="named", Name="live", FunctionVersion="3",
                     RoutingConfig={"AdditionalVersionWeights": {"4": 0.5}})
    for number in ("3", "4"):
        assert error(lam.delete_function, FunctionName="named",
                     Qualifier=number) == (
            "ResourceConflictException", "Unable to delete version because the "
            "following aliases reference it: [live]")
    assert error(lam.delete_function, FunctionName="named:live") == (
        "InvalidParameterValueException",
        "Deletion of aliases is not currently supported.")
    lam.delete_function(FunctionName="named:12")
    assert error(lam.get_function, FunctionName="named", Qualifier="12") == (
        "ResourceNotFoundException", f"Function not found: {ARN}named:12")
    lam.delete_alias(FunctionName="named", Name="live")
    # Its number is not given again.
    assert lam.publish_version(FunctionName="named")["Version"] == "13"


def test_an_alias_changes_as_one(lam):
    lam.create_alias(FunctionName="named", Name="moves", FunctionVersion="1")
    assert error(lam.update_alias, FunctionName="named", Name="moves",
                 FunctionVersion="2", RevisionId="old")[0] == \
        "PreconditionFailedException"
    weights = {"AdditionalVersionWeights": {"1": 0.5}}
    assert "already included" in error(
        lam.update_alias, FunctionName="named", Name="moves",
        RoutingConfig=weights)[1]
    before = lam.get_alias(FunctionName="named", Name="moves")
    assert before["FunctionVersion"] == "1"
    after = lam.update_alias(FunctionName="named", Name="moves",
                             FunctionVersion="2", RoutingConfig=weights,
                             RevisionId=before["RevisionId"])
    assert after["RoutingConfig"] == weights
    assert after["RevisionId"] != before["RevisionId"]
    assert lam.get_function(FunctionName=after["AliasArn"])[
        "Configuration"]["Version"] == "2"
    assert error(lam.update_alias, FunctionName="named", Name="none") == (
        "ResourceNotFoundException", f"Alias not found: {ARN}named:none")


@pytest.mark.parametrize("name, sentence", [
    ("12", "(?!^[0-9]+$)([a-zA-Z0-9-_]+)"), ("a.b", "regular expression"),
    ("a" * 129, "length less than or equal to 128")])
def test_a_name_that_no_alias_can_have(lam, name, sentence):
    code, message = error(lam.create_alias, FunctionName="named", Name=name,
                          FunctionVersion="1")
    assert code == "ValidationException" and sentence in message
    assert f"Value '{name}' at 'name'" in message


@pytest.mark.parametrize("more, member", [
    ({"Name": 5}, "Name"), ({"FunctionVersion": 1}, "FunctionVersion"),
    ({"Description": ["a"]}, "Description")])
def test_a_member_of_another_type(lam, more, member):
    code, message = error(lam.create_alias, **{
        "FunctionName": "named", "Name": "typed", "FunctionVersion": "1",
        **more})
    assert code == "SerializationException" and f"'{member}'" in message


@pytest.mark.parametrize("name, code, sentence", [
    ("a:b:c", "ValidationException", NAME_PATTERN),
    ("a b", "ValidationException", NAME_PATTERN),
    ("a" * 65, "InvalidParameterValueException", "less than or equal to 64"),
    ("!" * 141, "ValidationException", "2 validation errors detected: "),
    (f"arn:aws:lambda:eu-west-1:{0:012}:function:a",
     "ResourceNotFoundException", "Functions from 'eu-west-1' are not "
     "reachable in this region ('us-east-1')"),
    ("arn:aws:lambda:us-east-1:123456789012:function:a",
     "AccessDeniedException", "")])
def test_a_name_that_no_function_can_have(lam, name, code, sentence):
    seen = error(make, lam=lam, FunctionName=name)
    assert seen[0] == code and sentence in (seen[1] or "")


@pytest.mark.parametrize("more, code, sentence", [
    ({"Role": "r"}, "ValidationException", "'role'"),
    ({"Timeout": 901}, "ValidationException", "less than or equal to 900"),
    ({"Timeout": "1"}, "SerializationException", "'Timeout'"),
    ({"Environment": {"Variables": {"A1": 1}}}, "SerializationException", "A1"),
    ({"TracingConfig": {"Mode": []}}, "SerializationException", "'Mode'"),
    ({"EphemeralStorage": {}}, "ValidationException", "must not be null"),
    ({"Environment": {"Variables": {"1A": ""}}}, "ValidationException",
     "[a-zA-Z]([a-zA-Z0-9_])+"),
    ({"Environment": {"Variables": {"AWS_REGION": "x"}}},
     "InvalidParameterValueException", "reserved keys"),
    ({"Environment": {"Variables": {"AA": "x" * 4096}}},
     "InvalidParameterValueException", "exceeded the 4KB limit"),
    ({"Architectures": ["x86_64", "arm64"]}, "ValidationException",
     "'[x86_64, arm64]' at 'architectures'"),
    ({"Architectures": ["X86"]}, "ValidationException",
     "Member must satisfy enum value set: [x86_64, arm64]"),
    ({"LoggingConfig": {"LogFormat": "XML"}}, "ValidationException",
     "'loggingConfig.logFormat'"),
    ({"DeadLetterConfig": {"TargetArn": "q"}}, "ValidationException",
     "'deadLetterConfig.targetArn'"),
    ({"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["x"]}},
     "ValidationException", "sg-[0-9a-zA-Z]*"),
    ({"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
     "InvalidParameterValueException", "'sg-1' does not exist"),
    ({"SnapStart": {"ApplyOn": "PublishedVersions"}},
     "InvalidParameterValueException", "nodejs22.x is not supported"),
    ({"DurableConfig": {"ExecutionTimeout": 1}},
     "InvalidParameterValueException", "DurableConfig"),
    ({"Tags": {f"k{n}": "" for n in range(51)}},
     "InvalidParameterValueException", "resource tag limit")])
def test_members_that_are_refused(lam, more, code, sentence):
    seen = error(make, lam=lam, **more)
    assert seen[0] == code and sentence in seen[1]
    assert error(lam.get_function, FunctionName="new")[0] == \
        "ResourceNotFoundException"


def test_a_function_that_there_is_not(lam):
    """An invocation means $LATEST; what reads the function means itself."""
    for call, arn in ((lam.get_function, ARN + "none"),
                      (lam.get_function_configuration, ARN + "none"),
                      (lam.list_versions_by_function, ARN + "none"),
                      (lam.delete_function, ARN + "none"),
                      (lam.publish_version, ARN + "none"),
                      (lam.invoke, ARN + "none:$LATEST")):
        assert error(call, FunctionName="none") == (
            "ResourceNotFoundException", f"Function not found: {arn}")


def test_code_that_is_only_tried(lam):
    before = lam.get_function_configuration(FunctionName="named")
    other = zip_of({"index.mjs": "export const handler = () => 7;"})
    seen = lam.update_function_code(FunctionName="named", ZipFile=other,
                                    DryRun=True)
    after = lam.get_function_configuration(FunctionName="named")
    assert seen["CodeSha256"] != before["CodeSha256"] == after["CodeSha256"]
    assert before["RevisionId"] == after["RevisionId"]
