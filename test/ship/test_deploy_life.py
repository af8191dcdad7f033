"""The whole life on AWS, as layer/README.md shows it: its commands are run here,
with the real zip and the real AWS CLI, against moto's server, and what they say
is what the README says they do. build/deploy-transcript.txt has it all, and the
requests that arrived."""

import json
import re
import shlex
import subprocess

import pytest
from cloud import REGION, Cloud
from deploying import AWS, ROLE, environment
from parts import ROOT, clean_env
from readme_blocks import blocks_of

pytestmark = pytest.mark.long

OUT = ROOT / "build/deploy-transcript.txt"
LOGGED = re.compile(r'"([A-Z]+ /\S+) HTTP/1.1" (\d+)')


def shown():
    """The README's session: [(command, what it says)]."""
    block, = (one.text for one in blocks_of(
        (ROOT / "layer/README.md").read_text()) if one.text.startswith("$ "))
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def plain(text):
    """Without what is different each time."""
    text = re.sub(r"https://[0-9a-f]{32}\.", "https://ID.", text)
    return re.sub(r"arn:aws:lambda:(\S+?):\d{12}:",
                  r"arn:aws:lambda:\1:123456789012:", text)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """[(command, what the README says, what was said, exit status, requests)],
    each run once, in the README's order."""
    home = tmp_path_factory.mktemp("life")
    made = subprocess.run(["make", "-s", "-C", ROOT, "layer", "ARCH=x86_64"],
                          capture_output=True, text=True, env=clean_env())
    assert made.returncode == 0, made.stderr
    cloud = Cloud()
    try:
        cloud.client("iam").create_role(
            RoleName="lambda-basic", AssumeRolePolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": []}))
        env = environment(
            home, AWS_ENDPOINT_URL=cloud.url, AWS_ACCESS_KEY_ID="x",
            AWS_SECRET_ACCESS_KEY="x", REGION=REGION, ROLE=ROLE, ARCH="x86_64")
        told = []
        for command, says in shown():
            at = seen(cloud)
            done = subprocess.run(
                shlex.split(command), cwd=ROOT, env=env, text=True, timeout=120,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            told.append((command, says, plain(done.stdout).splitlines(),
                         done.returncode, requests(cloud, at)))
    finally:
        cloud.stop()
    OUT.write_text("".join(
        f"$ {command}\n" + "".join(f"{line}\n" for line in said)
        + "".join(f"    {line}\n" for line in asked)
        for command, _, said, _, asked in told))
    return told


def seen(cloud):
    cloud.log.seek(0, 2)
    return cloud.log.tell()


def requests(cloud, at):
    cloud.log.seek(at)
    return [f"{status} {what}" for what, status in LOGGED.findall(
        cloud.log.read().decode())]


def test_the_readme_shows_the_real_output(session):
    for command, says, said, code, _ in session:
        assert code == 0, (command, said)
        assert said == says, f"of `{command}`: build/deploy-transcript.txt"


def test_the_whole_life_is_in_it(session):
    verbs = {command.split()[1] for command, *_ in session}
    assert verbs == {"deploy-layer", "create-function", "function-url",
                     "update-code", "update-config", "logs", "delete"}


def test_a_repeated_command_changes_nothing(session):
    again = [asked for before, (command, _, _, _, asked)
             in zip(session, session[1:]) if command == before[0]]
    assert len(again) == 4
    for asked in again:
        # A configuration is sent as it is: it may be another by now.
        assert {one.split()[1] for one in asked} <= {"GET", "PUT"}, asked
        assert all(one.endswith("/configuration") for one in asked
                   if " PUT " in one), asked


def test_a_url_for_all_is_two_permissions_and_they_go_again(session):
    sent = {command.partition(" NAME=hello ")[2]: [
        one for one in asked if "/policy" in one and " GET " not in one]
        for command, _, _, _, asked in reversed(session)
        if "function-url" in command}
    assert [one.split()[:2] for one in sent["AUTH=NONE"]] == [["200", "POST"]] * 2
    assert [one.rsplit("/", 1)[1] for one in sent["AUTH=AWS_IAM"]] == [
        "dayfly-url-InvokeFunctionUrl", "dayfly-url-InvokeFunction"]
