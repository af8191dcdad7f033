"""A host that is root runs each function made by API as a user of its own."""

import os
import pathlib
import shutil
import tempfile

import pytest
from hosting import wait_for
from stored import client, create, node, result, store_host, zip_of

FIRST = 0x64797000

# Answers what a process of the function is, and can do to others.
SPY = """
import fs from "node:fs";
const attempt = (what) => { try { return what(); } catch (e) { return e.code; } };
export const handler = async (event) => ({
  uid: process.getuid(), ppid: process.ppid, home: process.env.HOME,
  environ: (event.pids ?? []).map((pid) => attempt(
    () => fs.readFileSync(`/proc/${pid}/environ`, "latin1").length)),
  signal: (event.pids ?? []).map((pid) => attempt(() => process.kill(pid, 0))),
  files: (event.files ?? []).map((file) => attempt(
    () => fs.readdirSync(file).length)),
  scratch: process.env.TMPDIR,
});
"""

# A runtime in a shell: it answers each event with its ids.
SHELL = """#!/bin/sh
U=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
while :; do
  id=$(curl -sf -D - -o /dev/null $U/next | tr -d '\\r' |
       sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
  echo told > /dev/stderr
  curl -sf -o /dev/null -d "[$(id -u), $$, $(env | grep -c '^DAYFLY_OWN')]" $U/$id/response || exit
done
"""


@pytest.fixture(scope="module")
def host():
    top = tempfile.mkdtemp(prefix=f"dayfly-users-{os.getpid()}-")
    os.chmod(top, 0o711)
    host = store_host(os.path.join(top, "data"))
    yield host
    host.close()
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def lam(host):
    lam = client(host)
    for name in ("spy", "victim"):
        create(lam, name, zip_of({"index.mjs": SPY}), MemorySize=512,
               Environment={"Variables": {"SECRET": name}})
    create(lam, "shell", zip_of({"bootstrap": (SHELL, 0o755)}),
           Runtime="provided.al2023", Handler="x")
    return lam


def test_each_function_has_a_user_of_its_own(lam):
    uids = [result(lam, "spy")["uid"], result(lam, "victim")["uid"],
            result(lam, "shell")[0]]
    # A bootstrap that is dayfly's of an earlier version would refuse the setting.
    assert result(lam, "shell")[2] == 0
    assert len(set(uids)) == 3
    assert all(uid >= FIRST for uid in uids)
    assert result(lam, "spy")["uid"] == uids[0]


def test_a_function_cannot_read_or_signal_another(lam):
    victim = result(lam, "victim")
    pids = [victim["ppid"], result(lam, "shell")[1]]
    spy = result(lam, "spy", {"pids": pids, "files": [
        os.path.dirname(victim["scratch"])]})
    assert spy["environ"] == ["EACCES", "EACCES"]
    assert spy["signal"] == ["EPERM", "EPERM"]
    assert spy["files"] == ["EACCES"]


def test_a_function_cannot_read_what_the_host_keeps(lam, host):
    folder = [str(a) for a in host.process.args if str(a).endswith("/data")][0]
    secret = ["environment.key", "dayfly.db", "code", "zip", "logs"]
    spy = result(lam, "spy", {"files": [f"{folder}/{s}" for s in secret]})
    assert set(spy["files"]) <= {"EACCES", "ENOTDIR", "ENOENT"}


def test_an_executable_that_cannot_be_run_is_named_as_before(lam):
    c = create(lam, "broken", zip_of({"bootstrap": (b"garbage", 0o755)}),
               Runtime="provided.al2023", Handler="x")
    assert c["State"] == "Active" or c["StateReasonCode"].endswith("Entrypoint")
    error = result(lam, "broken")
    assert error["errorType"] == "Runtime.InvalidEntrypoint"
    assert "no #! line" in error["errorMessage"]


def test_code_that_is_closed_to_others_is_run_by_root_and_the_log_says_so(
        tmp_path):
    tmp_path.chmod(0o700)
    host = store_host(tmp_path / "data")
    try:
        lam = client(host)
        create(lam, "closed", node("return process.getuid();"))
        assert result(lam, "closed") == 0
        host.wait_log("closed is run by root, as all functions")
        assert "is closed to other users" in host.log()
    finally:
        host.close()


def test_memory_is_a_limit_and_a_neighbour_is_unharmed(lam, host):
    for name in ("greedy", "modest"):
        create(lam, name, node(
            "const all = [];"
            "for (let n = 0; n < (event.mb ?? 1); n++)"
            "  all.push(new Uint8Array(1 << 20).fill(7));"
            "return process.getuid();"), MemorySize=128, Timeout=20)
    result(lam, "modest")
    if "is not enforced" in host.log():
        pytest.skip("no control group can be made here")
    assert result(lam, "greedy", {"mb": 300})["errorType"] == \
        "Runtime.OutOfMemory"
    assert result(lam, "modest", {"mb": 10}) >= FIRST
    assert result(lam, "greedy", {"mb": 10}) >= FIRST


def groups_of_functions(host):
    """Of the runtime processes of this host, by their process ids."""
    own = pathlib.Path(f"/proc/{host.process.pid}/cgroup").read_text()
    tree, place = next(line.split(":")[1:] for line in own.splitlines()
                       if ":memory:" in line or "::" in line)
    root = pathlib.Path("/sys/fs/cgroup") / tree
    at = root / place.lstrip("/") if tree else (root / place.lstrip("/")).parent
    return {int(folder.name.removeprefix("dayfly-"))
            for folder in at.glob("functions.dayfly/dayfly-*")}


def test_a_fork_bomb_has_1024_processes_as_on_aws(lam, host):
    create(lam, "bomb", zip_of({"f.py": (
        "import os\n"
        "def handler(event, context):\n"
        "    for n in range(1500):\n"
        "        try:\n"
        "            os.posix_spawn('/bin/sleep', ['sleep', '60'], {})\n"
        "        except OSError:\n"
        "            return n\n")}), Runtime="python3.12", Handler="f.handler",
        MemorySize=1024, Timeout=60)
    if not groups_of_functions(host):
        pytest.skip("no control group can be made here")
    assert 1000 < result(lam, "bomb") < 1024


def test_the_group_of_a_process_goes_with_it(lam, host):
    before = groups_of_functions(host)
    create(lam, "brief", node("return 1;"))
    assert result(lam, "brief") == 1
    its = groups_of_functions(host) - before
    if not its:
        pytest.skip("no control group can be made here")
    lam.delete_function(FunctionName="brief")
    wait_for(lambda: not its & groups_of_functions(host))
