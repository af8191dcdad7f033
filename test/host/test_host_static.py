"""Static files, which the host serves without a process."""

import gzip
import json
import os
import time
import zlib

import pytest

from hosting import wait_for

PAGE = b"<!doctype html><title>shop</title>"


@pytest.fixture
def site(tmp_path):
    public = tmp_path / "public"
    (public / "docs").mkdir(parents=True)
    (public / "assets").mkdir()
    (public / "index.html").write_bytes(PAGE)
    (public / "docs" / "index.html").write_text("docs")
    (public / "assets" / "app-4GTKQ3XW.js").write_text("let a = 1;\n" * 500)
    (public / "data.bin").write_bytes(bytes(range(256)) * 400)
    (public / "new file \u00e9.txt").write_text("text")
    configure(tmp_path)
    time.sleep(0.05)  # until a change would show in the times of the files
    return tmp_path


def configure(site, routes=None, **mount):
    (site / "dayfly.json").write_text(json.dumps(
        {"routes": routes or {}, "static": {"/": {"folder": "public", **mount}}}))


def get(host, path, method="GET", body=b"", **headers):
    return host.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})


def test_files_have_their_type_and_are_never_run(site, serve):
    host = serve(site)
    answer = get(host, "/")
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    answer = get(host, "/assets/app-4GTKQ3XW.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    answer = get(host, "/data.bin")
    assert answer.body == bytes(range(256)) * 400
    assert answer.headers["content-type"] == "application/octet-stream"
    assert get(host, "/new%20file%20%c3%a9.txt?v=1").body == b"text"
    head = get(host, "/data.bin", "HEAD")
    assert head.body == b"" and head.headers["content-length"] == str(256 * 400)


def test_a_folder_is_its_page(site, serve):
    host = serve(site)
    assert get(host, "/docs/").body == b"docs"
    answer = get(host, "/docs?a=b")
    assert answer.status == 301 and answer.headers["location"] == "/docs/?a=b"
    assert get(host, "/assets/").status == get(host, "/assets").status == 404


@pytest.mark.parametrize("path", [
    "/.env", "/docs/.git/config", "/../dayfly.json", "/%2e%2e/dayfly.json", "/docs/..%2f..%2fdayfly.json",
    "/..%5cdayfly.json", "/docs/%2e%2e/%2e%2e/dayfly.json", "//etc/passwd", "/docs//index.html", "/%00",
    "/index.html%00.txt", "/index.html/", "/%zz", "/%", "/out", "/out/passwd", "/loop", "/pipe",
    "/" + "a" * 300, "/" + "a/" * 2000, "/./index.html"])
def test_nothing_else_can_be_read(site, serve, path):
    public = site / "public"
    (public / ".env").write_text("secret")
    (public / "docs" / ".git").mkdir()
    (public / "docs" / ".git" / "config").write_text("secret")
    (public / "out").symlink_to("/etc")
    (public / "loop").symlink_to("loop")
    os.mkfifo(public / "pipe")
    answer = get(serve(site), path)
    assert answer.status == 404 and answer.body == b"Not Found\n", answer.body


def test_links_within_the_folder_and_well_known_files_are_served(site, serve):
    public = site / "public"
    (public / "same").symlink_to("docs/index.html")
    (public / ".well-known").mkdir()
    (public / ".well-known" / "token").write_text("token")
    host = serve(site)
    assert get(host, "/same").body == b"docs"
    assert get(host, "/.well-known/token").body == b"token"


def test_conditions_save_the_body(site, serve):
    host = serve(site)
    first = get(host, "/data.bin").headers
    tag, date = first["etag"], first["last-modified"]
    for headers in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_None_Match": "*"},
                    {"If_Modified_Since": date}, {"If_None_Match": tag, "Range": "bytes=0-1"}):
        answer = get(host, "/data.bin", **headers)
        assert (answer.status, answer.body) == (304, b""), headers
        assert answer.headers.get("content-length", "102400") == "102400"
        assert answer.headers["etag"] == tag and answer.headers["cache-control"] == "no-cache"
    for headers in ({"If_None_Match": '"x"'}, {"If_None_Match": '"x"', "If_Modified_Since": date},
                    {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"If_Match": tag},
                    {"If_Modified_Since": "yesterday"}, {"If_Unmodified_Since": date}):
        assert get(host, "/data.bin", **headers).status == 200, headers
    for headers in ({"If_Match": '"x"'}, {"If_Match": f"W/{tag}"},
                    {"If_Unmodified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"}):
        assert get(host, "/data.bin", **headers).status == 412, headers


