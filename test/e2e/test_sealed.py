"""The tier `sealed`: a program that its own user cannot read, so that no other
process of that user sees into it, even where the kernel has no other wall."""

import json
import os
import shutil
import subprocess

import pytest
from parts import ROOT, clean_env
from sandbox_cases import bootstrap, function_of_all, program
from sandbox_table import USER

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not root")

APP = """
import os, subprocess
LOOK = "print(len(open('/proc/%d/environ', 'rb').read()) > 0)"

def handler(event, context):
    said = subprocess.run(["/usr/bin/python3", "-c", LOOK % os.getpid()],
                          capture_output=True, text=True)
    return said.stdout.strip() == "True"
"""
POOR = ["landlock", "seccomp", f"user={USER}"]


@pytest.fixture
def sealed():
    """sealed(mode, *words, **keys): the bootstrap's answer, log and whether it
    failed, with an interpreter of that mode."""
    folder = function_of_all("sealed", "")
    (folder / "app.py").write_text(APP)
    python = folder / "python3"
    shutil.copy(os.path.realpath("/usr/bin/python3"), python)
    bridge = shutil.copy(ROOT / "build/bridge/runtime.py", folder)

    def run(mode, lacks, *words, **keys):
        python.chmod(mode)
        (folder / "dayfly.json").write_text(json.dumps(
            {"isolation": "strict", "permissions": {"run": True}, **keys}))
        return subprocess.run(
            [program("without"), *lacks, bootstrap(), *words],
            input="1", capture_output=True, text=True,
            env=clean_env(LAMBDA_TASK_ROOT=folder, _HANDLER="app.handler",
                          DAYFLY_INTERPRETER=python, DAYFLY_BRIDGE=bridge,
                          DAYFLY_TIMEOUT=20, DAYFLY_BILL=1))

    return run


@pytest.mark.parametrize("mode,seen", [(0o755, True), (0o711, False)])
def test_no_other_process_of_its_user_sees_into_a_sealed_one(
        sealed, mode, seen):
    done = sealed(mode, POOR, "--once")
    assert json.loads(done.stdout) is seen, done.stderr
    bill = next(line for line in done.stderr.splitlines() if '"bill"' in line)
    tier = json.loads(bill[bill.index("{"):])["tier"]
    assert ("sealed" in tier.split(", ")) is not seen


def test_required_it_starts_with_a_program_of_mode_0711_only(sealed):
    done = sealed(0o755, POOR, "--once", required=["sealed"])
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["errorType"] == "Runtime.InvalidTaskConfig"
    for word in ["/dayfly.json", '"required": "sealed"', "/python3 is readable",
                 "chmod 0711"]:
        assert word in told["errorMessage"]
    assert sealed(0o711, POOR, "--once", required=["sealed"]).stdout == "false"


def test_a_sealed_interpreter_runs_in_every_sandbox(sealed):
    for lacks in ([], [f"user={USER}"]):
        done = sealed(0o711, lacks, "--once", required=["sealed"])
        assert done.stdout == "false", done


@pytest.mark.parametrize("mode,lacks,answer", [
    (0o755, POOR, "no"), (0o711, POOR, "yes"), (0o711, [], "yes"),
    (0o755, [], "no")])
def test_the_probe_reports_it_for_the_configured_function(
        sealed, mode, lacks, answer):
    lines = sealed(mode, lacks, "--probe").stdout.splitlines()
    line = next(words for words in map(str.split, lines)
                if words[0] == "sealed")
    assert line[1] == answer
    assert ("chmod" in line) is (answer == "no")
