"""make run: its steps with their seconds, an answer, a stream, a failure, and how
to go on, as they appear on a terminal."""

import re
import socket
import subprocess

import pytest
from parts import ROOT, clean_env


def run(address):
    """(exit status, text) of make run on a terminal that ends after the show."""
    done = subprocess.run(
        ["script", "-qec", f"make run ADDRESS={address}", "/dev/null"], cwd=ROOT,
        capture_output=True, text=True, timeout=110, stdin=subprocess.DEVNULL,
        env=clean_env(CI="1"))
    return done.returncode, done.stdout.replace("\r\n", "\n")


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken


@pytest.fixture
def address(listener):
    """One that is free when the test has begun."""
    host, port = listener.getsockname()
    listener.close()
    return f"{host}:{port}"


def test_a_newcomer_sees_an_answer_a_stream_and_a_failure(address):
    code, text = run(address)
    assert code == 0, text
    for step in ("installing what is missing .*", "building dayfly",
                 "building the examples"):
        assert re.search(rf"^run: {step} …$", text, re.M), text
        assert re.search(rf"^run: {step}: \d+ s$", text, re.M), text
    shown = re.split(r"\n\n", text[text.index("An answer:"):])
    assert shown[0].splitlines()[2] == '{"message":"Hello, you!"}'
    assert "REPORT RequestId" in shown[0]
    assert shown[1].splitlines()[2:] == ["3 ...", "2 ...", "1 ...", "mayfly!"]
    failed = shown[2].splitlines()
    assert failed[2] == "KeyError: 'name'"
    assert failed[3].startswith("  File ") and "app.py" in failed[3]
    assert "build/dayfly init greet --runtime node" in shown[3]


def test_a_port_that_is_taken_is_said(listener):
    host, port = listener.getsockname()
    code, text = run(f"{host}:{port}")
    assert code != 0
    assert "make run ADDRESS=127.0.0.1:PORT" in text and "in use" in text, text
