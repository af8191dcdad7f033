"""The static bootstrap is one file that needs nothing, and the same file
wherever it is made."""

import base64
import hashlib
import io
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import struct
import subprocess
import time
import urllib.request
import zipfile

import pytest
from conftest import HERE, make
from parts import ROOT, write
from places import skip_without_namespaces
from wire import Wire

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_GNU_STACK = 1, 2, 3, 0x6474E551
MACHINES = {"x86_64": 62, "aarch64": 183}
MOST_BYTES = 500_000


def segments(data):
    """(type, flags) of each program header of a 64-bit little-endian ELF."""
    assert data[:6] == b"\x7fELF\x02\x01"
    at, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    return [struct.unpack_from("<II", data, at + i * size)
            for i in range(count)]


def test_it_asks_for_no_loader_and_no_library(either):
    machine, path = either
    data = path.read_bytes()
    kinds = dict(segments(data))
    assert struct.unpack_from("<H", data, 18)[0] == MACHINES[machine]
    assert PT_LOAD in kinds
    assert PT_INTERP not in kinds and PT_DYNAMIC not in kinds
    assert kinds[PT_GNU_STACK] & 1 == 0  # no code on the stack
    assert len(data) <= MOST_BYTES


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=[] if name == HERE else pytest.mark.long)
    for name in MACHINES])
def test_the_host_can_be_one_file_too(name):
    make("static-host", f"ARCH={name}")
    path = ROOT / "build" / "static" / name / "dayfly"
    data = path.read_bytes()
    kinds = dict(segments(data))
    assert struct.unpack_from("<H", data, 18)[0] == MACHINES[name]
    assert PT_INTERP not in kinds and PT_DYNAMIC not in kinds
    assert str(ROOT).encode() not in data
    licences = path.with_name("dayfly.licences.txt").read_text()
    assert "SQLite" in licences and "==== libzip ====" in licences
    if name == HERE:
        said = subprocess.run([path, "--version"], capture_output=True, check=True)
        assert said.stdout.startswith(b"dayfly ")


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100755 << 16
            z.writestr(info, text, zipfile.ZIP_DEFLATED)
    return base64.b64encode(made.getvalue()).decode()


def request(url, method, body):
    """What it answers, but while the function's first process starts (409)."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(urllib.request.Request(
                    url, method=method, data=body and body.encode())) as got:
                return json.load(got)
        except urllib.error.HTTPError as error:
            if error.code != 409:
                raise
            time.sleep(0.2)
    raise AssertionError("the function does not start")


def test_the_host_of_one_file_keeps_functions(bootstrap, tmp_path):
    """Its SQLite and its libzip."""
    make("static-host")
    (tmp_path / "bin").mkdir()
    for program in bootstrap, bootstrap.with_name("dayfly"):
        shutil.copy2(program, tmp_path / "bin")
    words = [tmp_path / "bin/dayfly", "serve", "--data", tmp_path / "data",
             "--listen", "127.0.0.1:0"]
    call = {"FunctionName": "kept", "Role": "arn:aws:iam::000000000000:role/r",
            "Runtime": "provided.al2023", "Handler": "h", "Code": {
                "ZipFile": zipped(h="#!/bin/sh\necho '\"kept\"'\n" + "#" * 9999)}}
    for method, path, body in (("POST", "", json.dumps(call)),
                               ("GET", "/kept", None),
                               ("POST", "/kept/invocations", "{}")):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as host:
            url = re.search(r"http://\S+", host.stdout.readline())[0]
            try:
                said = request(f"{url}/2015-03-31/functions{path}", method, body)
            finally:
                host.kill()
    assert said == "kept"


def test_it_names_no_folder_of_its_making(either):
    data = either[1].read_bytes()
    assert str(ROOT).encode() not in data
    assert os.path.expanduser("~").encode() + b"/" not in data


@pytest.mark.long
def test_it_is_the_same_wherever_it_is_made(bootstrap, tmp_path):
    """Libraries too: only what was fetched is taken along."""
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard",
         "Makefile", "common", "bootstrap", "layer/static", "test/deps", "test/deps.txt"],
        cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in files.strip("\0").split("\0"):
        to = tmp_path / "elsewhere" / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to)
    for fetched in ("curl", "quickjs", "static/jansson"):
        shutil.copytree(ROOT / "build" / fetched,
                        tmp_path / "elsewhere" / "build" / fetched)
    make("static", cwd=tmp_path / "elsewhere")
    made = tmp_path / "elsewhere/build/static" / HERE / "bootstrap"
    assert hashlib.sha256(made.read_bytes()).digest() == \
        hashlib.sha256(bootstrap.read_bytes()).digest()


ECHO_C = """
#include <stdio.h>
int main(void)
{
    char bytes[4096];
    size_t size = fread(bytes, 1, sizeof bytes, stdin);
    return fwrite(bytes, 1, size, stdout) != size;
}
"""


def compiled(folder, *flags):
    """A program of musl's, by the compiler of the static libraries."""
    (folder / "echo.c").write_text(ECHO_C)
    subprocess.run([ROOT / f"build/static/lib-{HERE}/cc", *flags, "-o",
                    folder / "echo", folder / "echo.c"], check=True)


