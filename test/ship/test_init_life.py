"""A function of each runtime from nothing to AWS: `dayfly init` makes it, and what
it made is built, served, invoked, debugged and deployed, as the docs say. What it
is deployed to is moto's server."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from deploying import ROLE, deploy
from parts import ROOT, clean_env, free_port

sys.path.append(str(ROOT / "test/host"))

from hosting import DAYFLY, Host  # noqa: E402

CLIENTS = ROOT / "test/host"
PATH = f"{sys.prefix}/bin:{ROOT}/build/bin:/usr/local/go/bin:/usr/bin:/bin"
# The layer of its interpreter, and the file with the handler.
RUNTIMES = {"node": ("node", "index.mjs"), "python": ("python", "lambda_function.py"),
            "deno": ("deno", "index.ts"), "bun": ("bun", "index.ts"),
            "shell": (None, None), "c": (None, None), "go": (None, None)}


def made(folder, runtime):
    """Builds it, if the lines that `init` prints say so."""
    env = clean_env(PATH=f"{PATH}:{os.environ['PATH']}")
    done = subprocess.run([DAYFLY, "init", folder.name, "--runtime", runtime],
                          cwd=folder.parent, capture_output=True, text=True,
                          timeout=60, env=env)
    assert done.returncode == 0, done.stderr
    build = re.search(r"^Build it: +(.*)$", done.stdout, re.M)
    if build:
        subprocess.run(build[1], shell=True, cwd=folder.parent, check=True,
                       timeout=200, env=env)
    return folder


def debugger(runtime, port, file):
    """In TypeScript, lines are those of the source map: a statement says where."""
    text = file.read_text()
    line = 1 + text.splitlines().index(
        next(it for it in text.splitlines() if "return {" in it))
    if runtime != "python":
        file.write_text(text.replace("  return {", "  debugger;\n  return {"))
    if runtime == "python":
        words = [sys.executable, CLIENTS / "debugpy_client.py", port, file, line,
                 "event['name']"]
    else:
        at = (f"ws://127.0.0.1:{port}/dayfly" if runtime == "bun"
              else f"http://127.0.0.1:{port}")
        words = [ROOT / "build/bin/deno", "run", "-A", "--no-config",
                 CLIENTS / "inspector_client.mjs", at, file.name, line + 1000,
                 "event.name"]
    return subprocess.Popen([str(word) for word in words], text=True,
                            stdout=subprocess.PIPE)


def check_debugged(folder, runtime):
    file = RUNTIMES[runtime][1]
    port = free_port()
    if not file:
        done = subprocess.run([DAYFLY, "debug", folder.name], cwd=folder.parent,
                              capture_output=True, text=True, timeout=30)
        assert "use the debugger of its language" in done.stderr
        return
    host = Host(command="debug", cwd=folder.parent, env={"PATH": PATH}, options=(
        "--listen=127.0.0.1:0", f"--port={port}", folder.name))
    try:
        told = debugger(runtime, port, folder / file)
        caller = host.begin(folder.name, {"name": "you"})
        answer = host.finish(caller)
        assert answer.json == {"message": "Hello, you!"}, host.log()
        seen = told.communicate(timeout=20)[0]
        # Bun leaves the statement out; but the call has waited for the client.
        assert runtime == "bun" or "you" in seen
    finally:
        host.close()


def check_deployed(folder, runtime, cloud, keys, zips):
    engine = RUNTIMES[runtime][0]
    for kind in filter(None, ("runtime", engine)):
        with zipfile.ZipFile(zips / f"{kind}.zip", "w") as z:
            z.writestr(f"bin/{kind}", kind)
        kinds = "layer" if kind == "runtime" else f"layer {kind}"
        told = deploy(kinds, keys, ZIP=zips / f"{kind}.zip", ARCH="x86_64")
        assert told[0] == 0, told
    told = deploy("create", keys, NAME=folder.name, CODE=folder, ROLE=ROLE,
                  ARCH="x86_64", **({"ENGINE": engine} if engine else {}))
    assert told[0] == 0, told
    handler = json.loads((folder / "dayfly.json").read_text())["handler"]
    seen = cloud.client("lambda").get_function_configuration(
        FunctionName=folder.name)
    assert (seen["Handler"], seen["Runtime"], seen["Timeout"]) == (
        handler, "provided.al2023", 10)
    assert len(seen["Layers"]) == (2 if engine else 1)


@pytest.mark.parametrize("runtime", [
    name if name in ("node", "python") else pytest.param(name, marks=pytest.mark.long)
    for name in RUNTIMES])
def test_from_nothing_to_aws(runtime, tmp_path, cloud, keys, zips):
    if runtime == "go" and not shutil.which("go"):
        pytest.skip("no Go here")
    folder = made(tmp_path / f"my-{runtime}", runtime)
    host = Host(folder, env={"PATH": PATH})
    try:
        told = subprocess.run(
            [DAYFLY, "invoke", folder.name, "--endpoint", host.url],
            capture_output=True, text=True, timeout=30)
        assert json.loads(told.stdout) == {"message": "Hello, you!"}, host.log()
    finally:
        host.close()
    check_debugged(folder, runtime)
    check_deployed(folder, runtime, cloud, keys, zips)
