"""`dayfly deploy --region` of SAM templates, and of code that is too large for a
request. AWS is moto's server, its S3 too."""

import json
import subprocess
import zipfile

import pytest
from cloud import REGION
from deploying import ROLE
from parts import BIN

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: shared/}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello/
      Handler: app.handler
      Runtime: python3.12
      Timeout: 9
      MemorySize: 512
      AutoPublishAlias: live
      Tracing: Active
      Layers: [!Ref Shared]
      Policies: [AWSLambdaBasicExecutionRole]
      FunctionUrlConfig: {AuthType: AWS_IAM}
      Environment: {Variables: {TOPIC: !Ref Topic, KEY: !Ref AWS::Region}}
"""
LARGE = """
Resources:
  Big:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: big.zip, Runtime: python3.12, Handler: app.handler}
"""


@pytest.fixture
def deploy(cloud, keys):
    """deploy(WORD…): the lines that it printed, those of errors last."""

    def run(*words, status=0, arch="x86_64"):
        done = subprocess.run(
            [BIN / "dayfly", "deploy", *words, "--region", REGION, "--role",
             ROLE, "--arch", arch, "--endpoint", cloud.url],
            capture_output=True, text=True, timeout=100, env=keys)
        assert done.returncode == status, done.stderr
        return (done.stdout + done.stderr).splitlines()

    return run


@pytest.fixture
def aws(cloud):
    lam = cloud.client("lambda")
    yield lam
    for function in lam.list_functions()["Functions"]:
        lam.delete_function(FunctionName=function["FunctionName"])


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    for name, text in (("template.yaml", TEMPLATE), ("hello/app.py", "x = 1\n"),
                       ("shared/python/words.py", "y = 2\n")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_function_of_a_template_runs_on_its_own_runtime(
        deploy, aws, project):
    done = deploy(project)
    notes = "\n".join(line for line in done if line.startswith("Note: "))
    assert "not deployed: Topic, an AWS::SNS::Topic" in notes
    assert "not deployed: Policies of Hello" in notes
    made = aws.get_function_configuration(FunctionName="Hello")
    assert {key: made[key] for key in (
        "Runtime", "Handler", "Timeout", "MemorySize", "Role")} == {
            "Runtime": "python3.12", "Handler": "app.handler", "Timeout": 9,
            "MemorySize": 512, "Role": ROLE}
    assert made["TracingConfig"] == {"Mode": "Active"}
    # The account is that of the keys.
    assert made["Environment"]["Variables"] == {
        "TOPIC": f"arn:aws:sns:{REGION}:123456789012:news", "KEY": REGION}
    assert [layer["Arn"].split(":")[6:] for layer in made["Layers"]] == [
        ["Shared", "1"]]
    assert aws.get_alias(FunctionName="Hello", Name="live")[
        "FunctionVersion"] == "1"
    assert aws.get_function_url_config(
        FunctionName="Hello", Qualifier="live")["AuthType"] == "AWS_IAM"
    assert deploy(project)[-1] == "nothing to do: all is as it should be"
    (project / "shared/python/words.py").write_text("y = 3\n")
    done = [line for line in deploy(project) if not line.startswith("Note: ")]
    assert [line.split(":")[0] for line in done] == [
        "Shared", "Hello", "Hello", "live"]


def test_a_role_of_the_template_is_taken_if_it_is_an_arn(
        deploy, aws, cloud, project):
    other = ROLE.replace("/", "/other-")
    cloud.client("iam").create_role(
        RoleName=other.split("/")[-1], AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"Service": "lambda.amazonaws.com"}}]}))
    (project / "template.yaml").write_text(TEMPLATE.replace(
        "      Timeout: 9\n", f"      Role: {other}\n"))
    deploy(project)
    assert aws.get_function_configuration(FunctionName="Hello")[
        "Role"] == other


def test_a_large_zip_goes_by_way_of_s3(deploy, aws, cloud, tmp_path):
    s3 = cloud.client("s3")
    with zipfile.ZipFile(tmp_path / "big.zip", "w") as z:
        z.writestr("app.py", b"#" * 53 * 1000 * 1000)
    (tmp_path / "template.yaml").write_text(LARGE)
    said = deploy(tmp_path, status=1)[-1]
    assert "Big: its zip file has 53 MB; more than 52 MB are taken only from " \
        "S3: name a bucket with --s3-bucket" in said
    said = deploy(tmp_path, "--s3-bucket", "none-of-mine", status=1)[-1]
    assert "Big: the bucket none-of-mine: S3: NoSuchBucket: " in said
    s3.create_bucket(Bucket="code-of-mine")
    deploy(tmp_path, "--s3-bucket", "code-of-mine")
    made = aws.get_function_configuration(FunctionName="Big")
    assert made["CodeSize"] == (tmp_path / "big.zip").stat().st_size
    assert [one["Key"].split("/")[0] for one in s3.list_objects_v2(
        Bucket="code-of-mine")["Contents"]] == ["dayfly"]


def test_a_url_that_lacks_its_permissions_gets_them(deploy, aws, project):
    deploy(project, "--url", "NONE")
    held = {"FunctionName": "Hello", "Qualifier": "live"}
    aws.remove_permission(StatementId="dayfly-url-InvokeFunction", **held)
    done = [line for line in deploy(project, "--url", "NONE")
            if not line.startswith("Note: ")]
    assert done == ["Hello: permit everyone lambda:InvokeFunction by the URL "
                    "of live"]
    assert "dayfly-url-InvokeFunction\"" in aws.get_policy(**held)["Policy"]
    assert deploy(project, "--url", "NONE")[-1].startswith("nothing to do")


def test_another_architecture_is_another_code(deploy, aws, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/bootstrap").write_text("#!/bin/sh\n")
    (tmp_path / "own/bootstrap").chmod(0o755)
    deploy(tmp_path / "own")
    done = deploy(tmp_path / "own", "--dry-run", arch="arm64")
    assert done[0].endswith(", for arm64 after x86_64")
