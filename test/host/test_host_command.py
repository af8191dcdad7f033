"""The command line: what is found, what is refused, how it ends."""

import json
import os
import signal
import socket
import subprocess
import time

import pytest

from hosting import DAYFLY, alive, make_function, run, wait_for


def refused(*words, cwd=None):
    done = run("serve", "--listen", "127.0.0.1:0", *words, cwd=cwd)
    assert done.returncode == 1
    text = done.stderr.decode()
    assert text.startswith("dayfly: ")
    assert text.count("\n") == 1
    return text


def test_help_and_version_say_what_there_is():
    assert run("--version").stdout == b"dayfly 0.1.0\n"
    text = run("--help").stdout.decode()
    for word in ("serve", "invoke", "list"):
        assert word in text
        assert run("help", word).stdout == run(word, "--help").stdout
        assert run("help", word).returncode == 0


@pytest.mark.parametrize("words", [
    [], ["sevre"], ["help", "sevre"], ["serve", "--port", "1"],
    ["serve", "--listen"], ["serve", "--listen", "a", "--listen", "b"],
    ["serve", "--listen", "9000"], ["serve", "--listen", "127.0.0.1:70000"],
    ["serve", "--listen", "127.0.0.1:x"], ["serve", "--listen", "0.0.0.0:1"],
    ["serve", "--listen", "192.168.1.1:1"], ["serve", "--listen=nowhere:1"],
    ["invoke"], ["invoke", ""], ["invoke", "a", "b"], ["invoke", "a", "-d"],
    ["invoke", "a", "-d", "1", "-"], ["invoke", "a", "--what"],
    ["invoke", "a", "-d", "1", "-d", "2"], ["list", "x"],
    ["list", "--endpoint"],
])
def test_a_wrong_command_line_is_a_sentence_and_exit_2(words):
    done = run(*words)
    assert done.returncode == 2
    assert done.stderr.startswith(b"dayfly: ")
    assert done.stdout == b""


def test_every_folder_that_holds_a_function_is_served(tmp_path, serve):
    make_function(tmp_path / "program")
    for name, file in (("a", "index.mjs"), ("b", "index.js"),
                       ("c", "index.cjs"), ("d", "index.ts"),
                       ("e", "index.mts"), ("f", "function.bundle.js")):
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


def test_the_greeting_tells_a_curl_line_that_works(tmp_path):
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
    ("", 1, "mend the JSON"),
    ('{"handler": "a\\u0000b"}', 1, "mend the JSON"),
    ('{\n"spare": 1}', 2, "not supported by this version"),
    ('{"concurrency": {}}', 1, "not supported by this version"),
])
def test_a_wrong_manifest_is_told_with_its_path_and_line(
        tmp_path, text, line, word):
    folder = make_function(tmp_path / "one")
    (folder / "dayfly.json").write_text(text)
    told = refused(tmp_path)
    assert f"{folder}/dayfly.json, line {line}: " in told
    assert word in told


def test_a_manifest_that_is_no_file_is_told(tmp_path):
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


def test_names_that_are_none_twins_and_nothing_at_all_are_told(tmp_path):
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


