"""What `permissions`, `limits` and `required` of dayfly.json cannot be is an
init error that names the file, the key and what would be right."""

import json

import pytest
from parts import PYTHON, interpreter, once, wait_for, write
from sandbox_cases import program

WRONG = {
    "an unknown permission": (
        {"permissions": {"reed": True}},
        ['"permissions" has the unknown key "reed"', "read, write, net"]),
    "no object": ({"permissions": ["read"]},
                  ['"permissions" must be an object']),
    "a wrong type": (
        {"permissions": {"net": 443}},
        ['"permissions.net" must be true, false or a list', ":5432"]),
    "a wrong item": ({"permissions": {"read": ["a", 7]}},
                     ['"permissions.read" must be']),
    "an empty item": ({"permissions": {"env": [""]}},
                      ['"permissions.env" must be', "none of them empty"]),
    "two words in one": (
        {"permissions": {"read": ["a,b"]}},
        ['"permissions.read": "a,b" may have neither a comma']),
    "a program outside": ({"permissions": {"run": ["../tool"]}},
                          ['"permissions.run": "../tool" leaves']),
    "no variable": (
        {"permissions": {"env": ["TABLE=1"]}},
        ['"permissions.env": "TABLE=1" is not a variable name', "AWS_*"]),
    "a URL": ({"permissions": {"net": ["https://example.com"]}},
              ['"https://example.com" is not a host', "without https://"]),
    "what Deno does not know": (
        {"permissions": {"sys": ["nonsense"]}},
        ['"permissions.sys": "nonsense" is not a name that Deno knows',
         "hostname, osRelease"]),
    "a path outside": (
        {"permissions": {"read": ["../other"]}},
        ['"../other" leaves the function\'s folder', "absolute"]),
    "a path that is not there": (
        {"permissions": {"write": ["nowhere"]}},
        ['"permissions.write": "nowhere" must exist',
         "the folder it is made in", "No such file"]),
    "a path that is too long": (
        {"permissions": {"read": ["a" * 5000]}},
        ["must exist when the function starts: File name too long"]),
    "a program that is not there": (
        {"permissions": {"run": ["no-such-program"]}},
        ['"no-such-program" does not exist in any folder of PATH']),
    "no port": ({"permissions": {"net": [":70000"]}},
                ['":70000" is not a host, host:port or :port']),
    "more ports than can be held": (
        {"permissions": {"net": [f":{n + 1}" for n in range(64)]}},
        ['"permissions.net" has more than 63 ports']),
    "more paths than can be held": (
        {"permissions": {"read": ["/etc" + "/." * n for n in range(160)]}},
        ['"permissions" has more paths than can be granted (160',
         "grant the folders"]),
    "a host, of the kernel": (
        {"permissions": {"net": ["example.com:443"]}},
        ['"example.com:443" has a host', "deno can restrict", '":443"']),
    "what no kernel knows": (
        {"permissions": {"ffi": True}},
        ['"permissions.ffi" is not supported for an executable']),
    "required of nobody": (
        {"permissions": {}, "required": ["sys"]},
        ['"required": "sys" cannot be enforced for an executable here']),
    "required without permissions": (
        {"required": ["net"]}, ['"required" has "net", but there are no']),
    "required and unknown": (
        {"required": ["magic"]},
        ['"required" has the unknown word "magic"', "seccomp"]),
    "required and no list": (
        {"required": "net"}, ['"required" must be a list of texts']),
    "limits of no object": ({"limits": 7}, ['"limits" must be an object']),
    "an unknown limit": ({"limits": {"ram": 1}},
                         ['"limits" has the unknown key "ram"', "memory"]),
    "a limit of nothing": (
        {"limits": {"cpu": 0}},
        ['"limits.cpu" must be a whole number of seconds, 1 to 900']),
    "isolation of another kind": ({"isolation": "total"},
                                  ['"isolation"', "normal or strict"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_is_an_init_error_that_names_file_and_key(
        tmp_path, what):
    keys, words = WRONG[what]
    write(tmp_path, "f.sh", "#!/bin/sh\nread -r e; echo 1\n")
    (tmp_path / "dayfly.json").write_text(json.dumps(keys))
    answer = once(tmp_path, "f.sh")
    assert answer.code == 1
    assert answer.type == "Runtime.InvalidTaskConfig"
    for word in [f"{tmp_path}/dayfly.json", *words]:
        assert word in answer.message


@pytest.mark.parametrize("flag", ["-A", "--quiet --allow-all"])
def test_deno_takes_permissions_or_all_of_them(tmp_path, flag):
    write(tmp_path, "index.mjs", "export const handler = () => 1;")
    (tmp_path / "dayfly.json").write_text(json.dumps({"permissions": {}}))
    deno = {"DAYFLY_INTERPRETER": interpreter("deno")}
    answer = once(tmp_path, "index.handler", DAYFLY_FLAGS=flag, **deno)
    assert answer.type == "Runtime.InvalidTaskConfig"
    assert "exclude each other; remove one" in answer.message
    (tmp_path / "dayfly.json").unlink()
    answer = once(tmp_path, "index.handler", DAYFLY_FLAGS=flag, **deno)
    assert answer.code == 0, answer.log


# One that the host reads itself, and those that only the bootstrap knows.
@pytest.mark.parametrize("keys,word", [
    ({"permissions": {"reed": True}}, '"permissions" has the unknown key'),
    ({"permissions": {"read": ["../x"]}}, "leaves the function's folder"),
    ({"permissions": {"sys": True}}, "is not supported for an executable"),
    ({"limits": {"ram": 1}}, '"limits" has the unknown key')])
def test_the_caller_gets_the_error_from_emulator_and_host(
        behind, tmp_path, keys, word):
    write(tmp_path, "f.sh", "#!/bin/sh\nread -r e; echo 1\n")
    server = behind("f.sh")
    (tmp_path / "dayfly.json").write_text(json.dumps(
        {"handler": "f.sh", **keys}))
    if server.name == "rie":
        answer = server.invoke()
    else:
        wait_for(lambda: server.invoke().json != 1, what="the new manifest")
        answer = server.invoke()
    assert answer.type == "Runtime.InvalidTaskConfig", answer.body
    assert word in answer.message
    assert "dayfly.json" in answer.message


def test_deno_knows_each_name_that_is_offered_for_sys(tmp_path):
    """And takes what is said twice, or in the other ways there are."""
    write(tmp_path, "index.mjs", "export const handler = () => 1;")
    manifest = tmp_path / "dayfly.json"
    deno = {"DAYFLY_INTERPRETER": interpreter("deno")}
    manifest.write_text(json.dumps({"permissions": {"sys": ["nonsense"]}}))
    answer = once(tmp_path, "index.handler", **deno)
    assert answer.type == "Runtime.InvalidTaskConfig"
    names = answer.message.split("there are ")[1].split(", ")
    assert len(names) > 10
    manifest.write_text(json.dumps({"permissions": {
        "sys": [*names, "uid"], "env": ["A", "A", "B_*"], "read": [".", "."],
        "net": ["a.b", "a.b", "*.a:1", "[::1]:80", "[::1]", "10.0.0.0/8"]}}))
    answer = once(tmp_path, "index.handler", **deno)
    assert answer.code == 0, (answer.body, answer.log)


@pytest.mark.parametrize("isolation", ["normal", "strict"])
@pytest.mark.parametrize("grant", [{}, {"run": True}, {"run": ["env"]}])
def test_an_interpreter_that_only_starts_another_is_named(
        tmp_path, isolation, grant):
    """As those of pyenv and nodenv."""
    function = tmp_path / "function"
    function.mkdir()
    shim = write(tmp_path, "python3", '#!/bin/sh\nexec /usr/bin/python3 "$@"\n')
    write(function, "app.py", "def handler(event, context):\n    return 1\n")
    keys = {"isolation": isolation, "permissions": grant}
    (function / "dayfly.json").write_text(json.dumps(keys))
    answer = once(function, "app.handler", DAYFLY_INTERPRETER=shim)
    if grant.get("run") is True:
        assert answer.json == 1, answer.log
    elif grant:
        assert "Permission denied" in answer.log
    else:
        assert answer.json["errorType"] == "Runtime.InvalidTaskConfig"
        assert f"interpreter {shim} start no program" in answer.message
        assert 'set "interpreter" to the path' in answer.message


@pytest.mark.parametrize("engine", ["node", "bun", "python"])
def test_what_is_granted_twice_is_granted(tmp_path, engine):
    write(tmp_path, "index.mjs", "export const handler = () => 1;")
    write(tmp_path, "app.py", "def handler(event, context):\n    return 1\n")
    (tmp_path / "dayfly.json").write_text(json.dumps({"permissions": {
        "read": [".", "."], "write": ["/tmp", "/tmp"], "env": ["A", "A"],
        "net": [":80", ":80"], "run": ["sh", "sh"]},
        "required": ["env", "env"]}))
    name, path = ("app", PYTHON) if engine == "python" else \
        ("index", interpreter(engine))
    answer = once(tmp_path, f"{name}.handler", DAYFLY_INTERPRETER=path)
    assert answer.code == 0, (answer.body, answer.log)


def test_as_many_as_can_be_held_are(tmp_path):
    write(tmp_path, "index.mjs", "export const handler = () => 1;")
    for n in range(80):
        (tmp_path / str(n)).touch()
    (tmp_path / "dayfly.json").write_text(json.dumps({"permissions": {
        "read": [str(n) for n in range(80)],
        "net": [f":{n + 1}" for n in range(63)]}}))
    answer = once(tmp_path, "index.handler",
                  DAYFLY_INTERPRETER=interpreter("node"))
    assert answer.code == 0, (answer.body, answer.log)


def test_deno_wants_a_host_with_its_port(tmp_path):
    write(tmp_path, "index.mjs", "export const handler = () => 1;")
    (tmp_path / "dayfly.json").write_text(
        json.dumps({"permissions": {"net": [":443"]}}))
    answer = once(tmp_path, "index.handler",
                  DAYFLY_INTERPRETER=interpreter("deno"))
    assert '":443" has no host' in answer.message


def test_what_an_older_kernel_lacks_is_reported_and_refused_if_required(
        tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nread -r e; echo 1\n")
    for required, code in ((False, 0), (True, 1)):
        keys = {"permissions": {"read": []}}
        (tmp_path / "dayfly.json").write_text(
            json.dumps(keys | ({"required": ["read"]} if required else {})))
        answer = once(tmp_path, "f.sh", before=[program("without"), "landlock"])
        assert answer.code == code
        if required:
            assert '"read" cannot be enforced' in answer.message
            assert "this kernel has no Landlock" in answer.message
        else:
            assert "\"permissions.read\" is not enforced" in answer.log
            assert "WARN" in answer.log
