"""What the bridge tells of an error beside the error itself: its X-Ray cause
goes out as a header, and not in the body."""

import json

import pytest
from parts import interpreter, write

# A bridge of our own, so that the frame is what this test says.
BRIDGE = """
import {{ readSync, writeSync }} from "node:fs";
const bytes = new Uint8Array(65536);
const hello = JSON.parse(new TextDecoder().decode(
  bytes.subarray(0, readSync(3, bytes))).split("\\n")[0]);
const error = {error};
const text = JSON.stringify(error);
writeSync(1, `\\x1e${{hello.nonce}} error ${{Buffer.byteLength(text)}}\\n${{text}}`);
"""
HEADER = "lambda-runtime-function-xray-error-cause"


@pytest.mark.parametrize("cause", [
    {"working_directory": "/var/task", "paths": ["index.mjs"],
     "exceptions": [{"type": "E", "message": "é\r\n", "stack": []}]}, None])
def test_the_cause_is_a_header_and_the_rest_the_body(wire, tmp_path, cause):
    error = {"errorType": "E", "errorMessage": "m", "stackTrace": ["E: m"]}
    told = {**error, "xray": cause} if cause else error
    bridge = write(tmp_path, "bridge.mjs",
                   BRIDGE.format(error=json.dumps(told)))
    write(tmp_path, "index.mjs", "")
    peer = wire("index.handler", DAYFLY_BRIDGE=bridge,
                DAYFLY_INTERPRETER=interpreter("node"), DAYFLY_SPARE="off")
    line, headers, body = peer.turn(b"{}")
    assert line.endswith("/error HTTP/1.1")
    assert json.loads(body) == error
    assert (json.loads(headers[HEADER]) if cause else None) == cause
    assert (HEADER in headers) == bool(cause)
