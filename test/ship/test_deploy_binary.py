"""`dayfly deploy --region`: what layer/deploy does, without the AWS CLI, and
releases. What it talks to is moto's server; test/host/test_host_signed.py checks
the signatures."""

import json
import subprocess
import time

import pytest
from cloud import REGION
from deploying import ROLE
from parts import BIN


@pytest.fixture
def aws(cloud):
    return cloud.client("lambda")


@pytest.fixture
def dayfly(cloud, keys, zips):
    """dayfly(COMMAND, WORD…): the lines that it printed."""
    for kind in ("runtime", "deno"):
        (zips / f"{kind}.zip").rename(zips / f"dayfly-{kind}-x86_64.zip")

    def run(command, *words, status=0, layers=True):
        more = ["--arch", "x86_64", "--layers", zips] if layers else []
        done = subprocess.run(
            [BIN / "dayfly", command, *words, "--region", REGION,
             "--endpoint", cloud.url, *more], capture_output=True, text=True,
            timeout=60, env=keys)
        assert done.returncode == status, done.stderr
        return (done.stderr if status else done.stdout).splitlines()

    return run


def test_a_function_and_its_layers_are_deployed_once(
        dayfly, aws, function, tmp_path):
    refused = dayfly("deploy", function, status=1)[0]
    assert "it is new in us-east-1, so it needs a role" in refused
    words = (function, "--role", ROLE)
    shown = dayfly("deploy", *words, "--dry-run")
    assert shown[-3:] == [
        f"greet: create the function from {function}: provided.al2023, "
        "index.handler, 7 s, 256 MB; 3 files, zipped 1 KB",
        "greet: publish a version: dayfly release 1",
        "live: becomes greet new"]
    assert not aws.list_functions()["Functions"]
    done = dayfly("deploy", *words)
    assert done[-3:] == shown[-3:-1] + ["live: becomes greet 1"]
    made = aws.get_function_configuration(FunctionName="greet")
    assert (made["Handler"], made["Timeout"], made["MemorySize"],
            made["Role"]) == ("index.handler", 7, 256, ROLE)
    assert [layer["Arn"].split(":")[6:] for layer in made["Layers"]] == [
        ["dayfly-runtime-x86-64", "1"], ["dayfly-deno-x86-64", "1"]]
    assert dayfly("deploy", *words) == ["nothing to do: all is as it should be"]
    # Another content is another version of the layer.
    zip_path = tmp_path / "dayfly-deno-x86_64.zip"
    subprocess.run(["python3", "-c", "import sys, zipfile\n"
                    "zipfile.ZipFile(sys.argv[1], 'a').writestr('x', 'y')",
                    zip_path], check=True)
    done = dayfly("deploy", function)
    assert done[0].startswith("dayfly-deno-x86-64: publish the layer ")
    assert "Layers [" in done[1] and "greet 2" in done[-1]
    aws.delete_function(FunctionName="greet")


def test_a_release_is_what_versions_say_and_can_be_restored(
        dayfly, aws, function):
    other = function.parent / "all"
    for name in ("one", "two"):
        (other / name).mkdir(parents=True)
        (other / name / "index.mjs").write_text("export const handler = 1;\n")
    dayfly("deploy", other, "--role", ROLE)
    (other / "two/index.mjs").write_text("export const handler = 2;\n")
    assert dayfly("deploy", other)[1:] == [
        "two: publish a version: dayfly release 2", "live: becomes two 2"]
    listed = dayfly("releases", layers=False)
    assert [line.split() for line in listed] == [
        ["*", "2", listed[0].split()[2], "one", "1,", "two", "2"],
        ["1", listed[1].split()[1], "one", "1,", "two", "1"]]
    assert dayfly("rollback", layers=False) == [
        "live: becomes release 1: one 1, two 1"]
    assert aws.get_alias(FunctionName="two", Name="live")[
        "FunctionVersion"] == "1"
    dayfly("rollback", "2", layers=False)
    assert aws.get_alias(FunctionName="two", Name="live")[
        "FunctionVersion"] == "2"
    for name in ("one", "two"):
        aws.delete_function(FunctionName=name)


def test_a_url_is_made_when_the_folder_says_so(dayfly, aws, function):
    (function / "dayfly.json").write_text(json.dumps(
        {"url": {"cors": {"allowOrigins": ["https://example.com"]}}}))
    done = dayfly("deploy", function, "--role", ROLE)
    assert "greet: make the URL of live: AWS_IAM, BUFFERED" in done
    made = aws.get_function_url_config(FunctionName="greet", Qualifier="live")
    assert made["AuthType"] == "AWS_IAM"
    assert made["Cors"]["AllowOrigins"] == ["https://example.com"]
    assert "greet: its URL is " + made["FunctionUrl"] in done
    assert "nothing to do" in dayfly("deploy", function)[0]
    aws.delete_function(FunctionName="greet")


def test_logs_are_those_of_the_function(dayfly, cloud):
    logs = cloud.client("logs")
    group, stream = "/aws/lambda/talks", "2026/11/21/[$LATEST]0"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    assert dayfly("logs", "talks", layers=False) == []
    now = int(time.time() * 1000)
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[
        {"timestamp": now - 1200000, "message": "long ago"},
        {"timestamp": now, "message": "what it said"}])
    told = dayfly("logs", "talks", layers=False)
    assert [line.partition("Z ")[2] for line in told] == ["what it said"]
    told = dayfly("logs", "talks", "--since", "30m", layers=False)
    assert [line.partition("Z ")[2] for line in told] == [
        "long ago", "what it said"]
    dayfly("logs", "silent", layers=False, status=1)


def test_what_is_missing_is_said_before_anything_is_sent(
        dayfly, aws, function, zips):
    (zips / "dayfly-runtime-x86_64.zip").unlink()
    said = dayfly("deploy", function, "--role", ROLE, status=1)[0]
    assert "dayfly-runtime-x86_64.zip is missing: `make layer ARCH=x86_64`" \
        in said
    (zips / "dayfly-deno-x86_64.zip").unlink()
    said = dayfly("deploy", function, "--role", ROLE, status=1)[0]
    assert "it needs an interpreter" in said and "make layer-node" in said
    (function / "index.mjs").unlink()
    (function / "dayfly.json").write_text('{"handler": "code.main"}')
    (function / "code.py").write_text("")
    said = dayfly("deploy", function, "--role", ROLE, status=1)[0]
    assert "it needs Python, of which dayfly has no layer" in said
    assert not aws.list_functions()["Functions"]
