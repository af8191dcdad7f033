"""A host that is not root: its functions have its user, but not what it keeps."""

import os
import shutil
import subprocess
import sys
import tempfile

import pytest
from hosting import DAYFLY
from stored import client, create, result, store_host, zip_of

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
             "--clear-groups")

# Tries on the host what its user may do.
SPY = """
import ctypes, os, signal, subprocess

def attempt(what):
    try:
        return what()
    except OSError as e:
        return type(e).__name__

def handler(event, context):
    host, other = event["host"], event.get("other", event["host"])
    return {
        "uid": os.getuid(),
        "names": sorted(os.listdir(event["data"])),
        "read": [attempt(lambda: open(p).read()) for p in (
            event["data"] + "/secret", "../../secret",
            f"/proc/{host}/root{event['data']}/secret",
            f"/proc/{host}/cwd/secret")],
        "made": attempt(lambda: open(event["data"] + "/new", "w").close()),
        "memory": [attempt(lambda: len(open(f"/proc/{p}/{f}", "rb").read(1)))
                   for p in (host, other) for f in ("environ", "mem")],
        "uncovered": subprocess.run(
            ["unshare", "-Urm", "umount", event["data"]],
            stderr=subprocess.DEVNULL).returncode,
        "signals": [attempt(lambda: os.kill(p, 0)) for p in (host, other)],
        "own": open(os.path.join(os.environ["LAMBDA_TASK_ROOT"],
                                 "app.py")).read(5),
        "layer": attempt(lambda: open("/opt/shared.txt").read()),
        "parent": os.getppid(),
    }
"""

# Runs a command where no user namespace can be made: in one whose users are
# those of the machine, and which has used up its number of them.
WITHOUT_NAMESPACES = """
import ctypes, os, sys
ready, go = os.pipe(), os.pipe()
parent = os.getpid()
if os.fork() == 0:
    os.read(ready[0], 1)
    for kind in "ug":
        with open(f"/proc/{parent}/{kind}id_map", "w") as file:
            file.write("0 0 65536")
    os._exit(os.write(go[1], b".") - 1)
assert ctypes.CDLL(None).unshare(0x10000000) == 0
os.write(ready[1], b".")
os.read(go[0], 1)
with open("/proc/sys/user/max_user_namespaces", "w") as file:
    file.write("0")
os.execvp(sys.argv[1], sys.argv[1:])
"""

# A runtime in a shell, which stays in the folder where it was started.
SHELL = """#!/bin/sh
U=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
while :; do
  id=$(curl -sf -D - -o /dev/null $U/next | tr -d '\\r' |
       sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
  said="$(cat ../../secret) $(ls .. | wc -l) $(ls)"
  curl -sf -o /dev/null -d "\\"$said\\"" $U/$id/response || exit
done
"""


@pytest.fixture(scope="module")
def host():
    top = tempfile.mkdtemp(prefix=f"dayfly-closed-{os.getpid()}-")
    os.chmod(top, 0o755)
    data = os.path.join(top, "data")
    os.mkdir(data, 0o700)
    os.chown(data, NOBODY, NOBODY)
    host = store_host(data, wrap=AS_NOBODY)
    host.data = data
    with open(os.path.join(data, "secret"), "w") as file:
        os.fchmod(file.fileno(), 0o600)
        os.fchown(file.fileno(), NOBODY, NOBODY)
        file.write("# secret\n")
    yield host
    host.close()
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def lam(host):
    lam = client(host)
    arn = lam.publish_layer_version(
        LayerName="shared", Content={"ZipFile": zip_of(
            {"shared.txt": "of the layer"})})["LayerVersionArn"]
    for name, more in (("spy", {}), ("other", {}),
                       ("layered", {"Layers": [arn]})):
        create(lam, name, zip_of({"app.py": SPY}), Runtime="python3.12",
               Handler="app.handler", Timeout=20, **more)
    create(lam, "shell", zip_of({"bootstrap": (SHELL, 0o755)}),
           Runtime="provided.al2023", Handler="x")
    return lam


def spy(lam, host, name="spy", **more):
    return result(lam, name, {"host": host.process.pid, "data": host.data,
                              **more})


def test_a_function_of_a_host_without_root_cannot_read_what_the_host_keeps(
        lam, host):
    seen = spy(lam, host)
    assert seen["uid"] == NOBODY
    assert seen["names"] == ["code"]
    assert not [text for text in seen["read"] if "secret" in text]
    assert seen["made"] == "OSError"
    assert seen["uncovered"] != 0
    assert seen["own"] == SPY[:5]


def test_a_function_of_a_host_without_root_cannot_reach_other_processes(
        lam, host):
    other = spy(lam, host, "other")["parent"]
    seen = spy(lam, host, other=other)
    assert seen["memory"] == ["PermissionError"] * 4
    if "scopes" not in subprocess.run(
            [DAYFLY.parent / "bootstrap", "--probe"],
            capture_output=True, text=True).stdout:
        pytest.skip("this kernel does not scope signals")
    assert seen["signals"] == ["PermissionError"] * 2


def test_the_way_up_from_the_folder_of_a_function_is_closed(lam):
    assert result(lam, "shell") == " 1 bootstrap"


def test_layers_are_there_where_the_folder_of_the_host_is_closed(lam, host):
    seen = spy(lam, host, "layered")
    assert seen["layer"] == "of the layer"
    assert "secret" not in "".join(seen["read"])


def test_where_nothing_can_be_mounted_the_log_says_that_the_folder_is_open():
    with tempfile.TemporaryDirectory(prefix="dayfly-open-") as top:
        os.chmod(top, 0o777)
        host = store_host(os.path.join(top, "data"), wrap=(
            sys.executable, "-c", WITHOUT_NAMESPACES, *AS_NOBODY))
        try:
            lam = client(host)
            create(lam, "open", zip_of({"app.py": "handler = lambda e, c: 1\n"}),
                   Runtime="python3.12", Handler="app.handler")
            assert result(lam, "open") == 1
            host.wait_log("this function can read what the host keeps")
        finally:
            host.close()
