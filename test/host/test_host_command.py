"""The command line."""

import json
import os
import re
import subprocess

import pytest

from hosting import DAYFLY, make_function, run


def test_help_and_version_list_what_there_is():
    assert run("--version").stdout == b"dayfly 0.2.0\n"
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
    told = done.stderr.decode().splitlines()
    about = (f"help {words[0]}" if words[:1] in (["serve"], ["invoke"], ["list"])
             else "--help")
    assert told[1:] == [f"dayfly: see `dayfly {about}`"]


def test_an_event_without_its_flag_is_reported(host):
    done = call(host, "one", '{"a":1}')
    assert done.returncode == 2
    assert b'remove {"a":1}, or put -d before the event' in done.stderr


def test_the_help_names_every_key_of_the_manifest(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "dayfly.json").write_text('{"nothing": 1}')
    told = run("serve", tmp_path).stderr.decode()
    keys = told.split("the keys are ")[1].strip().split(", ")
    text = run("help", "serve").stdout.decode()
    assert len(keys) >= 18
    for key in keys:
        assert re.search(rf"\b{key}\b", text), key


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


def test_invoke_distinguishes_errors_of_the_function_and_of_the_service(host):
    done = call(host, "one", "-d", '{"do":"error"}')
    assert done.returncode == 1
    assert json.loads(done.stdout)["errorType"] == "Sad"
    assert done.stderr == b"dayfly: the function one failed\n"
    done = call(host, "two")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.startswith(
        b"dayfly: ResourceNotFoundException: Function not found: arn:")
    assert b"; `dayfly list` shows all functions" in done.stderr
    done = call(host, "one", "-d", "{")
    assert b"Could not parse request body" in done.stderr
    assert call(host, "one", "-d", "@/no/such").returncode == 1


def test_invoke_prints_the_log_when_asked(host):
    done = call(host, "one", "-d", '{"do":"print","text":"hi\\n"}', "--log")
    assert done.stdout == b"null\n"
    assert b"hi\n" in done.stderr and b"REPORT" in done.stderr


def test_invoke_without_a_server_prints_how_to_start_one():
    done = run("invoke", "one", "--endpoint", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert b"dayfly serve" in done.stderr
    assert run("list", "--endpoint", "http://127.0.0.1:1").returncode == 1


@pytest.mark.parametrize("endpoint", ["", "http://", "http://127.0.0.1:99999",
                                      "http://a b", "ftp://127.0.0.1:9000",
                                      "file:///etc/passwd"])
def test_what_is_no_address_is_told_what_one_looks_like(endpoint):
    for words in (["invoke", "one", "-d", "1"], ["list"]):
        done = run(*words, "--endpoint", endpoint)
        assert done.returncode == 1 and done.stdout == b""
        assert done.stderr.decode() == (
            f'dayfly: "{endpoint}" is not the address of a host; write it like '
            "http://127.0.0.1:9000\n")


def test_an_empty_name_is_no_folder(tmp_path):
    """As that of a variable of the shell that is not set."""
    done = run("serve", "--listen", "127.0.0.1:0", "", cwd=tmp_path)
    assert done.returncode == 2
    assert b"the name of a folder is empty; write . for" in done.stderr


def test_a_host_without_descriptors_is_not_sent_to_another_port(tmp_path):
    make_function(tmp_path / "one")
    done = subprocess.run(
        ["prlimit", "--nofile=6:6", DAYFLY, "serve", "--listen",
         "127.0.0.1:0", tmp_path], capture_output=True, timeout=20)
    assert done.returncode == 1
    assert b"Too many open files" in done.stderr
    assert b"--listen" not in done.stderr


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
                                   b"MB", f"{host.url}/lambda-url/one/".encode()]
