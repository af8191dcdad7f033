"""The life of functions by Debian's AWS CLI 2 and boto3, on a host that is killed
and started again after each step."""

import json
import os
import pathlib
import shutil
import subprocess
import urllib.request

import pytest

from hosting import BIN, ROOT, wait_for
from killed import KilledHost
from stored import ROLE, client, node, zip_of

AWS = pathlib.Path("/usr/bin/aws")
QUEUE = "arn:aws:sqs:us-east-1:000000000000:done"
PYTHON = "import word\ndef handler(event, context):\n    return [word.X, event]\n"
pytestmark = pytest.mark.skipif(not AWS.exists(), reason="no AWS CLI 2")


class Killed(KilledHost):
    """What is asked of it by the AWS CLI 2 and boto3."""

    def aws(self, *words):
        env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        env.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="y",
                   AWS_DEFAULT_REGION="us-east-1", AWS_MAX_ATTEMPTS="1",
                   HOME=str(self.folder))
        done = subprocess.run(
            [AWS, "lambda", *words, "--endpoint-url", self.host.url],
            capture_output=True, text=True, timeout=60, env=env, check=False)
        assert done.returncode == 0, (words, done.stderr, self.host.log())
        return json.loads(done.stdout or "{}")

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return f"fileb://{path}"

    def lam(self):
        return client(self.host)

    def answer(self, name, event=1):
        got = self.lam().invoke(FunctionName=name, Payload=json.dumps(event))
        return json.loads(got["Payload"].read())


@pytest.fixture
def life(tmp_path):
    life = Killed(tmp_path)
    yield life
    life.close()


def create(life, name, runtime, handler, code, *words):
    life.aws("create-function", "--function-name", name, "--runtime", runtime,
             "--handler", handler, "--role", ROLE, "--zip-file",
             life.file(name + ".zip", code), *words)
    life.step()
    life.aws("wait", "function-active-v2", "--function-name", name)
    life.step()


def test_a_function_of_node_is_released_and_rolled_back(life):
    create(life, "site", "nodejs22.x", "index.handler", node("return 1;"))
    assert life.answer("site") == 1
    steps = [
        ("publish-version", "--function-name", "site"),
        ("create-alias", "--function-name", "site", "--name", "live",
         "--function-version", "1"),
        ("update-function-code", "--function-name", "site", "--zip-file",
         life.file("two.zip", node("return 2;"))),
        ("wait", "function-updated-v2", "--function-name", "site"),
        ("publish-version", "--function-name", "site"),
        ("update-alias", "--function-name", "site", "--name", "live",
         "--routing-config", "AdditionalVersionWeights={2=0.5}"),
        ("put-function-concurrency", "--function-name", "site",
         "--reserved-concurrent-executions", "2"),
    ]
    for words in steps:
        life.aws(*words)
        life.step()
    assert {life.answer("site:live") for _ in range(40)} == {1, 2}
    life.aws("update-alias", "--function-name", "site", "--name", "live",
             "--function-version", "2", "--routing-config", "{}")
    life.step()
    assert [life.answer("site:live"), life.answer("site:1")] == [2, 1]
    url = life.lam().create_function_url_config(
        FunctionName="site", AuthType="NONE", Qualifier="live")["FunctionUrl"]
    life.step()
    path = url.split("/lambda-url/")[1]
    url = f"{life.host.url}/lambda-url/{path}"
    with urllib.request.urlopen(url, timeout=20) as got:
        assert got.read() == b"2"
    life.aws("update-alias", "--function-name", "site", "--name", "live",
             "--function-version", "1")
    life.step()
    assert life.answer("site:live") == 1
    held = life.aws("get-function-concurrency", "--function-name", "site")
    assert held == {"ReservedConcurrentExecutions": 2}
    life.aws("delete-function", "--function-name", "site")
    life.step()
    assert life.aws("list-functions")["Functions"] == []


def test_a_function_of_python_has_a_layer_and_a_destination(life):
    layer = life.aws("publish-layer-version", "--layer-name", "words",
                     "--zip-file", life.file("layer.zip", zip_of(
                         {"python/word.py": "X = 'layer'\n"})))
    life.step()
    create(life, "words", "python3.12", "app.handler",
           zip_of({"app.py": PYTHON}), "--layers", layer["LayerVersionArn"])
    assert life.answer("words") == ["layer", 1]
    life.lam().put_function_event_invoke_config(
        FunctionName="words",
        DestinationConfig={"OnSuccess": {"Destination": QUEUE}})
    life.step()
    told = life.lam().invoke(FunctionName="words", InvocationType="Event",
                             Payload="7")
    assert told["StatusCode"] == 202
    life.step()
    wait_for(lambda: b"queue done: 1 message" in subprocess.run(
        [BIN / "dayfly", "queue", "--endpoint", life.host.url],
        capture_output=True, timeout=30, check=True).stdout)


@pytest.mark.skipif(not shutil.which("go"), reason="no Go compiler")
def test_a_program_of_go_runs_on_the_bootstrap_of_its_zip(life, tmp_path):
    program = tmp_path / "examples" / "hello-go" / "handler"
    subprocess.run(["make", "-s", "-C", ROOT, f"B={tmp_path}", program], check=True)
    runtime = f"#!/bin/sh\nexec {BIN / 'bootstrap'}\n"
    create(life, "program", "provided.al2023", "handler", zip_of({
        "bootstrap": (runtime, 0o755), "handler": (program.read_bytes(), 0o755)}))
    assert life.answer("program", {"name": "you"})