def test_a_changed_file_has_another_tag_at_once(site, serve):
    host = serve(site)
    file = site / "public" / "index.html"
    tag = get(host, "/").headers["etag"]
    stamp = file.stat().st_mtime_ns
    file.write_bytes(PAGE[::-1])
    os.utime(file, ns=(stamp, stamp))
    answer = get(host, "/", If_None_Match=tag)
    assert (answer.status, answer.body) == (200, PAGE[::-1])
    again = wait_for(lambda: get(host, "/").headers.get("etag"))
    assert again != tag


def test_parts_of_a_file(site, serve):
    host = serve(site)
    whole = bytes(range(256)) * 400
    tag = get(host, "/data.bin").headers["etag"]
    for text, wanted in (("0-0", whole[:1]), ("100-", whole[100:]), ("-5", whole[-5:]),
                         ("0-99999999999999999999", whole), ("-999999", whole)):
        answer = get(host, "/data.bin", Range=f"bytes={text}")
        assert (answer.status, answer.body) == (206, wanted), text
        at = len(whole) - len(wanted) if text != "0-0" else 0
        assert answer.headers["content-range"] == f"bytes {at}-{at + len(wanted) - 1}/{len(whole)}"
    for text in ("102400-", "999999-9999999", "-0"):
        answer = get(host, "/data.bin", Range=f"bytes={text}")
        assert (answer.status, answer.headers["content-range"]) == (416, "bytes */102400"), text
    for text in ("bytes=0-1,5-6", "bytes=5-2", "bytes=a-b", "bytes=", "lines=0-1", "bytes=1-2x", "bytes=-"):
        assert get(host, "/data.bin", Range=text).body == whole, text
    assert get(host, "/data.bin", Range="bytes=0-1", If_Range=tag).status == 206
    for wrong in ('"x"', f"W/{tag}", "Thu, 01 Jan 1970 00:00:00 GMT"):
        assert get(host, "/data.bin", Range="bytes=0-1", If_Range=wrong).status == 200
    head = get(host, "/data.bin", "HEAD", Range="bytes=0-1")
    assert head.headers["content-length"] in ("2", "102400") and head.body == b""


def unchunk(body):
    out = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        if int(size, 16) == 0:
            return out
        out += body[:int(size, 16)]
        body = body[int(size, 16) + 2:]


