"""dayfly.json as the bootstrap reads it, on every platform: where the
environment is silent, it speaks; what is wrong in it is an init error."""

import json

import pytest
from ahead import waiting
from parts import interpreter, once, wait_for, write

ECHO = "export const handler = (event) => event;"
KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONFIG_FILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_PROFILE"]


def manifest(folder, **keys):
    (folder / "dayfly.json").write_text(json.dumps(keys))


def served(peer, event=b"{}", request_id="id"):
    peer.expect_next()
    peer.give(event, request_id=request_id)
    return json.loads(peer.take_post()[2])


def test_it_names_the_handler_if_nothing_else_does(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\ncat\n")
    manifest(tmp_path, handler="f.sh")
    peer = wire("f.sh", start=False)
    del peer.env["_HANDLER"]
    peer.launch()
    assert served(peer, b"[7]") == [7]


def test_a_plain_executable_is_started_ahead_on_request(
        wire, tmp_path, monkeypatch):
    monkeypatch.delenv("DAYFLY_TEST_SPARE", raising=False)
    write(tmp_path, "f.sh", '#!/bin/sh\nread -r event\necho "[$$, $event]"\n')
    manifest(tmp_path, spare=True)
    peer = wire("f.sh")
    pids = []
    for n in range(3):
        peer.expect_next()
        pid = waiting(peer.process.pid, *pids)
        peer.give(str(n).encode(), request_id=f"id-{n}")
        assert json.loads(peer.take_post()[2]) == [pid, n]
        pids.append(pid)


@pytest.mark.parametrize("key,value,name,over", [
    ("reuse", 3, "DAYFLY_REUSE", "1"), ("spare", False, "DAYFLY_SPARE", "on")])
def test_the_environment_beats_it(wire, tmp_path, key, value, name, over):
    write(tmp_path, "index.mjs",
          "let n = 0; export const handler = () => ++n;")
    manifest(tmp_path, **{key: value})
    more = {"DAYFLY_INTERPRETER": interpreter("node"), name: over}
    peer = wire("index.handler", **more)
    assert [served(peer, request_id=f"id-{n}") for n in range(3)] == [1, 1, 1]
    peer.expect_next()
    if key == "spare":
        waiting(peer.process.pid)


def test_reuse_is_as_configured(wire, tmp_path):
    write(tmp_path, "index.mjs",
          "let n = 0; export const handler = () => ++n;")
    manifest(tmp_path, reuse=2, interpreter=interpreter("node"))
    peer = wire("index.handler")
    assert [served(peer, request_id=f"id-{n}") for n in range(4)] == [
        1, 2, 1, 2]


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_preload_interpreter_runs_no_top_level_ahead(wire, tmp_path, name):
    """It waits with the bridge alone, and still waits."""
    write(tmp_path, "index.mjs",
          'console.log("top level");' + ECHO)
    manifest(tmp_path, preload="interpreter")
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter(name))
    old = []
    for n in range(3):
        peer.expect_next()
        old.append(waiting(peer.process.pid, *old))
        assert peer.log.count("top level") == n
        peer.give(b"[%d]" % n, request_id=f"id-{n}")
        assert json.loads(peer.take_post()[2]) == [n]
        wait_for(lambda n=n: peer.log.count("top level") == n + 1,
                 what="its line")
        line = [x for x in peer.log.splitlines() if "top level" in x][-1]
        assert f"id-{n}" in line


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_a_failed_late_import_is_reported_as_ever(wire, tmp_path, name):
    write(tmp_path, "index.mjs", "throw new RangeError('at the top');")
    manifest(tmp_path, preload="interpreter")
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter(name))
    peer.expect_next()
    waiting(peer.process.pid)
    peer.give(b"{}", request_id="id")
    head, _, body = peer.take_post()
    assert "/invocation/id/error" in head
    error = json.loads(body)
    assert error["errorType"] == "RangeError"
    assert "at the top" in error["errorMessage"]


def test_keys_are_withheld_if_configured(tmp_path):
    write(tmp_path, "f.sh", """
#!/bin/sh
echo "[$(env | sed -n 's/^\\(AWS_[A-Z_]*\\)=.*/"\\1",/p' | sort) 0]"
""")
    keys = {name: "secret" for name in KEYS}
    assert once(tmp_path, "f.sh", **keys).json == sorted(KEYS) + [0]
    assert once(tmp_path, "f.sh", DAYFLY_CREDENTIALS="off", **keys).json == [0]
    manifest(tmp_path, credentials=False)
    assert once(tmp_path, "f.sh", **keys).json == [0]


@pytest.mark.parametrize("text,why", [
    ('{"reuse": 0}', '"reuse" is "0"; it must be a whole number of events'),
    ('{"spares": true}', 'unknown key "spares"; the keys are handler'),
    ('{"handler": ', "dayfly.json:1: "),
    ("", "is empty"),
])
def test_what_is_wrong_is_an_init_error(wire, tmp_path, text, why):
    write(tmp_path, "index.mjs", ECHO)
    (tmp_path / "dayfly.json").write_text(text)
    peer = wire("index.handler")
    head, headers, body = peer.take_post()
    assert "/runtime/init/error" in head
    error = json.loads(body)
    assert error["errorType"] == "Runtime.InvalidTaskConfig"
    assert why in error["errorMessage"]
    assert f"{tmp_path}/dayfly.json" in error["errorMessage"]
