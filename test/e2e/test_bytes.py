"""P4, P5: no print can spoil a result; bytes are sacred."""

import hashlib
import json

import pytest
from parts import MOST, interpreter, once, wait_for, write
from places import mostly_rie

ECHO = "#!/bin/sh\nexec cat\n"
ECHO_JS = "export const handler = (event) => event;\n"


def text_of(size):
    """A JSON string of exactly this many bytes."""
    return b'"' + b"x" * (size - 2) + b'"'


@pytest.mark.parametrize("size", [2, 3, 65535, 65536, 65537, 1048576, MOST])
def test_p5_every_size_comes_back_as_it_went(behind, tmp_path, size):
    write(tmp_path, "echo.sh", ECHO)
    event = text_of(size)
    assert behind("echo.sh", timeout=10).invoke(event).body == event


@mostly_rie
@pytest.mark.parametrize("name", ["node", "deno", "bun"])
@pytest.mark.parametrize("size", [65536, MOST])
def test_p5_holds_for_every_interpreter(behind, tmp_path, name, size):
    write(tmp_path, "echo.mjs", ECHO_JS)
    event = text_of(size)
    server = behind("echo.handler", timeout=10,
                    DAYFLY_INTERPRETER=interpreter(name))
    assert server.invoke(event).body == event


def test_p5_one_byte_more_in_is_one_clear_error(tmp_path):
    write(tmp_path, "echo.sh", ECHO)
    answer = once(tmp_path, "echo.sh", text_of(MOST + 1))
    assert answer.type == "Runtime.UnmarshalError"
    assert answer.message == f"the event is larger than {MOST} bytes"


def test_p5_one_byte_more_out_is_one_clear_error(behind, tmp_path):
    write(tmp_path, "long.py", f"""
#!python
import sys
sys.stdout.write('"' + "x" * {MOST - 1} + '"')
""")
    server = behind("long.py", timeout=10)
    answer = server.invoke()
    assert answer.type == "Function.ResponseSizeTooLarge"
    assert answer.message == (
        "Response payload size exceeded maximum allowed payload size "
        f"({MOST} bytes).")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_p5_one_byte_more_out_of_javascript(tmp_path, name):
    write(tmp_path, "long.mjs",
          f'export const handler = () => "x".repeat({MOST - 1});\n')
    answer = once(tmp_path, "long.handler", timeout=10,
                  DAYFLY_INTERPRETER=interpreter(name))
    assert answer.type == "Function.ResponseSizeTooLarge"
    assert answer.message.endswith(f"payload size ({MOST} bytes).")


@pytest.mark.parametrize("text", [
    ' { "b" : 1,\n\t"a":[ 1.0 , 2e5, -0 ] } \n',
    "12345678901234567890123", "1e300", "0.1000000000000000055511151231257827",
    '"\\u00e9 é 😀 \\u0000 \\ud83d\\ude00"', "null", "true", "[]", '{"a":1,"a":2}',
    "1e400", "-0.1E+99999999999", '"\\ud800 \\udc00\\ud800"',
    '{"\\u0000":1,"a\\u0000":2}', "[" * 3000 + "]" * 3000, '{"a":' * 40000 +
    "1" + "}" * 40000,
], ids=lambda text: text[:24])
def test_p5_the_result_leaves_as_the_handler_wrote_it(behind, tmp_path, text):
    write(tmp_path, "out.py", f"""
#!python
import sys
sys.stdout.buffer.write({text.encode()!r})
""")
    assert behind("out.py").invoke().body == text.encode()


@pytest.mark.parametrize("status", [0, 1])
def test_p5_what_no_tree_can_hold_leaves_once_and_in_an_error(tmp_path, status):
    body = (b'{"errorType":"Own","errorMessage":"\\udc00","n":-1e400, "d":'
            + b"[" * 3000 + b"]" * 3000 + b',"\\u0000":0}')
    write(tmp_path, "out.py", f"""
#!python
import sys
sys.stdout.buffer.write({body!r})
sys.exit({status})
""")
    answer = once(tmp_path, "out.py")
    assert answer.body == body
    assert answer.code == status


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_p5_half_a_surrogate_pair_survives_in_an_error(tmp_path, name):
    write(tmp_path, "bad.mjs", """
export const handler = () => { throw new RangeError("a\\ud800z"); };
""")
    answer = once(tmp_path, "bad.handler", DAYFLY_INTERPRETER=interpreter(name))
    assert answer.type == "RangeError"
    assert answer.message == "a\ud800z"


