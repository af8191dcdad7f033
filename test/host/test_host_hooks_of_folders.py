"""Webhooks of a folder: their secrets, mistakes, numbers, a kill."""

import json
import signal
import time

import pytest

from hook_senders import (KEY, OTHER, SECRET, github, standard,
                          stripe_signed)
from hooks_place import NOTE, Place, new_body
from hosting import run, wait_for


@pytest.fixture
def own(tmp_path):
    """A place for one test."""
    place = Place(tmp_path)
    yield place
    if place.host:
        place.host.close()


def test_several_signatures_and_secrets_are_tried(own):
    own.write([{"kind": "stripe", "name": "two",
                "secret": ["env:OLD", "env:NEW"]},
               {"kind": "standard", "name": "std", "secret": "env:KEY"}])
    (own.function / ".env").write_text(
        f"OLD={SECRET}\nNEW={OTHER}\nOUT={own.out}\nKEY=whsec_{KEY}\n")
    own.start()
    for secret in (SECRET, OTHER):
        body = new_body()
        assert own.post("two", body,
                        stripe_signed(body, secret)).status == 202
    body = new_body()
    headers = stripe_signed(body)
    wrong = "0" * 64
    headers["Stripe-Signature"] = headers["Stripe-Signature"].replace(
        ",v1=", f",v1={wrong},v1=")
    assert own.post("two", body, headers).status == 202
    body = new_body()
    headers = standard(body)
    headers["webhook-signature"] = ("v1a,xx v1," + "A" * 43 + "= " +
                                    headers["webhook-signature"])
    assert own.post("std", body, headers).status == 202
    # The old one is taken out: it is not valid any more.
    own.write([{"kind": "stripe", "name": "two", "secret": "env:NEW"}])
    body = new_body()
    wait_for(lambda: own.post("two", body,
                              stripe_signed(body)).status == 403)
    assert own.post("two", body, stripe_signed(body, OTHER)).status == 202


def test_what_was_accepted_comes_after_a_kill(own):
    own.start()
    body = new_body()
    headers = github(body)
    assert own.post("github", body, headers).status == 202
    own.host.process.send_signal(signal.SIGKILL)
    own.host.process.wait(timeout=20)
    own.host.close()
    seen = own.count(body)
    own.start()
    own.wait(body)
    # And is known as the same delivery still.
    assert own.post("github", body, headers).status == 200
    assert own.count(body) <= 1 + seen


def test_a_secret_that_cannot_be_read_refuses_all_and_is_told(own):
    own.write([{"kind": "github", "name": "a", "secret": "env:NOWHERE"},
               {"kind": "github", "name": "b", "secret": "file:nowhere"},
               {"kind": "github", "name": "c", "secret": "file:open"},
               {"kind": "github", "name": "d", "secret": "env:SHORT"},
               {"kind": "standard", "name": "e", "secret": "env:FIRST"},
               {"kind": "github", "name": "f", "secret": "env:OF_THE_HOST"}])
    (own.function / "open").write_text(SECRET)
    (own.function / "open").chmod(0o644)
    with open(own.function / ".env", "a") as env:
        env.write("SHORT=short\n")
    own.start(env={"OF_THE_HOST": SECRET})
    listed = own.listed()
    body = new_body()
    for name, what in {"a": "NOWHERE is not set", "b": "there is no file",
                       "c": "chmod 600", "d": "16 to 256 visible",
                       "e": "base64"}.items():
        assert what in listed[name]["problem"], listed[name]
        assert SECRET not in listed[name]["problem"]
        assert own.post(name, body, github(body)).status == 403
        headers = standard(body) if name == "e" else github(body, "short")
        assert own.post(name, body, headers).status == 403
    assert "NOWHERE is not set" in own.host.log()
    assert listed["f"]["problem"] is None
    assert own.post("f", body, github(body)).status == 202
    # The function does not have the variable of the host.
    assert SECRET not in own.host.log()


