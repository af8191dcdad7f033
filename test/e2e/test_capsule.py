"""A failed event is kept as a file, by which it fails again in the same way."""

import base64
import json
import os
import subprocess
import time

import pytest
from capsules import capsules, replay
from parts import BIN, clean_env, interpreter, once, wait_for, write
from places import needs_root
from sandbox_cases import bootstrap, program

SECRET = "hunter2-\"quoted\"\\and-more"


FAILURES = {
    "exit 3": "Runtime.ExitError", "kill -SEGV $$": "Runtime.ExitError",
    "sleep 60": "Sandbox.Timedout", "echo '{\"a\":'": "Runtime.MarshalError",
    "[ \"$DAYFLY_TENANT_ID\" ] || exit 4; exit 5": "Runtime.ExitError",
}


@pytest.mark.parametrize("how", FAILURES)
def test_it_fails_again_with_the_same_type_message_and_exit(
        wire, tmp_path, kept, how):
    write(tmp_path, "x.sh", f"#!/bin/bash\nread -r event\n"
          f"[ \"$event\" = '{{\"n\":1}}' ] || exit 9\n{how}\n")
    peer = wire("x.sh", DAYFLY_CAPSULE=kept)
    peer.expect_next()
    peer.give(b'{"n":1}\n', request_id="id-7", seconds=2,
              Lambda_Runtime_Aws_Tenant_Id="blue")
    _, _, body = peer.take_post()
    first = json.loads(body)
    assert first["errorType"] == FAILURES[how]
    wait_for(lambda: capsules(kept), what="the capsule")
    peer.stop()
    code, again, log = replay(capsules(kept)[0])
    again = json.loads(again)
    assert code == 1, log
    assert (again["errorType"], again["errorMessage"]) == \
        (first["errorType"], first["errorMessage"])
    for fact in ["exitStatus", "signal", "phase"]:
        assert again.get("dayfly", {}).get(fact) == \
            first.get("dayfly", {}).get(fact)


def test_it_fails_again_in_javascript(serve, tmp_path, kept):
    write(tmp_path, "x.mjs", """
export const handler = (event) => {
  throw new RangeError(`not ${event.what}, ${process.env.DAYFLY_X ?? ""}`);
};
""")
    server = serve("rie", "x.handler", DAYFLY_CAPSULE=kept,
                   DAYFLY_INTERPRETER=interpreter("node"))
    first = server.invoke(b'{"what":"that"}').json
    wait_for(lambda: capsules(kept), what="the capsule")
    code, again, _ = replay(capsules(kept)[0])
    again = json.loads(again)
    assert code == 1
    assert again["errorType"] == first["errorType"] == "RangeError"
    assert again["errorMessage"] == first["errorMessage"]


HEADERS = {
    "DAYFLY_FUNCTION_ARN": ("Invoked_Function_Arn", "arn:aws:lambda:x:1:f"),
    "DAYFLY_CLIENT_CONTEXT": ("Client_Context", '{"custom":{"a":"b"}}'),
    "DAYFLY_COGNITO_IDENTITY": ("Cognito_Identity", '{"i":1}'),
    "DAYFLY_TENANT_ID": ("Aws_Tenant_Id", "blue"),
    "_X_AMZN_TRACE_ID": ("Trace_Id", "Root=1-2-3"),
}
KEPT = {"NODE_OPTIONS": "--no-warnings", "TZ": "Asia/Tokyo", "LC_TIME": "C",
        "AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-north-2",
        "AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_LAMBDA_LOG_GROUP_NAME": "g",
        "LANG": "C.UTF-8"}


def test_what_came_with_the_event_and_shapes_its_run_comes_again(
        wire, tmp_path, kept):
    write(tmp_path, "x.py", f"""
#!python
import json, os, sys
names = ["PATH", "DAYFLY_REQUEST_ID", *{list(HEADERS)}, *{list(KEPT)}]
print(json.dumps({{"errorType": "Told", "errorMessage": json.dumps(
    {{n: os.environ.get(n) for n in names}})}}))
sys.exit(1)
""")
    path = f"/usr/bin:/bin:{tmp_path}"
    peer = wire("x.py", DAYFLY_CAPSULE=kept, PATH=path, **KEPT)
    peer.expect_next()
    peer.give(b"{}", request_id="id-9", **{
        "Lambda_Runtime_" + name: value for name, value in HEADERS.values()})
    first = json.loads(peer.take_post()[2])
    told = json.loads(first["errorMessage"])
    assert told == {**KEPT, "PATH": path, "DAYFLY_REQUEST_ID": "id-9",
                    **{n: value for n, (_, value) in HEADERS.items()}}
    wait_for(lambda: capsules(kept), what="the capsule")
    peer.stop()
    again = json.loads(replay(capsules(kept)[0], DAYFLY_CAPSULE=kept)[1])
    assert again["errorMessage"] == first["errorMessage"]
    assert len(capsules(kept)) == 1  # a replay keeps none


