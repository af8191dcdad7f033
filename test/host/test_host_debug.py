"""`dayfly debug`: a real debugger stops in a function's process and reads what is
there; each call is another process."""

import json
import socket
import subprocess
import sys

import pytest

from hosting import HERE, ROOT, Host, run, wait_for

BIN = ROOT / "build" / "bin"
JS = """
const begun = process.pid;
export const handler = (event) => {
  const doubled = event.n * 2;
  return { doubled, begun };
};
""".lstrip()
PYTHON = """
import os
def lambda_handler(event, context):
    doubled = event["n"] * 2
    return {"doubled": doubled, "begun": os.getpid()}
""".lstrip()
PYTHON_FIRST = f"{sys.prefix}/bin:{BIN}:/usr/bin:/bin"
# Which line to stop at, as the debugger counts.
AFTER = {"node": 3, "deno": 3, "bun": 3, "python": 4}
CAN = [("node", "index.mjs"), ("deno", "index.ts"), ("bun", "index.ts"),
       ("python", "lambda_function.py")]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def make(tmp_path, engine, file, **manifest):
    folder = tmp_path / "one"
    folder.mkdir(parents=True)
    (folder / file).write_text(PYTHON if engine == "python" else JS)
    if engine in ("deno", "bun"):
        manifest["interpreter"] = engine
    (folder / "dayfly.json").write_text(json.dumps(manifest))
    return folder


def debug(folder, port, *options):
    return Host(folder, command="debug", env={"PATH": PYTHON_FIRST},
                options=("--listen=127.0.0.1:0", f"--port={port}", *options))


def debugger(engine, port, folder, file):
    line, expression = str(AFTER[engine]), "doubled"
    if engine == "python":
        words = [sys.executable, HERE / "debugpy_client.py", str(port),
                 str(folder / file), line, expression]
    else:
        at = f"ws://127.0.0.1:{port}/dayfly" if engine == "bun" else (
            f"http://127.0.0.1:{port}")
        words = [BIN / "deno", "run", "-A", "--no-config",
                 HERE / "inspector_client.mjs", at, file, line, expression]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("engine, file", CAN)
def test_a_debugger_stops_in_each_call(tmp_path, engine, file):
    # With what a debugged function must not have: it is set aside.
    folder = make(tmp_path, engine, file, timeout=1, concurrency=3, reuse=10,
                  warmupOnStart=True, spare="on", permissions={},
                  limits={"processes": 20}, isolation="strict")
    port = free_port()
    host = debug(folder, port)
    pids = set()
    try:
        for n in (4, 5):
            caller = host.begin("one", {"n": n})
            host.wait_log("START")
            told = debugger(engine, port, folder, file)
            answer = host.finish(caller)
            assert not answer.failed, host.log()
            out, _ = told.communicate(timeout=20)
            assert out.split() == [str(AFTER[engine]), str(2 * n)], (
                answer.body, host.log())
            assert answer.json["doubled"] == 2 * n, host.log()
            pids.add(answer.json["begun"])
    finally:
        host.close()
    assert len(pids) == 2


@pytest.mark.parametrize("engine, file", CAN)
def test_it_says_what_an_editor_needs(tmp_path, engine, file):
    host = debug(make(tmp_path, engine, file), 9333)
    try:
        lines = [host.process.stdout.readline().decode().rstrip("\n")
                 for _ in range(6 if engine == "python" else 5)]
    finally:
        host.close()
    assert lines[0] == (f"Each call of one starts {engine}, which waits at "
                        "127.0.0.1:9333 until a debugger connects.")
    if engine == "python":
        assert lines.pop(1).endswith("python3 -m pip install debugpy")
    launch = json.loads(lines[2])
    assert launch["request"] == "attach" and launch["name"] == "dayfly: one"
    assert launch["type"] == {"bun": "bun", "python": "debugpy"}.get(
        engine, "node")
    assert "9333" in lines[2]
    assert lines[4].endswith(f"invoke one --endpoint {host.url}")


def test_it_says_what_does_not_hold_meanwhile(tmp_path):
    for more, told in ({}, False), ({"permissions": {}}, True):
        folder = make(tmp_path / str(told), "node", "index.mjs", **more)
        host = debug(folder, 9333)
        try:
            said = host.process.stdout.readline() + host.process.stdout.readline()
        finally:
            host.close()
        assert (b"Its permissions, limits and isolation do not hold" in said) == (
            told)


