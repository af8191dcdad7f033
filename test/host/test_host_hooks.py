"""Signed webhooks: each kind as its sender signs it, what is refused, and that a
request which was accepted becomes exactly one event."""

import base64
import concurrent.futures
import json
import time
import uuid

import pytest

from hook_senders import OTHER, SECRET, SENDERS, github, gitlab, slack
from hooks_place import Place, new_body
from hosting import run, wait_for


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("hooks"))
    yield place.start()
    place.host.close()


@pytest.mark.parametrize("sender", SENDERS)
def test_a_signed_request_becomes_an_event(place, sender):
    _, sign, good, *_ = SENDERS[sender]
    body = new_body()
    answer = place.post(sender, body, sign(body, good))
    assert answer.status == 202, answer.body
    assert answer.json["status"] == "accepted"
    event = place.wait(body)
    context = event["requestContext"]
    assert event["version"] == "2.0" and event["isBase64Encoded"] is False
    assert event["rawPath"] == f"/_hooks/{sender}"
    assert event["routeKey"] == "POST /_hooks/{name}"
    assert event["pathParameters"] == {"name": sender}
    assert context["http"]["method"] == "POST"
    assert context["requestId"] == answer.json["id"]
    assert event["headers"]["content-type"] == "application/json"
    sample = json.loads(run("event", "webhook").stdout)
    assert event.keys() == sample.keys()
    assert context.keys() == sample["requestContext"].keys()


@pytest.mark.parametrize("sender", SENDERS)
def test_what_is_not_signed_so_is_refused(place, sender):
    _, sign, good, other, timed, header = SENDERS[sender]
    body = new_body()
    headers = sign(body, good)
    signature = headers[header]
    at = signature.index("v1=") + 3 if "v1=" in signature else -2
    flipped = chr(ord(signature[at]) ^ 1)
    changed = (signature[:at] + flipped + signature[at + 1:])
    tries = {
        "another secret": (body, sign(body, other)),
        "a bit of the signature": (body, {**headers, header: changed}),
        "no signature": (body, {k: v for k, v in headers.items()
                                if k != header}),
        "an empty signature": (body, {**headers, header: ""}),
        "half of it": (body, {**headers, header: signature[:20]}),
        "a long one": (body, {**headers, header: "v1," + "x" * 9000}),
    }
    if "v1" in signature:
        between = " " if "v1," in signature else ","
        tries["two that are wrong"] = (
            body, {**headers, header: changed + between + changed})
    if header != "Stripe-Signature":  # which may have several
        tries["twice as much"] = (body, {**headers, header: 2 * signature})
    if header != "X-Gitlab-Token":
        tries["a bit of the body"] = (body.replace(b"t", b"u", 1), headers)
        tries["a byte more"] = (body + b" ", headers)
    if timed:
        now = time.time()
        tries["6 minutes ago"] = (body, sign(body, good, now - 360))
        tries["in 6 minutes"] = (body, sign(body, good, now + 360))
    before = place.listed()[sender]["requests"]["refused"]
    for what, (sent, with_headers) in tries.items():
        answer = place.post(sender, sent, with_headers)
        assert answer.status == 403, (what, answer.body)
        # All the same: nothing says what is wrong.
        assert answer.json == {"Message": "The request is not signed as this "
                                          "webhook demands."}, what
    assert (place.listed()[sender]["requests"]["refused"] - before
            == len(tries))
    assert f"webhook {sender}: a request of 127.0.0.1 is refused: " \
        in place.host.log()
    # It was the signature: the same is accepted when it is right.
    assert place.post(sender, body, headers).status == 202
    place.wait(body)
    assert place.count(body) == 1


def test_times_within_five_minutes_are_accepted(place):
    for name in ("stripe", "slack", "standard", "plain"):
        _, sign, good, *_ = SENDERS[name]
        for ago in (280, -280):
            body = new_body()
            answer = place.post(name, body, sign(body, good,
                                                 time.time() - ago))
            assert answer.status == 202, (name, ago, answer.body)


