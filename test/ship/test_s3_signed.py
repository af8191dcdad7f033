"""Requests to S3 where every signature is checked: by moto, which does it by
botocore's code."""

import os
import pathlib
import subprocess
import sys

import pytest
from botocore.exceptions import ClientError
from cloud import REGION, Cloud
from deploying import ROLE, environment
from parts import BIN

sys.path.append(str(pathlib.Path(__file__).parents[1] / "host"))

from stored import client, node, result, store_host  # noqa: E402

# S3 takes a key as it is, dots and slashes, too.
ODD = ["a+b c/ä=1.zip", "x%25y", "a&b?c#d", "*'()!~:@,;$", "//a//b/", "a/../b",
       "./日本 😀", "%2F"]
@pytest.fixture(scope="module")
def strict():
    """A cloud with all these objects, and the keys that it takes."""
    cloud = Cloud()
    try:
        s3 = cloud.client("s3")
        s3.create_bucket(Bucket="code")
        s3.put_bucket_versioning(
            Bucket="code", VersioningConfiguration={"Status": "Enabled"})
        for key in ODD:
            s3.put_object(Bucket="code", Key=key, Body=node("return 1;"))
        cloud.keys = cloud.strict()
        yield cloud
    finally:
        cloud.stop()


def s3_host(strict, folder, **more):
    return store_host(folder, env={
        "DAYFLY_S3_ENDPOINT": strict.url, "AWS_REGION": REGION,
        "no_proxy": "127.0.0.1", **strict.keys, **more})


@pytest.fixture(scope="module")
def host(strict, tmp_path_factory):
    host = s3_host(strict, tmp_path_factory.mktemp("store") / "data")
    yield host
    host.stop()


def make(host, name, key, **more):
    return client(host).create_function(
        FunctionName=name, Runtime="nodejs22.x", Role=ROLE,
        Handler="index.handler",
        Code={"S3Bucket": "code", "S3Key": key, **more})


@pytest.mark.parametrize("at", range(len(ODD)), ids=ODD)
def test_an_object_of_any_key_is_fetched(strict, host, at):
    s3 = strict.client("s3", *strict.keys.values())
    version = s3.head_object(Bucket="code", Key=ODD[at])["VersionId"]
    assert make(host, f"newest-{at}", ODD[at])["CodeSize"]
    assert make(host, f"of-version-{at}", ODD[at],
                S3ObjectVersion=version)["CodeSize"]


def test_a_wrong_secret_is_refused(strict, tmp_path):
    host = s3_host(strict, tmp_path / "data", AWS_SECRET_ACCESS_KEY="wrong")
    try:
        with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
            make(host, "refused", ODD[0])
    finally:
        host.stop()


def test_code_of_a_deployment_goes_by_way_of_s3(strict, host, tmp_path):
    (tmp_path / "big").mkdir()
    (tmp_path / "big/index.mjs").write_text(
        "export const handler = () => 7;")
    (tmp_path / "big/noise").write_bytes(os.urandom(52428801))

    done = subprocess.run(
        [BIN / "dayfly", "deploy", tmp_path / "big", "--s3-bucket", "code",
         "--endpoint", host.url],
        env=environment(tmp_path, DAYFLY_S3_ENDPOINT=strict.url, **strict.keys),
        capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert result(client(host), "big") == 7
