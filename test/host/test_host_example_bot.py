"""examples/webhook-bot: GitHub's webhooks come to a bot, which answers by
GitHub's REST API. A server that records stands in GitHub's place."""

import base64
import hashlib
import hmac
import json
import uuid

import pytest
from hosting import ROOT, run, wait_for
from products import Recorder, change, copy, serve
from stored import client

pytestmark = pytest.mark.plain
SECRET = "It's a Secret to Everybody"
PAYLOADS = ROOT / "examples" / "webhook-bot" / "payloads"
ISSUE = "/repos/Codertocat/Hello-World/issues/1"
PULL = "/repos/Codertocat/Hello-World/pulls/2"


class GitHub:
    """The operations that the bot needs, as docs.github.com has them."""

    def __init__(self):
        self.issues = [{"number": 1}]
        self.comments = []
        self.files = []
        self.labels = []
        self.failing = 0

    def answers(self, method, path, body):
        path, _, query = path.partition("?")
        if self.failing > 0:
            self.failing -= 1
            return 502, {"message": "Server Error"}
        if (method, path) == ("GET", "/repos/Codertocat/Hello-World/issues"):
            assert "creator=Codertocat&state=all" in query
            return 200, self.issues
        if path == f"{ISSUE}/comments":
            if method == "POST":
                self.comments.append(body)
            return (201, body) if method == "POST" else (200, self.comments)
        if (method, path) == ("GET", f"{PULL}/files"):
            page = int(query.rpartition("page=")[2])
            return 200, [{"filename": name}
                         for name in self.files[100 * (page - 1):100 * page]]
        if path == "/repos/Codertocat/Hello-World/issues/2/labels":
            self.labels += body["labels"]
            return 200, [{"name": name} for name in self.labels]
        return 404, {"message": "Not Found"}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("bot")
    folder = copy("webhook-bot", tmp_path)
    github = GitHub()
    with Recorder(lambda *asked: host.github.answers(*asked)) as server:
        change(folder / "dayfly.json", permissions={
            "env": ["GITHUB_*"], "net": [f":{server.server.server_port}"]})
        (folder / ".env").write_text(
            f"GITHUB_TOKEN=github_pat_1\nGITHUB_API_URL={server.url}\n"
            f'GITHUB_WEBHOOK_SECRET="{SECRET}"\n')
        with serve(folder, tmp_path) as host:
            host.github = github
            host.server = server
            yield host


@pytest.fixture
def github(bot):
    bot.github = GitHub()
    bot.server.requests.clear()
    return bot.github


