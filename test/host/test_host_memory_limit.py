"""`memory` of dayfly.json is what the processes of a call may use together."""

import json
import os
import pathlib
import re
import shutil
import tempfile

import pytest
from hosting import BIN, wait_for

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
             "--clear-groups")

JS = """
export const handler = async (event, context) => {
  const all = [];
  for (let n = 0; n < event.mb; n++) all.push(new Uint8Array(1 << 20).fill(7));
  return context.memoryLimitInMB;
};
"""
PYTHON = """
import subprocess, sys
def lambda_handler(event, context):
    if "child" in event:
        subprocess.run([sys.executable, "-c", "x = b'x' * (%d << 20)" % event["child"]])
    if "file" in event:
        with open("/tmp/large", "wb") as file:
            for _ in range(event["file"]):
                file.write(bytes(1 << 20))
    data = b"x" * (event.get("mb", 1) << 20)
    return context.memory_limit_in_mb
"""


def make(folder, engine, **manifest):
    folder.mkdir()
    if engine == "python":
        (folder / "lambda_function.py").write_text(PYTHON)
    else:
        (folder / "index.mjs").write_text(JS)
        manifest["interpreter"] = shutil.which(engine) or str(
            BIN / "bin" / engine)
    (folder / "dayfly.json").write_text(json.dumps(
        {"timeout": 20, **manifest}))


def skip_without_groups(host):
    host.invoke("one", {"mb": 1})
    if "is not enforced" in host.log():
        pytest.skip("no control group can be made here")


@pytest.mark.parametrize("spare", ["auto", "off"])
@pytest.mark.parametrize("engine", ["python", "node", "deno", "bun"])
def test_a_call_beyond_the_functions_memory_is_out_of_memory(
        tmp_path, serve, engine, spare):
    make(tmp_path / "one", engine, memory=128, env={"DAYFLY_SPARE": spare})
    host = serve()
    skip_without_groups(host)
    for _ in range(2):
        answer = host.invoke("one", {"mb": 419})
        assert answer.json["errorType"] == "Runtime.OutOfMemory"
        answer = host.invoke("one", {"mb": 20})
        assert not answer.failed, answer.body
        assert int(answer.json) == 128


def test_child_processes_count(tmp_path, serve):
    make(tmp_path / "one", "python", memory=128)
    host = serve()
    skip_without_groups(host)
    assert host.invoke("one", {"child": 419}).json["errorType"] == \
        "Runtime.OutOfMemory"
    assert not host.invoke("one", {"child": 50}).failed


def test_an_executables_child_counts(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "run.sh").write_text(
        "#!/bin/sh\nread mb\npython3 -c \"x = b'x' * ($mb << 20)\"\necho 1\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "run.sh", "memory": 128, "timeout": 20}))
    host = serve()
    skip_without_groups(host)
    assert host.invoke("one", 419).json["errorType"] == "Runtime.OutOfMemory"
    assert host.invoke("one", 50).json == 1


def test_files_that_are_read_and_written_do_not_count(tmp_path, serve):
    make(tmp_path / "one", "python", memory=128)
    host = serve()
    skip_without_groups(host)
    assert not host.invoke("one", {"file": 300}).failed


def test_twenty_in_a_row(tmp_path, serve):
    make(tmp_path / "one", "python", memory=128)
    host = serve()
    skip_without_groups(host)
    for n in range(20):
        big = n % 3 == 0
        answer = host.invoke("one", {"mb": 419 if big else 60})
        assert bool(answer.failed) == big, answer.body


def test_the_report_says_how_much_it_was(tmp_path, serve):
    make(tmp_path / "one", "python", memory=128)
    host = serve()
    skip_without_groups(host)
    assert host.invoke("one", {"mb": 419}).failed
    report = wait_for(lambda: re.search("REPORT.*Status: error.*", host.log()))
    used = int(re.search(r"Max Memory Used: (\d+) MB", report[0])[1])
    assert 100 < used < 200
    assert "Memory Size: 128 MB" in report[0]
    assert "Error Type: Runtime.OutOfMemory" in report[0]


def test_a_module_beyond_it_is_out_of_memory(tmp_path, serve):
    make(tmp_path / "one", "python", memory=128)
    code = tmp_path / "one" / "lambda_function.py"
    fine = code.read_text()
    code.write_text("kept = b'x' * (419 << 20)\n" + fine)
    host = serve()
    answer = host.invoke("one", {})
    if "is not enforced" in host.log():
        pytest.skip("no control group can be made here")
    assert answer.json["errorType"] == "Runtime.OutOfMemory", answer.body
    code.write_text(fine)
    assert not host.invoke("one", {}).failed


def test_a_user_without_groups_is_told_what_to_do(serve):
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        make(pathlib.Path(name) / "one", "python", memory=128)
        host = serve(name, wrap=AS_NOBODY)
        assert not host.invoke("one", {"mb": 200}).failed
        assert host.log().count("is not enforced") == 1
        assert "systemd-run" in host.log()


def test_it_is_told_once_for_all_functions(serve):
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        for function in ("own", "one", "two"):
            make(pathlib.Path(name) / function, "python", memory=128,
                 **({"limits": {"memory": 600}} if function == "own" else {}))
        host = serve(name, wrap=AS_NOBODY)
        for function in ("own", "one", "two", "two"):
            held = [host.begin(function, {"mb": 1}) for _ in range(3)]
            assert all(host.finish(s).status == 200 for s in held)
        assert host.log().count('"memory" is not enforced') == 1


def test_a_limit_of_its_own_counts_instead(tmp_path, serve):
    make(tmp_path / "one", "python", memory=128, limits={"memory": 600})
    make(tmp_path / "two", "python", memory=600, limits={"memory": 128})
    host = serve()
    skip_without_groups(host)
    assert not host.invoke("one", {"mb": 419}).failed
    assert host.invoke("two", {"mb": 419}).json["errorType"] == \
        "Runtime.OutOfMemory"


def test_a_memory_that_nobody_set_is_no_limit(tmp_path, serve):
    make(tmp_path / "one", "python")
    assert not serve().invoke("one", {"mb": 419}).failed
