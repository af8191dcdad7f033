"""Reserved and provisioned concurrency by API, and FunctionEventInvokeConfig."""

import pytest
from botocore.exceptions import ClientError

from hosting import wait_for
from stored import client, create, node, result, store_host, update, zip_of

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield host
    host.close()


def refusal(call, **more):
    with pytest.raises(ClientError) as refused:
        call(**more)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_process_knows_whether_it_is_provisioned(host):
    lam = client(host)
    create(lam, "told",
           node("return process.env.AWS_LAMBDA_INITIALIZATION_TYPE;"))
    lam.publish_version(FunctionName="told")
    lam.put_provisioned_concurrency_config(
        FunctionName="told", Qualifier="1", ProvisionedConcurrentExecutions=1)
    assert result(lam, "told:1") == "provisioned-concurrency"
    assert result(lam, "told") == "on-demand"
    lam.delete_function(FunctionName="told")


def test_what_is_provisioned_is_kept_for_its_version(host):
    lam = client(host)
    create(lam, "kept", node("return 1;"))
    lam.publish_version(FunctionName="kept")
    lam.put_function_concurrency(FunctionName="kept",
                                 ReservedConcurrentExecutions=1)
    assert result(lam, "kept") == 1
    put = lam.put_provisioned_concurrency_config(
        FunctionName="kept", Qualifier="1", ProvisionedConcurrentExecutions=1)
    assert put["Status"] == "IN_PROGRESS"
    assert refusal(lam.invoke, FunctionName="kept") == (
        "TooManyRequestsException", "Rate Exceeded.")
    assert result(lam, "kept:1") == 1

    def look():
        return lam.get_provisioned_concurrency_config(FunctionName="kept",
                                                      Qualifier="1")

    # The second look waits for the processes.
    look()
    ready = look()
    assert ready["Status"] == "READY"
    assert ready["AvailableProvisionedConcurrentExecutions"] == 1
    assert refusal(lam.put_function_concurrency, FunctionName="kept",
                   ReservedConcurrentExecutions=0)[1].endswith(
        "should not be lower than function's total provisioned concurrency "
        "[1].")
    lam.delete_provisioned_concurrency_config(FunctionName="kept",
                                              Qualifier="1")
    assert result(lam, "kept") == 1
    assert not lam.list_provisioned_concurrency_configs(
        FunctionName="kept")["ProvisionedConcurrencyConfigs"]
    assert refusal(lam.get_provisioned_concurrency_config,
                   FunctionName="kept", Qualifier="1")[0] == (
        "ProvisionedConcurrencyConfigNotFoundException")


def test_the_account_keeps_a_hundred_unreserved(host):
    lam = client(host)
    create(lam, "greedy", node("return 1;"))
    lam.publish_version(FunctionName="greedy")
    code, message = refusal(lam.put_function_concurrency,
                            FunctionName="greedy",
                            ReservedConcurrentExecutions=950)
    assert code == "InvalidParameterValueException"
    assert message.endswith("below its minimum value of [100].")
    for asked, words in ((950, "minimum value of [100]"),
                         (1200, "greater than account's unreserved")):
        assert words in refusal(
            lam.put_provisioned_concurrency_config, FunctionName="greedy",
            Qualifier="1", ProvisionedConcurrentExecutions=asked)[1]
    lam.put_function_concurrency(FunctionName="greedy",
                                 ReservedConcurrentExecutions=0)
    assert refusal(lam.invoke, FunctionName="greedy")[0] == (
        "TooManyRequestsException")
    lam.delete_function_concurrency(FunctionName="greedy")
    assert result(lam, "greedy") == 1


