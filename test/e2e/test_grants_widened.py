"""An event cannot widen what `permissions` grants to the next one by what it puts
under the names that are granted, within a folder that it may write."""

import json

import pytest
from parts import once, write
from sandbox_cases import lacks

TRIES = """
#!/usr/bin/python3
import json, os, shutil, subprocess, sys
event = json.load(sys.stdin)
data, secret = event["data"], event["secret"]

def attempt(what):
    try:
        return what()
    except OSError as error:
        return type(error).__name__

def read(path):
    with open(path) as file:
        return file.read()

def add(path):
    with open(path, "a") as file:
        return file.write("added")

def plant(name, target):
    path = f"{data}/{name}"
    if os.path.isdir(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)
    os.symlink(target, path)

if event.get("plant"):
    for name, target in (("file", f"{secret}/key"), ("folder", secret)):
        attempt(lambda: plant(name, target))
    with open(f"{data}/tool", "w") as file:
        file.write(f"#!{secret}/key\\n")
print(json.dumps({
    "inside": attempt(lambda: read(f"{data}/text")),
    "read": attempt(lambda: read(f"{secret}/key")),
    "write": attempt(lambda: add(f"{secret}/key")),
    "by the link": attempt(lambda: read(f"{data}/folder/key")),
    "run": attempt(lambda: subprocess.run([f"{data}/tool"],
                                          capture_output=True).returncode),
}))
"""


@pytest.mark.parametrize("isolation", ["normal", "strict"])
@pytest.mark.parametrize("alias", [False, True])
def test_links_in_a_writable_folder_grant_nothing(tmp_path, isolation, alias):
    if lacks("files"):
        pytest.skip("this kernel does not restrict files")
    function, real, secret = (tmp_path / name for name in
                              ("function", "data", "secret"))
    for folder in (function, real, real / "folder", secret):
        folder.mkdir()
    write(secret, "key", "secret", 0o600)
    write(real, "text", "text")
    write(real, "file", "x")
    write(real, "tool", "#!/bin/sh\nexit 0\n")
    write(function, "f.py", TRIES)
    data = real
    if alias:
        data = tmp_path / "alias"
        data.symlink_to(real)
    (function / "dayfly.json").write_text(json.dumps({
        "isolation": isolation, "permissions": {
            "read": [f"{data}/file", f"{data}/folder"],
            "write": [str(real), f"{data}/folder"],
            "run": [f"{data}/tool"]}}))
    event = {"data": str(data), "secret": str(secret)}

    def run(**more):
        answer = once(function, "f.py", json.dumps(event | more).encode())
        assert answer.code == 0, (answer.body, answer.log)
        return answer.json

    shut = {"inside": "text", "read": "PermissionError"}
    assert run().items() >= (shut | {"run": 0}).items()
    assert run(plant=True).items() >= shut.items()
    after = run()
    assert after.items() >= shut.items()
    assert after["write"] in ("PermissionError", "OSError")
    assert "secret" not in after.values()
    assert (secret / "key").read_text() == "secret"


def test_a_program_that_leads_out_of_a_writable_folder_is_told(tmp_path):
    for name in ("function", "data"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "tool").symlink_to("/bin/true")
    write(tmp_path, "function/f.sh", "#!/bin/sh\necho 1\n")
    (tmp_path / "function" / "dayfly.json").write_text(json.dumps({
        "permissions": {"write": [f"{tmp_path}/data"],
                        "run": [f"{tmp_path}/data/tool"]}}))
    answer = once(tmp_path / "function", "f.sh")
    assert answer.json["errorType"] == "Runtime.InvalidTaskConfig"
    assert 'leads out of what "write" grants' in answer.message


@pytest.mark.parametrize("grant,told", [
    (["."], True), (None, True), (["data"], False), ([], False)])
def test_that_an_event_can_grant_itself_more_is_told(tmp_path, grant, told):
    function = tmp_path / "above" / "function"
    (function / "data").mkdir(parents=True)
    grant = [str(tmp_path)] if grant is None else grant  # a folder above it
    write(function, "f.sh", "#!/bin/sh\necho 1\n")
    (function / "dayfly.json").write_text(
        json.dumps({"permissions": {"write": grant}}))
    answer = once(function, "f.sh")
    assert answer.json == 1
    assert ("an event can change dayfly.json" in answer.log) is told
