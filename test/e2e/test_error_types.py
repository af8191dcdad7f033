"""P6: every error type of bootstrap/README.md has a planted cause here."""

import json
import os
import subprocess

import pytest
from parts import BIN, MOST, clean_env, interpreter, once, write
from places import needs_root

NODE = {"DAYFLY_INTERPRETER": interpreter("node")}


def fails(answer, kind, *words):
    assert answer.code == 1
    assert answer.type == kind, answer.body
    for word in words:
        assert word in answer.message, answer.message


def test_handler_not_found(tmp_path):
    fails(once(tmp_path, "nothing"), "Runtime.HandlerNotFound", "nothing",
          "if it is a program that must be compiled, do that first")


def test_export_missing(tmp_path):
    write(tmp_path, "index.mjs", "export const other = 1;\n")
    for name in ["node", "deno", "bun"]:
        fails(once(tmp_path, "index.handler",
                   DAYFLY_INTERPRETER=interpreter(name)),
              "Runtime.HandlerNotFound",
              "index.handler is undefined or not exported")


def test_a_handler_that_is_a_file_without_the_export(tmp_path):
    write(tmp_path, "index.mjs", "export const handel = 1;\n")
    fails(once(tmp_path, "index.mjs", DAYFLY_INTERPRETER="node"),
          "Runtime.HandlerNotFound",
          "index.mjs: handler is undefined or not exported; "
          "index.mjs exports handel")


def test_module_missing(tmp_path):
    fails(once(tmp_path, "gone.handler"), "Runtime.ImportModuleError",
          "Cannot find module 'gone'")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_import_missing(tmp_path, name):
    write(tmp_path, "index.mjs", 'import "no-such-package";\n'
          "export const handler = () => 1;\n")
    fails(once(tmp_path, "index.handler",
               DAYFLY_INTERPRETER=interpreter(name)),
          "Runtime.ImportModuleError", "no-such-package")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_syntax_error(tmp_path, name):
    write(tmp_path, "index.mjs", "export const handler = () => {{{;\n")
    fails(once(tmp_path, "index.handler",
               DAYFLY_INTERPRETER=interpreter(name)),
          "Runtime.UserCodeSyntaxError")


@pytest.mark.parametrize("handler", ["../up.handler", "a/../../b.sh", ".x"])
def test_malformed_handler_name(tmp_path, handler):
    fails(once(tmp_path, handler), "Runtime.MalformedHandlerName",
          "Bad handler")


@pytest.mark.parametrize("output,offset", [
    ("{", 1), ("nonsense", 1), ('{"a":1} x', 9), ("[1,]", 4), ('"\\303"', 2)])
def test_result_is_not_json(tmp_path, output, offset):
    write(tmp_path, "out.sh", f"#!/bin/sh\nprintf '{output}'\n")
    answer = once(tmp_path, "out.sh")
    fails(answer, "Runtime.MarshalError", "not JSON", f"at byte {offset},")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
@pytest.mark.parametrize("value", ["1n", "(() => { const a = {}; a.a = a; "
                                   "return a; })()"])
def test_result_cannot_be_json(tmp_path, name, value):
    write(tmp_path, "index.mjs", f"export const handler = () => {value};\n")
    fails(once(tmp_path, "index.handler",
               DAYFLY_INTERPRETER=interpreter(name)), "Runtime.MarshalError")


def test_event_is_not_json_for_javascript(tmp_path):
    write(tmp_path, "index.mjs", "export const handler = () => 1;\n")
    fails(once(tmp_path, "index.handler", b"{nope", **NODE),
          "Runtime.UnmarshalError")


@pytest.mark.parametrize("how,words", [
    ("exit 3", "exit status 3"), ("kill -9 $$", "signal: killed"),
    ("kill -SEGV $$", "signal: segmentation fault"),
    ("kill -TERM $$", "signal: terminated"),
    ("kill -PIPE $$", "signal: broken pipe"),
    ("no-such-command", "exit status 127")])
def test_exit_status_and_signal(tmp_path, how, words):
    write(tmp_path, "die.sh", f"#!/bin/sh\n{how}\n")
    fails(once(tmp_path, "die.sh"), "Runtime.ExitError", "RequestId: ",
          f"Error: Runtime exited with error: {words}")