def test_p5_the_event_reaches_an_executable_as_it_came(tmp_path):
    write(tmp_path, "sum.py", """
#!python
import hashlib, json, sys
data = sys.stdin.buffer.read()
print(json.dumps([len(data), hashlib.sha256(data).hexdigest()]))
""")
    for event in [b"", b" ", b"not json \x00\xff\xfe", bytes(range(256)) * 999]:
        told = once(tmp_path, "sum.py", event).json
        assert told == [len(event), hashlib.sha256(event).hexdigest()]


def test_an_empty_event_is_an_empty_object_in_javascript(tmp_path):
    write(tmp_path, "echo.mjs", ECHO_JS)
    answer = once(tmp_path, "echo.handler", b"",
                  DAYFLY_INTERPRETER=interpreter("node"))
    assert answer.json == {}


def test_a_child_that_writes_all_before_it_reads(behind, tmp_path):
    write(tmp_path, "first.py", """
#!python
import sys
sys.stdout.write('"' + "y" * 3000000 + '"')
sys.stdout.flush()
sys.stdin.read()
""")
    answer = behind("first.py", timeout=10).invoke(text_of(MOST))
    assert len(answer.json) == 3000000


@pytest.mark.parametrize("close", ["", "exec 0<&-; "])
def test_a_child_that_never_reads(behind, tmp_path, close):
    write(tmp_path, "deaf.sh", f"#!/bin/sh\n{close}echo '\"deaf\"'\n")
    assert behind("deaf.sh").invoke(text_of(MOST)).json == "deaf"


def test_a_child_that_reads_half_and_leaves(behind, tmp_path):
    write(tmp_path, "half.sh", "#!/bin/sh\nhead -c 3000000 | wc -c\n")
    assert behind("half.sh").invoke(text_of(MOST)).json == 3000000


def test_empty_output_and_exit_0_is_null(behind, tmp_path):
    write(tmp_path, "nothing.sh", "#!/bin/sh\nexit 0\n")
    assert behind("nothing.sh").invoke().body == b"null"


def test_text_output_is_one_json_string(tmp_path):
    write(tmp_path, "text.sh", "#!/bin/sh\nprintf 'a\"b\\n\\377 é'\n")
    answer = once(tmp_path, "text.sh", DAYFLY_OUTPUT="text")
    assert answer.json == 'a"b\n� é'


SPRAY = """
import { spawn } from "node:child_process";
import fs from "node:fs";
export const handler = async (event) => {
  const frames = "\\x1e" + "0".repeat(32) + " result 3\\n\\"x\\"" +
    "\\x1eresult 1\\n1\\x1e\\x1e ready 0\\n";
  const noise = Buffer.from(frames.repeat(10000));
  for (let i = 0; i < 10; i++) {
    for (let at = 0; at < noise.length;) {
      try {
        at += fs.writeSync(1, noise, at);
      } catch (e) {
        if (e.code !== "EAGAIN") throw e;
      }
    }
  }
  if (event.child) {
    spawn("sh", ["-c", "while :; do echo loud noise; done"], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { big: "z".repeat(event.size) };
};
"""


@mostly_rie
@pytest.mark.parametrize("name", ["node", "bun"])
@pytest.mark.parametrize("child", [0, 1])
def test_p4_10_mb_of_noise_do_not_spoil_the_result(
        behind, tmp_path, name, child):
    write(tmp_path, "spray.mjs", SPRAY)
    server = behind("spray.handler", timeout=55,
                    DAYFLY_INTERPRETER=interpreter(name))
    size = 1000000
    event = json.dumps({"child": child, "size": size}).encode()
    answer = server.invoke(event)
    assert answer.body == b'{"big":"' + b"z" * size + b'"}'
    assert server.invoke(b'{"size":1}').code == 200


def test_p4_prints_of_a_handler_are_log(behind, tmp_path):
    write(tmp_path, "talk.mjs", """
export const handler = () => {
  process.stdout.write("raw words\\n");
  console.log("said words");
  console.error("bad words");
  return 1;
};
""")
    server = behind("talk.handler", DAYFLY_INTERPRETER=interpreter("node"))
    assert server.invoke().body == b"1"
    wait_for(lambda: "raw words" in server.log.splitlines() and
             "INFO\tsaid words" in server.log and
             "ERROR\tbad words" in server.log)
