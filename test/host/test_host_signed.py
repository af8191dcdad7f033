"""Requests of the commands to AWS: signed as botocore does, with the keys that the
AWS CLI would take."""

import json
import os
import urllib.parse

import pytest

from hosting import run
from signed_server import KEYS, NO_FILES, SignedServer

LIST = "/2015-03-31/functions/"
TOKEN = {"AWS_SESSION_TOKEN": "tok/en+=="}


@pytest.fixture
def aws():
    servers = []

    def start(answers, **more):
        servers.append(SignedServer(answers, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def ask(server, *words, env=None, **more):
    # An earlier value of the shell has no part in it.
    shell = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return run(*words, "--endpoint", server.url, "--region", "eu-west-1",
               env={**shell, **NO_FILES, **(KEYS if env is None else env)},
               **more)


def test_requests_with_and_without_a_body_are_signed(aws):
    server = aws({
        ("GET", LIST): (200, {"Functions": [
            {"FunctionName": "one", "Handler": "a.b"}]}),
        ("POST", LIST + "one/invocations"): (200, {"said": 1}),
    })
    assert b"one" in ask(server, "list").stdout
    done = ask(server, "invoke", "one:live", "-d", '{"a": "é"}', "--log")
    assert json.loads(done.stdout) == {"said": 1}, done.stderr
    assert all(good for *_, good, _ in server.seen)
    method, path, body, _, headers = server.seen[-1]
    assert (method, path, body.decode()) == (
        "POST", LIST + "one/invocations?Qualifier=live", '{"a": "é"}')
    assert "/eu-west-1/lambda/aws4_request" in headers["Authorization"]


def test_a_name_may_be_an_arn_and_latest(aws):
    server = aws({("POST", LIST + "one/invocations"): (200, {})})
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:one:$LATEST"
    assert ask(server, "invoke", arn, "-d", "{}").returncode == 0
    assert server.seen[-1][1].endswith("one/invocations?Qualifier=%24LATEST")
    assert server.seen[-1][3]


# What AWS puts into markers, and what a query must not be taken apart by.
@pytest.mark.parametrize("marker", [
    "a+/= b", "+", "/2015/+==", "a&b?c#d", "100%25", "a=b=", "  ", "ä€😀",
    "-._~*'()!"])
def test_pages_are_followed(aws, marker):
    second = LIST + "?Marker=" + urllib.parse.quote(marker, safe="")
    paged = aws({
        ("GET", LIST): (200, {"Functions": [], "NextMarker": marker}),
        ("GET", second): (200, {"Functions": []})})
    for token in ({}, TOKEN):
        assert ask(paged, "list", "--json", env={**KEYS, **token}
                   ).returncode == 0
    assert [one[1] for one in paged.seen] == [LIST, second] * 2
    assert all(one[3] for one in paged.seen)


def test_a_path_with_percent_sequences_is_signed(aws):
    path = LIST + "of%20%C3%A4%2Fb%2Bc%252F/invocations"
    server = aws({("POST", path): (200, {})})
    assert ask(server, "invoke", "of ä/b+c%2F", "-d", "{}").returncode == 0
    assert [(one[1], one[3]) for one in server.seen] == [(path, True)]


def test_a_service_with_one_path_is_signed_with_what_it_is_asked(aws):
    server = aws({("POST", "/"): (200, {"events": []})}, service="logs")
    assert ask(server, "logs", "one").returncode == 0
    *_, good, headers = server.seen[-1]
    assert good and headers["X-Amz-Target"] == "Logs_20140328.FilterLogEvents"
    assert "/logs/aws4_request, SignedHeaders=content-type;host;x-amz-date;" \
        "x-amz-target," in headers["Authorization"]


def test_the_token_of_a_session_is_sent_and_signed(aws):
    server = aws({("GET", LIST): (200, {"Functions": []})})
    assert ask(server, "list", env={**KEYS, **TOKEN}).returncode == 0
    *_, good, headers = server.seen[-1]
    assert good and headers["X-Amz-Security-Token"] == "tok/en+=="
    assert "x-amz-security-token" in headers["Authorization"]


def test_keys_come_from_the_profile_as_with_the_cli(aws, tmp_path):
    server = aws({("GET", LIST): (200, {"Functions": []})},
                 secret="of the file")
    (tmp_path / "credentials").write_text(
        "[default]\naws_access_key_id = wrong\naws_secret_access_key = wrong\n"
        "\n[work]\naws_access_key_id=AKIDWORK # mine\n"
        "aws_secret_access_key = of the file\n")
    (tmp_path / "config").write_text(
        "[profile  work]\nregion = eu-west-1\ns3 =\n  region = no\n"
        "[profile login]\nsso_session = my\n[profile none]\nregion = x\n")
    files = {"AWS_CONFIG_FILE": str(tmp_path / "config"),
             "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}
    assert ask(server, "list", env={**files, "AWS_PROFILE": "work"}
               ).returncode == 0
    assert server.seen[-1][3]
    # On the command line a profile is before the variables.
    assert ask(server, "list", "--profile", "work", env={**files, **KEYS}
               ).returncode == 0
    assert server.seen[-1][3]
    for name, said in (
            ("login", b"gets its keys by sso_session, which dayfly cannot use"),
            ("absent", b"there is no AWS profile absent"),
            ("none", b"no AWS credentials")):
        done = ask(server, "list", "--profile", name, env=files)
        assert done.returncode == 1 and said in done.stderr


def test_without_keys_nothing_is_sent(aws):
    server = aws({})
    done = ask(server, "list", env={})
    assert done.returncode == 1
    assert b"no AWS credentials: run `aws configure`" in done.stderr
    done = run("list", "--region", "Europe")
    assert b'"Europe" is no region: eu-central-1 is one' in done.stderr
    assert not server.seen
