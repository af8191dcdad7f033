"""Who may call a function's URL, and what a page that it serves may do."""

import pytest

from hosting import make_function, parse_answer


@pytest.fixture
def host(tmp_path, serve):
    make_function(tmp_path / "one", {}, "url_client.py")
    return serve()


@pytest.mark.parametrize("headers,status", [
    ({"Origin": "http://one.lambda-url.localhost"}, 200),
    ({"Sec-Fetch-Site": "same-origin"}, 200),
    ({"Sec-Fetch-Site": "none"}, 200),
    ({"Origin": "http://localhost"}, 403),
    ({"Origin": "http://evil.example"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
])
def test_only_pages_of_its_own_origin_may_call(host, headers, status):
    answer = host.request("GET", "/", b"", {
        "Host": "one.lambda-url.localhost", **headers})
    assert answer.status == status
    if status == 403:
        assert "allowOrigins" in answer.json["Message"]
        assert "START" not in host.log()


def test_a_functions_page_cannot_call_the_api_at_its_own_host(host):
    """Its host serves its URL and nothing else."""
    answer = host.request(
        "POST", "/2015-03-31/functions/one/invocations", b"{}",
        {"Host": "one.lambda-url.localhost"})
    assert answer.json["rawPath"] == "/2015-03-31/functions/one/invocations"
    answer = host.request(
        "POST", "/2015-03-31/functions/one/invocations", b"{}",
        {"Host": "localhost", "Origin": "http://one.lambda-url.localhost"})
    assert answer.status == 403


def test_a_target_that_is_no_path_is_refused(host):
    got = host.raw(b"OPTIONS * HTTP/1.1\r\nConnection: close\r\n"
                   b"Host: one.lambda-url.localhost\r\n\r\n")
    assert parse_answer(got).status == 400
