"""layer/deploy and its make targets: the whole life of layers and a function,
said twice, with the real AWS CLI; and what is refused before anything is sent.
What they talk to is moto's server, and for a call dayfly's host."""

import os
import re
import socket
import subprocess
import time
import zipfile

import pytest
from cloud import REGION
from deploying import ROLE, deploy, environment, make
from parts import BIN, ROOT, TOOLS, Server, clean_env, wait_for


def test_a_layer_is_published_once_and_again_when_it_changed(
        cloud, keys, zips):
    zip_path = zips / "runtime.zip"
    first = make("deploy-layer", keys, ZIP=zip_path, ARCH="x86_64")
    arn = f"arn:aws:lambda:{REGION}:123456789012:layer:dayfly-runtime-x86-64:1"
    assert first[:2] == (0, arn)
    assert make("deploy-layer", keys, ZIP=zip_path, ARCH="x86_64")[:2] == (
        0, arn)
    with zipfile.ZipFile(zip_path, "a") as z:
        z.writestr("more", "more")
    assert make("deploy-layer", keys, ZIP=zip_path, ARCH="x86_64")[:2] == (
        0, arn[:-1] + "2")
    told = cloud.client("lambda").list_layer_versions(
        LayerName="dayfly-runtime-x86-64")["LayerVersions"]
    assert [one["Version"] for one in told] == [2, 1]
    assert told[0]["CompatibleArchitectures"] == ["x86_64"]
    assert "provided.al2023" in told[0]["CompatibleRuntimes"]
    deno = make("deploy-deno-layer", keys, ZIP=zips / "deno.zip", ARCH="arm64")
    assert deno[1].endswith(":layer:dayfly-deno-arm64:1")


def test_a_function_lives_from_create_to_delete(cloud, keys, zips, function):
    aws = cloud.client("lambda")
    for kind in ("", "deno-"):
        assert make(f"deploy-{kind}layer", keys, ARCH="arm64",
                    ZIP=zips / f"{kind.rstrip('-') or 'runtime'}.zip")[0] == 0
    told = {"NAME": "greet", "CODE": function, "ARCH": "arm64",
            "ENGINE": "deno"}
    arn = f"arn:aws:lambda:{REGION}:123456789012:function:greet"
    assert make("create-function", keys, ROLE=ROLE, ENV="MODE=dry,A=b",
                **told)[:2] == (0, arn)
    made = aws.get_function_configuration(FunctionName="greet")
    assert (made["Handler"], made["Timeout"], made["MemorySize"]) == (
        "index.handler", 7, 256)
    assert (made["Runtime"], made["Architectures"], made["Role"]) == (
        "provided.al2023", ["arm64"], ROLE)
    assert made["Environment"]["Variables"] == {"MODE": "dry", "A": "b"}
    assert [layer["Arn"].split(":")[6] for layer in made["Layers"]] == [
        "dayfly-runtime-arm64", "dayfly-deno-arm64"]

    # Said again it is no failure, and changes nothing.
    again = make("create-function", keys, ROLE=ROLE, **told)
    assert again[:2] == (0, arn)
    assert "its code is unchanged" in again[2]
    after = aws.get_function_configuration(FunctionName="greet")
    assert after["CodeSha256"] == made["CodeSha256"]
    assert after["Environment"] == made["Environment"]

    (function / "index.mjs").write_text("export const handler = () => 1;\n")
    assert make("update-code", keys, **told)[:2] == (0, arn)
    after = aws.get_function_configuration(FunctionName="greet")
    assert after["CodeSha256"] != made["CodeSha256"]
    assert make("update-config", keys, MEMORY=512, **told)[:2] == (0, arn)
    after = aws.get_function_configuration(FunctionName="greet")
    assert (after["MemorySize"], after["Timeout"]) == (512, 7)

    logs = cloud.client("logs")
    group, stream = "/aws/lambda/greet", "2026/11/21/[$LATEST]0"
    assert "has logged nothing" in make("logs", keys, NAME="greet")[2]
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[
        {"timestamp": int(time.time() * 1000), "message": "what it said"}])
    assert make("logs", keys, NAME="greet")[1] == "what it said"

    assert make("delete", keys, NAME="greet")[0] == 0
    assert not aws.list_functions()["Functions"]
    assert not logs.describe_log_groups()["logGroups"]
    twice = make("delete", keys, NAME="greet")
    assert twice[0] == 0 and "has no function greet" in twice[2]
    gone = make("update-code", keys, **told)
    assert gone[0] != 0 and "create it first" in gone[2]