def test_the_same_folder_named_twice_is_served_once(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve(tmp_path, tmp_path / "one", tmp_path)
    assert host.invoke("one", 1).body == b"1"


def test_a_port_in_use_is_told(tmp_path):
    make_function(tmp_path / "one")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = s.getsockname()[1]
        done = run("serve", "--listen", f"127.0.0.1:{port}", tmp_path)
    assert done.returncode == 1
    assert b"Address already in use" in done.stderr
    assert b"--listen" in done.stderr


def test_ipv6_loopback_is_served(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve(options=("--listen", "[::1]:0"))
    s = socket.create_connection(("::1", host.port))
    s.sendall(b"GET /2015-03-31/functions HTTP/1.1\r\nHost: [::1]\r\n\r\n")
    assert s.recv(4096).startswith(b"HTTP/1.1 200")
    s.close()


def call(host, *words, **more):
    return run("invoke", *words, "--endpoint", host.url, **more)


def test_invoke_prints_the_answer(host, tmp_path):
    done = call(host, "one", "-d", '{"a":1}')
    assert (done.returncode, done.stdout) == (0, b'{"a":1}\n')
    (tmp_path / "event").write_bytes(b"[1]\n")
    assert call(host, "one", "-d", f"@{tmp_path}/event").stdout == b"[1]\n"
    assert call(host, "one").stdout == b"{}\n"
    done = subprocess.run(
        [DAYFLY, "invoke", "one", "-", "--endpoint", host.url],
        input=b"[2]", capture_output=True, timeout=20)
    assert done.stdout == b"[2]\n"


def test_invoke_tells_errors_of_the_function_and_of_the_service(host):
    done = call(host, "one", "-d", '{"do":"error"}')
    assert done.returncode == 1
    assert json.loads(done.stdout)["errorType"] == "Sad"
    assert done.stderr == b"dayfly: the function one failed\n"
    done = call(host, "two")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.startswith(
        b"dayfly: ResourceNotFoundException: Function not found: arn:")
    done = call(host, "one", "-d", "{")
    assert b"Could not parse request body" in done.stderr
    assert call(host, "one", "-d", "@/no/such").returncode == 1


def test_invoke_prints_the_log_when_asked(host):
    done = call(host, "one", "-d", '{"do":"print","text":"hi\\n"}', "--log")
    assert done.stdout == b"null\n"
    assert b"hi\n" in done.stderr and b"REPORT" in done.stderr


def test_invoke_without_a_server_says_how_to_start_one():
    done = run("invoke", "one", "--endpoint", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert b"dayfly serve" in done.stderr
    assert run("list", "--endpoint", "http://127.0.0.1:1").returncode == 1


def test_invoke_goes_past_any_proxy(host):
    env = dict(os.environ, http_proxy="http://127.0.0.1:1",
               ALL_PROXY="http://127.0.0.1:1")
    assert call(host, "one", "-d", "5", env=env).stdout == b"5\n"


def test_invoke_survives_odd_descriptors_and_large_answers(host):
    size = 6 * 1024 * 1024
    body = b'"' + b"x" * size + b'"'
    done = subprocess.run(
        [DAYFLY, "invoke", "one", "-", "--endpoint", host.url],
        input=body, capture_output=True, timeout=20)
    assert done.stdout == body + b"\n"
    done = subprocess.run(
        f"{DAYFLY} invoke one -d 1 --endpoint {host.url} <&-", shell=True,
        capture_output=True, timeout=20)
    assert done.stdout == b"1\n"
    done = subprocess.run(
        f"{DAYFLY} invoke one -d 1 --endpoint {host.url} >/dev/full",
        shell=True, capture_output=True, timeout=20)
    assert done.returncode == 1
    assert b"cannot write" in done.stderr


def test_list_prints_what_is_served(host):
    done = run("list", "--endpoint", host.url + "/")
    assert done.returncode == 0
    assert done.stdout.split() == [b"one", b"bootstrap", b"3", b"s", b"128",
                                   b"MB"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT,
                                    signal.SIGHUP])
def test_an_order_to_stop_ends_the_bootstraps_too(host, number):
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    assert host.stop(number) == 0
    assert time.monotonic() - begun < 1.5
    assert not alive(pid)


def test_a_bootstrap_that_will_not_go_is_killed_after_two_seconds(
        tmp_path, serve):
    folder = make_function(tmp_path / "one")
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        "def main():",
        "def main():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    assert host.stop() == 0
    assert 1.5 < time.monotonic() - begun < 3
    wait_for(lambda: not alive(pid))


def test_a_second_order_to_stop_is_obeyed_at_once(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    program = folder / "bootstrap"
    program.write_text(program.read_text().replace(
        "def main():",
        "def main():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    begun = time.monotonic()
    host.process.send_signal(signal.SIGINT)
    wait_for(lambda: refuses(host.port))
    assert host.stop(signal.SIGINT) == 0
    assert time.monotonic() - begun < 1.5
    wait_for(lambda: not alive(pid))


def refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


def test_callers_are_answered_when_the_host_stops(host):
    first = host.begin("one", {"do": "sleep", "s": 60})
    host.wait_log("START")
    second = host.begin("one", 1)
    assert host.invoke("one", body=b"{").status == 400  # the second is in
    assert host.stop() == 0
    assert host.finish(first).json["errorType"] == "Runtime.ExitError"
    assert host.finish(second).failed


def test_a_bootstrap_leaves_when_its_host_was_killed(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    pid = host.invoke("one", {"do": "pid"}).json
    host.process.kill()
    host.process.wait()
    wait_for(lambda: not alive(pid))


def test_odd_conditions_at_birth_are_survived(tmp_path):
    make_function(tmp_path / "one")
    script = (f"trap '' PIPE CHLD; umask 0777; cd {tmp_path}; exec {DAYFLY} "
              "serve --listen 127.0.0.1:0 . <&-")
    p = subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
    url = p.stdout.readline().decode().split()[-1]
    done = run("invoke", "one", "-d", '{"do":"exit","status":3}',
               "--endpoint", url)
    assert b"exit status 3" in done.stdout
    assert run("invoke", "one", "-d", "1", "--endpoint",
               url).stdout == b"1\n"
    p.terminate()
    assert p.wait(5) == 0
    p.stdout.close()
