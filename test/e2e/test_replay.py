"""`dayfly replay`: every kind of failure that has an event comes again from its
capsule, with its type, its message and the exit; and what is not as it was then
is said first."""

import json
import re
import shutil
import subprocess

import pytest
from capsules import capsule, replay
from parts import interpreter, once, wait_for, write

OVER = 6291557


def sh(code):
    return "x.sh", {"x.sh": f"#!/bin/bash\n{code}\n"}, {}


def js(code, **env):
    text = code if "export" in code else f"export const handler = {code};\n"
    return "x.handler", {"x.mjs": text}, env


LIMITED = {"cpu": 1, "fileSize": 1, "scratch": 1}
# By README's table; each: handler, files, settings; then the event.
KINDS = {
    "Runtime.HandlerNotFound": (js("export const other = 1;\n"), "{}"),
    "Runtime.ImportModuleError": (js("export * from './none.mjs';\n"), "{}"),
    "Runtime.UserCodeSyntaxError": (js("export let let;\n"), "{}"),
    "Runtime.InvalidEntrypoint": (
        ("x.sh", {"x.sh": "#!/no/such/shell\n"}, {}), "{}"),
    "Runtime.MarshalError": (sh("echo '{\"a\": nonsense}'"), "{}"),
    "Runtime.UnmarshalError": (js("() => 1"), "{nonsense"),
    "Runtime.ExitError": (sh("exit 3"), "{}"),
    "Runtime.ExitError by a signal": (sh("kill -SEGV $$"), "{}"),
    "Runtime.NoResult": (js("() => process.exit(0)"), "{}"),
    "Runtime.CpuLimitExceeded": (sh("while :; do :; done"), "{}"),
    "Runtime.ScratchLimitExceeded": (
        sh("for n in 1 2 3; do head -c 900000 /dev/zero >$TMPDIR/$n; done; "
           "echo 1"), "{}"),
    "Runtime.FileSizeLimitExceeded": (
        sh("exec head -c 3000000 /dev/zero >$TMPDIR/x"), "{}"),
    "Runtime.OutOfMemory": (
        js("() => { const a = []; for (;;) a.push(new Array(1e5).fill(1)); }",
           DAYFLY_FLAGS="--max-old-space-size=20"), "{}"),
    "Runtime.UnhandledPromiseRejection": (
        js("() => { Promise.reject(new Error('nobody')); "
           "return new Promise(() => {}); }"), "{}"),
    "Runtime.CallbackHandlerDeprecated": (
        js("(event, context, callback) => callback(null, 1)",
           DAYFLY_INTERPRETER=interpreter("qjs")), "{}"),
    "Function.ResponseSizeTooLarge": (
        sh(f"printf '\"'; head -c {OVER} /dev/zero | tr '\\0' x; printf '\"'"),
        "{}"),
    "Sandbox.Timedout": (sh("sleep 60"), "{}"),
    "RangeError": (js("(e) => { throw new RangeError(e.why); }"),
                   '{"why": "ünusual \\u0000"}'),
}


def same(error):
    """Without what is of that run alone."""
    about = error.get("dayfly", {})
    facts = {k: v for k, v in about.items() if k in
             ("exitStatus", "signal", "phase", "was")}
    # The name of a private folder; how much too large an answer was by the
    # time it was cut off.
    message = re.sub(r"/\.dayfly-\w+/|\(62915\d\d bytes\) exceeded", "",
                     error["errorMessage"])
    return error["errorType"], message, facts


@pytest.mark.parametrize("kind", KINDS)
def test_it_fails_again_in_the_same_way(wire, tmp_path, kept, kind):
    (handler, files, env), event = KINDS[kind]
    code = tmp_path / "code"
    code.mkdir()
    for name, text in files.items():
        write(code, name, text)
    (code / "dayfly.json").write_text(json.dumps({"limits": LIMITED}))
    peer = wire(handler, DAYFLY_CAPSULE=kept, DAYFLY_SPARE="off",
                LAMBDA_TASK_ROOT=code,
                **{"DAYFLY_INTERPRETER": interpreter("node"), **env})
    peer.expect_next()
    peer.give(event.encode(), request_id="id-7",
              seconds=2 if kind == "Sandbox.Timedout" else 60)
    _, _, body = peer.take_post()
    first = json.loads(body)
    assert first["errorType"] == kind.partition(" ")[0], first
    wait_for(lambda: list(kept.glob("*.json")), what="the capsule")
    peer.stop()
    code, again, log = replay(capsule(kept))
    assert code == 1, log
    assert same(json.loads(again)) == same(first)
    assert "differs" not in log


