"""`permissions` of dayfly.json: each grant opens exactly one door, under each
interpreter and for a plain executable."""

import json
import os
import shutil

import pytest
from parts import PYTHON, ROOT, interpreter, node_has_words, once, write
from sandbox_cases import bootstrap, function_of_all, lacks, listeners, program

# The program that tries what each permission guards, for each engine.
ENGINES = {"deno": "permission_tries.mjs", "node": "permission_tries.mjs", "bun": "permission_tries.mjs",
           "qjs": "permission_tries-qjs.mjs", "python": "permission_tries.py", "executable": "permission_tries"}
DOORS = ["read", "write", "net", "env", "run"]
# Beyond those, what the interpreter itself has a word for.
MORE = {"deno": ["ffi", "sys"], "node": ["ffi"] if node_has_words() else []}
# There are none in it: nobody has sockets to try.
NO_DOOR = {"qjs": ["net"]}


@pytest.fixture(scope="module", autouse=True)
def kernel():
    lacking = lacks("files", "ports", "seccomp")
    if lacking:
        pytest.skip(f"this kernel has no {lacking}")


class House:
    """A function of one engine, and what is behind each door."""

    def __init__(self, tmp_path, engine, port):
        self.engine = engine
        self.folder = tmp_path / "function"
        self.folder.mkdir()
        self.secret = write(tmp_path, "secret.txt", "secret")
        self.out = tmp_path / "out"
        self.out.mkdir()
        self.library = write(tmp_path, "lib.node", "no library")
        self.port = port
        self.tool = shutil.which("true")
        name = ENGINES[engine]
        shutil.copy(program("permission_tries") if engine == "executable"
                    else ROOT / "test/e2e" / name, self.folder / name)
        self.handler = name if engine == "executable" else \
            f"{name.rpartition('.')[0]}.handler"
        self.every = [door for door in DOORS + MORE.get(engine, [])
                      if door not in NO_DOOR.get(engine, [])]

    def grant(self, door):
        """The one that opens it, as narrow as can be."""
        host = "127.0.0.1" if self.engine == "deno" else ""
        # What it loads must be readable, too; both libraries are.
        return {"read": [str(self.secret)], "write": [str(self.out)],
                "net": [f"{host}:{self.port}"], "env": ["SECRET_*"],
                "run": [self.tool], "ffi": [str(self.library)],
                "sys": ["hostname"]}[door]

    def doors(self, permissions, lacks=(), **env):
        (self.folder / "dayfly.json").write_text(
            json.dumps({"permissions": permissions}))
        event = {"secret": str(self.secret), "out": str(self.out / "x"),
                 "port": self.port, "program": self.tool,
                 "library": str(self.library)}
        words = [event[w] for w in ("secret", "out", "port", "program")]
        if self.engine == "executable":
            text = " ".join(map(str, words)).encode()
        else:
            text = json.dumps(event).encode()
            env["DAYFLY_INTERPRETER"] = PYTHON if self.engine == "python" \
                else interpreter(self.engine)
        answer = once(self.folder, self.handler, text, timeout=10,
                      before=[program("without"), *lacks] if lacks else (),
                      SECRET_WORD="secret", **env)
        assert answer.code == 0, (answer.body, answer.log)
        return {door for door, is_open in answer.json.items() if is_open}


@pytest.fixture(params=ENGINES)
def house(request, tmp_path):
    with listeners() as (port, _):
        yield House(tmp_path, request.param, port)


def own(house):
    """What stands open anyway, for there is no word for it."""
    if ENGINES[house.engine] != "permission_tries.mjs":
        return set()
    return {"ffi", "sys"} - set(house.every)


def test_an_empty_grant_opens_nothing(house):
    assert house.doors({}) == own(house)


def test_each_grant_permits_exactly_one_kind_of_access(house):
    for door in house.every:
        opened = house.doors({door: house.grant(door)}) - own(house)
        assert opened == {door}, door


# What is left to hold them by when the kernel lacks these: Node has no word
# for sockets before version 25.
@pytest.mark.parametrize("engine,lacks", [
    ("deno", ["landlock", "seccomp"]), ("node", ["landlock"])])
def test_each_grant_of_the_interpreter_permits_exactly_one_kind_of_access(
        tmp_path, engine, lacks):
    if engine == "node" and not node_has_words():
        pytest.skip("this Node has none")
    with listeners() as (port, _):
        house = House(tmp_path, engine, port)
        assert house.doors({}, lacks) == own(house)
        for door in house.every:
            opened = house.doors({door: house.grant(door)}, lacks)
            assert opened - own(house) == {door}, door


def test_true_permits_all_access_of_its_kind(house):
    for door in house.every:
        opened = house.doors({door: True}) - own(house)
        assert opened == {door}, door


def test_strict_alone_grants_nothing(house):
    (house.folder / "dayfly.json").unlink(missing_ok=True)
    assert house.doors({}, DAYFLY_ISOLATION="strict") == own(house)