def test_flags_of_the_function_stay(tmp_path):
    folder = make(tmp_path, "node", "index.mjs",
                  flags="--stack-trace-limit=7")
    (folder / "index.mjs").write_text(
        "export const handler = () => process.execArgv.join(' ');\n")
    port = free_port()
    host = debug(folder, port)
    try:
        caller = host.begin("one", {})
        host.wait_log("START")
        told = debugger("node", port, folder, "none")
        assert host.finish(caller).json.endswith(
            f"--stack-trace-limit=7 --inspect-wait=127.0.0.1:{port}")
        told.communicate(timeout=20)
    finally:
        host.close()


def test_one_of_several_is_named(tmp_path):
    """The others are served as ever."""
    make(tmp_path, "node", "index.mjs")
    other = tmp_path / "other"
    other.mkdir()
    (other / "lambda_function.py").write_text(PYTHON)
    done = run("debug", "--listen", "127.0.0.1:0", cwd=tmp_path)
    assert done.stderr.decode().endswith(
        "has several functions; name one of them: one, other\n")
    done = run("debug", "three", "--listen", "127.0.0.1:0", cwd=tmp_path)
    assert done.stderr.decode() == (
        "dayfly: there is no function three; there are: one, other\n")
    (tmp_path / "one").rename(tmp_path / "first")
    port = free_port()
    host = Host(tmp_path / "first", command="debug", env={"PATH": PYTHON_FIRST},
                options=("--listen=127.0.0.1:0", f"--port={port}"))
    host.close()
    host = Host(command="debug", env={"PATH": PYTHON_FIRST}, cwd=tmp_path,
                options=("--listen=127.0.0.1:0", f"--port={port}", "first"))
    try:
        answer = host.invoke("other", {"n": 2})
        assert answer.json.get("doubled") == 4, answer.json
        caller = host.begin("first", {"n": 4})
        host.wait_log("Debugger listening")
        told = debugger("node", port, tmp_path, "index.mjs")
        assert host.finish(caller).json["doubled"] == 8
        told.communicate(timeout=20)
    finally:
        host.close()


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = s.getsockname()[1]
        host = debug(make(tmp_path, "node", "index.mjs"), port)
        try:
            host.begin("one", {"n": 1})
            wait_for(lambda: "address already in use" in host.log())
        finally:
            host.close()


@pytest.mark.parametrize("make_it, told", [
    (lambda folder: (folder / "dayfly.json").write_text(
        '{"handler": "./program"}'), "one runs a program of its own, "
     "./program, not a module; use the debugger of its language"),
    (lambda folder: (folder / "dayfly.json").write_text(
        '{"handler": "app.handler"}'),
     "there is no module of the handler app.handler in "),
    (lambda folder: (folder / "dayfly.json").write_text(
        '{"interpreter": "qjs"}'), "the interpreter of one is qjs; dayfly can "
     "debug in node, deno, bun and python3"),
    (lambda folder: (folder / "dayfly.json").write_text(
        '{"interpreter": "node-99"}'), "there is no node-99 in PATH"),
    (lambda folder: (folder / "dayfly.json").write_text('{"timeout": 0}'),
     '"timeout" must be'),
])
def test_what_cannot_be_debugged_is_a_sentence(tmp_path, make_it, told):
    folder = make(tmp_path, "node", "index.mjs")
    program = folder / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    make_it(folder)
    done = run("debug", "--listen", "127.0.0.1:0", str(folder))
    assert (done.returncode, done.stdout) == (1, b"")
    assert told in done.stderr.decode()


@pytest.mark.parametrize("words, told", [
    (["--port", "0"], "--port is 0; it must be a number from 1 to 65535"),
    (["--port", "65536"], "--port is 65536"),
    (["--port"], "--port needs a value"),
    (["one", "two"], "debug takes one function; remove two"),
    (["--quiet"], "debug has no flag --quiet"),
    (["--listen", "here"], "here"),
])
def test_a_wrong_command_line_is_a_sentence(tmp_path, words, told):
    done = run("debug", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()
