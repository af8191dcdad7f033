"""The machine has no resources for another runtime process."""

import pytest

from hosting import BIN, make_function

pytestmark = pytest.mark.skipif("san" in BIN.parts,
                                reason="the sanitizers need descriptors, too")


def few_descriptors(serve, count):
    return serve(wrap=("prlimit", f"--nofile={count}:{count}"))


@pytest.mark.parametrize("count", [40, 64])
def test_calls_wait_for_the_processes_that_there_are(tmp_path, serve, count):
    """They failed, although another process of the function was about to be
    free."""
    make_function(tmp_path / "one")
    host = few_descriptors(serve, count)
    calls = [host.begin("one", {"do": "sleep", "s": 0.3}) for _ in range(12)]
    answers = [host.finish(call) for call in calls]
    assert {answer.body for answer in answers} == {b'"slept"'}
    assert "Too many open files" in host.log()
    assert host.log().count("Too many open files") < 12


def test_without_any_it_is_the_hosts_failure(tmp_path, serve):
    make_function(tmp_path / "one")
    host = few_descriptors(serve, 20)
    for _ in range(5):
        answer = host.invoke("one", 1).json
        assert answer["errorType"] == "Sandbox.Failure"
        assert "The host has no resources for another process: " in \
            answer["errorMessage"]
        assert answer["errorMessage"].endswith("Too many open files")


def test_calls_are_served_when_it_is_over(tmp_path, serve):
    make_function(tmp_path / "one")
    host = few_descriptors(serve, 44)
    held = [host.connect() for _ in range(20)]
    for s in held:
        s.sendall(b"GET / HTTP/1.1\r\n")
    assert host.invoke("one", 1).json["errorType"] == "Sandbox.Failure"
    for s in held:
        s.close()
    assert host.invoke("one", 2).json == 2