def debian(root):
    """The machine as it is: its shell, its C library."""
    write(root, "echo", "#!/bin/sh\nexec cat\n")
    return "/"


def busybox(root):
    (root / "bin").mkdir()
    shutil.copy2("/bin/busybox", root / "bin/busybox")
    for name in ("sh", "cat"):
        (root / "bin" / name).symlink_to("busybox")
    write(root, "echo", "#!/bin/sh\nexec cat\n")
    return root


def musl(root):
    """As in Alpine: the C library is musl's, and shared."""
    compiled(root)
    (root / "lib").mkdir()
    shutil.copy2(f"/lib/ld-musl-{HERE}.so.1", root / "lib")
    return root


def scratch(root):
    compiled(root, "-static")
    return root


MOUNTS = """
cd "$1"
mkdir -p dev proc tmp
touch dev/null
mount --bind /dev/null dev/null
mount --rbind /proc proc
exec chroot . /bootstrap
"""


@pytest.mark.parametrize("base", [debian, busybox, musl, scratch])
def test_it_answers_upon_any_base(bootstrap, tmp_path, base):
    root = tmp_path / "root"
    root.mkdir()
    to = base(root)
    peer = Wire(tmp_path, "echo", start=False)
    command = [bootstrap]
    if to == root:
        skip_without_namespaces("-rm")
        shutil.copy2(bootstrap, root)
        peer.env["LAMBDA_TASK_ROOT"] = "/"
        command = ["unshare", "-rm", "sh", "-euc", MOUNTS, "sh", root]
    else:
        peer.env["LAMBDA_TASK_ROOT"] = root
    with open(peer.log_path, "wb") as log:
        peer.process = subprocess.Popen(
            command, env={k: str(v) for k, v in peer.env.items()},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        for turn in range(3):
            line, _, body = peer.turn(b'{"turn":%d}' % turn,
                                      request_id=f"id-{turn}")
            assert line.endswith(f"/id-{turn}/response HTTP/1.1"), body
            assert body == b'{"turn":%d}' % turn
    finally:
        assert peer.stop() == 143, peer.log  # 128 + SIGTERM


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_the_runtime_api_may_have_a_name(bootstrap, tmp_path, name):
    write(tmp_path, "echo", "#!/bin/sh\nexec cat\n")
    peer = Wire(tmp_path, "echo", start=False)
    peer.env["AWS_LAMBDA_RUNTIME_API"] = f"{name}:{peer.port}"
    with open(peer.log_path, "wb") as log:
        peer.process = subprocess.Popen([bootstrap], env=peer.env, stdout=log,
                                        stderr=log, stdin=subprocess.DEVNULL)
    try:
        assert peer.turn(b"[1]")[2] == b"[1]", peer.log
    finally:
        peer.stop()


def start(bootstrap, folder):
    """(Wire that has its first `next`, milliseconds it took)."""
    peer = Wire(folder, "echo", start=False)
    with open(peer.log_path, "wb") as log:
        began = time.perf_counter()
        peer.process = subprocess.Popen(
            [bootstrap], env=peer.env, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log)
        peer.expect_next()
    return peer, (time.perf_counter() - began) * 1000


def test_it_is_small_and_quick(bootstrap, tmp_path):
    """What it has resident after a hundred events, and the time to its first
    `next`: Python's own start of a process (0.5 ms) is in it, and of thirty
    starts the quick ones are looked at, for the machine is shared."""
    compiled(tmp_path, "-static")
    times = []
    for _ in range(30):
        peer, ms = start(bootstrap, tmp_path)
        times.append(ms)
        peer.stop()
    peer, _ = start(bootstrap, tmp_path)
    try:
        peer.give(b"{}")
        peer.take_post()
        for turn in range(99):
            peer.turn(request_id=f"id-{turn}")
        peer.expect_next()
        text = pathlib.Path(f"/proc/{peer.process.pid}/smaps_rollup")
        rss = int(text.read_text().partition("Rss:")[2].split()[0])
    finally:
        peer.stop()
    quick = statistics.quantiles(times, n=4)[0]
    print(f"RSS {rss} KiB, first next {min(times):.2f} / {quick:.2f} ms "
          f"(best / quartile), {bootstrap.stat().st_size} bytes")
    assert rss <= 2048
    assert min(times) <= 5  # 11 with shared libraries


def test_it_lives_with_little_address_space(bootstrap, tmp_path):
    """Nothing is set aside that is not used: 16 MB are enough."""
    write(tmp_path, "echo", "#!/bin/sh\nexec cat\n")

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (16 << 20, 16 << 20))
    done = subprocess.run(
        [bootstrap, "--once", "echo"], input=b"[1]", capture_output=True,
        env={"LAMBDA_TASK_ROOT": str(tmp_path), "PATH": os.environ["PATH"]},
        preexec_fn=limit, timeout=20)
    assert done.stdout == b"[1]", done.stderr