def test_every_exit_status(tmp_path):
    write(tmp_path, "exit.sh", "#!/bin/sh\nexit $(cat)\n")
    for status in range(1, 256, 7):
        fails(once(tmp_path, "exit.sh", str(status).encode()),
              "Runtime.ExitError", f"exit status {status}")


SIGNALS = {  # the platform's words; others are told by their number
    1: "hangup", 2: "interrupt", 3: "quit", 4: "illegal instruction",
    5: "trace/breakpoint trap", 6: "aborted", 7: "bus error",
    8: "floating point exception", 9: "killed", 10: "user defined signal 1",
    11: "segmentation fault", 12: "user defined signal 2", 13: "broken pipe",
    14: "alarm clock", 15: "terminated", 16: "signal 16", 31:
    "bad system call", 34: "signal 34", 64: "signal 64"}


def test_every_signal(tmp_path):
    write(tmp_path, "die.py", "#!python\nimport os, signal, sys\n"
          "n = int(sys.stdin.read())\n"
          "if n != 9: signal.signal(n, signal.SIG_DFL)\n"
          "os.kill(os.getpid(), n)\n")
    for number, word in SIGNALS.items():
        answer = once(tmp_path, "die.py", str(number).encode())
        fails(answer, "Runtime.ExitError",
              f"Runtime exited with error: signal: {word}")
        assert answer.json["dayfly"]["signal"] == number


def test_killed_by_a_limit_on_cpu_time(tmp_path):
    write(tmp_path, "x.sh", "#!/bin/bash\nulimit -St 1\n"
          "while :; do :; done\n")
    answer = once(tmp_path, "x.sh", timeout=20)
    fails(answer, "Runtime.CpuLimitExceeded", "CPU time limit exceeded")
    assert 800 <= answer.json["dayfly"]["cpuMs"] <= 1500


def test_killed_by_a_limit_on_file_size(tmp_path):
    write(tmp_path, "x.sh", "#!/bin/bash\nulimit -f 1\n"
          "exec head -c 5000000 /dev/zero >$TMPDIR/x\n")
    fails(once(tmp_path, "x.sh"), "Runtime.FileSizeLimitExceeded",
          "file size limit exceeded")


def bridge(folder, script):
    """A bridged child that says what the script says; $n is the nonce."""
    write(folder, "node", "#!/bin/bash\nexec <&3\nread -r hello\n"
          "n=${hello#*nonce\\\":\\\"}; n=${n%%\\\"*}\n" + script)
    write(folder, "x.mjs", "export const handler = () => 1;\n")
    return once(folder, "x.handler", DAYFLY_INTERPRETER=folder / "node")


def test_a_frame_that_is_cut_short(tmp_path):
    for text in ["\\x1e$n result 100\\n[1,2", "\\x1e$n part 2\\n[1"]:
        fails(bridge(tmp_path, f'cat >/dev/null & printf "{text}"\n'),
              "Runtime.NoResult", "before its result was complete")


def test_of_two_results_the_first_counts(tmp_path):
    text = "\\x1e$n result 1\\n1\\x1e$n result 1\\n2\\x1e$n error 2\\n{}"
    answer = bridge(tmp_path, f'printf "{text}"\nsleep 60\n')
    assert (answer.code, answer.json) == (0, 1)


@pytest.mark.parametrize("status,kind,words", [
    (0, "Runtime.NoResult", "before it had read the event"),
    (7, "Runtime.ExitError", "exit status 7")])
def test_exit_before_the_event_is_read(tmp_path, status, kind, words):
    write(tmp_path, "node", f"#!/bin/sh\nexit {status}\n")
    write(tmp_path, "x.mjs", "export const handler = () => 1;\n")
    answer = once(tmp_path, "x.handler", DAYFLY_INTERPRETER=tmp_path / "node")
    fails(answer, kind, words)
    told = answer.json["dayfly"]
    assert (told["eventRead"], told["phase"]) == (False, "boot")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_exit_inside_the_handler(tmp_path, name):
    code = "globalThis.Deno ? Deno.exit(N) : process.exit(N)"
    for status, kind in [(0, "Runtime.NoResult"), (5, "Runtime.ExitError")]:
        write(tmp_path, "index.mjs", "export const handler = () => "
              f"{code.replace('N', str(status))};\n")
        fails(once(tmp_path, "index.handler",
                   DAYFLY_INTERPRETER=interpreter(name)), kind)


