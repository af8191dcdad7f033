"""Webhooks that `dayfly hook` makes, and hosts whose callers need keys."""

import json
import os
import re

import pytest

from hook_senders import OTHER, SECRET, SENDERS, github
from hosting import run, wait_for
from stored import client, create, node, store_host, update
from access_keys import make_key

WORK = node("return event.rawPath;")


def hook(host, *words, stdin=None, env=None, code=0):
    done = run("hook", *words, "--endpoint", host.url, text=True, env=env,
               **({"stdin": stdin} if stdin else {}))
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def secret_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    return path


@pytest.fixture
def host(tmp_path):
    host = store_host(tmp_path / "data")
    create(client(host), "work", WORK)
    yield host
    host.close()


def post(host, name, body, headers):
    return host.request("POST", f"/_hooks/{name}", body, headers)


def test_a_webhook_of_the_command_works_and_is_kept(tmp_path, host,
                                                    secret_file):
    url = hook(host, "create", "push", "--function", "work", "--kind",
               "github", "--secret-file", str(secret_file))
    assert url == f"{host.url}/_hooks/push\n"
    assert post(host, "push", b"{}", github(b"{}")).status == 202
    line = hook(host, "list").split("  ")
    assert line[:3] == ["push", "github", "work"]
    assert re.match(r"20.*Z accepted$", line[3])
    assert hook(host, "test", "push", "--secret-file",
                str(secret_file)).startswith('{"status":"accepted"')
    host.stop()
    # No secret is in any file of the host.
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    assert SECRET not in host.log()
    second = store_host(tmp_path / "data")
    try:
        assert post(second, "push", b"{}", github(b"{}")).status == 202
        hook(second, "delete", "push")
        assert post(second, "push", b"{}", github(b"{}")).status == 404
        assert "There is no webhook push" in hook(second, "delete", "push",
                                                  code=1)
    finally:
        second.close()


@pytest.mark.parametrize("sender", SENDERS)
def test_the_command_signs_as_each_sender(host, tmp_path, sender):
    kind, _, good, other, *_ = SENDERS[sender]
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(good)
    wrong.write_text(other)
    hook(host, "create", "a", "--function", "work", "--kind", kind,
         "--secret-file", str(right))
    words = ("test", "a", "-d", '{"a": 1}', "--secret-file")
    assert '"accepted"' in hook(host, *words, str(right))
    assert '"accepted"' in hook(host, "test", "a", "--secret-file", str(right),
                                "--kind", kind)
    assert "not signed as this webhook demands" in hook(
        host, *words, str(wrong), code=1)


@pytest.mark.parametrize("kind", ["github", "gitlab", "standard", "plain"])
def test_a_new_secret_is_made_and_shown_once(host, tmp_path, kind):
    url, secret = hook(host, "create", "a", "--function", "work", "--kind",
                       kind).splitlines()
    assert len(secret) >= 43
    (tmp_path / "new").write_text(secret)
    assert '"accepted"' in hook(host, "test", "a", "--secret-file",
                                str(tmp_path / "new"))
    assert secret not in hook(host, "list", "--json")


def test_secrets_are_changed_without_a_gap(host, tmp_path, secret_file):
    hook(host, "create", "a", "--function", "work", "--kind", "github",
         "--secret-file", str(secret_file))
    both = tmp_path / "both"
    both.write_text(f"{OTHER}\n\n{SECRET}\n")
    hook(host, "secret", "a", "--secret-file", str(both))
    for secret in (SECRET, OTHER):
        assert post(host, "a", b"{}", github(b"{}", secret)).status == 202
    both.write_text(OTHER)
    hook(host, "secret", "a", "--secret-file", str(both))
    assert post(host, "a", b"{}", github(b"{}")).status == 403
    assert post(host, "a", b"{}", github(b"{}", OTHER)).status == 202


@pytest.mark.parametrize("words, code, reason", [
    (("create", "a"), 2, "needs --function and --kind"),
    (("create", "a", "--function", "work", "--kind", "svn"), 2,
     "--kind must be github"),
    (("create", "a", "--function", "work", "--kind", "stripe"), 1,
     "stripe makes the secret"),
    (("create", "a", "--function", "gone", "--kind", "github"), 1,
     "There is no function gone"),
    (("create", "a/b", "--function", "work", "--kind", "github"), 1,
     "name of a webhook must have"),
    (("create", "a", "--function", "work", "--kind", "github",
      "--secret-file", "/nowhere"), 1, "cannot read the secret of /nowhere"),
    (("create", "--function", "work"), 2, "needs the NAME"),
    (("secret", "a"), 2, "needs --secret-file"),
    (("test", "a"), 2, "needs --secret-file"),
    (("test", "a", "--secret-file", "/nowhere"), 1, "there is no webhook a"),
    (("delete", "a"), 1, "There is no webhook a"),
    (("remove", "a"), 2, 'no action "remove"; they are list, '
     "create, secret, delete and test"),
    (("list", "a"), 2, 'takes no "a"'),
])
def test_a_wrong_command_says_what_is_wrong(host, words, code, reason):
    assert reason in hook(host, *words, code=code)