def test_a_function_is_called_and_its_failure_is_ours(tmp_path, function):
    host = Server()
    host.start([BIN / "dayfly", "serve", "--listen", "127.0.0.1:0", function],
               clean_env(PATH=f"{TOOLS}:/usr/bin:/bin"), tmp_path)
    try:
        url = wait_for(lambda: re.search(r"http://127\.0\.0\.1:\d+", host.log),
                       what="the host's start").group(0)
        env = environment(tmp_path, AWS_ENDPOINT_URL=url, REGION=REGION,
                          AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")
        told = {"NAME": "greet", "CODE": function}
        assert make("invoke", env, **told)[:2] == (0, '"Hello, you!"')
        assert make("invoke", env, EVENT='{"name":"é"}', **told)[:2] == (
            0, '"Hello, é!"')
        failed = make("invoke", env, EVENT="{}", **told)
        assert failed[0] != 0
        assert '"nobody"' in failed[1] and "greet failed: Unhandled" in failed[2]
    finally:
        host.stop()


def test_a_large_zip_goes_through_a_bucket(cloud, keys, tmp_path):
    big = tmp_path / "big.zip"
    with zipfile.ZipFile(big, "w") as z:
        z.writestr("noise", os.urandom(52428801))
    refused = deploy("layer deno", keys, ZIP=big)
    assert refused[0] == 1 and "set BUCKET" in refused[2]
    cloud.client("s3").create_bucket(Bucket="zips")
    code, out, err = deploy("layer deno", keys, ZIP=big, BUCKET="zips")
    assert code == 0 and ":layer:dayfly-deno-" in out, err
    assert deploy("layer deno", keys, ZIP=big, BUCKET="zips")[1] == out


@pytest.fixture
def nobody():
    """An endpoint where nothing may arrive."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_dry_run_prints_the_calls_and_sends_nothing(tmp_path, nobody, zips,
                                                      function):
    env = environment(tmp_path, AWS_ENDPOINT_URL=nobody, DRY_RUN="1",
                      REGION=REGION)
    told = {"NAME": "greet", "CODE": function, "ROLE": ROLE}
    for target, more, calls in (
            ("deploy-layer", {"ZIP": zips / "runtime.zip"},
             ["lambda publish-layer-version --layer-name dayfly-runtime-"]),
            ("function-url", {**told, "AUTH": "NONE"},
             ["lambda create-function-url-config --function-name greet "
              "--auth-type NONE", "lambda add-permission",
              "--invoked-via-function-url"]),
            ("create-function", told,
             ["lambda create-function --function-name greet", "lambda wait"]),
            ("update-code", told, ["lambda update-function-code"]),
            ("update-config", {**told, "ENV": "A=b c"},
             ["lambda update-function-configuration",
              "--environment 'Variables={A=b c}'"]),
            ("invoke", told, ["lambda invoke --function-name greet"]),
            ("logs", told, ["logs filter-log-events"]),
            ("delete", told, ["lambda delete-function",
                              "logs delete-log-group"])):
        code, out, err = make(target, env, **more)
        assert code == 0, (target, err)
        for line in out.splitlines():
            assert line.startswith(f"aws --region {REGION} "), line
        for call in calls:
            assert call in out, (target, out)


GOOD = {"NAME": "greet", "ROLE": ROLE, "REGION": REGION}


@pytest.mark.parametrize("command, change, says", [
    ("create", {"AWS": "/nonexistent/aws"}, "there is no AWS CLI"),
    ("create", {"AWS_ACCESS_KEY_ID": ""}, "no credentials"),
    ("create", {"REGION": ""}, "no region"),
    ("create", {"REGION": "Frankfurt"}, '"Frankfurt" is no region'),
    ("create", {"NAME": ""}, "set NAME"),
    ("create", {"NAME": "a b"}, '"a b" cannot be a function\'s name'),
    ("create", {"NAME": "x" * 65}, "65 characters, at most 64"),
    ("layer a/b", {}, "cannot be a layer's kind"),
    ("layer", {"ZIP": "/nonexistent.zip"}, "/nonexistent.zip is missing"),
    ("create", {"CODE": "/nonexistent"}, "it must be the function's folder"),
    ("create", {"ROLE": ""}, "no role: set ROLE"),
    ("create", {"ROLE": "lambda-basic"}, "which is no ARN of a role"),
    ("create", {"ARCH": "riscv64"}, "it must be x86_64 or arm64"),
    ("create", {"TIMEOUT": "901"}, "from 1 to 900"),
    ("update-config", {"MEMORY": "lots"}, "from 128 to 10240"),
    ("logs", {"MINUTES": "0"}, "from 1 to 99999"),
    ("url", {"AUTH": "PUBLIC"}, "it must be AWS_IAM, or NONE"),
    ("url", {"MODE": "STREAM"}, "BUFFERED or RESPONSE_STREAM"),
    ("invoke", {"EVENT": "{"}, "neither a file nor JSON"),
])
def test_what_cannot_be_is_refused_before_anything_is_sent(
        tmp_path, nobody, function, command, change, says):
    env = environment(tmp_path, AWS_ENDPOINT_URL=nobody,
                      AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")
    env = {**env, **GOOD, "CODE": str(function), "LAYERS": "arn:x", **change}
    code, out, err = deploy(
        command, {k: v for k, v in env.items() if v != ""})
    assert code != 0 and not out
    assert says in err and len(err.splitlines()) == 1, err


@pytest.mark.parametrize("files, says", [
    ([], 'nothing for the handler "index.handler"'),
    (["handler.c"], 'nothing for the handler "handler"'),
    (["handler"], "cannot be run: chmod +x"),
])
def test_code_without_its_handler_is_no_function(
        tmp_path, nobody, files, says):
    folder = tmp_path / "code"
    folder.mkdir()
    for name in files:
        (folder / name).write_text("")
        (folder / "dayfly.json").write_text('{"handler": "handler"}')
    env = environment(tmp_path, AWS_ENDPOINT_URL=nobody, **GOOD,
                      AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")
    code, out, err = deploy("create", env, CODE=folder)
    assert code != 0 and not out
    assert says in err and len(err.splitlines()) == 1, err


@pytest.mark.parametrize("name, engine, handler, says", [
    ("index.ts", "", "index.handler", "ENGINE=deno, node, bun or qjs"),
    ("index.cjs", "node", "index.handler", None),
    ("function.bundle.js", "bun", "function.bundle.js", None),
])
def test_the_usual_handler_is_found_and_its_interpreter_asked_for(
        tmp_path, nobody, name, engine, handler, says):
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / name).write_text("")
    env = environment(tmp_path, AWS_ENDPOINT_URL=nobody, DRY_RUN="1", **GOOD)
    code, out, err = deploy("create", env, CODE=folder, ENGINE=engine)
    assert code == 0 and f"--handler {handler} " in out
    assert ("dayfly-" + engine) in out
    assert says in err if says else len(err.splitlines()) == 2


@pytest.mark.parametrize("said, is_", [("arm64", "aarch64"), ("amd64", "x86_64")])
def test_a_machine_may_be_called_as_docker_and_aws_do(said, is_):
    told = subprocess.run(["make", "-n", "layer", f"ARCH={said}"], cwd=ROOT,
                          env=clean_env(), check=True, capture_output=True,
                          text=True).stdout
    assert f"layer/static/libs {is_}\n" in told
    assert f"ARCH={is_} PYTHON=" in told


@pytest.mark.parametrize("target", ["static", "layer-qjs", "layer-deno-zip"])
def test_an_unknown_machine_is_reported(target):
    done = subprocess.run(["make", "-s", target, "ARCH=vax"], cwd=ROOT,
                          env=clean_env(), capture_output=True, text=True,
                          timeout=60)
    assert done.returncode != 0 and not done.stdout
    assert ('ARCH is "vax": it must be x86_64 (amd64) or aarch64 (arm64)'
            in done.stderr)


def test_a_manifest_that_cannot_be_read_is_named(tmp_path, nobody, function):
    (function / "dayfly.json").write_text("{")
    env = environment(tmp_path, AWS_ENDPOINT_URL=nobody, **GOOD, LAYERS="arn:x",
                      AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")
    code, _, err = deploy("update-config", env, CODE=function)
    assert code != 0
    assert f"{function}/dayfly.json cannot be used" in err


def test_the_same_files_make_the_same_zip(tmp_path, function):
    (function / "run.sh").write_text("#!/bin/sh\n")
    (function / "run.sh").chmod(0o700)
    (function / "__pycache__").mkdir()
    (function / "__pycache__/x.pyc").write_text("")
    (function / ".env").write_text("SECRET=of this machine\n")

    def zipped():
        out = tmp_path / "code.zip"
        subprocess.run(["/usr/bin/python3", ROOT / "layer/zip.py", out,
                        function], check=True)
        return out
    first = zipped().read_bytes()
    for path in function.iterdir():
        os.utime(path, (0, 0))
    assert zipped().read_bytes() == first
    with zipfile.ZipFile(zipped()) as z:
        modes = {one.filename: oct(one.external_attr >> 16)
                 for one in z.infolist()}
    assert modes == {"dayfly.json": "0o100644", "event.json": "0o100644",
                     "index.mjs": "0o100644", "run.sh": "0o100755"}


@pytest.mark.parametrize("words, code, out, err", [
    (["help"], 0, "deploy create ", ""), (["--help"], 0, "deploy create ", ""),
    ([], 2, "", "deploy create "),
    (["creat"], 1, "", 'deploy: there is no command "creat"\n')])
def test_help_is_an_answer_and_no_command_an_error(words, code, out, err):
    done = subprocess.run([ROOT / "layer/deploy", *words], timeout=60,
                          capture_output=True, text=True)
    assert done.returncode == code
    assert out in done.stdout and bool(out) == bool(done.stdout)
    assert err in done.stderr and bool(err) == bool(done.stderr)
