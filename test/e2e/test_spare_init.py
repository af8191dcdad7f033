"""What keeps a function from starting is found before its first event."""

import json

import pytest
from ahead import waiting
from parts import interpreter, write


def test_what_fails_at_import_is_an_init_error(wire, tmp_path):
    write(tmp_path, "index.mjs", "throw new TypeError('at import');\n")
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    line, headers, body = peer.take_post()
    assert line.endswith("/runtime/init/error HTTP/1.1")
    assert headers["lambda-runtime-function-error-type"] == "TypeError"
    error = json.loads(body)
    assert error["errorType"] == "TypeError"
    assert error["errorMessage"] == "at import"
    assert peer.process.wait(5) == 1
    assert "the function cannot start" in peer.log


@pytest.mark.parametrize("code,error_type", [
    ("process.exit(3)", "Runtime.ExitError"),
    ("process.exit(0)", "Runtime.NoResult"),
    ("process.kill(process.pid, 'SIGKILL')", "Runtime.ExitError"),
    ("await new Promise(() => {})", "Runtime.NoResult")])
def test_an_exit_at_import_is_an_init_error_with_a_type(
        wire, tmp_path, code, error_type):
    write(tmp_path, "index.mjs", f"{code};\nexport const handler = () => 1;\n")
    peer = wire("index.handler", DAYFLY_INTERPRETER=interpreter("node"))
    line, _, body = peer.take_post()
    assert line.endswith("/runtime/init/error HTTP/1.1")
    assert json.loads(body)["errorType"] == error_type
    assert peer.process.wait(5) == 1


def test_an_import_that_fails_later_fails_its_event_alone(wire, tmp_path):
    """The second process cannot load what the first could: an error of that
    event; and when it can again, events are served again."""
    write(tmp_path, "index.mjs", """
import { existsSync } from "node:fs";
if (existsSync("broken")) throw new Error("broken now");
export const handler = () => "fine";
""")
    peer = wire("index.handler", DAYFLY_SPARE="on",
                DAYFLY_INTERPRETER=interpreter("node"))
    peer.expect_next()
    first = waiting(peer.process.pid)
    peer.give()
    assert json.loads(peer.take_post()[2]) == "fine"
    peer.expect_next()
    waiting(peer.process.pid, first)
    (tmp_path / "broken").touch()
    peer.give(request_id="id-2")
    assert json.loads(peer.take_post()[2]) == "fine"
    for n in range(2):
        line, _, body = peer.turn(request_id=f"id-bad-{n}")
        assert line.endswith("/error HTTP/1.1")
        assert json.loads(body)["errorMessage"] == "broken now"
    (tmp_path / "broken").unlink()
    assert json.loads(peer.turn(request_id="id-4")[2]) == "fine"