def test_a_short_secret_and_a_second_webhook_are_refused(host, tmp_path,
                                                         secret_file):
    (tmp_path / "short").write_text("short")
    words = ("create", "a", "--function", "work", "--kind", "github",
             "--secret-file")
    assert "16 to 256" in hook(host, *words, str(tmp_path / "short"), code=1)
    hook(host, *words, str(secret_file))
    assert "already" in hook(host, *words, str(secret_file), code=1)
    answer = host.request("POST", "/_dayfly/hooks/b", json.dumps(
        {"Function": "work", "Kind": "standard",
         "Secrets": ["no base64 !!!!!!!!!!!!!!"]}).encode())
    assert answer.status == 400
    for body in (b"", b"[]", b"{", b'{"Function": "work", "Kind": "github"}',
                 b'{"Function": "work", "Kind": "github", "Secrets": [1]}',
                 b'{"Function": 1, "Kind": "github", "Secrets": ["x"]}'):
        assert host.request("POST", "/_dayfly/hooks/c", body).status == 400
    assert host.request("PATCH", "/_dayfly/hooks/c").status == 405


def test_a_function_that_is_gone_is_told(host, secret_file):
    hook(host, "create", "a", "--function", "work", "--kind", "github",
         "--secret-file", str(secret_file))
    client(host).delete_function(FunctionName="work")
    assert "its function does not exist" in hook(host, "list")
    answer = post(host, "a", b"{}", github(b"{}"))
    assert answer.status == 503
    assert "its function does not exist" in host.log()
    # It was not taken: the sender brings it again, and then it is new.
    create(client(host), "work", WORK)
    assert post(host, "a", b"{}", github(b"{}")).status == 202


def test_an_alias_keeps_its_version(tmp_path, host, secret_file):
    def note(word):
        return node("(await import('node:fs')).appendFileSync("
                    f"{str(tmp_path / 'out')!r}, {word!r});")
    lam = client(host)
    create(lam, "noted", note("first "))
    version = lam.publish_version(FunctionName="noted")["Version"]
    lam.create_alias(FunctionName="noted", Name="live",
                     FunctionVersion=version)
    update(lam, "noted", note("second "))
    for name, function in (("a", "noted:live"), ("b", "noted")):
        hook(host, "create", name, "--function", function, "--kind", "github",
             "--secret-file", str(secret_file))
    assert "a  github  noted:live" in hook(host, "list")
    out = tmp_path / "out"
    assert post(host, "a", b"{}", github(b"{}")).status == 202
    wait_for(lambda: out.exists() and out.read_text() == "first ")
    assert post(host, "b", b"{}", github(b"{}")).status == 202
    wait_for(lambda: out.read_text() == "first second ")


def test_with_keys_a_webhook_needs_none_and_its_api_does(tmp_path,
                                                         secret_file):
    file = tmp_path / "keys"
    admin, reader = make_key(file, "admin"), make_key(file, "read")
    host = store_host(tmp_path / "data", "--keys", str(file))

    def as_(key):
        return {**os.environ, "AWS_ACCESS_KEY_ID": key.id,
                "AWS_SECRET_ACCESS_KEY": key.secret}
    words = ("create", "a", "--function", "work", "--kind", "github",
             "--secret-file", str(secret_file))
    try:
        create(admin.client(host), "work", WORK)
        assert "not authorized" in hook(host, *words, env=as_(reader), code=1)
        hook(host, *words, env=as_(admin))
        assert "a  github  work" in hook(host, "list", env=as_(reader))
        assert host.request("GET", "/_dayfly/hooks").status == 403
        assert host.request("DELETE", "/_dayfly/hooks/a").status == 403
        assert post(host, "a", b"{}", github(b"{}")).status == 202
        assert post(host, "a", b"{}", github(b"{}", OTHER)).status == 403
        # A key is no signature.
        assert post(host, "a", b"{}", admin.bearer).status == 403
        assert '"accepted"' in hook(host, "test", "a", "--secret-file",
                                    str(secret_file), env=as_(admin))
        # Nothing else is open beside it.
        for path in ("/_hooks", "/_hook/a", "/2015-03-31/functions"):
            assert host.request("GET", path).status == 403, path
    finally:
        host.close()


def test_the_webhooks_have_a_limit_and_the_host_starts_again(tmp_path):
    body = json.dumps({"Function": "work", "Kind": "plain",
                       "Secrets": [SECRET]}).encode()
    for round in range(2):
        host = store_host(tmp_path / "many")
        try:
            if round == 0:
                create(client(host), "work", WORK)
                for i in range(1000):
                    made = host.request("POST", f"/_dayfly/hooks/h{i}", body)
                    assert made.status < 300, made.body
            more = host.request("POST", "/_dayfly/hooks/more", body)
            assert b"1000 webhooks already" in more.body
        finally:
            host.close()
