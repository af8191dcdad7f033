"""`dayfly logs`, and the AWS CLI, read what functions have printed."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import closing

import pytest

from hosting import DAYFLY, on_terminal, run, wait_for
from stored import client, create, result, store_host, zip_of

PRINTER = """
def handler(event, context):
    for line in event["lines"]:
        print(line, flush=True)
    return context.aws_request_id
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with closing(store_host(tmp_path_factory.mktemp("data"))) as host:
        create(client(host), "printer", zip_of({"m.py": PRINTER}),
               Runtime="python3.12", Handler="m.handler")
        yield host


def say(host, *lines):
    return result(client(host), "printer", {"lines": lines})


def logs(host, *words):
    return run("logs", "printer", "--endpoint", host.url, *words)


def printed(host, *words):
    got = logs(host, *words)
    assert got.returncode == 0 and got.stderr == b"", got
    return got.stdout.decode()


def test_the_lines_of_a_request(host):
    one, other = say(host, "mine"), say(host, "theirs")
    wait_for(lambda: f"REPORT RequestId: {other}" in printed(host))
    text = printed(host, "--request", one)
    assert re.findall("START|mine|theirs|END|REPORT", text) == [
        "START", "mine", "END", "REPORT"]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", line)
               for line in text.splitlines())
    objects = [json.loads(line) for line in
               printed(host, "--request", one, "--json").splitlines()]
    assert {o["requestId"] for o in objects} == {one}
    assert {o["version"] for o in objects} == {"$LATEST"}
    assert len(objects) == 4


def test_limit_and_version(host):
    say(host, *(f"nr {i}" for i in range(20)))
    wait_for(lambda: "nr 19" in printed(host))
    every = printed(host, "--version", "$LATEST").splitlines()
    assert printed(host, "--limit", "7").splitlines() == every[-7:]
    got = logs(host, "--version", "77")
    assert got.stdout == b"" and b"has printed nothing" in got.stderr


def test_what_a_terminal_would_obey_is_written_out(host):
    say(host, "\x1b[2Jgone", "ERROR bad")
    wait_for(lambda: "ERROR bad" in printed(host))
    text = printed(host)
    assert "\\x1b[2Jgone" in text and "\x1b" not in text
    shown = on_terminal("logs", "printer", "--endpoint", host.url, "--limit",
                        "30", env={**os.environ, "TERM": "xterm",
                                   "NO_COLOR": ""})
    assert b"\x1b[31m" in shown and b"\x1b[2J" not in shown


def test_follow_shows_new_lines_and_ends_with_its_reader(host):
    follower = subprocess.Popen(
        [DAYFLY, "logs", "printer", "--endpoint", host.url, "--follow",
         "--since", "1s"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    say(host, "first news")
    while b"first news" not in follower.stdout.readline():
        pass
    follower.stdout.close()
    say(host, "second news")
    assert follower.wait(20) in (0, -signal.SIGPIPE)
    assert follower.stderr.read() == b""
    follower.stderr.close()


@pytest.mark.parametrize("words, says", [
    (("--since", "soon"), b"write a time ago"),
    (("--limit", "0"), b"whole number from 1"),
    (("--request", 'a"b'), b"must be a request id"),
    (("another",), b"takes one function"),
    (("--tail",), b"has no flag --tail"),
])
def test_mistakes_are_told(host, words, says):
    got = logs(host, *words)
    assert got.returncode == 2 and says in got.stderr


def test_an_unknown_function(host):
    got = run("logs", "nobody", "--endpoint", host.url)
    assert got.returncode == 1 and b"nothing is kept" in got.stderr


def aws_cli_2():
    for path in ("/usr/bin/aws", shutil.which("aws")):
        if path and os.path.exists(path) and b"aws-cli/2" in \
                subprocess.run([path, "--version"],
                               capture_output=True).stdout:
            return path
    return None


@pytest.mark.plain
@pytest.mark.skipif(not aws_cli_2(), reason="there is no AWS CLI 2")
def test_aws_logs_tail_follows(host, tmp_path):
    out = tmp_path / "out"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path),
           "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y",
           "AWS_DEFAULT_REGION": "us-east-1", "PYTHONUNBUFFERED": "1"}
    with out.open("wb") as f:
        tail = subprocess.Popen(
            [aws_cli_2(), "--endpoint-url", host.url, "logs", "tail",
             "/aws/lambda/printer", "--follow", "--since", "1m"],
            stdout=f, stderr=f, env=env)
    try:
        say(host, "tail one")
        wait_for(lambda: b"tail one" in out.read_bytes(), 40)
        say(host, "tail two")
        wait_for(lambda: b"tail two" in out.read_bytes(), 40)
        time.sleep(0.1)
        assert out.read_bytes().count(b"tail one") == 1
    finally:
        tail.kill()
        tail.wait()
