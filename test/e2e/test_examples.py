"""What people copy works as it says: each example, behind dayfly's host and
behind the emulator."""

import json
import re
import shutil
import subprocess

import pytest
from parts import BIN, ROOT, TOOLS, Answer, Rie, Server, clean_env, wait_for

NAMES = sorted(path.parent.name
               for path in (ROOT / "examples").glob("*/event.json"))


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """All examples, those in C compiled as `make examples` does."""
    folder = tmp_path_factory.mktemp("examples")
    subprocess.run(["make", "-s", "-C", ROOT, f"B={folder}", "examples"],
                   check=True)
    return folder / "examples"


@pytest.fixture(scope="module")
def host(copies):
    server = Server()
    env = clean_env()
    env["PATH"] = f"{TOOLS}:{env['PATH']}"
    server.start([BIN / "dayfly", "serve", "--listen", "127.0.0.1:0", copies],
                 env, copies)
    server.port = int(wait_for(
        lambda: re.search(r"http://127\.0\.0\.1:(\d+)", server.log),
        what="the host's start").group(1))
    yield server
    server.stop()


def check(name, answer):
    folder = ROOT / "examples" / name
    if (folder / "expect.txt").exists():
        assert answer.body == (folder / "expect.txt").read_bytes()
        return
    expected = json.loads((folder / "expect.json").read_text())
    if isinstance(expected, dict):
        assert expected.items() <= answer.json.items()
    else:
        assert answer.json == expected


def event_of(name):
    return (ROOT / "examples" / name / "event.json").read_bytes()


def test_every_example_says_what_it_expects():
    folders = {path.name for path in (ROOT / "examples").iterdir()
               if path.is_dir()}
    assert folders == set(NAMES)
    for name in NAMES:
        assert len(list((ROOT / "examples" / name).glob("expect.*"))) == 1
    told = (ROOT / "examples/README.md").read_text()
    assert set(re.findall(r"^\| `([\w-]+)`", told, re.M)) == folders


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answers_behind_the_host(host, name):
    path = f"/2015-03-31/functions/{name}/invocations"
    for _ in range(2):
        answer = host.post(path, event_of(name))
        assert answer.code == 200
        assert "X-Amz-Function-Error" not in answer.headers
        check(name, answer)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answers_by_dayfly_invoke(host, name):
    done = subprocess.run(
        [BIN / "dayfly", "invoke", name, "--endpoint",
         f"http://127.0.0.1:{host.port}", "-d",
         f"@{ROOT}/examples/{name}/event.json"],
        capture_output=True, timeout=30, env=clean_env())
    assert done.returncode == 0, done.stderr
    # A line end of its own follows an answer that has none.
    body = done.stdout
    if (ROOT / "examples" / name / "expect.json").exists():
        body = body.strip()
    check(name, Answer(body))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answers_behind_the_emulator(copies, tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(copies / name, folder)
    manifest = json.loads((folder / "dayfly.json").read_text())
    server = Rie(folder, manifest["handler"], PATH=f"{TOOLS}:{clean_env()['PATH']}",
                 **manifest.get("env", {}))
    try:
        check(name, server.invoke(event_of(name)))
    finally:
        server.stop()
