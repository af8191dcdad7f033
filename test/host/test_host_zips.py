"""Zip files of strangers: what is kept is what they say, below its folder, or
nothing; and AWS's words tell it."""

import hashlib
import io
import json
import pathlib
import socket
import zipfile

import pytest

from hosting import Host, wait_for
from zips import (FUNCTIONS, PROGRAM, Api, number, patched, renamed, tree,
                  zipped)

MB = 1 << 20
NO_ZIP = ("Could not unzip uploaded file. Please check your file, then try to "
          "upload again.")
TEXT = ("text", b'"here"')
LINK = 0o120777


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """(api, data folder) of one host for all."""
    data = tmp_path_factory.mktemp("zips") / "data"
    host = Host(options=("--listen", "127.0.0.1:0", "--data", data))
    yield Api(host), data
    host.close()


def overlapping():
    """Two entries that are the same bytes."""
    data = bytearray(zipped(("a", b"0" * 9000), ("b", b"0" * 9000)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42:second + 46] = number(0, 4)
    return bytes(data)


def long_path():
    return zipped(("/".join(["d" * 200] * 21), b"x"))


ONE = zipped(("one", b"1234567890" * 50))
HOSTILE = {
    "slip": (zipped(("../out", b"x")), "has an empty part, . or .. in its path"),
    "slip-in-the-middle": (zipped(("a/../../out", b"x")), "has an empty part"),
    "absolute": (zipped(("/out", b"x")), "has no relative path"),
    "backslash": (zipped(("a\\out", b"x")), "separate folders by /"),
    "dot": (zipped(("a/./out", b"x")), "has an empty part"),
    "dot-and-slash": (zipped((".//out", b"x")), "has no relative path"),
    "dot-and-dots": (zipped(("./../out", b"x")), "has an empty part"),
    "dot-twice": (zipped(("./out", b"x"), ("out", b"y")), "is there twice"),
    "name-too-long": (zipped(("n" * 256, b"x")), "longer than 255 bytes"),
    "path-too-long": (long_path(), "longer than 4000 bytes"),
    "link-out": (zipped(("l", b"../out", LINK)), "leads out of the folder"),
    "link-absolute": (zipped(("l", b"/etc/passwd", LINK)), "leads out"),
    "link-with-nul": (zipped(("l", b"a\0b", LINK)), "leads nowhere"),
    "link-too-long": (zipped(("l", b"a/" * 4000, LINK)), "leads nowhere"),
    "links-together": (zipped(
        ("d1/d2/f", b"x"), ("x", b"d1/d2", LINK), ("d1/d2/y", b"../..", LINK),
        ("z", b"x/y/..", LINK)), 'the entry "z" is a link that leads out'),
    "through-a-link": (zipped(("d/f", b"x"), ("l", b"d", LINK),
                              ("l/g", b"y")), "is below one that is no folder"),
    "folder-through-links": (zipped(
        ("d1/d2/f", b"x"), ("x", b"d1/d2", LINK), ("d1/d2/y", b"../..", LINK),
        ("z", b"x/y/..", LINK), ("z/out/f", b"y")), "no folder"),
    "below-a-file": (zipped(("f", b"x"), ("f/g", b"y")), "no folder"),
    "file-in-place-of-a-folder": (zipped(("f/g", b"y"), ("f", b"x")),
                                  "has the path of another entry"),
    "device": (zipped(("d", b"", 0o020666)), "neither a file"),
    "pipe": (zipped(("d", b"", 0o010666)), "neither a file"),
    "case": (zipped(("Index.js", b"x"), ("index.js", b"y")), "is there twice"),
    "encrypted": (patched(ONE, 8, 6, number(1)), "is encrypted"),
    "bzip2": (zipped(("b", b"x" * 999), kind=zipfile.ZIP_BZIP2),
              "other than deflate"),
    "lzma": (zipped(("b", b"x" * 999), kind=zipfile.ZIP_LZMA),
             "other than deflate"),
    "unknown-compression": (patched(ONE, 10, 8, number(77)), "other than deflate"),
    "twice": (renamed(zipped(("one", b"x"), ("two", b"y")), b"two", b"one"), None),
    "other-name-inside": (ONE.replace(b"one", b"two", 1), None),
    "lying-size": (patched(ONE, 24, 22, number(5, 4)), None),
    "lying-sum": (patched(ONE, 16, 14, number(5, 4)), None),
    "truncated": (ONE[:-30], None),
    "no-directory": (ONE[:60], None),
    "prefixed": (b"#!/bin/sh\nexit 1\n" + ONE, None),
    "no-zip": (b"\x7fELF" + bytes(500), None),
    "name-not-utf-8": (renamed(zipped(("../ab", b"x")), b"../ab", b"../\xff\xfe"),
                       "has an empty part"),
}


def test_names_that_begin_with_the_folder_itself_are_taken(kept):
    """`bsdtar -a -cf code.zip .`, which is the tar of Windows and of macOS."""
    api, data = kept
    def entry(name, mode):
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        return info
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(entry("./", 0o040755), b"")
        file.writestr(entry("./bootstrap", 0o100755), b"#!/bin/sh\n")
        file.writestr(entry("./lib/", 0o040755), b"")
        file.writestr(entry("./lib/one", 0o100644), b"1")
    before = set((data / "code").iterdir())
    assert api.create("dotted", made.getvalue()).status == 201
    code, = set((data / "code").iterdir()) - before
    assert (code / "lib" / "one").read_bytes() == b"1"
    assert (code / "bootstrap").stat().st_mode & 0o111


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_in_awss_words(kept, name):
    api, data = kept
    body, reason = HOSTILE[name]
    before = {path: tree(path) for path in data.parent.iterdir()}
    got = api.create(f"hostile-{name}", body)
    assert got.status == 400, got.body
    assert got.headers["x-amzn-errortype"] == "InvalidParameterValueException"
    said = got.json["message"]
    assert said.startswith(NO_ZIP)
    assert reason in said if reason else True, said
    assert (said == NO_ZIP) == (reason is None), said
    wait_for(lambda: not any((data / "tmp").iterdir()))
    assert {path: {name: kind for name, kind in tree(path).items()
                   if "dayfly.db" not in name}
            for path in data.parent.iterdir()} == {
        path: {name: kind for name, kind in found.items()
               if "dayfly.db" not in name} for path, found in before.items()}
    assert f"hostile-{name}" not in api.names()


def folder_of(data, body):
    return data / "code" / hashlib.sha256(body).hexdigest()


def test_what_is_kept_is_what_the_zip_says(kept):
    api, data = kept
    body = zipped(PROGRAM, TEXT, ("bin/tool", b"t", 0o104755), ("empty", b""),
                  ("d/", b"", 0o040755), ("links/l", b"../text", LINK),
                  ("links/nowhere", b"later", LINK), ("all", b"x", 0o100777),
                  (".hidden", b"h"), ("für.txt", b"u"))
    assert api.create("kept", body).status == 201
    folder = folder_of(data, body)
    assert tree(folder) == {
        "h": (0o555, len(PROGRAM[1])), "text": (0o444, 6),
        "bin/tool": (0o555, 1), "empty": (0o444, 0), "all": (0o555, 1),
        "links/l": (0o777, "../text"), "links/nowhere": (0o777, "later"),
        ".hidden": (0o444, 1), "für.txt": (0o444, 1)}
    assert (folder / "d").is_dir()
    assert (data / "zip" / folder.name).read_bytes() == body
    wait_for(lambda: api.state("kept")[0] == "Active")
    assert api.host.invoke("kept", {}).body == b'"here"'


@pytest.mark.parametrize("name, body", {
    "stored": zipped(PROGRAM, TEXT, kind=zipfile.ZIP_STORED),
    "windows": zipped(PROGRAM, TEXT, system=0),
    "macos": zipped(PROGRAM, TEXT, system=19),
    "overlapping": overlapping(),
    "nul": renamed(zipped(("out_x", b"x")), b"out_x", b"out\0x"),  # a space
    "not-utf-8": renamed(zipped(("xyz", b"1")), b"xyz", b"\xe4\xf6\xff"),
}.items())
def test_other_makes_of_zips_are_taken(kept, name, body):
    api, data = kept
    got = api.create(name, body)
    if name == "overlapping":  # each name in it is that of its own bytes
        assert got.status == 400
        return
    assert got.status == 201, got.body
    if name == "nul":
        assert tree(folder_of(data, body)) == {"out x": (0o444, 1)}
    if name in ("stored", "windows", "macos"):
        wait_for(lambda: api.state(name)[0] == "Active")
        assert api.host.invoke(name, {}).body == b'"here"'


def test_a_zip64_is_read(kept):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as z:
        with z.open("big", "w", force_zip64=True) as to:
            to.write(b"x" * 100000)
    api, data = kept
    assert api.create("zip64", made.getvalue()).status == 201
    assert tree(folder_of(data, made.getvalue())) == {"big": (0o444, 100000)}


def test_an_archive_without_entries_is_told(kept):
    got = kept[0].create("hostile", zipped())
    assert (got.status, got.json["message"]) == (
        400, "Uploaded file must be a non-empty zip")


def test_many_entries_are_refused(kept):
    got = kept[0].create("hostile", zipped(
        *((f"f{i}", b"") for i in range(65537)), kind=zipfile.ZIP_STORED))
    assert got.status == 400 and "more than 65536 entries" in got.json["message"]


@pytest.mark.parametrize("sizes", [[262144000], [131072000, 131072000]])
def test_a_bomb_is_stopped_by_the_bytes_it_writes(kept, sizes, tmp_path):
    api, data = kept
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as z:
        for i, size in enumerate(sizes):
            z.writestr(f"f{i}", bytes(size))
    got = api.create("hostile", made.getvalue())
    assert (got.status, got.json["message"]) == (
        400, "Unzipped size must be smaller than 262144000 bytes")
    wait_for(lambda: not any((data / "tmp").iterdir()))


def rss(host):
    status = pathlib.Path(f"/proc/{host.process.pid}/status").read_text()
    return {line.split()[0]: int(line.split()[1]) for line in status.splitlines()
            if line.startswith(("VmRSS", "VmHWM"))}


@pytest.mark.plain
def test_a_zip_of_50_mb_costs_no_memory(kept):
    api, data = kept
    body = zipped(PROGRAM, TEXT, ("much", bytes(range(256)) * 200000),
                  kind=zipfile.ZIP_STORED)
    assert 48 * MB < len(body) < 50 * MB
    before = rss(api.host)["VmRSS:"]
    assert api.create("large", body).status == 201
    assert rss(api.host)["VmHWM:"] - before < 10 * 1024
    # No larger than AWS takes it.
    body += bytes(5 * MB)
    got = api.create("larger", body)
    assert got.status in (400, 413), got.body


BAD_BODIES = {
    "no-base64": ('{"ZipFile": "%%%%"}', NO_ZIP),
    "half-base64": ('{"ZipFile": "UEs"}', NO_ZIP),
    "goes-on-after-its-end": ('{"ZipFile": "QQ==QQ=="}', NO_ZIP),
    "number": ('{"ZipFile": 5}', "Please provide a source for function code."),
    "empty": ('{"ZipFile": ""}', "Please provide a source for function code."),
    "null": ('{"ZipFile": null}', "Please provide a source for function code."),
    "nothing": ("{}", "Please provide a source for function code."),
    "twice": ('{"ZipFile": "UEs=", "ZipFile": "UEs="}',
              "Could not parse request body into json"),
    "cut-in-the-file": ('{"ZipFile": "UEs', "Could not parse request body"),
    "no-json": ("PK", "Could not parse request body into json"),
    "list": ("[]", "Could not parse request body into json"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_body_is_told(kept, name):
    api, _ = kept
    if "base" not in api.names():
        assert api.create("base", zipped(PROGRAM, TEXT)).status == 201
        wait_for(lambda: api.state("base")[0] == "Active")
    body, message = BAD_BODIES[name]
    got = api.call("PUT", "/base/code", body.encode())
    assert got.status == 400 and got.json["message"].startswith(message), got.body
    assert api.host.invoke("base", {}).body == b'"here"'


@pytest.mark.parametrize("how", ["leaves", "stops"])
def test_a_body_that_ends_in_the_middle_leaves_nothing(kept, how):
    api, data = kept
    head = json.dumps({"FunctionName": "half", "Code": {"ZipFile": "U" * 90000}})
    s = api.host.connect()
    s.sendall(f"POST {FUNCTIONS} HTTP/1.1\r\nHost: localhost:{api.host.port}\r\n"
              f"Content-Length: {len(head) + 9999}\r\n\r\n{head[:80000]}".encode())
    wait_for(lambda: any((data / "tmp").iterdir()))
    if how == "stops":
        s.shutdown(socket.SHUT_WR)
        s.settimeout(20)
        while s.recv(4096):
            pass
    s.close()
    wait_for(lambda: not any((data / "tmp").iterdir()))
    assert "half" not in api.names()
