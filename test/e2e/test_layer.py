"""The runtime layer works where it is unpacked, with nothing else of ours."""

import json
import platform
import subprocess
import zipfile

from parts import ROOT, clean_env, interpreter, write


def unpacked(folder):
    subprocess.run(["make", "-s", "layer"], cwd=ROOT, check=True,
                   capture_output=True)
    name = f"dayfly-runtime-{platform.machine()}.zip"
    with zipfile.ZipFile(ROOT / "build" / name) as layer:
        layer.extractall(folder)
        for entry in layer.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)
    return folder


def call(opt, task):
    done = subprocess.run(
        [opt / "bootstrap", "--once"], input=b'{"name":"you"}', timeout=30,
        capture_output=True, check=True,
        env=clean_env(LAMBDA_TASK_ROOT=task,
                      DAYFLY_INTERPRETER=interpreter("node")))
    return json.loads(done.stdout)


def test_the_dummy_answers_and_the_function_s_own_bundle_wins(tmp_path):
    opt = unpacked(tmp_path / "opt")
    task = tmp_path / "task"
    task.mkdir()
    dummy = call(opt, task)
    assert "dayfly is working" in dummy["message"]
    assert dummy["event"] == {"name": "you"}
    write(task, "function.bundle.js",
          "exports.handler = (event) => `own: ${event.name}`;\n", 0o644)
    assert call(opt, task) == "own: you"