def test_what_goes_well_is_not_kept(tmp_path, kept):
    write(tmp_path, "x.sh", "#!/bin/sh\ncat\n")
    assert once(tmp_path, "x.sh", b"1", DAYFLY_CAPSULE=kept).json == 1
    assert list(kept.iterdir()) == []


def test_a_secret_is_nowhere_in_the_file(tmp_path, kept):
    write(tmp_path, "x.sh", "#!/bin/sh\n"
          "printf '%s\\n' \"$API_TOKEN\" \"$AWS_SECRET_ACCESS_KEY\" >&2\n"
          "exit 3\n")
    (tmp_path / "dayfly.json").write_text(json.dumps(
        {"env": {"DB_PASSWORD": "from-the-manifest"}}))
    event = json.dumps({"token": SECRET, "p": "from-the-manifest"}).encode()
    once(tmp_path, "x.sh", event, DAYFLY_CAPSULE=kept, API_TOKEN=SECRET,
         AWS_SECRET_ACCESS_KEY="aws-secret-key", OTHER="not-to-be-kept",
         AWS_LAMBDA_FUNCTION_TOKEN="kept-else")
    text = capsules(kept)[0].read_text()
    for secret in [SECRET, "hunter2", "aws-secret-key", "from-the-manifest",
                   "not-to-be-kept", "kept-else"]:
        assert secret not in text
    told = json.loads(text)
    assert json.loads(told["event"])["token"] == "[redacted]"
    assert told["environment"]["API_TOKEN"] is None
    assert oct(capsules(kept)[0].stat().st_mode & 0o777) == "0o600"


def test_it_records_which_code_ran(tmp_path, kept):
    write(tmp_path, "x.sh", "#!/bin/sh\nexit 3\n")
    once(tmp_path, "x.sh", b"\xff\x00", DAYFLY_CAPSULE=kept, timeout=7)
    told = json.loads(capsules(kept)[0].read_text())
    digest = subprocess.run(["sha256sum", tmp_path / "x.sh"],
                            capture_output=True, text=True).stdout.split()[0]
    assert told["code"]["sha256"] == digest
    assert base64.b64decode(told["eventBase64"]) == b"\xff\x00"
    assert told["limitMs"] == 7000
    write(tmp_path, "x.sh", "#!/bin/sh\nexit 4\n")
    assert "x.sh has changed" in replay(capsules(kept)[0])[2]
    other = tmp_path / "other"
    other.mkdir()
    write(other, "x.sh", "#!/bin/sh\necho 1\n")
    code, out, _ = replay(capsules(kept)[0], "--folder", other)
    assert (code, out) == (0, b"1\n")


def test_the_oldest_capsules_are_removed(tmp_path, kept):
    write(tmp_path, "x.sh", "#!/bin/sh\nexit 3\n")
    for n in range(100):
        (kept / f"capsule-1000000000{n:03}-x.json").write_text("{}")
    (kept / "capsule-1000000000050-x.json").write_bytes(b"x" * 10)
    (kept / "notes.txt").write_text("mine")
    (kept / "capsule-0-folder.json").mkdir()
    once(tmp_path, "x.sh", DAYFLY_CAPSULE=kept)
    assert len(capsules(kept)) == 100 + 1
    assert not (kept / "capsule-1000000000000-x.json").exists()
    with open(kept / "capsule-1000000000099-x.json", "wb") as big:
        big.truncate(105 * 1024 * 1024)
    once(tmp_path, "x.sh", DAYFLY_CAPSULE=kept)
    assert sum(p.stat().st_size for p in capsules(kept)) < 100 * 1024 * 1024
    assert (kept / "notes.txt").exists()


