"""layer/deploy: what a dry run prints, and what runs on which base."""

import re
import subprocess

import pytest
from cloud import REGION
from deploying import AWS, ROLE, deploy, environment, make
from parts import ROOT


def test_a_dry_run_is_lines_for_a_shell(cloud, keys, zips, function):
    for kind in ("runtime", "deno"):
        assert make(f"deploy-{kind}-layer", keys, ARCH="arm64",
                    ZIP=zips / f"{kind}.zip")[0] == 0
    (function / "event.json").write_text('{"name": "it\'s"}')
    told = {"NAME": "pasted", "CODE": function, "ROLE": ROLE, "ARCH": "arm64",
            "ENGINE": "deno", "ENV": "A=b c", "DRY_RUN": "1"}
    code, script, err = make("create-function", keys, **told)
    assert code == 0, err
    done = subprocess.run(
        ["sh", "-euc", script], cwd=ROOT, capture_output=True, text=True,
        env={**keys, "PATH": f"{AWS.parent}:/usr/bin:/bin"}, timeout=120)
    assert done.returncode == 0, (script, done.stderr)
    made = cloud.client("lambda").get_function_configuration(
        FunctionName="pasted")
    assert [layer["Arn"].split(":")[6] for layer in made["Layers"]] == [
        "dayfly-runtime-arm64", "dayfly-deno-arm64"]
    assert made["Environment"]["Variables"] == {"A": "b c"}
    event = re.search(r"fileb://(\S+)", make("invoke", keys, **told)[1])
    assert (ROOT / event[1]).read_text() == '{"name": "it\'s"}'


def test_a_program_with_its_own_bootstrap_takes_no_layer(cloud, keys, tmp_path):
    folder = tmp_path / "go"
    folder.mkdir()
    (folder / "bootstrap").write_text("#!/bin/sh\n")
    told = {"NAME": "go", "CODE": folder, "ROLE": ROLE}
    refused = deploy("create", keys, **told)
    assert refused[0] == 1 and "chmod +x" in refused[2]
    (folder / "bootstrap").chmod(0o755)
    for _ in range(2):
        code, out, err = deploy("create", keys, **told)
        assert code == 0 and out.endswith(":function:go"), err
        made = cloud.client("lambda").get_function_configuration(
            FunctionName="go")
        assert made["Handler"] == "bootstrap" and not made.get("Layers")


@pytest.mark.parametrize("newest, runtimes", [
    (b"\0GLIBC_2.17\0", ["provided.al2023", "provided.al2"]),
    (b"\0GLIBC_2.17\0GLIBC_2.28\0", ["provided.al2023"]),
    (b"static", ["provided.al2023", "provided.al2"]),
])
def test_a_layer_names_the_bases_its_programs_run_on(
        cloud, keys, tmp_path, newest, runtimes):
    program, zipped = tmp_path / "layer/bin/engine", tmp_path / "engine.zip"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"\x7fELF" + newest)
    program.chmod(0o755)
    subprocess.run(["/usr/bin/python3", ROOT / "layer/zip.py", zipped,
                    tmp_path / "layer"], check=True)
    kind = "based" + str(len(newest))
    assert deploy(f"layer {kind}", keys, ZIP=zipped, ARCH="arm64")[0] == 0
    made, = cloud.client("lambda").list_layer_versions(
        LayerName=f"dayfly-{kind}-arm64")["LayerVersions"]
    assert made["CompatibleRuntimes"] == runtimes


def test_a_base_too_old_for_a_layer_is_refused(
        cloud, keys, function, zips, tmp_path):
    assert make("deploy-layer", keys, ARCH="arm64",
                ZIP=zips / "runtime.zip")[0] == 0
    test_a_layer_names_the_bases_its_programs_run_on(
        cloud, keys, tmp_path, b"\0GLIBC_2.31\0end", ["provided.al2023"])
    code, out, err = deploy(
        "create", keys, NAME="old", CODE=function, ROLE=ROLE, ARCH="arm64",
        ENGINE="based15", RUNTIME="provided.al2")
    assert code == 1 and not out
    assert "does not run on provided.al2, only on: provided.al2023" in err


@pytest.mark.parametrize("more, ends", [
    ({}, 1), ({"ENGINE": "node"}, 1), ({"LAYERS": "arn:x"}, 0),
    ({"ENV": "A=b,DAYFLY_INTERPRETER=/var/task/bin/python3"}, 0),
])
def test_python_without_an_interpreter_is_refused(
        tmp_path, more, ends):
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "lambda_function.py").write_text("")
    env = environment(tmp_path, DRY_RUN="1", NAME="greet",
                      ROLE=ROLE, REGION=REGION)
    code, out, err = deploy("create", env, CODE=folder, **more)
    assert code == ends
    if ends:
        assert not out and "needs Python, which neither provided.al2023" in err


def test_a_function_goes_back_to_a_runtime_of_aws(cloud, keys, function, zips):
    assert make("deploy-layer", keys, ZIP=zips / "runtime.zip", ARCH="arm64")[0] == 0
    assert make("deploy-deno-layer", keys, ZIP=zips / "deno.zip",
                ARCH="arm64")[0] == 0
    told = {"NAME": "back", "CODE": function, "ROLE": ROLE, "ARCH": "arm64",
            "ENGINE": "deno"}
    assert make("create-function", keys, **told)[0] == 0

    def made():
        found = cloud.client("lambda").get_function_configuration(
            FunctionName="back")
        return found["Runtime"], len(found.get("Layers") or []), found["Handler"]
    assert made() == ("provided.al2023", 2, "index.handler")
    assert make("update-config", keys, RUNTIME="nodejs22.x", **told)[0] == 0
    assert made() == ("nodejs22.x", 0, "index.handler")
    assert make("update-config", keys, **told)[0] == 0
    assert made() == ("provided.al2023", 2, "index.handler")


@pytest.mark.parametrize("runtime, handler", [
    ("python3.13", "index.handler"), ("nodejs22.x", "index.mjs"),
    ("java21", "index.handler"), ("nodejs22.x", "absent.handler")])
def test_a_runtime_of_aws_gets_only_what_it_can_run(
        tmp_path, function, runtime, handler):
    env = environment(tmp_path, DRY_RUN="1", NAME="back", REGION=REGION)
    code, out, err = deploy("update-config", env, CODE=function,
                            RUNTIME=runtime, HANDLER=handler)
    assert code == 1 and not out
    assert f"{runtime} has nothing to run in {function} for the handler " \
        f"\"{handler}\"" in err
