"""What `bootstrap --probe` says about copies: it makes some."""

import json
import shutil
import subprocess

import pytest
from parts import BIN, PYTHON, ROOT, clean_env, write
from sandbox_cases import program


@pytest.fixture
def copied_here(tmp_path):
    """What `--probe` says about copies: copied_here(words for `without`, **env)."""
    for name in ("app.py", "index.mjs"):
        write(tmp_path, name, "raise NotImplementedError", 0o644)

    def look(*lacks, **env):
        env = {"_HANDLER": "app.handler", "LAMBDA_TASK_ROOT": tmp_path, **env}
        told = subprocess.run([program("without"), *lacks, BIN / "bootstrap", "--probe"],
                              capture_output=True, text=True, check=True,
                              timeout=60, env=clean_env(**env)).stdout
        return {line.split()[0]: line.split(maxsplit=1)[1]
                for line in told.splitlines()}

    return look


def test_the_probe_says_which_processes_are_copied(copied_here):
    """Without loading the module."""
    found = copied_here()
    for name in "node", "deno", "bun", "python":
        assert found[name] == f"yes  processes of {name} are copied", found
    assert found["qjs"].startswith("no ") and "cannot be copied" in found["qjs"]
    assert found["copies"] == "yes  processes of this function are copied"


@pytest.mark.parametrize("keys, env, reason", [
    ({"isolation": "strict"}, {"DAYFLY_INTERPRETER": PYTHON}, "isolation is strict"),
    ({"required": ["namespaces"]}, {}, "namespaces of its own"),
    ({"required": ["nonsense"]}, {}, "unknown word"),
    ({"spare": "late"}, {}, "DAYFLY_SPARE"),
    ({}, {"_HANDLER": "none.handler"}, "Cannot find module"),
    ({}, {"_HANDLER": "index.handler"}, "library"),
])
def test_the_probe_says_why_processes_of_the_function_are_started(
        tmp_path, copied_here, keys, env, reason):
    if reason == "library":
        files = shutil.copytree(ROOT / "build/bridge", tmp_path / "bridge")
        for file in files.glob("*.so"):
            file.unlink()
        env = {**env, "DAYFLY_BRIDGE": files / "runtime.js"}
    (tmp_path / "dayfly.json").write_text(json.dumps(keys))
    row = copied_here(**env)["copies"]
    assert row.startswith("no ") and reason in row, row


def test_the_probe_says_that_the_kernel_refuses_copies(copied_here):
    found = copied_here("brothers")
    for name in "node", "deno", "bun", "python", "copies":
        assert found[name].startswith("no ") and "cannot be copied" in found[name]
