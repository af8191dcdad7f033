"""Log records: whole, attributed, filtered, never in the way."""

import json
import os
import re

import pytest
from parts import interpreter, once, wait_for, write
from places import needs_root

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
NODE = {"DAYFLY_INTERPRETER": "node"}
JSON = {"AWS_LAMBDA_LOG_FORMAT": "JSON"}


def records(log):
    """(request id, level, message) of each line; one that was printed has neither."""
    found = []
    for line in log.split("\n")[:-1]:
        match = re.fullmatch(rf"{TIME}\t([^\t]+)\t([A-Z]+)\t(.*)", line)
        found.append(match.groups() if match else (None, None, line))
    return found


def messages(log, level=None):
    return [text for _, its, text in records(log) if level in (None, its)]


def objects(log):
    return [json.loads(line) for line in log.splitlines()]


def test_text_records_carry_time_id_and_level(wire, tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = () => console.log("said");
""")
    peer = wire("index.handler", **NODE)
    peer.turn(request_id="id-7")
    peer.turn(request_id="id-8")
    peer.expect_next()
    assert records(peer.log) == [("id-7", "INFO", "said"),
                                 ("id-8", "INFO", "said")]


def test_a_line_that_is_printed_is_in_the_log_as_it_is(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho said >&2\n"
          "echo '{\"level\":\"warn\"}' >&2\necho 1\n")
    peer = wire("f.sh")
    peer.turn(request_id="id-7")
    wait_for(lambda: len(peer.log.splitlines()) >= 2, what="the log")
    assert peer.log == 'said\n{"level":"warn"}\n'


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_console_keeps_level_and_lines_together(tmp_path, name):
    write(tmp_path, "index.mjs", """
export const handler = () => {
  console.log("one\\ntwo");
  console.debug("d");
  console.warn("w");
  console.error("e");
  return 1;
};
""")
    answer = once(tmp_path, "index.handler",
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == 1
    assert [entry[1:] for entry in records(answer.log.replace("\r", "$"))] == [
        ("INFO", "one$two"), ("DEBUG", "d"), ("WARN", "w"), ("ERROR", "e")]


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_what_is_printed_raw_is_log_not_result(tmp_path, name):
    write(tmp_path, "index.mjs", """
import { writeSync } from "node:fs";
export const handler = () => {
  writeSync(1, "on stdout\\n");
  writeSync(2, "on stderr\\n");
  return "result";
};
""")
    answer = once(tmp_path, "index.handler",
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == "result"
    assert sorted(messages(answer.log)) == ["on stderr", "on stdout"]


def test_json_records_have_the_platforms_members(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nprintf 'a \"b\"\\t\\n' >&2\necho 1\n")
    peer = wire("f.sh", **JSON)
    peer.turn(request_id="id-7",
              **{"Lambda_Runtime_Aws_Tenant_Id": "blue"})
    wait_for(lambda: peer.log.endswith("\n"), what="the log")
    (record,) = objects(peer.log)
    assert re.fullmatch(TIME, record.pop("timestamp"))
    assert record == {"level": "INFO", "requestId": "id-7",
                      "tenantId": "blue", "message": 'a "b"\t'}


def test_json_records_of_the_function_pass_with_a_request_id(tmp_path):
    write(tmp_path, "index.mjs", """
export const handler = () => {
  console.log(JSON.stringify({ level: "WARN", user: 7 }));
  console.log(JSON.stringify({ user: 8 }, null, 2));
  return 1;
};
""")
    answer = once(tmp_path, "index.handler", **NODE, **JSON)
    first, second = objects(answer.log)
    assert first["level"] == "WARN" and first["user"] == 7
    assert second["user"] == 8
    assert first["requestId"] and second["requestId"] == first["requestId"]


def test_metrics_pass_through_a_console_bare(tmp_path):
    """CloudWatch's embedded metric format, with nothing before it."""
    write(tmp_path, "x.mjs", """
export const handler = () => {
  console.log(JSON.stringify({ _aws: { Timestamp: 1 }, n: 2 }));
  console.log(JSON.stringify({ n: 3 }));
};
""")
    lines = once(tmp_path, "x.handler").log.splitlines()
    assert json.loads(lines[0])["n"] == 2
    assert lines[1].split("\t")[2:] == ["INFO", '{"n":3}']


@pytest.mark.parametrize("least,kept", [
    ("TRACE", ["d", "i", "w", "e"]), ("INFO", ["i", "w", "e"]),
    ("warn", ["w", "e"]), ("ERROR", ["e"]), ("FATAL", []),
    ("LOUD", ["d", "i", "w", "e"])])
def test_the_level_filters_json_records(tmp_path, least, kept):
    write(tmp_path, "index.mjs", """
export const handler = () => {
  console.debug("d"), console.info("i"), console.warn("w");
  console.error("e");
  return 1;
};
""")
    answer = once(tmp_path, "index.handler", AWS_LAMBDA_LOG_LEVEL=least,
                  **NODE, **JSON)
    assert [record["message"] for record in objects(answer.log)] == kept


@pytest.mark.parametrize("form", [{}, JSON])
@pytest.mark.parametrize("size", [65535, 65536, 65537, 200000, 3000000])
def test_a_long_line_is_split_and_nothing_is_lost(tmp_path, form, size):
    write(tmp_path, "f.py", f"""
#!python
import sys
sys.stderr.write("x" * {size} + "\\nnext\\n")
print(1)
""")
    answer = once(tmp_path, "f.py", **form)
    assert answer.json == 1
    said = ([record["message"] for record in objects(answer.log)] if form
            else messages(answer.log))
    assert said.pop() == "next"
    assert len(said) == -(-size // 65536)
    mark = " [line goes on]"
    assert all(piece.endswith(mark) for piece in said[:-1])
    assert "".join(p.removesuffix(mark) for p in said) == "x" * size


@pytest.mark.parametrize("form", [{}, JSON])
@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_a_huge_console_record_is_not_lost(tmp_path, name, form):
    size = 2000000
    write(tmp_path, "index.mjs", "export const handler = () => "
          f"(console.log('x'.repeat({size})), 1);\n")
    answer = once(tmp_path, "index.handler", **form,
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.json == 1
    assert answer.log.count("x") >= size, answer.log[-200:]


@pytest.mark.parametrize("form", [{}, JSON])
def test_invalid_utf8_is_replaced(tmp_path, form):
    write(tmp_path, "f.sh", "#!/bin/sh\nprintf 'a\\377\\300\\200z\\n' >&2\n"
          "printf '\\355\\240\\200\\n' >&2\necho 1\n")
    log = once(tmp_path, "f.sh", **form).log
    said = ([record["message"] for record in objects(log)] if form
            else messages(log))
    # On a busy machine the end of the process may be told, too.
    said = [one for one in said if not one.startswith("dayfly: ")]
    assert said == ["a\ufffd\ufffd\ufffdz", "\ufffd\ufffd\ufffd"]


def test_the_last_line_needs_no_line_end(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\nprintf half >&2\nkill -9 $$\n")
    assert "half" in messages(once(tmp_path, "f.sh").log)


def test_what_was_written_before_a_kill_is_in_the_log(tmp_path):
    write(tmp_path, "f.py", """
#!python
import os, sys
sys.stderr.write("".join(f"line {i}\\n" for i in range(1500)))
sys.stderr.flush()
os.kill(os.getpid(), 9)
""")
    said = messages(once(tmp_path, "f.py").log)
    assert said[:-1] == [f"line {i}" for i in range(1500)]


def test_a_failure_is_logged_once_with_its_type(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho why >&2\nexit 3\n")
    errors = messages(once(tmp_path, "f.sh").log, "ERROR")
    assert len(errors) == 1
    assert "Runtime.ExitError" in errors[0]
    (record,) = [r for r in objects(once(tmp_path, "f.sh", **JSON).log)
                 if r["level"] == "ERROR"]
    assert record["requestId"]


def test_two_writers_never_share_a_record(tmp_path):
    write(tmp_path, "f.py", """
#!python
import os
for n in range(4):
    if os.fork() == 0:
        for i in range(500):
            os.write(1 + n % 2, (str(n) * 60 + "\\n").encode())
        os._exit(0)
for n in range(4):
    os.wait()
os.write(1, b"")
""")
    write(tmp_path, "wrap.mjs", f"""
import {{ spawnSync }} from "node:child_process";
export const handler = () => {{
  spawnSync("{tmp_path}/f.py", {{ stdio: "inherit" }});
  return 1;
}};
""")
    answer = once(tmp_path, "wrap.handler", timeout=20, **NODE)
    assert answer.json == 1
    said = messages(answer.log)
    assert len(said) == 2000
    assert {line for line in said} == {str(n) * 60 for n in range(4)}


@needs_root
def test_a_handler_cannot_make_our_log_non_blocking(wire, tmp_path):
    write(tmp_path, "f.py", """
#!python
import fcntl, os
for fd in (0, 1, 2):
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)
print(1)
""")
    peer = wire("f.py")
    peer.turn()
    flags = open(f"/proc/{peer.process.pid}/fdinfo/2").read()
    flags = int(re.search(r"flags:\s+(\d+)", flags).group(1), 8)
    assert not flags & os.O_NONBLOCK


def test_a_log_frame_no_bridge_of_ours_sends_is_cut_with_a_word(
        wire, tmp_path):
    bridge = write(tmp_path, "bridge.mjs", """
import { readSync, writeSync } from "node:fs";
const bytes = new Uint8Array(65536);
const hello = JSON.parse(new TextDecoder().decode(
  bytes.subarray(0, readSync(3, bytes))).split("\\n")[0]);
const say = (fd, kind, text) => {
  let left = Buffer.from(`\\x1e${hello.nonce} ${kind} ${text.length}\\n${text}`);
  while (left.length) left = left.subarray(writeSync(fd, left));
};
say(2, "log", "WARN " + "x".repeat(199995));
say(1, "result", "1");
""")
    write(tmp_path, "index.mjs", "")
    peer = wire("index.handler", DAYFLY_BRIDGE=bridge,
                DAYFLY_INTERPRETER=interpreter("node"), DAYFLY_SPARE="off")
    assert peer.turn()[2] == b"1"
    peer.expect_next()
    [line] = [line for line in peer.log.splitlines() if "xxx" in line]
    kept = line.count("x")
    assert line.endswith(f"x [{199995 - kept} bytes more]")
    assert "\tWARN\t" in line and kept > 65536


def test_in_text_the_level_holds_for_console_alone(tmp_path):
    write(tmp_path, "index.mjs", """
        export const handler = () => {
          console.info("quiet");
          console.warn("loud");
          process.stdout.write("plain\\n");
          return 1;
        };""")
    log = once(tmp_path, "index.handler", AWS_LAMBDA_LOG_LEVEL="WARN",
               **NODE).log
    assert [row[1:] for row in records(log)] == [("WARN", "loud"), (None, "plain")]
