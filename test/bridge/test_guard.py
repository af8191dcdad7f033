"""What a handler cannot break by accident, and what Deno denies it."""

import json
import os
import signal

import pytest

from bridge import INTERPRETERS, ROOT, reads_types


def test_replaced_builtins_change_no_answer(start):
    """As test doubles, fake timers and mocks do that are not removed."""
    code = """
    JSON.stringify = () => "forged";
    JSON.parse = () => "forged";
    Date.now = () => 0;
    Atomics.wait = () => { throw new Error("forged"); };
    if (globalThis.TextEncoder) {
        TextEncoder.prototype.encode = () => { throw new Error("forged"); };
        TextDecoder.prototype.decode = () => "forged";
    } else {
        globalThis.atob = globalThis.btoa = globalThis.escape = () => "forged";
        Uint8Array.prototype.toBase64 = Uint8Array.fromBase64 = () => "forged";
    }
    globalThis.TextEncoder = globalThis.Promise = undefined;
    if (globalThis.process) process.exit = () => {};
    console.log = () => {};
    if (globalThis.Deno) Deno.stdout.writeSync = Deno.stdin.readSync = null;
    export const handler = async (event, context) => {
        await null;
        return [event, context.getRemainingTimeInMillis() < 60001];
    };"""
    bridge = start(code)
    assert bridge.call({"a": 1}) == [{"a": 1}, True]
    assert bridge.call({"a": 2}) == [{"a": 2}, True]


@pytest.mark.lacks(qjs="what waits in vain ends, and the bootstrap tells it")
def test_a_replaced_exit_still_exits(start):
    code = """if (globalThis.Deno) Deno.exit = () => {}; else process.exit = () => {};
    export const handler = () => new Promise(() => {});"""
    bridge = start(code)
    bridge.feed({})
    assert bridge.error()["errorType"] == "Runtime.NoResult"
    assert bridge.ended() == 1


def test_the_nonce_is_nowhere_to_be_found(start, name):
    code = """export const handler = () => JSON.stringify([
        Object.getOwnPropertyNames(globalThis).map((key) => {
            try { return String(globalThis[key]); } catch { return ""; }
        }),
        globalThis.Deno ? Deno.args : [process.argv, process.env],
    ]);"""
    bridge = start(code)
    assert bridge.nonce not in bridge.call({})


TRACE = """export const handler = () => {
  const all = globalThis.Deno ? Deno.env.toObject() : process.env;
  return all._X_AMZN_TRACE_ID ?? null;
};"""


@pytest.mark.parametrize("spare", [True, False])
def test_the_trace_is_set_and_removed(start, name, spare):
    flags = ["--allow-env"] if name == "deno" else []
    bridge = start(TRACE, flags=flags, env={"_X_AMZN_TRACE_ID": "stale"})
    if spare:
        bridge.ready()
    assert bridge.call({}) is None
    assert bridge.call({}, trace="Root=1") == "Root=1"
    assert bridge.call({}) is None


@pytest.mark.parametrize("name", ["node"])
def test_sigusr1_opens_no_inspector(start):
    code = """export const handler = async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return (await import("node:inspector")).url() ?? null;
    };"""
    bridge = start(code)
    bridge.ready()
    os.kill(bridge.process.pid, signal.SIGUSR1)
    bridge.feed({})
    os.kill(bridge.process.pid, signal.SIGUSR1)
    assert bridge.result() is None
    assert b"Debugger listening" not in bridge.err.rest


@pytest.mark.parametrize("name", ["node", "bun"])
def test_the_sigusr1_listener_keeps_no_process_alive(start):
    bridge = start("export const handler = () => 1;")
    bridge.call({})
    os.kill(bridge.process.pid, signal.SIGUSR1)
    assert bridge.call({}) == 1
    bridge.hang_up()
    assert bridge.ended() == 0


FORBIDDEN = {
    "read": "Deno.readTextFileSync('/etc/hostname')",
    "read of its own file": "Deno.readTextFileSync(new URL(import.meta.url))",
    "write": "Deno.writeTextFileSync('/tmp/dayfly-forbidden', '')",
    "env": "Deno.env.get('PATH')",
    "net": "await Deno.connect({ hostname: '127.0.0.1', port: 9 })",
    "run": "new Deno.Command('/bin/true').outputSync()",
    "ffi": "Deno.dlopen('libc.so.6', {})",
    "sys": "Deno.hostname()",
    "import": "await import('file://' + '/etc/hostname')",
}


@pytest.mark.parametrize("name", ["deno"])
@pytest.mark.parametrize("what", FORBIDDEN)
def test_deno_runs_without_any_permission(start, what):
    code = f"export const handler = async () => {{ {FORBIDDEN[what]}; }};"
    bridge = start(code)
    bridge.feed({})
    error = bridge.error()
    assert error["errorType"] in ("NotCapable", "TypeError"), error
    assert "Requires" in error["errorMessage"]


def examples():
    """Each example with a bridge and an event, in each interpreter that can load
    it. Whole products have tests of their own."""
    for event in sorted((ROOT / "examples").glob("*/event.json")):
        folder = event.parent
        for module in folder.glob("index.*"):
            for name in INTERPRETERS:
                if module.suffix != ".ts" or reads_types(name):
                    yield pytest.param(name, module, marks=lacks(module),
                                       id=f"{folder.name}-{name}")


def lacks(module):
    code = module.read_text()
    if "node:" in code or "fetch(" in code:
        return [pytest.mark.lacks(qjs="no interface of Node's or the web's")]
    return []


@pytest.mark.parametrize("name, module", list(examples()))
def test_examples_answer_as_they_say(start, module):
    bridge = start(module.read_text(), module.name)
    headers = module.parent / "headers.json"
    told = json.loads(headers.read_text()) if headers.exists() else {}
    bridge.feed(json.loads((module.parent / "event.json").read_text()),
                tenantId=told.get("X-Amz-Tenant-Id"))
    text = module.parent / "expect.txt"
    if text.exists():
        assert bridge.streamed()[1] == text.read_bytes()
        return
    expected = json.loads((module.parent / "expect.json").read_text())
    answer = bridge.result()
    assert {key: answer[key] for key in expected} == expected
