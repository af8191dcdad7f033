"""What people copy works as it says: each example, behind dayfly's host and
behind the emulator. Those with a README of their own are whole products, with
tests of their own in test/host."""

import json
import os
import re
import shutil
import subprocess

import pytest
from cloud import Cloud
from parts import BIN, ROOT, TOOLS, Answer, Rie, Server, clean_env, wait_for
from places import needs_root

HOME = ROOT / "examples"
NAMES = sorted(path.parent.name for path in HOME.glob("*/event.json"))
# An example may have more events: event-ONE.json with expect-ONE.json.
CASES = sorted((path.parent.name, path.stem[len("event"):])
               for path in HOME.glob("*/event*.json"))
BY_HEADER = {name for name in NAMES if (HOME / name / "headers.json").exists()}
# Not of a version manager, whose programs are scripts in front of the real.
PATH = f"{TOOLS}:/usr/bin:/bin:{os.environ['PATH']}"

pytestmark = pytest.mark.plain


@pytest.fixture(scope="module")
def s3():
    """What stands in for S3; it refuses what is not signed as it must be."""
    cloud = Cloud()
    try:
        cloud.client("s3").create_bucket(Bucket="letters")
        yield {**cloud.strict(), "AWS_ENDPOINT_URL_S3": cloud.url}
    finally:
        cloud.stop()


@pytest.fixture(scope="module")
def copies(tmp_path_factory, s3):
    """All examples, those in C compiled as `make examples` does."""
    folder = tmp_path_factory.mktemp("examples")
    subprocess.run(["make", "-s", "-C", ROOT, f"B={folder}", "examples"],
                   check=True)
    manifest = folder / "examples/sign-s3/dayfly.json"
    manifest.write_text(json.dumps(
        {**json.loads(manifest.read_text()), "env": s3}))
    return folder / "examples"


@pytest.fixture(scope="module")
def host(copies):
    server = Server()
    server.start([BIN / "dayfly", "serve", "--listen", "127.0.0.1:0", copies],
                 clean_env(PATH=PATH), copies)
    server.port = int(wait_for(
        lambda: re.search(r"http://127\.0\.0\.1:(\d+)", server.log),
        what="the host's start").group(1))
    yield server
    server.stop()


def check(name, case, answer):
    folder = HOME / name
    if (folder / f"expect{case}.txt").exists():
        assert answer.body == (folder / f"expect{case}.txt").read_bytes()
        return
    expected = json.loads((folder / f"expect{case}.json").read_text())
    if isinstance(expected, dict):
        told = answer.json
        assert {key: told.get(key) for key in expected} == expected
    else:
        assert answer.json == expected


def event_of(name, case):
    return (HOME / name / f"event{case}.json").read_bytes()


def headers_of(name):
    file = HOME / name / "headers.json"
    return json.loads(file.read_text()) if file.exists() else {}


def test_every_example_has_its_expected_output():
    folders = {path.name for path in HOME.iterdir() if path.is_dir()}
    products = {path.parent.name for path in HOME.glob("*/README.md")}
    assert folders - products == set(NAMES)
    for name, case in CASES:
        assert len(list((HOME / name).glob(f"expect{case}.*"))) == 1
    told = (HOME / "README.md").read_text()
    assert set(re.findall(r"^\| \[?`([\w-]+)`", told, re.M)) == folders


@pytest.mark.parametrize("name, case", CASES)
def test_an_example_answers_behind_the_host(host, name, case):
    path = f"/2015-03-31/functions/{name}/invocations"
    for _ in range(2):
        answer = host.post(path, event_of(name, case), headers_of(name))
        assert answer.code == 200
        assert "X-Amz-Function-Error" not in answer.headers, answer.body
        check(name, case, answer)


@pytest.mark.parametrize("name", sorted(set(NAMES) - BY_HEADER))
def test_an_example_answers_by_dayfly_invoke(host, name):
    done = subprocess.run(
        [BIN / "dayfly", "invoke", name, "--endpoint",
         f"http://127.0.0.1:{host.port}", "-d",
         f"@{HOME}/{name}/event.json"],
        capture_output=True, timeout=30, env=clean_env())
    assert done.returncode == 0, done.stderr
    # A line end of its own follows an answer that has none.
    body = done.stdout
    if (HOME / name / "expect.json").exists():
        body = body.strip()
    check(name, "", Answer(body))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answers_behind_the_emulator(copies, tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(copies / name, folder)
    manifest = json.loads((folder / "dayfly.json").read_text())
    # The emulator has its own ideas of keys, and the environment weighs more.
    server = Rie(folder, None, PATH=PATH, timeout=manifest.get("timeout", 3),
                 **manifest.get("env", {}))
    try:
        for one, case in CASES:
            if one == name:
                check(name, case, server.invoke(event_of(name, case),
                                                **headers_of(name)))
    finally:
        server.stop()


@needs_root
def test_the_static_example_needs_no_other_file(copies, host):
    done = subprocess.run(["/usr/sbin/chroot", copies / "hello-static", "/handler"],
                          input=event_of("hello-static", ""),
                          capture_output=True, env={"DAYFLY_REQUEST_ID": "1"})
    assert done.returncode == 0, done.stderr
    check("hello-static", "", Answer(done.stdout))
    answer = host.post("/2015-03-31/functions/hello-static/invocations", b"{}")
    assert answer.type == "Event.Unexpected"
    assert answer.message == "a name, and times from 1 to 8, are wanted"


def test_a_missing_tenant_is_an_error(host):
    answer = host.post("/2015-03-31/functions/tenant/invocations",
                       event_of("tenant", ""))
    assert answer.type == "Tenant.Missing"


def test_a_request_that_is_signed_by_another_key_is_refused(copies, tmp_path,
                                                            s3):
    env = {**clean_env(), **s3, "AWS_SECRET_ACCESS_KEY": "another"}
    done = subprocess.run([copies / "sign-s3/handler"], env=env,
                          input=event_of("sign-s3", ""), capture_output=True)
    assert done.returncode == 1
    assert "status 403" in json.loads(done.stdout)["errorMessage"]
