"""layer/README.md: a function that runs in a runtime of AWS's own gets dayfly, and
goes back. The commands are those of the page, run by the real AWS CLI against moto."""

import re
import shlex
import subprocess

from cloud import REGION
from deploying import AWS, ROLE, make
from parts import ROOT
from readme_blocks import blocks_of


def commands(heading):
    text = (ROOT / "layer/README.md").read_text()
    section = re.search(rf"^## {heading}$(.*?)^## ", text, re.M | re.S)[1]
    return [command for block in blocks_of(section) for command in block.commands
            if command.startswith("aws ")]


def run(command, keys):
    done = subprocess.run([AWS, *shlex.split(command)[1:], "--output", "text"],
                          capture_output=True, text=True, timeout=60,
                          env={**keys, "AWS_DEFAULT_REGION": REGION})
    assert done.returncode == 0, (command, done.stderr)


def test_a_function_of_aws_gets_dayfly_and_goes_back(cloud, keys, zips, function):
    aws = cloud.client("lambda")
    (zips / "node.zip").write_bytes((zips / "deno.zip").read_bytes())
    arns = [make(f"deploy-{kind}-layer", keys, ZIP=zips / f"{kind}.zip",
                 ARCH="x86_64")[1] for kind in ("runtime", "node")]
    subprocess.run(["/usr/bin/python3", ROOT / "layer/zip.py", zips / "code.zip",
                    function], check=True)
    aws.create_function(
        FunctionName="hello", Runtime="nodejs22.x", Handler="index.handler",
        Role=ROLE, Timeout=9, Environment={"Variables": {"A": "b"}},
        Code={"ZipFile": (zips / "code.zip").read_bytes()})

    def made():
        found = aws.get_function_configuration(FunctionName="hello")
        assert (found["Handler"], found["Timeout"], found["Environment"]) == (
            "index.handler", 9, {"Variables": {"A": "b"}})
        return found["Runtime"], [one["Arn"] for one in found.get("Layers") or []]
    for command in commands("Attach it"):
        run(command.replace("RUNTIME_LAYER_ARN", arns[0]).replace(
            "NODE_LAYER_ARN", arns[1]), keys)
    assert made() == ("provided.al2023", arns)
    assert "1" in [one["Version"] for one in aws.list_versions_by_function(
        FunctionName="hello")["Versions"]]
    back, remove = commands("Go back")
    run(back, keys)
    assert made() == ("nodejs22.x", [])
    run(remove, keys)
    assert not aws.list_layer_versions(
        LayerName="dayfly-node-x86-64")["LayerVersions"]
