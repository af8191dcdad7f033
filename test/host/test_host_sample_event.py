"""`dayfly event`: events as AWS documents them."""

import base64
import hashlib
import json
import subprocess

import pytest

from hosting import DAYFLY, ROOT, run

KINDS = ("apigw-v2", "apigw-v1", "alb", "sqs", "sns", "s3", "dynamodb",
         "kinesis", "eventbridge", "webhook")
FILES = ROOT / "host" / "cli" / "events"


def event(*words):
    done = run("event", *words)
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_each_event_is_the_text_of_its_file(kind):
    assert run("event", kind).stdout == (FILES / f"{kind}.json").read_bytes()
    assert event(kind)
    assert kind in run("help", "event").stdout.decode()


def test_there_are_no_other_events():
    assert sorted(KINDS) == sorted(p.stem for p in FILES.iterdir())
    done = run("event", "sqs2")
    assert done.returncode == 2
    told = done.stderr.decode().split("the events are ")[1].splitlines()[0]
    assert sorted(told.split(", ")) == sorted(KINDS)


def test_a_source_tells_itself_as_it_does_on_aws():
    sources = {kind: event(kind)["Records"][0].get(
        "EventSource" if kind == "sns" else "eventSource")
        for kind in ("sqs", "sns", "s3", "dynamodb", "kinesis")}
    assert sources == {kind: f"aws:{kind}" for kind in sources}
    assert "elb" in event("alb")["requestContext"]
    assert event("apigw-v2")["version"] == "2.0"
    assert event("apigw-v1")["requestContext"]["stage"]
    assert event("eventbridge")["detail-type"]


def test_digests_and_codes_are_those_of_the_body():
    for words in ([], ["--body", ""], ["--body", "hé\n"], ["--body", "x" * 55],
                  ["--body", "x" * 56], ["--body", "x" * 200]):
        record = event("sqs", *words)["Records"][0]
        assert record["md5OfBody"] == hashlib.md5(
            record["body"].encode()).hexdigest()
        assert record["body"] == (words[1] if words else '{"name":"you"}')
    data = event("kinesis", "--body", "hé")["Records"][0]["kinesis"]["data"]
    assert base64.b64decode(data).decode() == "hé"


def test_flags_change_all_places_of_a_value():
    words = ("--body", "b", "--path", "/a/b", "--method", "PUT")
    v2 = event("apigw-v2", *words)
    assert (v2["body"], v2["rawPath"]) == ("b", "/a/b")
    assert v2["requestContext"]["http"]["path"] == "/a/b"
    assert v2["requestContext"]["http"]["method"] == "PUT"
    v1 = event("apigw-v1", *words)
    assert (v1["body"], v1["path"], v1["httpMethod"]) == ("b", "/a/b", "PUT")
    assert v1["pathParameters"] == {"proxy": "a/b"}
    alb = event("alb", *words)
    assert (alb["body"], alb["path"], alb["httpMethod"]) == ("b", "/a/b", "PUT")
    assert event("sns", "--body", "b")["Records"][0]["Sns"]["Message"] == "b"
    assert event("eventbridge", "--body", '{"a":1}')["detail"] == {"a": 1}
    changed = event("kinesis", "--body", '{"name":"you"}')
    assert changed == event("kinesis")


@pytest.mark.parametrize("words, told", [
    ([], "event needs one of "), (["sqs", "sns"], "remove sns"),
    (["--what"], "event has no flag --what"),
    (["s3", "--body", "x"], "the event s3 has no --body"),
    (["sqs", "--path", "/"], "the event sqs has no --path"),
    (["alb", "--path", "x"], "--path must begin with /"),
    (["alb", "--path", "/?a"], "have no query"),
    (["eventbridge", "--body", "x"], "must be a JSON object"),
    (["eventbridge", "--body", "[]"], "must be a JSON object"),
    (["apigw-v2", "--body", b"\xff"], "must be UTF-8"),
    (["alb", "--method", ""], "--method"),
    (["../events/alb"], "there is no event"),
    (["x" * 100], "there is no event"),
])
def test_a_wrong_flag_is_a_sentence(words, told):
    done = subprocess.run([DAYFLY, "event", *words], capture_output=True)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode("utf-8", "replace")


def test_a_full_disk_is_reported():
    with open("/dev/full", "wb") as full:
        for words in (["sqs"], ["sqs", "--body", "x"]):
            done = subprocess.run([DAYFLY, "event", *words], stdout=full,
                                  stderr=subprocess.PIPE)
            assert done.returncode == 1
            assert b"cannot write" in done.stderr


def test_a_sample_goes_through_a_function(host):
    sample = run("event", "apigw-v2").stdout
    done = subprocess.run(
        [DAYFLY, "invoke", "one", "-", "--endpoint", host.url], input=sample,
        capture_output=True, timeout=30)
    assert json.loads(done.stdout) == json.loads(sample)