@pytest.mark.parametrize("hooks, reason", [
    ({}, '"hooks" must be an array'),
    ([{"secret": "env:A"}], 'a "kind" and a "secret"'),
    ([{"kind": "github"}], 'a "kind" and a "secret"'),
    ([{"kind": "svn", "secret": "env:A"}], '"kind" must be github, gitlab'),
    ([{"kind": "github", "secret": SECRET}], 'it is not written here'),
    ([{"kind": "github", "secret": []}], '"secret" must be'),
    ([{"kind": "github", "secret": "env:"}], '"secret" must be'),
    ([{"kind": "github", "secret": "env:A", "name": "a/b"}], '"name" must be'),
    ([{"kind": "github", "secret": "env:A", "deploy": ""}], '"deploy" must be'),
    ([{"kind": "github", "secret": "env:A", "x": 1}], "is no key of a webhook"),
    (["github"], 'a "kind" and a "secret"'),
])
def test_a_mistake_in_the_file_is_told(own, hooks, reason):
    own.write(hooks)
    done = run("serve", "--listen", "127.0.0.1:0", str(own.folder / "f"),
               text=True)
    text = done.stderr
    assert done.returncode == 1
    assert 'dayfly.json:1: "hooks"' in text and reason in text, text
    assert SECRET not in text


def test_two_functions_with_one_name_are_told(own):
    twin = own.folder / "f" / "twin"
    twin.mkdir()
    (twin / "index.mjs").write_text(NOTE)
    (twin / "dayfly.json").write_text(json.dumps({"hooks": [
        {"kind": "github", "name": "github", "secret": "env:A"}]}))
    own.start()
    own.host.wait_log("that of twin does not answer, because note has this")
    body = new_body()
    assert own.post("github", body, github(body)).status == 202


def test_without_a_store_the_log_and_the_sender_are_told(own, serve):
    host = serve(own.folder / "f")
    host.wait_log("webhooks, such as those of note, do nothing: that needs "
                  "--data DIR")
    body = new_body()
    answer = host.request("POST", "/_hooks/github", body, github(body))
    assert answer.status == 405 and "--data" in answer.json["message"]


def test_numbers_say_what_came_of_each(own):
    own.start()
    body = new_body()
    own.post("github", body, github(body, name="one"))
    own.post("github", body, github(body, name="one"))
    own.post("github", body, github(body, OTHER))
    text = own.host.request("GET", "/metrics").body.decode()
    for result, count in {"accepted": 1, "repeated": 1, "refused": 1,
                          "answered": 0, "failed": 0, "deploy": 0}.items():
        assert (f'dayfly_hook_requests_total{{hook="github",'
                f'result="{result}"}} {count}\n') in text
    last = own.listed()["github"]["last"]
    assert last["result"] == "refused" and last["time"].endswith("Z")


def test_refusals_do_not_fill_the_log(own):
    own.start()
    body = new_body()
    for _ in range(50):
        assert own.post("github", body, github(body, OTHER)).status == 403
    assert own.host.log().count("is refused") <= 6


def test_a_slow_sender_is_given_up(own):
    """As elsewhere: a body must come at 1 KB/s after 20 s. Here: the headers of
    a stranger are answered without the body being kept."""
    own.start()
    s = own.host.connect()
    s.sendall(b"POST /_hooks/github HTTP/1.1\r\nHost: localhost\r\n"
              b"Content-Length: 900000\r\n\r\n" + b"x" * 1000)
    s.settimeout(2)
    body = new_body()
    assert own.post("github", body, github(body)).status == 202
    s.close()
    rss = int(next(line for line in open(
        f"/proc/{own.host.process.pid}/status") if
        line.startswith("VmRSS")).split()[1])
    sockets = []
    for _ in range(40):
        s = own.host.connect()
        s.sendall(b"POST /_hooks/github HTTP/1.1\r\nHost: localhost\r\n"
                  b"Content-Length: 1000000\r\n\r\n" + b"x" * 500000)
        sockets.append(s)
    time.sleep(1)
    after = int(next(line for line in open(
        f"/proc/{own.host.process.pid}/status") if
        line.startswith("VmRSS")).split()[1])
    for s in sockets:
        s.close()
    assert after - rss < 8000, "bodies of strangers are not kept"


def test_all_are_listed_however_long_their_problems(own):
    hooks = [{"kind": "plain", "name": f"h{n}",
              "secret": f"file:/nowhere/{n * 'x'}{200 * 'é'}"} for n in range(4)]
    own.write(hooks)
    own.start()
    assert len(own.host.request("GET", "/_dayfly/hooks").json["hooks"]) == 4
