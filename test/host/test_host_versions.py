"""Which version an invocation runs: qualifiers, aliases, weights, switches."""

import concurrent.futures
import json

import pytest
from botocore.exceptions import ClientError

from hosting import wait_for
from stored import client, create, node, result, store_host, update

VERSION = ("return [process.env.AWS_LAMBDA_FUNCTION_VERSION, "
           "process.env.AWS_LAMBDA_LOG_STREAM_NAME, %s];")


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield host
    host.close()


def versions(lam, name, count):
    """Versions 1 to count of a function that returns its number."""
    create(lam, name, node("return 1;"))
    lam.publish_version(FunctionName=name)
    for number in range(2, count + 1):
        update(lam, name, node(f"return {number};"))
        made = lam.publish_version(FunctionName=name)
        assert made["Version"] == str(number)


def test_a_version_stays_what_it_was(host):
    lam = client(host)
    create(lam, "stays", node(VERSION % 1))
    lam.publish_version(FunctionName="stays")
    update(lam, "stays", node(VERSION % 2))
    lam.create_alias(FunctionName="stays", Name="live", FunctionVersion="1")
    for more, version, number in (
            ({}, "$LATEST", 2), ({"Qualifier": "$LATEST"}, "$LATEST", 2),
            ({"Qualifier": "1"}, "1", 1), ({"Qualifier": "live"}, "1", 1)):
        answer = lam.invoke(FunctionName="stays", LogType="Tail", **more)
        assert answer["ExecutedVersion"] == version
        seen, stream, value = json.loads(answer["Payload"].read())
        assert (seen, value) == (version, number)
        assert f"[{version}]" in stream
    assert "Version: 1\n" in host.wait_log("Version: 1\n")
    assert result(lam, "stays:live")[2] == 1
    arn = "arn:aws:lambda:us-east-1:000000000000:function:stays:live"
    assert result(lam, arn)[2] == 1


@pytest.mark.parametrize("qualifier", ["2", "gone", "0"])
def test_no_such_qualifier(host, qualifier):
    lam = client(host)
    name = f"none-{qualifier}"
    versions(lam, name, 1)
    with pytest.raises(ClientError) as refused:
        lam.invoke(FunctionName=name, Qualifier=qualifier)
    error = refused.value.response["Error"]
    assert error["Code"] == "ResourceNotFoundException"
    assert error["Message"].endswith(f":{name}:{qualifier}")


def test_weights(host):
    lam = client(host)
    versions(lam, "weights", 2)
    lam.create_alias(FunctionName="weights", Name="live", FunctionVersion="1",
                     RoutingConfig={"AdditionalVersionWeights": {"2": 0.2}})
    calls = 600
    seen = [result(lam, "weights:live") for _ in range(calls)]
    assert set(seen) == {1, 2}
    # 0.2 of 600 is 120, with a standard deviation of 9.8.
    assert 70 < seen.count(2) < 170
    lam.update_alias(FunctionName="weights", Name="live", FunctionVersion="2",
                     RoutingConfig={})
    assert {result(lam, "weights:live") for _ in range(50)} == {2}


def test_an_alias_that_moves_fails_no_call(host):
    lam = client(host, max_pool_connections=20)
    versions(lam, "moves", 3)
    lam.create_alias(FunctionName="moves", Name="live", FunctionVersion="1")
    stop = []

    def call():
        seen = []
        while not stop:
            answer = lam.invoke(FunctionName="moves", Qualifier="live")
            assert "FunctionError" not in answer
            value = json.loads(answer["Payload"].read())
            assert answer["ExecutedVersion"] == str(value)
            seen.append(value)
        return seen

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        callers = [pool.submit(call) for _ in range(8)]
        try:
            for turn in range(60):
                number = turn % 3 + 1
                lam.update_alias(FunctionName="moves", Name="live",
                                 FunctionVersion=str(number))
                assert result(lam, "moves:live") == number
        finally:
            stop.append(1)
        assert {v for c in callers for v in c.result()} == {1, 2, 3}


def test_a_deleted_version_is_gone_and_its_code_too(host):
    lam = client(host)
    versions(lam, "deleted", 2)
    assert result(lam, "deleted:1") == 1
    lam.delete_function(FunctionName="deleted", Qualifier="1")
    with pytest.raises(ClientError) as refused:
        lam.invoke(FunctionName="deleted", Qualifier="1")
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert result(lam, "deleted:2") == 2


def test_code_that_does_not_start_is_not_published(host):
    lam = client(host)
    versions(lam, "broken", 1)
    update(lam, "broken", node("return ("))
    with pytest.raises(ClientError) as refused:
        lam.publish_version(FunctionName="broken")
    assert refused.value.response["Error"]["Code"] == "ResourceConflictException"
    wait_for(lambda: result(lam, "broken") == 1)


def test_numbers_of_versions_go_on_when_a_function_is_made_again(tmp_path):
    """So that a release or an alias of before means no other code."""
    for round in range(3):
        host = store_host(tmp_path / "data")
        try:
            lam = client(host)
            create(lam, "f", node(f"return {round};"))
            assert lam.publish_version(FunctionName="f")["Version"] == str(
                round + 1)
            lam.delete_function(FunctionName="f")
        finally:
            host.close()
