"""The snippets of layer/README.md: the CDK's, synthesized by the CDK and deployed
to moto; Terraform's, read as HCL, each reference followed, each argument held to
Lambda's API model. No registry here has Terraform's providers."""

import json
import pathlib
import re
import shutil
import subprocess
import sys

import botocore.session
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e"), str(HERE.parent / "ship")]

from cloud import Cloud  # noqa: E402
from parts import ROOT, clean_env, interpreter  # noqa: E402
from readme_blocks import blocks_of  # noqa: E402

HOME = ROOT / "build/snippets"
ACCOUNT, REGION = "123456789012", "us-east-1"
READ = "import hcl2, json, sys; print(json.dumps(hcl2.load(sys.stdin)))"


def section(title):
    """The code below a heading of the README."""
    text = (ROOT / "layer/README.md").read_text()
    part = text.partition(f"## By {title}\n")[2].partition("\n## ")[0]
    return "\n".join(block.text for block in blocks_of(part))


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory):
    """(the template, the folder with its assets)."""
    home = tmp_path_factory.mktemp("cdk")
    (home / "snippet.js").write_text(section("the CDK"))
    done = subprocess.run(
        [interpreter("node"), HERE / "app.mjs", home / "snippet.js",
         home / "out", HOME], cwd=ROOT, capture_output=True, text=True,
        timeout=100, env=clean_env())
    assert done.returncode == 0, done.stderr
    out = home / "out"
    return json.loads((out / "Snippet.template.json").read_text()), out


def test_the_cdk_makes_what_cfn_lint_takes(synthesized):
    _, out = synthesized
    done = subprocess.run(  # W3005: the CDK writes more DependsOn than needed
        [ROOT / "build/tools/bin/cfn-lint", "--ignore-checks", "W3005", "--",
         out / "Snippet.template.json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def upload(cloud, out):
    """What `cdk deploy` does first: the assets go into the bucket that they
    are looked for in."""
    s3 = cloud.client("s3")
    told = json.loads((out / "Snippet.assets.json").read_text())["files"]
    for one in told.values():
        source = out / one["source"]["path"]
        if source.is_dir():
            source = shutil.make_archive(str(out / source.name), "zip", source)
        to, = one["destinations"].values()
        bucket = to["bucketName"].replace("${AWS::AccountId}", ACCOUNT).replace(
            "${AWS::Region}", REGION)
        s3.create_bucket(Bucket=bucket)
        s3.upload_file(str(source), bucket, to["objectKey"])


def test_the_cdk_s_stack_is_deployed(synthesized):
    template, out = synthesized
    cloud = Cloud()
    try:
        upload(cloud, out)
        stacks = cloud.client("cloudformation")
        stacks.create_stack(StackName="snippet", Capabilities=["CAPABILITY_IAM"],
                            TemplateBody=json.dumps(template))
        made, = stacks.describe_stacks(StackName="snippet")["Stacks"]
        assert made["StackStatus"] == "CREATE_COMPLETE"
        told, = cloud.client("lambda").list_functions()["Functions"]
    finally:
        cloud.stop()
    assert (told["Handler"], told["Runtime"], told["Timeout"],
            told["MemorySize"]) == ("handler.sh", "provided.al2023", 10, 256)
    assert told["CodeSize"] > 0
    (layer, _), = [(name, one) for name, one in template["Resources"].items()
                   if one["Type"] == "AWS::Lambda::LayerVersion"]
    function, = [one for one in template["Resources"].values()
                 if one["Type"] == "AWS::Lambda::Function"]
    assert function["Properties"]["Layers"] == [{"Ref": layer}]
    url, = [one for one in template["Resources"].values()
            if one["Type"] == "AWS::Lambda::Url"]
    assert url["Properties"]["AuthType"] == "AWS_IAM"


@pytest.fixture(scope="module")
def terraform():
    """{"resource.TYPE.NAME" or "data.TYPE.NAME": its arguments}."""
    done = subprocess.run([HOME / "bin/python", "-c", READ], text=True,
                          input=section("Terraform"), capture_output=True)
    assert done.returncode == 0, done.stderr
    found = {}
    for kind in ("resource", "data"):
        for block in json.loads(done.stdout)[kind]:
            for of, named in block.items():
                for name, told in named.items():
                    found[".".join(part.strip('"') for part in
                                   (kind, of, name))] = told
    return found


# Of the provider's own arguments, the one that Lambda's API has for it.
OWN = {"filename": "Code", "source_code_hash": "Code",
       "authorization_type": "AuthType"}
CALLS = {"aws_lambda_function": "CreateFunction",
         "aws_lambda_layer_version": "PublishLayerVersion",
         "aws_lambda_function_url": "CreateFunctionUrlConfig"}


def test_terraform_sets_what_lambda_accepts(terraform):
    model = botocore.session.get_session().get_service_model("lambda")
    seen = set()
    for name, told in terraform.items():
        call = CALLS.get(name.split(".")[1])
        if not call:
            continue
        seen.add(call)
        members = model.operation_model(call).input_shape.members
        if call == "PublishLayerVersion":
            members = {**members, "Code": members["Content"]}
        for argument in told:
            if argument.startswith("__"):
                continue
            asked = OWN.get(argument) or "".join(
                part.title() for part in argument.split("_"))
            assert asked in members, f"{name}: {argument}"
    assert seen == set(CALLS.values())


def test_what_terraform_refers_to_is_there(terraform):
    text = section("Terraform")
    asked = re.findall(r"(?:data\.)?\b(?:aws_[a-z_]+|archive_file)\.\w+(?=\.)",
                       text)
    assert len(asked) >= 4
    for one in asked:
        whole = one if one.startswith("data.") else f"resource.{one}"
        assert whole in terraform, one
    for file in re.findall(r'"((?:build/dayfly|examples)[^"]*)"', text):
        assert (ROOT / file).exists(), file
