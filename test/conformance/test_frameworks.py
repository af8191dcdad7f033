"""A web framework, unchanged from its package, in a fetch handler under each
interpreter: over the function's URL, which is buffered or streamed."""

import http.client
import json
import time

import pytest
from clients import BUILT, FRAMEWORKS
from hosting import Host
from parts import interpreter

KINDS = {"plain": "BUFFERED", "stream": "RESPONSE_STREAM"}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    home = tmp_path_factory.mktemp("frameworks")
    for row in FRAMEWORKS:
        for kind, mode in KINDS.items():
            folder = home / f"{row}-{kind}"
            folder.mkdir()
            for entry in (BUILT / "hono").iterdir():
                (folder / entry.name).symlink_to(entry)
            (folder / "dayfly.json").write_text(json.dumps({
                "handler": "app.handler", "interpreter": interpreter(row),
                "timeout": 30, "memory": 1024, "url": {"invokeMode": mode}}))
    running = Host(home)
    yield running
    running.stop()


def promise(column):
    def mark(test):
        return pytest.mark.cell("frameworks", column)(
            pytest.mark.parametrize("row", FRAMEWORKS)(test))
    return mark


class Call:
    def __init__(self, host, row, kind, path, method="GET", body=None,
                 **headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", host.port,
                                                     timeout=30)
        self.connection.request(
            method, f"/lambda-url/{row}-{kind}{path}", body=body,
            headers={k.replace("_", "-"): v for k, v in headers.items()})
        self.reply = self.connection.getresponse()
        self.status = self.reply.status

    def read(self):
        return self.reply.read()


@promise("text")
@pytest.mark.parametrize("kind", KINDS)
def test_text(host, row, kind):
    call = Call(host, row, kind, "/")
    assert (call.status, call.read()) == (200, "Hono é".encode())
    assert call.reply.headers["content-type"].lower().startswith("text/plain")


@promise("JSON, path, query")
@pytest.mark.parametrize("kind", KINDS)
def test_json(host, row, kind):
    call = Call(host, row, kind, "/hello/a%20b?q=1&q=%C3%A9")
    said = json.loads(call.read())
    assert said["hello"] == "a b" and said["queries"] == ["1", "é"]
    assert len(said["id"]) == 36
    assert call.reply.headers["content-type"] == "application/json"


@promise("bytes both ways")
@pytest.mark.parametrize("kind", KINDS)
def test_bytes(host, row, kind):
    data = bytes(range(256)) * 4000
    call = Call(host, row, kind, "/echo", "PUT", data,
                Content_Type="image/png")
    assert (call.status, call.read()) == (201, data)
    assert call.reply.headers["x-method"] == "PUT"
    assert call.reply.headers["content-type"] == "image/png"


@promise("cookies")
@pytest.mark.parametrize("kind", KINDS)
def test_cookies(host, row, kind):
    call = Call(host, row, kind, "/cookies", Cookie="old=5; x=y")
    assert call.read() == b"5"
    assert call.reply.headers.get_all("set-cookie") == ["a=1; Path=/",
                                                        "b=2; Path=/"]


@promise("not found")
@pytest.mark.parametrize("kind", KINDS)
def test_not_found(host, row, kind):
    call = Call(host, row, kind, "/no/such/page")
    assert (call.status, call.read()) == (404, b"404 Not Found")


@promise("its own error page")
@pytest.mark.parametrize("kind", KINDS)
def test_an_error(host, row, kind):
    call = Call(host, row, kind, "/fail")
    assert (call.status, call.read()) == (500, b"Internal Server Error")


@promise("stream live")
def test_a_stream(host, row):
    Call(host, row, "stream", "/").read()
    call = Call(host, row, "stream", "/slow")
    first = call.reply.readline()
    at = time.monotonic()
    assert first == b"3\n"
    assert call.read() == b"2\n1\n"
    assert time.monotonic() - at > 0.3