def test_the_same_delivery_runs_once(place):
    for sender in SENDERS:
        _, sign, good, *_ = SENDERS[sender]
        body = new_body()
        headers = sign(body, good)
        assert place.post(sender, body, headers).status == 202
        again = place.post(sender, body, headers)
        assert (again.status, again.json["status"]) == (200, "repeated"), sender
        # A new attempt, which is signed anew.
        if sender in ("stripe", "gitlab-signed", "standard", "gitlab",
                      "github"):
            name = (headers.get("X-GitHub-Delivery") or
                    headers.get("webhook-id") or
                    headers.get("Idempotency-Key"))
            later = sign(body, good, time.time() - 2, name)
            assert place.post(sender, body, later).status == 200, sender
        place.wait(body)
        assert place.count(body) == 1, sender


def test_another_delivery_with_the_same_body_runs(place):
    body = new_body()
    for _ in range(2):
        assert place.post("github", body, github(body)).status == 202
    wait_for(lambda: place.count(body) == 2)


def test_an_event_of_slack_is_known_by_its_id(place):
    body = json.dumps({"type": "event_callback", "event_id": "Ev" +
                       uuid.uuid4().hex}).encode()
    assert place.post("slack", body, slack(body)).status == 202
    again = slack(body, when=time.time() - 5)
    assert place.post("slack", body, again).status == 200


def test_the_greetings_of_github_and_slack_are_answered(place):
    ping = b'{"zen": "Greetings are no events."}'
    answer = place.post("github", ping, github(ping, event="ping"))
    assert (answer.status, answer.json) == (200, {"status": "pong"})
    body = json.dumps({"type": "url_verification", "token": "x",
                       "challenge": "3eZbrw1aB\u00e4"}).encode()
    answer = place.post("slack", body, slack(body))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/plain"
    assert answer.body.decode() == "3eZbrw1aBä"
    # Not to somebody who cannot sign.
    assert place.post("slack", body, slack(body, OTHER)).status == 403
    assert place.post("github", ping,
                      github(ping, OTHER, event="ping")).status == 403
    # What was accepted before is begun before.
    last = new_body()
    assert place.post("github", last, github(last)).status == 202
    place.wait(last)
    assert place.count(ping) + place.count(body) == 0


def test_the_token_of_gitlab_is_not_in_the_event(place):
    body = new_body()
    assert place.post("gitlab", body, gitlab(body)).status == 202
    event = place.wait(body)
    assert "x-gitlab-token" not in event["headers"]
    assert SECRET not in json.dumps(event)


def test_a_body_that_is_no_text_comes_in_base64(place):
    body = b"payload=%7B%7D&a=\xff" + uuid.uuid4().bytes
    headers = {**github(body),
               "Content-Type": "application/x-www-form-urlencoded"}
    assert place.post("github", body, headers).status == 202
    coded = base64.b64encode(body)
    event = place.wait(coded)
    assert event["isBase64Encoded"] is True


def test_only_small_bodies_and_posts_to_names_that_are_there(place):
    body = b"x" * (1024 * 1024)
    ok = place.post("github", body, {**github(body),
                                     "Content-Type": "text/plain"})
    assert ok.status == 202, ok.body
    body += b"x"
    large = place.post("github", body, github(body))
    assert large.status == 413 and "1048576" in large.json["Message"]
    chunked = place.host.raw(
        b"POST /_hooks/github HTTP/1.1\r\nHost: localhost\r\n"
        b"Connection: close\r\nTransfer-Encoding: chunked\r\n" +
        "".join(f"{k}: {v}\r\n" for k, v in github(body).items()).encode() +
        b"\r\n100001\r\n" + body + b"\r\n0\r\n\r\n")
    assert b" 413 " in chunked.split(b"\r\n")[0]
    body = new_body()
    assert place.post("nowhere", body, github(body)).status == 404
    assert place.post("github/more", body, github(body)).status == 404
    assert place.post("", body, github(body)).status == 404
    answer = place.host.request("GET", "/_hooks/github", b"", {})
    assert answer.status == 405


def test_many_at_once_become_one_event_each(place):
    bodies = [new_body() for _ in range(40)]

    def send(body):
        headers = github(body)
        return [place.post("github", body, headers).status
                for _ in range(3)]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, bodies))
    assert all(sorted(one) == [200, 200, 202] for one in answers)
    wait_for(lambda: all(place.count(body) == 1 for body in bodies), 60)