def test_silence(tmp_path):
    write(tmp_path, "index.mjs", """
import fs from "node:fs";
export const handler = () => {
  fs.closeSync(1);
  fs.closeSync(2);
  return new Promise(() => setInterval(() => {}, 1000));
};
""")
    fails(once(tmp_path, "index.handler", **NODE), "Runtime.NoResult",
          "closed its standard output")


def test_heap_exhausted(tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = () => {
  const all = [];
  for (;;) all.push({ a: [all.length, String(all.length)] });
};
""")
    fails(once(tmp_path, "index.handler", timeout=30,
               DAYFLY_FLAGS="--max-old-space-size=30", **NODE),
          "Runtime.OutOfMemory")


def test_too_large(tmp_path):
    write(tmp_path, "long.sh", "#!/bin/sh\nhead -c 7000000 /dev/zero\n")
    fails(once(tmp_path, "long.sh"), "Function.ResponseSizeTooLarge",
          f"({MOST} bytes)")


def test_unhandled_rejection(tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = () => {
  Promise.reject(new Error("nobody cared"));
  return new Promise((resolve) => setTimeout(resolve, 1000));
};
""")
    for name in ["node", "deno", "bun"]:
        fails(once(tmp_path, "index.handler",
                   DAYFLY_INTERPRETER=interpreter(name)),
              "Runtime.UnhandledPromiseRejection", "nobody cared")


def test_callback_handler(tmp_path):
    write(tmp_path, "index.mjs", "export const handler = (e, c, done) => "
          "done(null, 1);\n")
    fails(once(tmp_path, "index.handler", DAYFLY_INTERPRETER=interpreter("qjs")),
          "Runtime.CallbackHandlerDeprecated", "async")


def test_bad_setting(tmp_path):
    fails(once(tmp_path, "x.sh", DAYFLY_SPEED="11"),
          "Runtime.InvalidTaskConfig", "DAYFLY_SPEED")


@pytest.mark.parametrize("output", ["text", "stream"])
def test_an_output_that_no_bridged_handler_has(tmp_path, output):
    write(tmp_path, "index.mjs", "export const handler = () => 1;\n")
    fails(once(tmp_path, "index.handler", DAYFLY_OUTPUT=output, **NODE),
          "Runtime.InvalidTaskConfig", "executables")


@needs_root
def test_no_process_to_be_had(tmp_path):
    write(tmp_path, "x.sh", "#!/bin/sh\necho 1\n")
    for path in [tmp_path, *tmp_path.parents[:3]]:
        path.chmod(path.stat().st_mode | 0o755)  # /tmp keeps its sticky bit
    uid = str(100000 + os.getpid())  # of whom no other test has a process
    done = subprocess.run(
        ["prlimit", "--nproc=1", "setpriv", "--reuid", uid, "--regid", uid,
         "--clear-groups", BIN / "bootstrap", "--once", tmp_path / "x.sh"],
        input=b"{}", capture_output=True, timeout=30, env=clean_env())
    assert json.loads(done.stdout)["errorType"] == "Sandbox.Failure"


# ---- errors of the handler's own

@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_a_thrown_error_keeps_its_name_message_and_stack(
        behind, tmp_path, name):
    write(tmp_path, "index.mjs", """
class NotToday extends Error {
  name = "NotToday";
}
export const handler = async () => {
  throw new NotToday("ask tomorrow");
};
""")
    answer = behind("index.handler", timeout=5,
                    DAYFLY_INTERPRETER=interpreter(name)).invoke()
    assert answer.json["errorType"] == "NotToday"
    assert answer.json["errorMessage"] == "ask tomorrow"
    assert any("index.mjs" in line for line in answer.json["trace"])


def test_an_executable_may_report_its_own_error(tmp_path):
    error = '{"errorType":"Teapot","errorMessage":"short and stout"}'
    write(tmp_path, "x.sh", f"#!/bin/sh\necho '{error}'\nexit 1\n")
    answer = once(tmp_path, "x.sh")
    assert answer.body.strip() == error.encode()
    write(tmp_path, "y.sh", f"#!/bin/sh\necho '{error}'\n")
    answer = once(tmp_path, "y.sh")
    assert answer.code == 0
