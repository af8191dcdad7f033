"""What AWS answers to less usual requests, by boto3: names, revisions, versions,
layers, sizes."""

import io
import zipfile

import pytest

from stored import (ROLE, client, create, error, node, refusal, settled,
                    store_host, zip_of)

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    lam = client(host, parameter_validation=False)
    create(lam, "one", node("return 1;"))
    yield lam
    host.close()


def not_found(name):
    return "ResourceNotFoundException", f"Function not found: {ARN}{name}"


def test_a_name_of_65_letters_is_looked_for(lam):
    name = "a" * 65
    assert error(lam.get_function, FunctionName=name) == not_found(name)
    assert error(lam.delete_function, FunctionName=name) == not_found(name)
    assert error(lam.invoke, FunctionName=name) == not_found(name + ":$LATEST")


def test_the_parts_of_an_arn_are_as_in_the_pattern_of_aws(lam):
    """`function:` can be left out, so the last part is the name; what is no
    region fits no pattern."""
    place = "arn:aws:lambda:us-east-1:000000000000:"
    assert error(lam.get_function, FunctionName=place + "none") == \
        not_found("none")
    seen = lam.get_function(FunctionName=place + "one")["Configuration"]
    assert seen["FunctionArn"] == ARN + "one"
    code, message = error(
        lam.get_function, FunctionName="arn:aws:lambda:no-region:000000000000:"
                                       "function:one")
    assert code == "ValidationException" and "expression pattern" in message


def test_deletion_of_what_there_is_not_names_the_function(lam):
    assert error(lam.delete_function, FunctionName="none", Qualifier="7") == \
        not_found("none")
    assert error(lam.delete_function, FunctionName="none", Qualifier="$latest") \
        == not_found("none")
    assert error(lam.delete_function, FunctionName="none", Qualifier="live") == (
        "InvalidParameterValueException",
        "Deletion of aliases is not currently supported.")


def test_another_account_is_denied_without_a_text(lam):
    told = refusal(lam.create_function, Runtime="nodejs22.x", Role=ROLE,
                   FunctionName="arn:aws:lambda:us-east-1:123456789012:"
                                "function:a",
                   Handler="index.handler", Code={"ZipFile": node("")})
    assert told["Error"]["Code"] == "AccessDeniedException"
    assert told["Error"]["Message"] is None


def test_a_long_value_is_told_as_far_as_16_kilobytes(lam):
    for size, shown in ((300, "x" * 300), (16384, "x" * 16384),
                        (900_000, "x" * 16384 + "... (of 900000 bytes)")):
        code, message = error(lam.update_function_configuration,
                              FunctionName="one", Description="x" * size,
                              Timeout=901)
        assert code == "ValidationException"
        assert message.startswith("2 validation errors detected: Value '")
        assert (f"Value '{shown}' at 'description' failed to satisfy "
                "constraint: Member must have length less than or equal to 256"
                ) in message


def test_a_function_that_is_made_with_a_version_is_shown_as_itself(lam):
    made = lam.create_function(FunctionName="both", Runtime="nodejs22.x",
                               Role=ROLE, Handler="index.handler",
                               Code={"ZipFile": node("return 1;")},
                               Publish=True)
    assert (made["Version"], made["FunctionArn"]) == ("1", ARN + "both")
    settled(lam, "both")
    seen = lam.get_function_configuration(FunctionName="both", Qualifier="1")
    assert (seen["State"], seen["FunctionArn"]) == ("Active", ARN + "both:1")


def test_a_version_of_new_code_is_pending_until_the_code_has_started(lam):
    create(lam, "renewed", node("return 1;"))
    slow = zip_of({"index.mjs": "await new Promise((d) => setTimeout(d, 1500));"
                                "export const handler = () => 2;"})
    made = lam.update_function_code(FunctionName="renewed", ZipFile=slow,
                                    Publish=True)
    assert (made["Version"], made["State"]) == ("1", "Pending")
    assert "LastUpdateStatus" not in made
    latest = lam.get_function_configuration(FunctionName="renewed")
    assert (latest["State"], latest["LastUpdateStatus"]) == (
        "Active", "InProgress")
    lam.get_waiter("published_version_active").wait(
        FunctionName="renewed", Qualifier="1", WaiterConfig={"Delay": 1})
    seen = lam.get_function_configuration(FunctionName="renewed", Qualifier="1")
    assert seen["LastUpdateStatus"] == "Successful"


