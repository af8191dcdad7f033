"""Which functions have a URL, where it is told, and what they are told of
it."""

import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from hosting import make_function, run, wait_for

CLIENT = "url_client.py"


def client(host):
    return boto3.client(
        "lambda", endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y",
        config=Config(retries={"max_attempts": 0}, proxies={}))


def test_boto3_gets_the_urls(tmp_path, serve):
    make_function(tmp_path / "live",
                  {"url": {"invokeMode": "RESPONSE_STREAM"}}, CLIENT)
    make_function(tmp_path / "none", {"url": False}, CLIENT)
    make_function(tmp_path / "one", {"url": {}}, CLIENT)
    host = serve()
    service = client(host)
    config = service.get_function_url_config(FunctionName="live")
    assert config["FunctionUrl"] == f"{host.url}/lambda-url/live/"
    assert config["FunctionArn"].endswith(":function:live")
    assert config["AuthType"] == "NONE"
    assert config["InvokeMode"] == "RESPONSE_STREAM"
    assert config["CreationTime"] == config["LastModifiedTime"]
    assert service.get_function_url_config(
        FunctionName="one")["InvokeMode"] == "BUFFERED"
    for name in ("none", "three"):
        with pytest.raises(ClientError) as raised:
            service.get_function_url_config(FunctionName=name)
        assert raised.value.response["Error"]["Code"] == (
            "ResourceNotFoundException")

    def listed(name):
        return [c["FunctionUrl"] for c in service.list_function_url_configs(
            FunctionName=name)["FunctionUrlConfigs"]]

    assert listed("one") == [f"{host.url}/lambda-url/one/"]
    assert listed("none") == []
    lines = run("list", "--endpoint", host.url).stdout.decode().splitlines()
    assert [line.split()[-1] for line in lines] == [
        f"{host.url}/lambda-url/live/", "-", f"{host.url}/lambda-url/one/"]


def test_only_a_module_behind_a_streaming_url_is_set_to_stream(
        tmp_path, serve):
    stream = {"url": {"invokeMode": "RESPONSE_STREAM"}}
    for name, manifest in {
            "own": {**stream, "handler": "x.handler"},
            "set": {**stream, "env": {"DAYFLY_OUTPUT": "json"}},
            "program": {**stream, "handler": "run"},
            "script": {**stream, "handler": "index.mjs"},
            "plain": stream, "buffered": {}}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "dayfly.json").write_text(json.dumps(manifest))
        (folder / "index.mjs").write_text(
            "export const handler = () => new Promise(() => {});\n"
            "setInterval(() => {}, 1000);\nexport const mjs = handler;\n")
        (folder / "x.mjs").write_text("")
        (folder / "run").write_text("#!/bin/sh\nsleep 2\n")
        (folder / "run").chmod(0o755)
    own = tmp_path / "own" / "bootstrap"
    own.write_text("#!/bin/sh\nsleep 4\n")
    own.chmod(0o755)
    host = serve()
    begun = [host.begin(f.name, {}) for f in sorted(tmp_path.iterdir())]

    def outputs():
        found = {}
        for pid in host.runtimes():
            data = open(f"/proc/{pid}/environ", "rb").read()
            env = dict(p.split(b"=", 1) for p in data.split(b"\0") if p)
            name = env.get(b"AWS_LAMBDA_FUNCTION_NAME", b"").decode()
            found[name] = env.get(b"DAYFLY_OUTPUT")
        return "" not in found and len(found) == 6 and found

    assert wait_for(outputs) == {"own": None, "set": b"json", "program": None,
                       "script": b"stream-http", "plain": b"stream-http",
                       "buffered": None}
    for s in begun:
        s.close()