def test_what_a_handler_has_put_in_its_place_is_not_written_to(
        wire, tmp_path, kept):
    """Its name is its time, in milliseconds, and the request's: links for the
    next three seconds, again where that was not long enough."""
    write(tmp_path, "x.sh", "#!/bin/sh\nexit 3\n")
    mine = write(tmp_path, "mine.txt", "mine")
    peer = wire("x.sh", DAYFLY_CAPSULE=kept)
    for turn in range(10):
        peer.expect_next()
        now = int(time.time() * 1000)
        for n in range(3000):
            os.symlink(mine, kept / f"capsule-{now + n}-id-{turn}.json.part")
        peer.give(request_id=f"id-{turn}", seconds=30)
        assert b"Runtime.ExitError" in peer.take_post()[2]
        wait_for(lambda: capsules(kept) or "cannot write" in peer.log,
                 what="the capsule")
        assert mine.read_text() == "mine"
        if not capsules(kept):
            break
        capsules(kept)[0].unlink()
    assert "cannot write the capsule" in peer.log
    assert "File exists" in peer.log


def no_folder(tmp_path):
    return tmp_path / "gone", "No such file or directory"


def a_file(tmp_path):
    return write(tmp_path, "file", ""), "Not a directory"


@pytest.mark.parametrize("make", [no_folder, a_file])
def test_a_path_that_is_no_folder_is_reported_at_the_start(
        wire, tmp_path, make):
    write(tmp_path, "x.sh", "#!/bin/sh\nexit 3\n")
    folder, why = make(tmp_path)
    peer = wire("x.sh", DAYFLY_CAPSULE=folder)
    line, _, body = peer.take_post()
    assert "/init/error" in line
    told = json.loads(body)
    assert told["errorType"] == "Runtime.InvalidTaskConfig"
    assert told["errorMessage"] == \
        f'DAYFLY_CAPSULE is "{folder}"; it must be a writable folder: ' \
        f"create it, or unset DAYFLY_CAPSULE: {why}"


@needs_root
def test_a_folder_of_another_user_is_reported_at_the_start():
    done = subprocess.run(
        [program("without"), "user=65534", bootstrap(), "--once", "/bin/true"],
        env=clean_env(DAYFLY_CAPSULE="/usr"), capture_output=True, timeout=30,
        input=b"1", cwd="/")
    told = json.loads(done.stdout)
    assert told["errorType"] == "Runtime.InvalidTaskConfig"
    assert 'DAYFLY_CAPSULE is "/usr"; it must be' in told["errorMessage"]
    assert told["errorMessage"].endswith(": Permission denied")


def test_a_folder_that_goes_meanwhile_fails_no_event(wire, tmp_path, kept):
    write(tmp_path, "x.sh", "#!/bin/sh\nexit 3\n")
    peer = wire("x.sh", DAYFLY_CAPSULE=kept)
    peer.expect_next()
    kept.rmdir()
    for _ in range(2):
        peer.give(b"1")
        assert json.loads(peer.take_post()[2])["errorType"] == \
            "Runtime.ExitError"
        peer.expect_next()
    wait_for(lambda: "cannot read the folder of capsules" in peer.log,
             what="the log")


@pytest.mark.parametrize("text,words", [
    ("", "line 1"), ("{", "line 1"), ("[]", "is not a capsule"),
    ('{"dayfly":"capsule"}', "is not a capsule"),
    ('{"dayfly":"capsule","folder":"/","handler":"x","limitMs":1,'
     '"environment":{"A":1},"headers":{},"event":""}', "A is not a string"),
    ('{"dayfly":"capsule","folder":"/","handler":"x","limitMs":1,'
     '"environment":{},"headers":{},"eventBase64":"%"}', "not valid base64")])
def test_a_bad_file_is_reported(tmp_path, text, words):
    path = tmp_path / "bad.json"
    path.write_text(text)
    code, out, log = replay(path)
    assert (code, out) == (1, b"")
    assert words in log and "dayfly: " in log, log


def test_a_file_that_is_not_there_and_no_file_at_all(tmp_path):
    code, _, log = replay(tmp_path / "gone.json")
    assert code == 1
    assert "line -1" not in log and "No such file or directory" in log
    (tmp_path / "text").write_text("# text")
    assert "is not a capsule: line 1: " in replay(tmp_path / "text")[2]
    done = subprocess.run([BIN / "dayfly", "replay"], capture_output=True)
    assert done.returncode == 2 and b"FILE" in done.stderr
