"""examples/webhook-bot on AWS, as its README says: a copy behind a URL that is
open to everybody; its secrets are variables of the function."""

import json
import shutil
import subprocess

from cloud import REGION
from deploying import ROLE
from parts import BIN, ROOT


def test_a_copy_is_deployed_behind_an_open_url_and_keeps_its_secrets(
        cloud, keys, zips, tmp_path):
    for kind in ("runtime", "node"):
        shutil.copy(zips / "runtime.zip", zips / f"dayfly-{kind}-x86_64.zip")
    copy = tmp_path / "webhook-bot-for-aws"
    shutil.copytree(ROOT / "examples" / "webhook-bot", copy)
    manifest = json.loads((copy / "dayfly.json").read_text())
    assert manifest.pop("url") is False
    (copy / "dayfly.json").write_text(json.dumps(manifest))

    def deploy(*words):
        done = subprocess.run(
            [BIN / "dayfly", "deploy", copy, "--region", REGION, "--endpoint",
             cloud.url, "--arch", "x86_64", "--layers", zips, *words],
            capture_output=True, text=True, timeout=60, env=keys)
        assert done.returncode == 0, done.stderr

    aws = cloud.client("lambda")
    deploy("--role", ROLE, "--url", "NONE")
    variables = {"GITHUB_TOKEN": "github_pat_1", "GITHUB_WEBHOOK_SECRET": "a secret"}
    aws.update_function_configuration(
        FunctionName=copy.name, Environment={"Variables": variables})
    deploy("--url", "NONE")
    made = aws.get_function_configuration(FunctionName=copy.name, Qualifier="live")
    assert made["Version"] == "2"
    assert made["Environment"]["Variables"] == variables
    assert made["Timeout"] == manifest["timeout"]
    assert aws.get_function_url_config(
        FunctionName=copy.name, Qualifier="live")["AuthType"] == "NONE"
