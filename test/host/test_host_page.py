"""The page at "/" and what it adds to the API: the headers that keep a browser
safe, and the calls that run or have run."""

import contextlib
import json

import pytest
from browser import host, lam  # noqa: F401  (fixtures)
from access_keys import make_key
from hosting import make_function
from stored import client, create, node, result, store_host

PAGE = ("GET / HTTP/1.1\r\nHost: dayfly.localhost\r\n"
        "Accept: text/html\r\n")


def get(host, more="", first=PAGE):
    return host.raw(f"{first}{more}Connection: close\r\n\r\n".encode())


def test_it_is_served_with_what_keeps_a_browser_safe(host):
    answer = get(host).decode()
    assert answer.startswith("HTTP/1.1 200")
    for line in ["default-src 'none'; script-src 'self'; style-src 'self'",
                 "frame-ancestors 'none'", "X-Content-Type-Options: nosniff",
                 "Cache-Control: no-cache"]:
        assert line in answer
    etag = [x for x in answer.split("\r\n") if x.startswith("ETag: ")][0][6:]
    assert get(host, f"If-None-Match: {etag}\r\n").startswith(b"HTTP/1.1 304")
    small = get(host, "Accept-Encoding: gzip\r\n")
    assert b"Content-Encoding: gzip" in small and b"\x1f\x8b" in small
    assert etag.encode() not in small


@pytest.mark.parametrize("name", ["localhost:9000", "127.0.0.1:9000"])
def test_other_names_of_loopback_lead_to_its_own(host, name):
    answer = get(host, first=PAGE.replace("dayfly.localhost", name)).decode()
    assert answer.startswith("HTTP/1.1 307")
    assert "Location: http://dayfly.localhost:9000/\r\n" in answer


def test_without_keys_it_is_not_at_a_name_of_functions(tmp_path):
    options = ("--host", "box.lan")
    box = PAGE.replace("dayfly.localhost", "box.lan")
    with contextlib.closing(store_host(tmp_path / "open", *options)) as h:
        answer = get(h, first=box).decode()
        assert answer.startswith("HTTP/1.1 403") and "--page-host" in answer
    make_key(tmp_path / "keys", "admin")
    options += ("--page-host", "page.lan", "--keys", tmp_path / "keys",
                "--behind-proxy", "127.0.0.1")
    with contextlib.closing(store_host(tmp_path / "keyed", *options)) as h:
        answer = get(h, "X-Forwarded-Proto: https\r\n", first=box).decode()
        assert "Location: https://page.lan/\r\n" in answer
        page = PAGE.replace("dayfly.localhost", "page.lan")
        assert get(h, first=page).startswith(b"HTTP/1.1 200")


def test_who_is_no_browser_and_other_origins_do_not_get_it(host):
    plain = PAGE.replace("text/html", "*/*")
    assert b"does not support this path" in get(host, first=plain)
    assert get(host, "Sec-Fetch-Site: cross-site\r\n").startswith(
        b"HTTP/1.1 403")
    evil = PAGE.replace("dayfly.localhost", "evil.example")
    assert get(host, first=evil).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("path", [
    "/_dayfly/page/", "/_dayfly/page/none.js", "/_dayfly/page/../index.html",
    "/_dayfly/page/main.js.gz", "/_dayfly/page/" + "x" * 3000])
def test_what_is_not_there_is_404(host, path):
    first = f"GET {path} HTTP/1.1\r\nHost: dayfly.localhost\r\n"
    status = get(host, first=first)[:12]
    assert status == (b"HTTP/1.1 200" if path.endswith("page/")
                      else b"HTTP/1.1 404")


def test_the_url_of_a_function_is_not_hidden_by_it(host, lam):
    create(lam, "front", node("return {statusCode: 200, body: 'mine'};"))
    lam.create_function_url_config(FunctionName="front", AuthType="NONE")
    first = PAGE.replace("dayfly", "front.lambda-url")
    assert get(host, first=first).endswith(b"mine")


def calls(host):
    first = "GET /_dayfly/calls HTTP/1.1\r\nHost: localhost\r\n"
    return json.loads(get(host, first=first).split(b"\r\n\r\n", 1)[1])


def test_the_last_calls_are_told_with_their_phases(host, lam):
    create(lam, "counted", node("if (event.bad) throw new TypeError('no'); "
                                "return 1;"))
    result(lam, "counted")
    lam.invoke(FunctionName="counted", Payload=b'{"bad": "yes"}')
    ok, bad = [c for c in calls(host)["calls"] if c["function"] == "counted"]
    assert ok["outcome"] == "ok" and ok["us"] > 0 and ok["startUs"] > 0
    assert (bad["outcome"], bad["errorType"], bad["errorMessage"]) == (
        "error", "TypeError", "no")
    first = f"GET /_dayfly/calls/{bad['id']} HTTP/1.1\r\nHost: localhost\r\n"
    kept = json.loads(get(host, first=first).split(b"\r\n\r\n", 1)[1])
    assert kept["event"] == {"bad": "yes"}
    assert kept["error"]["errorMessage"] == "no"
    first = f"GET /_dayfly/calls/{ok['id']} HTTP/1.1\r\nHost: localhost\r\n"
    assert get(host, first=first).startswith(b"HTTP/1.1 404")


def test_watchers_get_what_changes_and_do_not_hold_a_host_that_ends(tmp_path):
    folder = make_function(tmp_path / "f")
    with contextlib.closing(store_host(tmp_path / "data", folder)) as h:
        s = h.connect()
        s.sendall(b"GET /_dayfly/calls HTTP/1.1\r\nHost: localhost\r\n"
                  b"Accept: text/event-stream\r\n\r\n")
        text = b""
        lam = client(h)
        lam.invoke(FunctionName="f")
        while b'"outcome":"ok"' not in text:
            text += s.recv(65536)
        assert b"id: " in text
        h.process.terminate()
        while more := s.recv(65536):
            text += more
        assert text.endswith(b"0\r\n\r\n")
        assert h.process.wait(10) == 0
