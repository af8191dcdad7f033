"""The head of a function URL's response, where HTTP and AWS have rules of their own."""

import pytest
from test_host_url import CLIENT, raw_result, result

from hosting import make_function


@pytest.fixture
def host(tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 1}, CLIENT)
    return serve()


def test_a_205_has_no_body(host):
    answer = result(host, {"statusCode": 205, "body": "x"})
    assert (answer.status, answer.body) == (205, b"")


def test_of_two_spellings_of_a_header_the_last_counts(host):
    answer = raw_result(host, {"statusCode": 200, "headers": {
        "Content-Type": "text/a", "content-type": "text/b", "X-A": "1", "x-a": "2"}})
    fields = [line.lower() for line in answer.splitlines()]
    assert fields.count(b"content-type: text/b") == fields.count(b"x-a: 2") == 1
    assert b"text/a" not in answer and b"x-a: 1" not in fields