def test_event_invoke_configs_are_merged_and_listed_in_pages(host):
    lam = client(host)
    create(lam, "evented", node("return 1;"))
    create(lam, "target", zip_of({"index.mjs":
                                  "export const handler = () => 1;"}))
    lam.publish_version(FunctionName="evented")
    lam.put_function_event_invoke_config(
        FunctionName="evented", MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": FUNCTION + "target"}})
    lam.put_function_event_invoke_config(
        FunctionName="evented", Qualifier="1", MaximumEventAgeInSeconds=60)
    merged = lam.update_function_event_invoke_config(
        FunctionName="evented", MaximumEventAgeInSeconds=90)
    assert merged["MaximumRetryAttempts"] == 1
    assert merged["DestinationConfig"] == {
        "OnSuccess": {}, "OnFailure": {"Destination": FUNCTION + "target"}}
    first = lam.list_function_event_invoke_configs(FunctionName="evented",
                                                   MaxItems=1)
    rest = lam.list_function_event_invoke_configs(
        FunctionName="evented", Marker=first["NextMarker"])
    arns = [one["FunctionArn"] for page in (first, rest)
            for one in page["FunctionEventInvokeConfigs"]]
    assert arns == [FUNCTION + "evented:$LATEST", FUNCTION + "evented:1"]
    put = lam.put_function_event_invoke_config
    assert refusal(put, FunctionName="evented", MaximumRetryAttempts=3)[0] == (
        "ValidationException")
    for destination, message in (
            ("arn:aws:iam:us-east-1:000000000000:function:x",
             "The provided destination config DestinationConfig(onSuccess="
             "null, onFailure=OnFailure(destination=arn:aws:iam:us-east-1:"
             "000000000000:function:x)) is invalid."),
            (FUNCTION + "none",
             f"The destination ARN {FUNCTION}none is invalid."),
            (FUNCTION + "evented", "You can't specify the function as a "
             "destination for itself.")):
        assert refusal(put, FunctionName="evented", DestinationConfig={
            "OnFailure": {"Destination": destination}}) == (
            "InvalidParameterValueException", message)


def test_settings_of_a_folder_are_in_its_manifest(tmp_path):
    folder = tmp_path / "served" / "plain"
    folder.mkdir(parents=True)
    (folder / "index.mjs").write_text("export const handler = () => 1;")
    host = store_host(tmp_path / "data", str(folder.parent))
    try:
        lam = client(host)
        code, message = refusal(lam.put_function_concurrency,
                                FunctionName="plain",
                                ReservedConcurrentExecutions=1)
        assert code == "InvalidParameterValueException"
        assert "dayfly.json" in message
    finally:
        host.close()


def test_what_is_provisioned_and_does_not_start_has_failed(host):
    lam = client(host)
    create(lam, "dies", zip_of({"index.mjs": "throw new Error('no');"}))
    lam.publish_version(FunctionName="dies")
    lam.put_provisioned_concurrency_config(
        FunctionName="dies", Qualifier="1", ProvisionedConcurrentExecutions=1)

    def look():
        return lam.get_provisioned_concurrency_config(FunctionName="dies",
                                                      Qualifier="1")

    wait_for(lambda: look()["Status"] == "FAILED")
    assert look()["StatusReason"] == "FUNCTION_ERROR_INIT_FAILURE"
    lam.create_alias(FunctionName="dies", Name="live", FunctionVersion="1")
    lam.delete_provisioned_concurrency_config(FunctionName="dies",
                                              Qualifier="1")
    lam.put_provisioned_concurrency_config(
        FunctionName="dies", Qualifier="live",
        ProvisionedConcurrentExecutions=1)
    update(lam, "dies", node("return 1;"))
    lam.publish_version(FunctionName="dies")
    lam.update_alias(FunctionName="dies", Name="live", FunctionVersion="2")

    def healed():
        return lam.get_provisioned_concurrency_config(FunctionName="dies",
                                                      Qualifier="live")

    assert wait_for(lambda: healed()["Status"] == "READY")
    assert "StatusReason" not in healed()


def test_provisioned_concurrency_is_for_one_published_version(host):
    """Neither an alias of two versions has it nor one of $LATEST, whose code
    changes; and one that has it does not become such an alias."""
    lam = client(host)
    create(lam, "ready", node("return 1;"))
    lam.publish_version(FunctionName="ready")
    update(lam, "ready", node("return 2;"))
    lam.publish_version(FunctionName="ready")
    lam.create_alias(FunctionName="ready", Name="newest",
                     FunctionVersion="$LATEST")
    lam.create_alias(FunctionName="ready", Name="live", FunctionVersion="1",
                     RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}})
    put = {"FunctionName": "ready", "ProvisionedConcurrentExecutions": 1}
    unpublished = ("InvalidParameterValueException",
                   "Provisioned Concurrency Configs cannot be applied to "
                   "unpublished function versions.")
    assert refusal(lam.put_provisioned_concurrency_config, Qualifier="newest",
                   **put) == unpublished
    assert refusal(lam.put_provisioned_concurrency_config, Qualifier="live",
                   **put) == (
        "InvalidParameterValueException",
        "Alias with weights can not be used with Provisioned Concurrency")
    lam.update_alias(FunctionName="ready", Name="live", RoutingConfig={})
    lam.put_provisioned_concurrency_config(Qualifier="live", **put)
    assert refusal(lam.update_alias, FunctionName="ready", Name="live",
                   FunctionVersion="$LATEST") == unpublished
    assert lam.get_alias(FunctionName="ready",
                         Name="live")["FunctionVersion"] == "1"


def test_a_refusal_names_the_limit_that_was_met(host):
    lam = client(host)
    create(lam, "narrow", zip_of({
        "run.sh": ("#!/bin/sh\nsleep 2\n", 0o755),
        "dayfly.json": '{"handler": "run.sh", "concurrency": 1}'}),
        Handler="run.sh")

    def reason():
        return host.invoke("narrow", {}).json.get("Reason")

    waiting = [host.begin("narrow", {}) for _ in range(130)]
    wait_for(lambda: reason() == "ConcurrentInvocationLimitExceeded")
    for one in waiting:
        one.close()
    lam.put_function_concurrency(FunctionName="narrow",
                                 ReservedConcurrentExecutions=0)
    wait_for(lambda: reason() ==
             "ReservedFunctionConcurrentInvocationLimitExceeded")
    lam.delete_function(FunctionName="narrow")
