"""Code signing configurations, by boto3: dayfly checks no signatures."""

import pytest

from stored import ROLE, client, create, error, node, refusal, store_host

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
PROFILE = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/test"


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    lam = client(host, parameter_validation=False)
    yield lam
    host.close()


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