def test_a_new_version_changes_the_revision_of_latest_and_not_of_the_policy(lam):
    create(lam, "revised", node("return 1;"))
    lam.add_permission(FunctionName="revised", StatementId="s",
                       Action="lambda:InvokeFunction",
                       Principal="events.amazonaws.com")
    policy = lam.get_policy(FunctionName="revised")["RevisionId"]
    before = lam.get_function_configuration(FunctionName="revised")["RevisionId"]
    lam.publish_version(FunctionName="revised")
    after = lam.get_function_configuration(FunctionName="revised")["RevisionId"]
    assert before != after
    lam.publish_version(FunctionName="revised")
    assert lam.get_function_configuration(
        FunctionName="revised")["RevisionId"] == after
    assert lam.get_policy(FunctionName="revised")["RevisionId"] == policy
    lam.add_permission(FunctionName="revised", StatementId="t",
                       Action="lambda:InvokeFunction", RevisionId=policy,
                       Principal="events.amazonaws.com")
    assert lam.get_policy(FunctionName="revised")["RevisionId"] != policy


def test_each_runtime_has_a_version_of_its_own(lam):
    create(lam, "moved", node("return 1;"))

    def version():
        return lam.get_function_configuration(FunctionName="moved")[
            "RuntimeVersionConfig"]["RuntimeVersionArn"]
    old = version()
    assert old.startswith("arn:aws:lambda:us-east-1::runtime:")
    lam.update_function_configuration(FunctionName="moved", Timeout=4)
    settled(lam, "moved")
    assert version() == old
    lam.update_function_configuration(FunctionName="moved",
                                      Runtime="nodejs20.x")
    settled(lam, "moved")
    assert version() != old


def test_a_zip_of_more_than_50_mb_is_an_entity_too_large(lam):
    big = io.BytesIO()
    with zipfile.ZipFile(big, "w") as archive:
        archive.writestr("a", bytes(52428800))
    assert error(lam.create_function, FunctionName="big", Runtime="nodejs22.x",
                 Role=ROLE, Handler="index.handler",
                 Code={"ZipFile": big.getvalue()}) == (
        "RequestEntityTooLargeException",
        "Zipped size must be smaller than 52428800 bytes")


def test_the_size_of_layers_counts_as_code(lam):
    def used():
        return lam.get_account_settings()["AccountUsage"]["TotalCodeSize"]
    before = used()
    made = lam.publish_layer_version(LayerName="sized",
                                     Content={"ZipFile": zip_of({"a": "b"})})
    assert used() - before == made["Content"]["CodeSize"] > 0
    lam.delete_layer_version(LayerName="sized", VersionNumber=1)
    assert used() == before


def test_what_no_layer_is_for_is_told_at_once(lam):
    code, message = error(
        lam.publish_layer_version, LayerName="for",
        Content={"ZipFile": zip_of({"a": "b"})},
        CompatibleRuntimes=["pascal"], CompatibleArchitectures=["vax"])
    assert code == "ValidationException"
    assert message.startswith(
        "2 validation errors detected: Value '[pascal]' at 'compatibleRuntimes' "
        "failed to satisfy constraint: Member must satisfy enum value set: ["
        "nodejs20.x, ")
    assert "Value '[vax]' at 'compatibleArchitectures'" in message
    code, message = error(lam.list_layers,
                          CompatibleArchitecture="architecture" * 3)
    assert (code, message.split(" at ")[1][:24]) == (
        "ValidationException", "'compatibleArchitecture'")


def test_what_breaks_a_limit_of_the_account_has_no_type(lam):
    lam.publish_version(FunctionName="one")
    for call, more in (
            (lam.put_function_concurrency,
             {"ReservedConcurrentExecutions": 950}),
            (lam.put_provisioned_concurrency_config,
             {"Qualifier": "1", "ProvisionedConcurrentExecutions": 2000})):
        told = refusal(call, FunctionName="one", **more)
        assert told["Error"]["Code"] == "InvalidParameterValueException"
        assert "Type" not in told


def test_headers_and_names_are_checked_by_the_model_of_aws(lam):
    for more, told in (
            ({"InvocationType": "Soon"},
             "1 validation error detected: Value 'Soon' at 'invocationType' "
             "failed to satisfy constraint: Member must satisfy enum value set: "
             "[Event, RequestResponse, DryRun]"),
            ({"LogType": "Head"},
             "1 validation error detected: Value 'Head' at 'logType' failed to "
             "satisfy constraint: Member must satisfy enum value set: "
             "[None, Tail]")):
        assert error(lam.invoke, FunctionName="one", **more) == (
            "ValidationException", told)
    assert error(lam.invoke, FunctionName="one", InvocationType="a",
                 LogType="b")[1].startswith("2 validation errors detected: ")
    lam.publish_layer_version(LayerName="policed",
                              Content={"ZipFile": zip_of({"a": "b"})})
    for call, member, more in (
            (lam.remove_layer_version_permission, "statementId",
             {"LayerName": "policed", "VersionNumber": 1, "StatementId": "a b"}),
            (lam.put_function_code_signing_config, "codeSigningConfigArn",
             {"FunctionName": "one", "CodeSigningConfigArn": "x"}),
            (lam.put_runtime_management_config, "runtimeVersionArn",
             {"FunctionName": "one", "UpdateRuntimeOn": "Auto",
              "RuntimeVersionArn": "x"})):
        code, message = error(call, **more)
        assert code == "ValidationException" and f" at '{member}' " in message


