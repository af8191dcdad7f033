"""A served folder with a SAM template has the template's functions."""

import json
import re

import boto3
import pytest

from hosting import Host, run, wait_for

HEAD = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Globals:
  Function: {Runtime: python3.11, Timeout: 5, MemorySize: 256, Handler: app.handler}
Resources:
"""
HELLO = """
  HelloFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello/
      Environment: {Variables: {STAGE: !Ref Stage, TABLE: !Ref Orders, BOTH: template}}
  Orders: {Type: AWS::Serverless::SimpleTable}
"""
OTHER = """
  OtherFunction:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: other, Handler: app.handler, Runtime: nodejs22.x,
      FunctionName: !Sub 'other-${Stage}'}
"""
PYTHON = """
import os
names = ("STAGE", "TABLE", "BOTH", "OWN", "GIVEN")
def handler(event, context):
    return {"name": context.function_name, "memory": context.memory_limit_in_mb,
            **{name: os.environ[name] for name in names if name in os.environ}}
"""
NODE = "exports.handler = async (event, context) => context.functionName;"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    for name, file, text in (("hello", "app.py", PYTHON), ("other", "app.js", NODE)):
        (folder / name).mkdir(parents=True)
        (folder / name / file).write_text(text)
    write(folder, HELLO, OTHER)
    return folder


def write(project, *resources):
    (project / "template.yaml").write_text(HEAD + "".join(resources))


def names(host):
    listed = host.request("GET", "/2015-03-31/functions").json
    return sorted(f["FunctionName"] for f in listed["Functions"])


def test_its_functions_are_called_by_name_and_by_logical_id(project, serve):
    host = serve(project)
    assert names(host) == ["HelloFunction", "other-dev"]
    assert host.invoke("HelloFunction", {}).json == {
        "name": "HelloFunction", "memory": "256", "STAGE": "dev", "TABLE": "Orders",
        "BOTH": "template"}
    assert host.invoke("other-dev", {}).json == "other-dev"
    assert host.invoke("OtherFunction", {}).json == "other-dev"
    assert host.invoke("hello", {}).status == 404
    client = boto3.client(
        "lambda", endpoint_url=host.url, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="x")
    config = client.get_function_configuration(FunctionName="HelloFunction")
    assert config["Timeout"] == 5 and config["MemorySize"] == 256
    assert config["Handler"] == "app.handler"


def test_the_start_names_functions_routes_and_notes(project):
    write(project, HELLO.replace("Environment:", """Events:
        A: {Type: Api, Properties: {Path: /hello, Method: get}}
        B: {Type: SNS}
      Environment:"""))
    host = Host(project)
    try:
        host.stop()
        text = host.process.stdout.read().decode()
    finally:
        host.close()
    assert re.search(r"HelloFunction +app\.handler, 5 s, 256 MB, .*/hello\n", text)
    assert re.search(r"GET +http://127.0.0.1:\d+/hello +HelloFunction\n", text)
    assert re.search(r'template.yaml:16:\d+: Orders is a resource that is not made here; '
                     r'its value is "Orders"', text)
    assert re.search(r"events of HelloFunction that are not served: SNS", text)


def test_a_change_of_the_template_is_taken_by_the_next_call(project, serve):
    host = serve(project)
    assert host.invoke("HelloFunction", {}).json["STAGE"] == "dev"
    write(project, HELLO.replace("!Ref Stage", "changed"))
    assert host.invoke("HelloFunction", {}).json["STAGE"] == "changed"
    assert host.invoke("other-dev", {}).status == 404
    write(project, HELLO, OTHER)
    assert host.invoke("other-dev", {}).json == "other-dev"
    assert names(host) == ["HelloFunction", "other-dev"]


def test_code_that_changes_is_run_by_the_next_call(project, serve):
    host = serve(project)
    assert host.invoke("other-dev", {}).json == "other-dev"
    (project / "other" / "app.js").write_text(NODE.replace("context.f", "'new ' + context.f"))
    wait_for(lambda: host.invoke("other-dev", {}).json == "new other-dev")


def test_a_mistake_in_it_is_the_error_of_its_functions_until_it_is_corrected(project, serve):
    host = serve(project)
    good = (project / "template.yaml").read_text()
    (project / "template.yaml").write_text(good + "\tx: 1\n")
    for name in ("HelloFunction", "other-dev"):
        answer = host.invoke(name, {})
        assert answer.json["errorType"] == "Runtime.InvalidTaskConfig"
        assert re.search(r"/template\.yaml:20:1: there is a tab; YAML is indented with spaces",
                         answer.json["errorMessage"])
    (project / "template.yaml").write_text(good)
    assert host.invoke("HelloFunction", {}).json["STAGE"] == "dev"


def test_a_function_that_cannot_run_says_why_and_keeps_no_other(project, serve):
    write(project, HELLO, OTHER.replace("nodejs22.x", "java21"))
    host = serve(project)
    error = host.invoke("other-dev", {}).json
    assert error["errorType"] == "Runtime.InvalidTaskConfig"
    assert "the runtime java21 cannot be run here" in error["errorMessage"]
    assert host.invoke("HelloFunction", {}).json["STAGE"] == "dev"
    write(project, HELLO, OTHER)
    assert host.invoke("other-dev", {}).json == "other-dev"


def test_a_program_that_is_built_is_taken_by_the_next_call(project, serve):
    write(project, HELLO, OTHER.replace("nodejs22.x", "provided.al2023")
          .replace("app.handler", "bootstrap"))
    host = serve(project)
    assert "build it, by its own command in" in host.invoke("other-dev", {}).json["errorMessage"]
    client = (project / ".aws-sam" / "build" / "OtherFunction" / "bootstrap")
    client.parent.mkdir(parents=True)
    client.write_text(
        "#!/bin/sh\nid=$(curl -si http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/"
        "next | sed -n 's/^lambda-runtime-aws-request-id: \\([^\\r]*\\).*/\\1/Ip')\n"
        "curl -s -d '\"built\"' http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/"
        "$id/response\n")
    client.chmod(0o755)
    assert host.invoke("other-dev", {}).json == "built"


def test_the_env_of_the_project_and_of_the_code(project, serve):
    (project / ".env").write_text("BOTH=project\nOWN=project\nGIVEN=project\n")
    (project / "hello" / ".env").write_text("OWN=code\n")
    host = serve(project, options=("--listen", "127.0.0.1:0", "--env", "GIVEN=flag"))
    told = "".join(iter(lambda: host.process.stdout.readline().decode(), "Invoke one:\n"))
    assert f" from {project}/.env and {project}/hello/.env\n" in told
    assert f"other-dev gets BOTH, OWN, GIVEN from {project}/.env\n" in told
    result = host.invoke("HelloFunction", {}).json
    assert (result["BOTH"], result["OWN"], result["GIVEN"]) == ("project", "code", "flag")
    (project / ".env").write_text("BOTH=changed\n")
    assert host.invoke("HelloFunction", {}).json["BOTH"] == "changed"
    (project / ".env").write_text("BOTH\nx y\n")
    assert host.invoke("HelloFunction", {}).json["BOTH"] == "changed"
    host.wait_log(f"{project}/.env:2: ")


def test_parameters_are_given_by_a_flag(project, serve):
    host = serve(project, options=(
        "--listen", "127.0.0.1:0", "--parameter-overrides", "Stage=live"))
    assert host.invoke("HelloFunction", {}).json["STAGE"] == "live"
    assert host.invoke("other-live", {}).json == "other-live"


@pytest.mark.parametrize("value,says", [
    ("Stag=x", "no template has a parameter of this name"),
    ("Stage", "must be NAME=VALUE"),
    ("=x", "must be NAME=VALUE"),
])
def test_a_parameter_that_is_none_is_refused(project, value, says):
    ended = run("serve", "--parameter-overrides", value, project)
    assert ended.returncode and says in ended.stderr.decode()


def test_folders_beside_it_need_a_manifest(project, serve):
    for name, manifest in (("plain", False), ("own", True)):
        (project / name).mkdir()
        (project / name / "index.mjs").write_text("export const handler = () => 1;")
        if manifest:
            (project / name / "dayfly.json").write_text("{}")
    (project / "hello" / "dayfly.json").write_text('{"env": {"OWN": "manifest"}}')
    host = serve(project)
    assert names(host) == ["HelloFunction", "other-dev", "own"]
    assert host.invoke("HelloFunction", {}).json["BOTH"] == "template"


@pytest.mark.parametrize("text", [
    "kind: Deployment\n---\nkind: Service\n",
    "AWSTemplateFormatVersion: '2010-09-09'\nResources: {B: {Type: AWS::S3::Bucket}}\n",
])
def test_a_file_of_this_name_without_functions_changes_nothing(tmp_path, serve, text):
    (tmp_path / "template.yaml").write_text(text)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "index.mjs").write_text("export const handler = () => 1;")
    host = serve(tmp_path)
    assert host.invoke("plain", {}).json == 1
    assert host.request("GET", "/x").status == 404
    assert "2015-03-31" in host.request("GET", "/x").body.decode()


def test_a_broken_template_alone_ends_the_start_with_its_place(tmp_path):
    (tmp_path / "template.yaml").write_text("Resources:\n  A: {Type: AWS::Serverless::Function\n")
    ended = run("serve", tmp_path)
    assert ended.returncode == 1
    assert re.search(r"template\.yaml:3:1: .*correct the YAML there", ended.stderr.decode())


def test_a_template_of_images_says_why_nothing_is_served(project):
    write(project, "\n  Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}\n")
    ended = run("serve", project)
    assert ended.returncode == 1
    assert re.search(r"no function of .*/template\.yaml can be served: .*:9:3: a container image "
                     r"cannot be run here", ended.stderr.decode())


def test_layers_of_the_template_are_on_the_paths(project, serve):
    (project / "layer" / "python").mkdir(parents=True)
    (project / "layer" / "python" / "shared.py").write_text("value = 'of the layer'")
    (project / "hello" / "app.py").write_text(
        "import shared\ndef handler(event, context): return shared.value")
    write(project, HELLO.replace("CodeUri: hello/", "CodeUri: hello/\n      Layers: [!Ref Deps]"),
          "  Deps: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}\n")
    host = serve(project)
    assert host.invoke("HelloFunction", {}).json == "of the layer"
    (project / "layer" / "python" / "shared.py").write_text("value = 'edited'")
    wait_for(lambda: host.invoke("HelloFunction", {}).json == "edited")


def test_two_functions_of_one_name_are_told(project, serve):
    write(project, HELLO, OTHER, OTHER.replace("OtherFunction", "Again"))
    host = Host(project)
    try:
        assert names(host) == ["HelloFunction", "other-dev"]
        host.stop()
        text = host.process.stdout.read().decode()
    finally:
        host.close()
    assert "two functions are named other-dev; this one is not served" in text


def test_list_and_invoke_know_them(project, serve):
    host = serve(project)
    listed = json.loads(run("list", "--json", "--endpoint", host.url).stdout)
    assert sorted(f["name"] for f in listed) == ["HelloFunction", "other-dev"]
    ended = run("invoke", "OtherFunction", "-d", "{}", "--endpoint", host.url)
    assert json.loads(ended.stdout) == "other-dev"


def test_invoke_takes_the_event_that_sam_init_has_written(project, serve):
    (project / "events").mkdir()
    (project / "events" / "event.json").write_text('{"of": "sam init"}')
    (project / "other" / "app.js").write_text("exports.handler = async (event) => event;")
    host = serve(project)
    ended = run("invoke", "OtherFunction", "--endpoint", host.url)
    assert ended.stdout and json.loads(ended.stdout) == {
        "of": "sam init"}, (ended.stderr, host.log())
    assert "events/event.json" in ended.stderr.decode()