def sign(body, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def deliver(host, kind, payload, secret=SECRET, delivery=None):
    """As GitHub sends it: compact JSON, signed."""
    body = json.dumps(payload, separators=(",", ":")).encode()
    return host.request("POST", "/_hooks/github", body, {
        "Content-Type": "application/json", "User-Agent": "GitHub-Hookshot/044aadd",
        "X-GitHub-Event": kind, "X-GitHub-Delivery": delivery or str(uuid.uuid4()),
        "X-Hub-Signature-256": sign(body, secret)})


def payload(name):
    return json.loads((PAYLOADS / f"{name}.json").read_text())


def test_who_writes_a_first_issue_is_greeted_once(bot, github):
    delivery = str(uuid.uuid4())
    for _ in range(2):
        answer = deliver(bot, "issues", payload("issues.opened"), delivery=delivery)
        assert answer.status in (200, 202), answer.body
    wait_for(lambda: github.comments)
    assert github.comments[0]["body"].startswith("Welcome, @Codertocat, and thank you")
    told = bot.server.requests[-1][3]
    assert told["Authorization"] == "Bearer github_pat_1"
    assert told["X-GitHub-Api-Version"] == "2022-11-28"
    # Delivered again with another id, as by hand on GitHub's page.
    deliver(bot, "issues", payload("issues.opened"))
    bot.wait_log("was greeted already")
    assert len(github.comments) == 1


def test_a_delivery_is_tried_by_a_command(bot, github, tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    words = ["hook", "test", "github", "--secret-file", tmp_path / "secret",
             "-d", f"@{PAYLOADS}/issues.opened.json", "--endpoint", bot.url]
    done = run(*words, "--event", "issues")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: github.comments)
    refused = run(*words, "--event", "issues\n")
    assert refused.returncode == 1
    assert b"--event must be the name of an event" in refused.stderr


def test_who_has_written_before_is_not_greeted(bot, github):
    github.issues = [{"number": 7}, {"number": 1}]
    deliver(bot, "issues", payload("issues.opened"))
    bot.wait_log("Codertocat has written before")
    assert not github.comments


def test_a_pull_request_gets_the_labels_of_its_files(bot, github):
    github.files = [f"src/{n}.c" for n in range(120)] + [
        "docs/api/index.txt", ".github/workflows/ci.yml"]
    deliver(bot, "pull_request", payload("pull_request.opened"))
    wait_for(lambda: github.labels)
    assert github.labels == ["documentation", "ci"]


def test_a_call_that_github_cannot_answer_is_made_again(bot, github):
    github.failing = 1
    deliver(bot, "issues", payload("issues.opened"))
    wait_for(lambda: github.comments)
    assert "GitHub answers 502" in bot.log()


def test_a_ping_and_other_events_do_nothing(bot, github):
    assert deliver(bot, "ping", {"zen": "Keep it logically awesome.",
                                 "hook_id": 1}).status in (200, 202)
    deliver(bot, "star", {"action": "created"})
    bot.wait_log("star.created : nothing to do")
    assert not bot.server.requests


def test_what_is_not_signed_with_the_secret_does_nothing(bot, github):
    answer = deliver(bot, "issues", payload("issues.opened"), secret="another")
    assert answer.status in (401, 403)
    assert SECRET not in bot.log()
    assert not bot.server.requests


@pytest.mark.parametrize("secret, wanted", [(SECRET, 200), ("another", 401)])
def test_behind_a_function_url_as_on_aws_it_checks_signatures_itself(
        bot, github, secret, wanted):
    body = json.dumps(payload("issues.opened")).encode()
    event = {"version": "2.0", "rawPath": "/", "isBase64Encoded": True,
             "headers": {"x-github-event": "issues",
                         "x-hub-signature-256": sign(body, secret)},
             "requestContext": {"http": {"method": "POST", "path": "/"}},
             "body": base64.b64encode(body).decode()}
    answer = bot.invoke("webhook-bot", event)
    assert answer.json["statusCode"] == wanted
    assert bool(github.comments) == (wanted == 200)
    if wanted == 401:
        bot.wait_log("not signed with GITHUB_WEBHOOK_SECRET")


def test_it_is_deployed_to_a_host_and_its_webhook_made_there(bot, github, tmp_path):
    folder = copy("webhook-bot", tmp_path).rename(tmp_path / "deployed-bot")
    change(folder / "dayfly.json", permissions={
        "env": ["GITHUB_*"], "net": [f":{bot.server.server.server_port}"]})
    (tmp_path / "secret").write_text(SECRET)
    lam = client(bot)

    def done(*words):
        told = run(*words, "--endpoint", bot.url)
        assert told.returncode == 0, told.stderr

    done("deploy", folder)
    lam.update_function_configuration(FunctionName="deployed-bot", Environment={
        "Variables": {"GITHUB_TOKEN": "t", "GITHUB_API_URL": bot.server.url,
                      "GITHUB_WEBHOOK_SECRET": SECRET}})
    done("deploy", folder)
    done("hook", "create", "deployed", "--function", "deployed-bot:live", "--kind",
         "github", "--secret-file", tmp_path / "secret")
    done("hook", "test", "deployed", "--secret-file", tmp_path / "secret", "--event",
         "issues", "-d", f"@{PAYLOADS}/issues.opened.json")
    wait_for(lambda: github.comments)
    assert bot.server.requests[-1][3]["Authorization"] == "Bearer t"