ANY_ARN = "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"
SHORTER, LONGER = ("Member must have length less than or equal to ",
                   "Member must have length greater than or equal to ")
REGEX = "Member must satisfy regular expression pattern: "


def test_where_code_is_is_checked_by_the_model_of_aws(lam):
    new = {"FunctionName": "new", "Runtime": "nodejs22.x", "Role": ROLE,
           "Handler": "index.handler"}
    for members, member, constraint in (
            ({"S3Bucket": "a" * 64, "S3Key": "k"}, "s3Bucket", SHORTER + "63"),
            ({"S3Bucket": "ab", "S3Key": "k"}, "s3Bucket", LONGER + "3"),
            ({"S3Bucket": "abc.", "S3Key": "k"}, "s3Bucket",
             REGEX + r"[0-9A-Za-z\.\-_]*(?<!\.)"),
            ({"S3Bucket": "abc", "S3Key": "k" * 1025}, "s3Key", SHORTER + "1024"),
            ({"S3Bucket": "abc", "S3Key": ""}, "s3Key", LONGER + "1"),
            ({"S3Bucket": "abc", "S3Key": "k", "S3ObjectVersion": "v" * 1025},
             "s3ObjectVersion", SHORTER + "1024"),
            ({"S3Bucket": "abc", "S3Key": "k", "S3ObjectVersion": ""},
             "s3ObjectVersion", LONGER + "1"),
            ({"S3Bucket": "abc", "S3Key": "k", "S3ObjectStorageMode": "MOVE"},
             "s3ObjectStorageMode",
             "Member must satisfy enum value set: [COPY, REFERENCE]"),
            ({"SourceKMSKeyArn": "key", "S3Bucket": "abc", "S3Key": "k"},
             "sourceKMSKeyArn", REGEX + ANY_ARN)):
        value = members[member[0].upper() + member[1:]]

        def told(prefix):
            return ("ValidationException",
                    f"1 validation error detected: Value '{value}' at "
                    f"'{prefix}{member}' failed to satisfy constraint: "
                    f"{constraint}")
        assert error(lam.create_function, **new, Code=members) == told("code.")
        assert error(lam.update_function_code, FunctionName="one",
                     **members) == told("")
        if member != "sourceKMSKeyArn":
            assert error(lam.publish_layer_version, LayerName="new",
                         Content=members) == told("content.")


def test_other_members_are_checked_by_the_model_of_aws(lam):
    arn = lam.get_function(FunctionName="one")["Configuration"]["FunctionArn"]
    words = ["w"] * 1501
    for call, more, value, member, constraint in (
            (lam.update_function_configuration,
             {"FunctionName": "one",
              "ImageConfig": {"WorkingDirectory": "/" * 1001}},
             "/" * 1001, "imageConfig.workingDirectory", SHORTER + "1000"),
            (lam.update_function_configuration,
             {"FunctionName": "one", "ImageConfig": {"Command": words}},
             "[" + ", ".join(words) + "]", "imageConfig.command",
             SHORTER + "1500"),
            (lam.untag_resource, {"Resource": arn, "TagKeys": ["a", "k" * 129]},
             f"[a, {'k' * 129}]", "tagKeys",
             f"Member must satisfy constraint: [{SHORTER}128, {LONGER}1, "
             rf"{REGEX}([\p{{L}}\p{{Z}}\p{{N}}_.:/=+\-@]*)]"),
            (lam.list_aliases, {"FunctionName": "one",
                                "FunctionVersion": "1" * 1025},
             "1" * 1025, "functionVersion", SHORTER + "1024"),
            (lam.invoke, {"FunctionName": "one", "TenantId": "t" * 257},
             "t" * 257, "tenantId", SHORTER + "256"),
            (lam.invoke, {"FunctionName": "one", "TenantId": "a!"}, "a!",
             "tenantId", REGEX + r"[a-zA-Z0-9\._:\/=+\-@ ]+")):
        assert error(call, **more) == (
            "ValidationException",
            f"1 validation error detected: Value '{value}' at '{member}' failed "
            f"to satisfy constraint: {constraint}")