@pytest.mark.parametrize("named", ["as its interpreter", "by its #! line"])
def test_a_virtual_environments_python_finds_its_library(tmp_path, named):
    """It is a link, and the library lies beside what that leads to."""
    bin = tmp_path / "env" / "bin"
    bin.mkdir(parents=True)
    (bin / "python3").symlink_to(os.path.realpath(PYTHON))
    (tmp_path / "env" / "pyvenv.cfg").write_text(
        f"home = {os.path.dirname(os.path.realpath(PYTHON))}\n")
    folder = tmp_path / "function"
    folder.mkdir()
    text = "import json, sys\nprint(json.dumps(sys.prefix))\n"
    write(folder, "f.py", f"#!{bin}/python3\n{text}")
    write(folder, "app.py", "import sys\ndef handler(event, context):\n"
          "    return sys.prefix\n")
    (folder / "dayfly.json").write_text(json.dumps({"permissions": {}}))
    bridged = named == "as its interpreter"
    answer = once(folder, "app.handler" if bridged else "./f.py",
                  **({"DAYFLY_INTERPRETER": bin / "python3"} if bridged
                     else {}))
    assert answer.code == 0, answer.log
    assert answer.json == str(tmp_path / "env")


WHO = """
#!/bin/sh
read -r e
echo x >"$TMPDIR/a" || exit 9
echo "[$(id -u), $$]" >/proc/self/fd/1
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="not root")
def test_strict_as_root_gives_each_function_a_user_of_its_own():
    keys = {"isolation": "strict", "permissions": {"run": True}}
    one = function_of_all("one", WHO, **keys)
    two = function_of_all("two", WHO, **keys)
    users = [once(folder, "f.sh").json[0] for folder in (one, one, two)]
    assert users[0] == users[1] != users[2]
    assert min(users) >= 0x70000000


@pytest.mark.skipif(os.geteuid() != 0, reason="not root")
def test_a_function_closed_to_others_has_no_user_of_its_own(tmp_path):
    write(tmp_path, "f.sh", WHO)
    tmp_path.chmod(0o700)
    keys = {"isolation": "strict", "permissions": {"run": True}}
    for required in ([], ["uid"]):
        (tmp_path / "dayfly.json").write_text(
            json.dumps({**keys, "required": required}))
        answer = once(tmp_path, "f.sh")
        text = answer.message if required else answer.log
        assert answer.code == bool(required)
        assert "is closed to other users" in text


@pytest.mark.skipif(os.geteuid() != 0, reason="not root")
@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_interpreters_live_in_namespaces_of_their_own(tmp_path, name):
    if lacks("namespaces"):
        pytest.skip("no namespaces can be made here")
    write(tmp_path, "index.mjs",
          'import process from "node:process";'
          "export const handler = () => process.pid;")
    (tmp_path / "dayfly.json").write_text(json.dumps(
        {"isolation": "strict", "required": ["namespaces"]}))
    answer = once(tmp_path, "index.handler", timeout=20,
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == 1


def test_strict_answers_event_after_event_behind_emulator_and_host(
        behind, tmp_path):
    """One process each, none of them beside another."""
    write(tmp_path, "index.mjs",
          'import process from "node:process"; let n = 0;'
          "let reached = true;"
          "try { process.kill(process.ppid, 0); } catch { reached = false; }"
          "export const handler = () => [++n, process.pid, reached];")
    server = behind("index.handler", timeout=10, DAYFLY_ISOLATION="strict",
                    DAYFLY_INTERPRETER=interpreter("node"))
    told = [server.invoke().json for _ in range(4)]
    assert [n for n, *_ in told] == [1] * 4
    assert len({pid for _, pid, _ in told}) == 4
    assert not any(reached for *_, reached in told)


def test_within_what_may_be_written_files_may_move_and_shrink(tmp_path):
    for folder in ["out/a", "out/b", "other/empty"]:
        (tmp_path / folder).mkdir(parents=True)
    write(tmp_path, "x.sh", """
#!/bin/sh
echo text >out/a/x && mv out/a/x out/b/y && ln out/b/y out/a/z && : >out/b/y ||
    exit 3
mv out/b/y other/ 2>/dev/null && exit 4
mv "$TMPDIR" out/ 2>/dev/null && exit 5
cut="import os; os.truncate('other/kept', 0)"
/usr/bin/python3 -c "$cut" 2>/dev/null && exit 6
rm -f other/kept 2>/dev/null && exit 7
rmdir other/empty 2>/dev/null && exit 8
mkdir out/c && rmdir out/c && rm out/a/z || exit 9
echo 1
""")
    (tmp_path / "other" / "kept").write_text("text")
    (tmp_path / "dayfly.json").write_text(json.dumps(
        {"permissions": {"read": True, "run": True, "write": ["out"]}}))
    answer = once(tmp_path, "x.sh")
    assert answer.json == 1, answer.log


def test_a_folder_that_may_not_be_read_is_not_listed(anybodys, tmp_path):
    write(tmp_path, "x.sh", f"#!/bin/sh\nls {anybodys}/in >&2 || exit 3\n"
          f"ls {anybodys}/out 2>/dev/null && exit 4\necho 1\n")
    for folder in ["in", "out"]:
        (anybodys / folder).mkdir()
    (tmp_path / "dayfly.json").write_text(json.dumps(
        {"permissions": {"read": [str(anybodys / "in")], "run": True}}))
    assert once(tmp_path, "x.sh").json == 1


def test_a_grant_to_connect_to_a_port_does_not_permit_to_listen(tmp_path):
    write(tmp_path, "x.py", """
#!/usr/bin/python3
import errno, socket
try:
    socket.create_server(("127.0.0.1", 0))
    print('"served"')
except OSError as error:
    print(f'"{errno.errorcode[error.errno]}"')
""")
    for net, said in [([":443"], "EACCES"), (True, "served")]:
        (tmp_path / "dayfly.json").write_text(json.dumps(
            {"permissions": {"read": True, "run": True, "net": net}}))
        assert once(tmp_path, "x.py").json == said
