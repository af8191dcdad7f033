"""`dayfly invoke` and `list`, as they are used by hand and in scripts."""

import json
import os
import pathlib

import pytest

from hosting import make_function, on_terminal, run


def call(host, *words, **more):
    return run("invoke", *words, "--endpoint", host.url, **more)


def test_the_event_is_that_of_the_folder_and_is_named(host, tmp_path):
    sample = tmp_path / "one" / "event.json"
    sample.write_text('{"from": "folder"}')
    done = call(host, "one", cwd="/")
    assert json.loads(done.stdout) == {"from": "folder"}
    assert done.stderr.decode() == (
        f"dayfly: the event is {sample}; -d JSON sends another one\n")
    done = call(host, "arn:aws:lambda:us-east-1:000000000000:function:one")
    assert json.loads(done.stdout) == {"from": "folder"}
    for words, stdin in (("-d", "1"), None), (("-",), b"1"):
        done = call(host, "one", *words, **(
            {} if stdin is None else {"stdin": None, "input": stdin}))
        assert (done.stdout, done.stderr) == (b"1\n", b"")
    sample.unlink()
    done = call(host, "one")
    assert (done.stdout, done.stderr) == (b"{}\n", b"")


def test_an_event_of_the_folder_that_is_wrong_is_an_error(host, tmp_path):
    sample = tmp_path / "one" / "event.json"
    sample.write_text("{")
    done = call(host, "one")
    assert done.returncode == 1
    assert f"the event is {sample}".encode() in done.stderr
    assert b"Could not parse request body" in done.stderr
    sample.unlink()
    sample.mkdir()
    done = call(host, "one")
    assert done.returncode == 1
    assert b"cannot read " in done.stderr and b"event.json" in done.stderr


FAILING = {
    "in-node": ("index.mjs", """
function inner() {
  throw new TypeError("it broke\\nbadly", {cause: new Error("the cause")});
}
export const handler = () => inner();
"""),
    "in-python": ("lambda_function.py", """
def inner():
    raise ValueError("it broke\\nbadly")


def lambda_handler(event, context):
    inner()
"""),
    "in-sh": ("handler.sh", "#!/bin/sh\necho 'no disk \033[2J' >&2\nexit 3\n"),
}


@pytest.fixture
def failing(tmp_path, serve):
    for name, (file, text) in FAILING.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text)
        (tmp_path / name / file).chmod(0o755)
    (tmp_path / "in-sh" / "dayfly.json").write_text('{"handler":"handler.sh"}')
    return serve()


def test_an_error_is_text_on_a_terminal_and_json_in_a_pipe(failing):
    def shown(name):
        return on_terminal("invoke", name, "--endpoint", failing.url).decode()

    text = shown("in-node")
    assert text.startswith("TypeError: it broke\nbadly\n    at inner (")
    assert "\nCaused by: Error: the cause\n    at inner (" in text
    assert text.count("it broke") == 1 and "{" not in text
    assert text.endswith("dayfly: the function in-node failed\n")
    text = shown("in-python")
    assert text.startswith("ValueError: it broke\nbadly\n  File \"")
    assert "in lambda_handler\n    inner()\n  File " in text
    text = shown("in-sh")
    assert "exit status 3\nThe process printed:\nno disk \\x1b[2J\n" in text
    assert "\x1b" not in text
    for name in FAILING:
        done = call(failing, name)
        assert done.returncode == 1
        assert json.loads(done.stdout)["errorType"]
        assert done.stderr.decode() == f"dayfly: the function {name} failed\n"


@pytest.mark.parametrize("document", [
    b"[1]", b"{", b'"text"', b'{"errorType": 5}', b"null", b"",
])
def test_an_error_of_another_shape_is_shown_as_it_is(
        tmp_path, serve, document):
    make_function(tmp_path / "one")
    host = serve()
    shown = on_terminal(
        "invoke", "one", "--endpoint", host.url, "-d",
        json.dumps({"do": "error", "body": document.decode()}))
    assert document in shown and b"the function one failed" in shown


def test_the_endpoint_is_in_the_environment_unless_a_flag_names_another(host):
    env = dict(os.environ, DAYFLY_ENDPOINT=host.url)
    assert run("invoke", "one", "-d", "1", env=env).stdout == b"1\n"
    assert run("list", env=env).stdout.startswith(b"one ")
    env["DAYFLY_ENDPOINT"] = "http://127.0.0.1:1"
    assert call(host, "one", "-d", "1", env=env).stdout == b"1\n"
    done = run("list", env=env)
    assert done.returncode == 1 and b"http://127.0.0.1:1" in done.stderr
    env["DAYFLY_ENDPOINT"] = ""
    done = run("list", "--endpoint", host.url, env=env)
    assert done.returncode == 0


def test_the_list_is_json_for_programs(tmp_path, serve):
    make_function(tmp_path / "b-two", {"url": False, "timeout": 7,
                                       "memory": 256})
    make_function(tmp_path / "a-one")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "dayfly.json").write_text("{")
    host = serve()
    done = run("list", "--json", "--endpoint", host.url)
    assert (done.returncode, done.stderr) == (0, b"")
    listed = {item["name"]: item for item in json.loads(done.stdout)}
    assert listed["a-one"] == {
        "name": "a-one", "handler": "bootstrap", "timeout": 3, "memory": 128,
        "url": f"{host.url}/lambda-url/a-one/"}
    assert listed["b-two"] == {
        "name": "b-two", "handler": "bootstrap", "timeout": 7, "memory": 256,
        "url": None}
    assert list(listed) == ["a-one", "b-two", "c"]
    assert pathlib.Path(
        host.request("GET", "/2015-03-31/functions/c").json["Code"]["Location"]
    ) == tmp_path / "c"


def test_a_handlers_name_does_not_use_the_terminal(tmp_path, serve):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text(
        json.dumps({"handler": "index.a\x1b]0;mine\x07\x9b31m"}))
    host = serve()
    for words in ("list",), ("list", "--json"):
        shown = on_terminal(*words, "--endpoint", host.url)
        assert not {0x1b, 0x07} & set(shown) and b"\xc2\x9b" not in shown
        assert b"index.a" in shown and shown.count(b"one") == 2, shown
    assert b"index.a\\x1b]0;mine\\x07\\x9b31m" in on_terminal(
        "list", "--endpoint", host.url)