def test_text_is_compressed_for_those_who_take_it(site, serve):
    host = serve(site)
    path = "/assets/app-4GTKQ3XW.js"
    plain = get(host, path)
    assert "content-encoding" not in plain.headers and plain.headers["vary"] == "Accept-Encoding"
    answer = get(host, path, Accept_Encoding="br;q=0.9, gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(unchunk(answer.body)) == plain.body
    assert answer.headers["etag"] != plain.headers["etag"]
    assert get(host, path, Accept_Encoding="gzip", If_None_Match=answer.headers["etag"]).status == 304
    for refused in ("gzip;q=0", "identity", "*;q=0", "gzip;q=0.000, *"):
        assert "content-encoding" not in get(host, path, Accept_Encoding=refused).headers
    assert get(host, path, Accept_Encoding="gzip", Range="bytes=0-9").body == plain.body[:10]
    assert "content-encoding" not in get(host, "/data.bin", Accept_Encoding="gzip").headers
    head = get(host, path, "HEAD", Accept_Encoding="gzip")
    assert head.status == 200 and head.body == b""


def test_what_a_build_has_compressed_is_sent_as_it_is(site, serve):
    file = site / "public" / "assets" / "app-4GTKQ3XW.js"
    packed = gzip.compress(file.read_bytes())
    file.with_name(file.name + ".gz").write_bytes(packed)
    file.with_name(file.name + ".br").write_bytes(b"brotli")
    host = serve(site)
    path = "/assets/app-4GTKQ3XW.js"
    answer = get(host, path, Accept_Encoding="gzip")
    assert (answer.headers["content-encoding"], answer.body) == ("gzip", packed)
    answer = get(host, path, Accept_Encoding="gzip, br")
    assert (answer.headers["content-encoding"], answer.body) == ("br", b"brotli")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert get(host, path, Accept_Encoding="br", Range="bytes=0-1").body == b"br"
    future = time.time() + 5
    os.utime(file, (future, future))
    assert zlib.decompress(unchunk(get(host, path, Accept_Encoding="gzip").body), 31) == file.read_bytes()


def test_pages_of_an_application_and_what_is_missing(site, serve):
    html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    host = serve(site)
    assert get(host, "/users/7", **html).status == 404
    (site / "public" / "404.html").write_text("no such page")
    answer = get(host, "/users/7", If_None_Match="*")
    assert (answer.status, answer.body) == (404, b"no such page")
    configure(site, fallback="index.html", cacheControl="max-age=9")
    answer = get(host, "/users/7", **html)
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["cache-control"] == "max-age=9"
    assert get(host, "/users/7.js", **html).status == 404
    assert get(host, "/users/7", Accept="application/json").status == 404
    answer = get(host, "/users/7", "POST")
    assert answer.status == 405 and answer.headers["allow"] == "GET, HEAD"


CODE = "exports.handler = async (event) => ({ statusCode: 200, body: event.routeKey });"


def test_files_and_routes_share_the_paths(site, serve):
    (site / "api").mkdir()
    (site / "api" / "index.js").write_text(CODE)
    (site / "public" / "index.js").write_text("not a function")
    configure(site, {"GET /docs/index.html": "api", "ANY /{all+}": "api"}, fallback="index.html")
    host = serve(site)
    assert get(host, "/docs/index.html").body == b"GET /docs/index.html"
    assert get(host, "/docs/").body == b"docs" and get(host, "/").body == PAGE
    assert get(host, "/data.bin", "POST").body == get(host, "/users/7").body == b"ANY /{all+}"
    assert host.invoke("public", {}).status == 404
    assert get(host, "/2015-03-31/functions").json["Functions"][0]["FunctionName"] == "api"


def test_several_folders(site, serve):
    (site / "more").mkdir()
    (site / "more" / "a.txt").write_text("more")
    (site / "dayfly.json").write_text(json.dumps(
        {"static": {"/": "public", "/docs/more": "more", "/none": "none"}}))
    host = serve(site)
    assert get(host, "/docs/more/a.txt").body == b"more" and get(host, "/docs/").body == b"docs"
    assert get(host, "/docs/more").status == get(host, "/none/a").status == 404
    (site / "none").mkdir()
    (site / "none" / "a").write_text("later")
    assert get(host, "/none/a").body == b"later"


def test_which_pages_may_load_files(site, serve):
    host = serve(site)
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert get(host, "/", **link).status == 200
    assert get(host, "/", **{**link, "Sec_Fetch_Mode": "no-cors"}).status == 403
    assert get(host, "/", Origin="https://app.example").status == 403
    (site / "dayfly.json").write_text(json.dumps(
        {"static": {"/": "public"}, "http": {"cors": {"allowOrigins": ["https://app.example"]}}}))
    answer = get(host, "/", Origin="https://app.example")
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    asked = get(host, "/x.js", "OPTIONS", Origin="https://app.example", Access_Control_Request_Method="GET")
    assert asked.status == 200
