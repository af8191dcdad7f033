"""Code of functions and layers that is an object of S3: fetched, signed, by the host.
S3 is moto's server."""

import pathlib
import sys

import pytest
from botocore.exceptions import ClientError
from cloud import REGION

ROOT = pathlib.Path(__file__).parents[2]
sys.path.append(str(ROOT / "test/host"))

from stored import (  # noqa: E402
    ROLE, client, create, node, result, settled, store_host, zip_of)

KEY = "code/of me+1.zip"


@pytest.fixture(scope="module")
def bucket(cloud):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="code")
    s3.put_bucket_versioning(
        Bucket="code", VersioningConfiguration={"Status": "Enabled"})
    return s3


@pytest.fixture(scope="module")
def host(tmp_path_factory, cloud):
    host = store_host(
        tmp_path_factory.mktemp("store") / "data",
        env={"DAYFLY_S3_ENDPOINT": cloud.url, "AWS_ACCESS_KEY_ID": "x",
             "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": REGION,
             "no_proxy": "127.0.0.1,localhost"})
    yield host
    host.stop()


def put(bucket, key, code):
    return bucket.put_object(Bucket="code", Key=key, Body=code)["VersionId"]


def make(lam, name, **place):
    lam.create_function(FunctionName=name, Runtime="nodejs22.x", Role=ROLE,
                        Handler="index.handler",
                        Code={"S3Bucket": "code", **place})
    return settled(lam, name)


def test_functions_are_made_and_updated_from_s3(bucket, host):
    lam = client(host)
    first = put(bucket, KEY, node("return 1;"))
    put(bucket, KEY, node("return 2;"))
    made = make(lam, "fetched", S3Key=KEY)
    assert result(lam, "fetched") == 2
    lam.update_function_code(FunctionName="fetched", S3Bucket="code",
                             S3Key=KEY, S3ObjectVersion=first)
    assert settled(lam, "fetched")["CodeSha256"] != made["CodeSha256"]
    assert result(lam, "fetched") == 1


def test_code_by_reference_shows_its_object_and_is_copied(bucket, host):
    lam = client(host)
    first = put(bucket, "kept.zip", node("return 5;"))
    place = {"S3Bucket": "code", "S3Key": "kept.zip"}
    more = {**place, "S3ObjectStorageMode": "REFERENCE"}
    lam.create_function(FunctionName="kept", Runtime="nodejs22.x", Role=ROLE,
                        Handler="index.handler", Code=more)

    def shown():
        settled(lam, "kept")
        return lam.get_function(FunctionName="kept")["Code"].get(
            "ResolvedS3Object")

    assert shown() == place
    bucket.delete_object(Bucket="code", Key="kept.zip")
    assert result(lam, "kept") == 5
    lam.update_function_code(FunctionName="kept", S3ObjectVersion=first, **more)
    assert shown() == {**place, "S3ObjectVersion": first}
    lam.update_function_code(FunctionName="kept", S3ObjectVersion=first, **place)
    assert shown() is None
    layer = lam.publish_layer_version(LayerName="kept", Content={
        **more, "S3ObjectVersion": first})
    assert layer["Content"]["ResolvedS3Object"] == {
        **place, "S3ObjectVersion": first}


def test_layers_are_published_from_s3(bucket, host):
    lam = client(host)
    put(bucket, "layer.zip", zip_of({"python/shared.py": "X = 3\n"}))
    layer = lam.publish_layer_version(
        LayerName="stored", Content={"S3Bucket": "code", "S3Key": "layer.zip"})
    create(lam, "uses", zip_of({"app.py": (
        "import shared\ndef handler(e, c):\n    return shared.X\n")}),
        Runtime="python3.12", Handler="app.handler",
        Layers=[layer["LayerVersionArn"]])
    assert result(lam, "uses") == 3


@pytest.mark.parametrize("place, message", [
    ({"S3Bucket": "code", "S3Key": "none"},
     "Error occurred while GetObject. S3 Error Code: NoSuchKey. "
     "S3 Error Message: The specified key does not exist."),
    ({"S3Bucket": "no-such", "S3Key": "none"},
     "Error occurred while GetObject. S3 Error Code: NoSuchBucket. "
     "S3 Error Message: The specified bucket does not exist"),
    ({"S3Bucket": "code"}, "S3Bucket, of 3 to 63 characters, and S3Key"),
    ({"S3Bucket": "code", "S3Key": "a", "ZipFile": b"x"},
     "Please do not provide other FunctionCode parameters when providing a "
     "ZipFile."),
])
def test_what_cannot_be_fetched_is_told_as_on_aws(
        bucket, host, place, message):
    lam = client(host)
    with pytest.raises(ClientError) as refused:
        make(lam, "refused", **place)
    error = refused.value.response["Error"]
    assert error["Code"] == "InvalidParameterValueException"
    assert error["Message"].startswith(message)


def test_a_server_that_is_not_there_is_named(tmp_path):
    host = store_host(tmp_path / "data", env={
        "DAYFLY_S3_ENDPOINT": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y", "no_proxy": "127.0.0.1"})
    try:
        with pytest.raises(ClientError) as failed:
            make(client(host), "unfetched", S3Key="a")
        assert "127.0.0.1:9" in failed.value.response["Error"]["Message"]
    finally:
        host.stop()