def test_what_differs_from_that_of_the_capsule_is_named(tmp_path, kept):
    code = tmp_path / "code"
    (code / "lib" / "deep").mkdir(parents=True)
    (code / ".git").mkdir()
    for name in ["dayfly.json", "data.txt", "gone.txt", ".git/head",
                 "lib/deep/a.mjs"]:
        (code / name).write_text("{}")
    write(code, "x.sh", "#!/bin/sh\nexit 3\n")
    (code / "itself").symlink_to(code)
    once(code, "x.sh", DAYFLY_CAPSULE=kept)
    told = json.loads(capsule(kept).read_text())["code"]
    assert sorted(told["files"]) == ["data.txt", "dayfly.json", "gone.txt",
                                     "lib/deep/a.mjs", "x.sh"]
    digest = subprocess.run(["sha256sum", code / "data.txt"],
                            capture_output=True, text=True).stdout.split()[0]
    assert told["files"]["data.txt"] == digest
    assert told["filesLeftOut"] == 0
    assert "differs" not in replay(capsule(kept))[2]
    (code / ".git" / "head").write_text("another")
    (kept / "capsule-1-x.json").write_text("{}")
    (kept / "capsule-1-x.json").unlink()
    assert "differs" not in replay(capsule(kept))[2]
    (code / "dayfly.json").write_text('{"timeout": 9}')
    (code / "lib" / "deep" / "a.mjs").write_text("[]")
    (code / "gone.txt").unlink()
    (code / "new\x1b]0;mine\x07.txt").write_text("")
    log = replay(capsule(kept))[2]
    [line] = [line for line in log.splitlines() if "differs" in line]
    assert line.startswith(
        "dayfly: the code differs from that of the capsule: ")
    assert sorted(line.split(": ")[2].split(", ")) == [
        "dayfly.json has changed", "gone.txt is missing",
        "lib/deep/a.mjs has changed", r"new\x1b]0;mine\x07.txt is new"]


def test_more_files_than_are_listed_are_counted(tmp_path, kept):
    code = tmp_path / "code"
    code.mkdir()
    write(code, "x.sh", "#!/bin/sh\nexit 3\n")
    for n in range(1200):
        (code / f"{n:04}.txt").touch()
    once(code, "x.sh", DAYFLY_CAPSULE=kept)
    told = json.loads(capsule(kept).read_text())["code"]
    assert (len(told["files"]), told["filesLeftOut"]) == (1000, 201)
    assert "no digests of 201 files" in replay(capsule(kept))[2]
    # In a copy others may be the first to be found.
    shutil.copytree(code, tmp_path / "copy")
    for words in [(), ("--folder", tmp_path / "copy")]:
        assert "differs" not in replay(capsule(kept), *words)[2]
    (tmp_path / "copy" / "x.sh").write_text("#!/bin/sh\nexit 4\n")
    for name in told["files"]:
        if name != "x.sh":
            (tmp_path / "copy" / name).unlink()
            break
    log = replay(capsule(kept), "--folder", tmp_path / "copy")[2]
    assert f"{name} is missing" in log


def test_a_large_file_is_not_read(tmp_path, kept):
    code = tmp_path / "code"
    code.mkdir()
    write(code, "x.sh", "#!/bin/sh\nexit 3\n")
    with open(code / "big", "wb") as big:
        big.truncate(1 << 40)
    once(code, "x.sh", DAYFLY_CAPSULE=kept)
    told = json.loads(capsule(kept).read_text())["code"]
    assert (list(told["files"]), told["filesLeftOut"]) == (["x.sh"], 1)


@pytest.mark.parametrize("name,begins", [
    ("node", "v"), ("deno", "deno "), ("bun", "1"), ("qjs", ""),
    ("python3", "Python 3.")])
def test_another_version_is_reported(tmp_path, kept, name, begins):
    code = tmp_path / "code"
    code.mkdir()
    write(code, "x.mjs", "export const handler = () => { throw new Error(); }")
    write(code, "y.py", "def handler(event, context): raise ValueError()\n")
    once(code, "y.handler" if name == "python3" else "x.handler", DAYFLY_CAPSULE=kept, timeout=20,
         DAYFLY_INTERPRETER=interpreter(name))
    told = json.loads(capsule(kept).read_text())
    says = told["code"]["interpreterVersion"]
    assert says and says.startswith(begins)
    log = replay(capsule(kept))[2]
    assert "interpreter" not in log and "dayfly 0" not in log
    told["code"]["interpreterVersion"] = "an older one"
    told["version"] = "0.0.1"
    capsule(kept).write_text(json.dumps(told))
    log = replay(capsule(kept))[2]
    assert f'has version "{says}" now; it was "an older one"' in log
    assert "the capsule was written by dayfly 0.0.1; this is " in log
