"""What AWS answers to less usual requests, by boto3: names, revisions, versions,
layers, sizes."""

import io
import zipfile

import pytest
from botocore.exceptions import ClientError

from stored import ROLE, client, create, node, settled, store_host, zip_of

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    lam = client(host, parameter_validation=False)
    create(lam, "one", node("return 1;"))
    yield lam
    host.close()


def refusal(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return refused.value.response


def error(call, **arguments):
    told = refusal(call, **arguments)["Error"]
    return told["Code"], told["Message"]


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


PROFILE = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/test"


def signing_config(lam, policy, **more):
    return lam.create_code_signing_config(
        AllowedPublishers={"SigningProfileVersionArns": [PROFILE]},
        CodeSigningPolicies={"UntrustedArtifactOnDeployment": policy},
        **more)["CodeSigningConfig"]


def test_code_that_nobody_has_signed_is_deployed_only_if_that_is_allowed(lam):
    """dayfly checks no signatures: all code is untrusted."""
    create(lam, "signed", node("return 1;"))
    config = signing_config(lam, "Enforce", Description="d")
    arn = config["CodeSigningConfigArn"]
    assert lam.get_code_signing_config(CodeSigningConfigArn=arn)[
        "CodeSigningConfig"] == config
    lam.put_function_code_signing_config(FunctionName="signed",
                                         CodeSigningConfigArn=arn)
    seen = lam.get_function_code_signing_config(FunctionName="signed")
    assert (seen["FunctionName"], seen["CodeSigningConfigArn"]) == (
        "signed", arn)
    code, message = error(lam.update_function_code, FunctionName="signed",
                          ZipFile=node("return 2;"))
    assert code == "CodeVerificationFailedException" and arn in message
    lam.update_code_signing_config(
        CodeSigningConfigArn=arn,
        CodeSigningPolicies={"UntrustedArtifactOnDeployment": "Warn"})
    lam.update_function_code(FunctionName="signed", ZipFile=node("return 2;"))
    assert lam.list_functions_by_code_signing_config(CodeSigningConfigArn=arn)[
        "FunctionArns"] == [ARN + "signed"]
    assert error(lam.delete_code_signing_config, CodeSigningConfigArn=arn)[
        0] == "ResourceConflictException"
    lam.delete_function_code_signing_config(FunctionName="signed")
    lam.delete_code_signing_config(CodeSigningConfigArn=arn)
    told = refusal(lam.get_code_signing_config, CodeSigningConfigArn=arn)
    assert told["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": f"The Lambda code signing configuration {arn} can not be "
                   "found."} and "Type" not in told


def test_code_signing_configurations_are_kept_listed_and_tagged(tmp_path):
    host = store_host(tmp_path / "data")
    lam = client(host)
    made = [signing_config(lam, policy, Tags={"a": policy})
            for policy in ("Warn", "Enforce")]
    arn = made[1]["CodeSigningConfigArn"]
    lam.tag_resource(Resource=arn, Tags={"b": "2"})
    lam.create_function(FunctionName="with", Runtime="nodejs22.x", Role=ROLE,
                        Handler="index.handler", Code={"ZipFile": node("")},
                        CodeSigningConfigArn=made[0]["CodeSigningConfigArn"])
    assert error(lam.create_function, FunctionName="against",
                 Runtime="nodejs22.x", Role=ROLE, Handler="index.handler",
                 Code={"ZipFile": node("")}, CodeSigningConfigArn=arn)[
        0] == "CodeVerificationFailedException"
    host.close()
    host = store_host(tmp_path / "data")
    lam = client(host)
    assert lam.list_code_signing_configs()["CodeSigningConfigs"] == made
    assert lam.list_code_signing_configs(MaxItems=1)[
        "CodeSigningConfigs"] == made[:1]
    assert lam.list_tags(Resource=arn)["Tags"] == {"a": "Enforce", "b": "2"}
    assert lam.get_function_code_signing_config(FunctionName="with")[
        "CodeSigningConfigArn"] == made[0]["CodeSigningConfigArn"]
    host.close()


@pytest.mark.parametrize("more, sentence", [
    ({}, "Value null at 'allowedPublishers'"),
    ({"AllowedPublishers": {"SigningProfileVersionArns": []}},
     "greater than or equal to 1"),
    ({"AllowedPublishers": {"SigningProfileVersionArns": ["x"]}}, "'[x]' at "),
    ({"AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
      "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "No"}},
     "[Warn, Enforce]"),
    ({"AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
      "Description": "d" * 257}, "less than or equal to 256")])
def test_a_code_signing_configuration_is_checked(lam, more, sentence):
    code, message = error(lam.create_code_signing_config, **more)
    assert code == "ValidationException" and sentence in message
