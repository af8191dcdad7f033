"""Which functions are found, and what is refused."""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

import pytest

from hosting import DAYFLY, make_function, run


def refused(*words, cwd=None):
    done = run("serve", "--listen", "127.0.0.1:0", *words, cwd=cwd)
    assert done.returncode == 1
    text = done.stderr.decode()
    assert text.startswith("dayfly: ")
    assert text.count("\n") == 1
    return text


def test_every_folder_that_holds_a_function_is_served(tmp_path, serve):
    make_function(tmp_path / "program")
    for name, file in (("a", "index.mjs"), ("b", "index.js"),
                       ("c", "index.cjs"), ("d", "index.ts"),
                       ("e", "index.mts"), ("f", "function.bundle.js"),
                       ("py", "lambda_function.py")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text("")
    for name in ("empty", ".git", "node_modules", "with space"):
        (tmp_path / name).mkdir()
    (tmp_path / ".git" / "index.js").write_text("")
    (tmp_path / "node_modules" / "index.js").write_text("")
    (tmp_path / "file").write_text("")
    host = serve()
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    assert {f["FunctionName"]: f["Handler"] for f in listed} == {
        "py": "lambda_function.lambda_handler",
        "a": "index.handler", "b": "index.handler", "c": "index.handler",
        "d": "index.handler", "e": "index.handler", "f": "function.handler",
        "program": "bootstrap"}


def test_a_folder_that_is_a_function_is_served_itself(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    (folder / "lib").mkdir()
    (folder / "lib" / "index.js").write_text("")
    make_function(folder / "two")
    host = serve(folder)
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    assert [f["FunctionName"] for f in listed] == ["one", "two"]
    assert host.invoke("one", 1).body == b"1"


def test_without_a_folder_the_present_one_is_served(tmp_path):
    make_function(tmp_path / "one")
    p = subprocess.Popen([DAYFLY, "serve", "--listen=127.0.0.1:0"],
                         cwd=tmp_path, stdout=subprocess.PIPE)
    assert b"serves 1 function at" in p.stdout.readline()
    p.terminate()
    assert p.wait(5) == 0
    p.stdout.close()


def test_the_greeting_has_a_curl_line_that_works(tmp_path):
    make_function(tmp_path / "one")
    p = subprocess.Popen([DAYFLY, "serve", "--listen", "127.0.0.1:0", "."],
                         cwd=tmp_path, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
    line = ""
    while not line.strip().startswith("curl "):
        line = p.stdout.readline().decode()
    done = subprocess.run(line, shell=True, capture_output=True, timeout=20)
    p.terminate()
    p.wait(5)
    p.stdout.close()
    assert done.stdout == b"{}"


@pytest.mark.parametrize("text,line,word", [
    ("[]", 1, "object"),
    ('{\n"handler": 3}', 2, "handler"),
    ('{"handler": ""}', 1, "handler"),
    ('{\n\n"timeout": 0}', 3, "timeout"),
    ('{"timeout": 901}', 1, "timeout"),
    ('{"timeout": "3"}', 1, "timeout"),
    ('{"timeout": 2.5}', 1, "timeout"),
    ('{"memory": 127}', 1, "memory"),
    ('{"memory": 10241}', 1, "memory"),
    ('{"interpreter": null}', 1, "interpreter"),
    ('{"env": []}', 1, "env"),
    ('{"env": {"A": 1}}', 1, "A"),
    ('{"env": {"1A": "x"}}', 1, "1A"),
    ('{"env": {"_HANDLER": "x"}}', 1, "_HANDLER"),
    ('{"env": {"AWS_LAMBDA_RUNTIME_API": "x"}}', 1, "AWS_LAMBDA_RUNTIME_API"),
    ('{\n"env": {"timeot": "1"},\n"timeot": 3}', 3, "timeot"),
    ('{"timeout": 3,\n"timeout": 4}', 2, "duplicate"),
    ('{"timeout": 3,\n}', 2, "string or '}'"),
    ('{"timeout": 3} x', 1, "end of file"),
    ("", 1, "the file is empty"),
    ('{"handler": "a\\u0000b"}', 1, "correct the JSON there"),
    ('{\n"handlr": 1}', 2, "limits, required, env, rehearse, url, concurrency, idle, warmupOnStart, build"),
    ('{"concurrency": {}}', 1, "events at once from 1 to 1000"),
    ('{"concurrency": 0}', 1, "events at once from 1 to 1000"),
    ('{"concurrency": 1001}', 1, "events at once from 1 to 1000"),
    ('{"concurrency": "2"}', 1, "without quotes"),
])
def test_a_wrong_manifest_is_reported_with_its_path_and_line(
        tmp_path, text, line, word):
    folder = make_function(tmp_path / "one")
    (folder / "dayfly.json").write_text(text)
    told = refused(tmp_path)
    assert f"{folder}/dayfly.json:{line}: " in told
    assert word in told


def test_a_manifest_that_is_no_file_is_reported(tmp_path):
    folder = make_function(tmp_path / "one")
    manifest = folder / "dayfly.json"
    manifest.unlink()
    os.mkfifo(manifest)
    assert "not a regular file" in refused(tmp_path)
    manifest.unlink()
    manifest.mkdir()
    assert "not a regular file" in refused(tmp_path)
    manifest.rmdir()
    manifest.symlink_to("/dev/zero")
    assert "not a regular file" in refused(tmp_path)
    manifest.unlink()
    manifest.symlink_to("nowhere")
    assert "dayfly.json" in refused(tmp_path)
    manifest.unlink()
    manifest.write_text('{"env": {"A": "' + "x" * 1048576 + '"}}')
    assert "larger than 1048576 bytes" in refused(tmp_path)


def test_invalid_and_duplicate_names_and_no_function_are_reported(tmp_path):
    make_function(tmp_path / "x" / "my function")
    assert "rename it" in refused(tmp_path / "x")
    make_function(tmp_path / "y" / ("n" * 65))
    assert "rename it" in refused(tmp_path / "y")
    make_function(tmp_path / "a" / "one")
    make_function(tmp_path / "b" / "one")
    told = refused(tmp_path / "a", tmp_path / "b")
    assert str(tmp_path / "a" / "one") in told
    assert str(tmp_path / "b" / "one") in told
    (tmp_path / "none").mkdir()
    assert "no function in" in refused(tmp_path / "none")
    assert "cannot open the folder" in refused(tmp_path / "missing")
    (tmp_path / "none" / "app").mkdir()
    (tmp_path / "none" / "app" / "app.py").write_text("")
    assert "nor in its subfolders app: a function is" in refused(tmp_path / "none")
    (tmp_path / "index.js").write_text("")
    assert "serve the one it is in" in refused(tmp_path / "index.js")


def third_line(folder):
    """Of the greeting where one function is served: what comes after it."""
    p = subprocess.Popen([DAYFLY, "serve", "--listen=127.0.0.1:0"],
                         cwd=folder, stdout=subprocess.PIPE)
    lines = [p.stdout.readline().decode() for _ in range(3)]
    p.terminate()
    assert p.wait(5) == 0
    p.stdout.close()
    return lines[2]


@pytest.mark.parametrize("options, name", [
    ((), "dayfly.localhost"),
    (("--page-host", "page.example"), "page.example"),
    (("--host", "hooks.example"), None),
])
def test_the_address_for_a_browser_is_that_of_the_page(tmp_path, options, name):
    """Whatever function or file the host has at the path / elsewhere."""
    make_function(tmp_path / "one")
    p = subprocess.Popen(
        [DAYFLY, "serve", "--listen=127.0.0.1:0", *options, "."],
        cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    first = p.stdout.readline()
    port = re.search(r":(\d+)", first)[1]
    p.terminate()
    rest = p.stdout.read()
    p.stdout.close()
    assert p.wait(5) == 0
    assert rest.partition("See them in a browser:\n  ")[2] == (
        f"http://{name}:{port}/\n" if name else "")


def test_folders_that_are_passed_over_are_named(tmp_path):
    make_function(tmp_path / "one")
    for name in ("node_modules", ".git", "none"):
        (tmp_path / name).mkdir()
    for number in range(200):
        (tmp_path / f"more{number}").mkdir()
    line = third_line(tmp_path)
    assert line.startswith("Skipped, because they are not functions: ")
    names = line.split(": ")[1].strip().split(", ")
    assert 40 < len(names) < 100 and names[-1] == "..."
    assert set(names[:-1]) <= {"none"} | {f"more{n}" for n in range(200)}


def test_names_of_folders_do_not_reach_the_terminal_as_they_are(tmp_path):
    root = tmp_path / "a\x1b[2Jb"
    make_function(root / "one")
    (root / "no\x1b]0;pwned\x07").mkdir()
    line = third_line(root)
    assert "no\\x1b]0;pwned\\x07" in line and "\x1b" not in line


def test_what_builds_make_is_no_function_without_a_manifest(tmp_path, serve):
    for name in ("one", "build", "node_modules", ".cache"):
        make_function(tmp_path / name)
        (tmp_path / name / "dayfly.json").unlink()
    make_function(tmp_path / "x" / "build")
    make_function(tmp_path / "x" / "node_modules")
    host = serve(tmp_path, tmp_path / "x")
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    assert [f["FunctionName"] for f in listed] == [
        "build", "node_modules", "one"]
    assert host.invoke("build", {"do": "env"}).json["cwd"] == str(
        tmp_path / "x" / "build")


def test_a_function_that_is_skipped_for_its_name_is_reported(tmp_path):
    for name in ("one", "build"):
        make_function(tmp_path / name)
        (tmp_path / name / "dayfly.json").unlink()
    assert third_line(tmp_path) == ("Skipped, because they are not functions: "
                                    "build (needs a dayfly.json)\n")


def test_the_same_folder_named_twice_is_served_once(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve(tmp_path, tmp_path / "one", tmp_path)
    assert host.invoke("one", 1).body == b"1"


def test_a_port_in_use_is_reported(tmp_path):
    make_function(tmp_path / "one")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = s.getsockname()[1]
        done = run("serve", "--listen", f"127.0.0.1:{port}", tmp_path)
    assert done.returncode == 1
    assert b"in use; choose another ADDR:PORT" in done.stderr
    assert b"--listen" in done.stderr


def test_ipv6_loopback_is_served(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve(options=("--listen", "[::1]:0"))
    s = socket.create_connection(("::1", host.port))
    s.sendall(b"GET /2015-03-31/functions HTTP/1.1\r\nHost: [::1]\r\n\r\n")
    assert s.recv(4096).startswith(b"HTTP/1.1 200")
    s.close()


def test_no_process_of_its_user_reads_the_host(tmp_path):
    """Files of /proc belong to root if a process is not dumpable."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        make_function(pathlib.Path(folder) / "one")
        for name in ("dayfly", "bootstrap"):
            shutil.copy(DAYFLY.parent / name, folder)
        host = subprocess.Popen(
            [f"{folder}/dayfly", "serve", "--listen", "127.0.0.1:0", folder],
            user=4242, group=4242, extra_groups=[], stdout=subprocess.PIPE)
        try:
            assert b"http://" in host.stdout.readline()
            assert os.stat(f"/proc/{host.pid}/environ").st_uid == 0
        finally:
            host.kill()
            host.communicate()
