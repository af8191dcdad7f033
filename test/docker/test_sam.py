"""The templates of layer/ with AWS's own SAM CLI: valid, built by their
makefile, called locally in its containers, and what was built, deployed to
moto. The AWS CLI and moto are those of build/tools."""

import json
import os
import subprocess

import pytest
from cloud import REGION, Cloud
from parts import ROOT, clean_env

HOME = ROOT / "layer"
SAM = ROOT / "build/sam/bin/sam"
TEMPLATES = ("template", "layers", "functions")


def sam(*words, **env):
    done = subprocess.run(
        [SAM, *map(str, words)], cwd=HOME, capture_output=True, text=True,
        timeout=280, env=clean_env(
            SAM_CLI_TELEMETRY="0", AWS_DEFAULT_REGION=REGION,
            AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x",
            **{**{key: os.environ[key] for key in ("DOCKER_HOST",)
                  if key in os.environ}, **env}))
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def zips():
    """The layers, in build/."""
    done = subprocess.run(["make", "-s", "-C", ROOT, "layer", "layer-deno"],
                          capture_output=True, text=True, env=clean_env())
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def built(zips, tmp_path_factory):
    """built(NAME): the folder in which `sam build` has put that template."""
    made = {}

    def build(name):
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            sam("build", "-t", f"{name}.yaml", "--build-dir", made[name],
                "--cache-dir", made[name] / "cache")
        return made[name]

    return build


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_valid(name):
    assert "is a valid SAM Template" in sam("validate", "--lint", "-t",
                                            f"{name}.yaml")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_built_by_its_makefile(built, name):
    folder = built(name)
    if name != "functions":
        for file in ("RuntimeLayer/bootstrap", "DenoLayer/bin/deno"):
            assert os.access(folder / file, os.X_OK), file
        for file in ("runtime.js", "runtime.py", "web.mjs"):
            assert (folder / "RuntimeLayer/dayfly" / file).exists()
    if name != "layers":
        assert (folder / "HelloFunction/index.mjs").exists()
        assert os.access(folder / "ShellFunction/handler.sh", os.X_OK)


def test_a_layer_that_is_not_there_is_named(tmp_path):
    with pytest.raises(AssertionError, match="is missing: make layer"):
        sam("build", "-t", "layers.yaml", "--build-dir", tmp_path / "out",
            BUILD=str(tmp_path))


@pytest.mark.parametrize("function", ["HelloFunction", "ShellFunction"])
def test_a_function_is_called_by_sam_local(built, debian, function):
    folder = built("template")
    told = sam("local", "invoke", function, "-t", folder / "template.yaml",
               "--invoke-image", debian, "--skip-pull-image", "-e",
               ROOT / "examples/hello/event.json")
    assert '{"message":"Hello, you!"}' in told.replace(": ", ":")


@pytest.fixture(scope="module")
def cloud():
    running = Cloud()
    try:
        running.client("s3").create_bucket(Bucket="built")
        yield running
    finally:
        running.stop()


TRANSFORM = """
import json, sys, yaml
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse
class Policies:
    def load(self): return {}
told = yaml_parse(open(sys.argv[1]).read())
print(json.dumps(transform(told, {}, Policies())))
"""


def deploy(cloud, folder, name):
    """Packaged by SAM, turned into plain CloudFormation by the translator that
    AWS itself runs, created in moto. Returns the plain template's resources,
    and those that were made."""
    sam("package", "-t", folder / "template.yaml", "--s3-bucket", "built",
        "--output-template-file", folder / "packaged.yaml",
        AWS_ENDPOINT_URL=cloud.url)
    plain = subprocess.run(
        [SAM.with_name("python"), "-c", TRANSFORM, folder / "packaged.yaml"],
        capture_output=True, text=True, env=clean_env(
            AWS_DEFAULT_REGION=REGION))
    assert plain.returncode == 0, plain.stderr
    stacks = cloud.client("cloudformation")
    stacks.create_stack(StackName=name, TemplateBody=plain.stdout,
                        Capabilities=["CAPABILITY_IAM"])
    made = stacks.describe_stacks(StackName=name)["Stacks"][0]
    assert made["StackStatus"] == "CREATE_COMPLETE"
    found = stacks.describe_stack_resources(StackName=name)["StackResources"]
    return json.loads(plain.stdout)["Resources"], found


def made_of(found, kind):
    return sorted(one.get("PhysicalResourceId", "") for one in found
                  if one["ResourceType"] == kind)


def check_functions(cloud, found):
    aws = cloud.client("lambda")
    told = [aws.get_function_configuration(FunctionName=name)
            for name in made_of(found, "AWS::Lambda::Function")]
    assert {one["Handler"] for one in told} == {"index.handler", "handler.sh"}
    assert {one["Runtime"] for one in told} == {"provided.al2023"}
    assert all(one["CodeSize"] > 0 for one in told)


def layers_in(plain):
    """The references of each function; moto itself does not look at them."""
    return {one["Properties"]["Handler"]:
            [layer["Ref"] for layer in one["Properties"]["Layers"]]
            for one in plain.values()
            if one["Type"] == "AWS::Lambda::Function"}


def test_one_stack_is_deployed(cloud, built):
    plain, found = deploy(cloud, built("template"), "one")
    check_functions(cloud, found)
    assert len(made_of(found, "AWS::Lambda::LayerVersion")) == 2
    named = {handler: [plain[one]["Properties"]["LayerName"] for one in refs]
             for handler, refs in layers_in(plain).items()}
    assert named == {"index.handler": ["dayfly-runtime", "dayfly-deno"],
                     "handler.sh": ["dayfly-runtime"]}


def test_two_stacks_are_deployed(cloud, built):
    plain, found = deploy(cloud, built("layers"), "lower")
    assert len(made_of(found, "AWS::Lambda::LayerVersion")) == 2
    assert made_of(found, "AWS::SSM::Parameter") == [
        "/dayfly/layers/deno", "/dayfly/layers/runtime"]
    plain, found = deploy(cloud, built("functions"), "upper")
    check_functions(cloud, found)
    assert layers_in(plain) == {
        "index.handler": ["RuntimeLayerArn", "DenoLayerArn"],
        "handler.sh": ["RuntimeLayerArn"]}
