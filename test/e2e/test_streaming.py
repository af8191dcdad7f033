"""Streamed answers of executables, on the wire."""

import base64
import json
import time

import pytest
from parts import peak_kib, write

pytestmark = pytest.mark.prompt


def error_of(body):
    return json.loads(body)["errorType"]


SLOW = """
#!/bin/sh
for i in 1 2 3; do echo "chunk $i"; sleep 0.2; done
{end}
"""


def test_a_stream_leaves_chunk_by_chunk(wire, tmp_path):
    write(tmp_path, "slow.sh", SLOW.format(end=""))
    peer = wire("slow.sh", DAYFLY_OUTPUT="stream")
    line, headers, body = peer.turn(Lambda_Runtime_Invocation_Id="n")
    assert line.endswith("/id-1/response HTTP/1.1")
    assert headers["lambda-runtime-function-response-mode"] == "streaming"
    assert headers["transfer-encoding"] == "chunked"
    assert headers["lambda-runtime-invocation-id"] == "n"
    assert headers["content-type"] == "application/octet-stream"
    assert headers["trailer"] == ("Lambda-Runtime-Function-Error-Type, "
                                  "Lambda-Runtime-Function-Error-Body")
    assert "content-length" not in headers
    assert body == b"chunk 1\nchunk 2\nchunk 3\n"
    times = [at for at, _ in headers["chunks"]]
    assert len(times) == 3
    assert times[1] - times[0] > 0.1 and times[2] - times[1] > 0.1
    assert headers["trailers"] == {}
    peer.expect_next()


@pytest.mark.parametrize("end,kind,seconds", [
    ("exit 4", "Runtime.ExitError", 20), ("kill -9 $$", "Runtime.ExitError", 20),
    ("sleep 100", "Sandbox.Timedout", 1.5)])
def test_a_late_failure_goes_as_trailers(wire, tmp_path, end, kind, seconds):
    write(tmp_path, "slow.sh", SLOW.format(end=end))
    peer = wire("slow.sh", DAYFLY_OUTPUT="stream")
    _, headers, body = peer.turn(seconds=seconds)
    assert body == b"chunk 1\nchunk 2\nchunk 3\n"
    trailers = headers["trailers"]
    assert trailers["lambda-runtime-function-error-type"] == kind
    error = json.loads(base64.b64decode(
        trailers["lambda-runtime-function-error-body"]))
    assert error["errorType"] == kind
    assert peer.turn(request_id="id-2", seconds=3)[1]["chunks"]


def test_a_failure_before_the_first_byte_is_an_ordinary_error(wire, tmp_path):
    write(tmp_path, "die.sh", "#!/bin/sh\nexit 4\n")
    peer = wire("die.sh", DAYFLY_OUTPUT="stream")
    line, headers, body = peer.turn()
    assert line.endswith("/error HTTP/1.1")
    assert "transfer-encoding" not in headers
    assert error_of(body) == "Runtime.ExitError"


def test_an_empty_stream_is_a_stream(wire, tmp_path):
    write(tmp_path, "none.sh", "#!/bin/sh\n")
    peer = wire("none.sh", DAYFLY_OUTPUT="stream")
    _, headers, body = peer.turn()
    assert headers["lambda-runtime-function-response-mode"] == "streaming"
    assert body == b"" and headers["trailers"] == {}


PRELUDE = '{"statusCode":201,"headers":{"x-a":"b"},"cookies":["c=d"]}'


@pytest.mark.parametrize("after,body", [
    ("\\nbody", b"body"), ("\\n", b""), ("", b"")])
def test_the_prelude_of_an_http_stream(wire, tmp_path, after, body):
    write(tmp_path, "http.sh", f"#!/bin/sh\nprintf '{PRELUDE}{after}'\n")
    peer = wire("http.sh", DAYFLY_OUTPUT="stream-http")
    _, headers, data = peer.turn()
    assert headers["content-type"] == \
        "application/vnd.awslambda.http-integration-response"
    assert data == PRELUDE.encode() + bytes(8) + body


@pytest.mark.parametrize("first", ["hello", "[1]", '"x"', "{", ""])
def test_a_bad_prelude_is_an_error_before_the_stream(wire, tmp_path, first):
    write(tmp_path, "http.sh", f"#!/bin/sh\necho '{first}'\necho body\n")
    peer = wire("http.sh", DAYFLY_OUTPUT="stream-http")
    line, _, body = peer.turn()
    assert line.endswith("/error HTTP/1.1")
    assert error_of(body) == "Runtime.MarshalError"
    assert "first line" in json.loads(body)["errorMessage"]


def test_a_slow_reader_holds_the_handler_back_not_memory(wire, tmp_path):
    write(tmp_path, "flood.sh", f"""
#!/bin/sh
head -c 50000000 /dev/zero
echo done > {tmp_path}/done
""")
    peer = wire("flood.sh", DAYFLY_OUTPUT="stream")
    peer.expect_next()
    before = peak_kib(peer.process.pid)
    peer.give(seconds=20)
    line, headers = peer.head()
    time.sleep(0.5)  # nobody reads
    assert not (tmp_path / "done").exists()
    chunks, trailers = peer.take_chunks()
    peer.say("202 Accepted")
    assert sum(len(piece) for _, piece in chunks) == 50000000
    assert trailers == {}
    assert peak_kib(peer.process.pid) - before < 8192


def test_a_client_that_stops_reading_a_stream_ends_its_handler(wire, tmp_path):
    write(tmp_path, "slow.sh", "#!/bin/sh\nwhile :; do echo x; sleep 0.05; "
          "done\n")
    peer = wire("slow.sh", DAYFLY_OUTPUT="stream")
    peer.expect_next()
    peer.give(seconds=20)
    peer.head()
    peer.say("413 Request Entity Too Large", head="Connection: close\r\n")
    peer.socket.shutdown(1)
    peer.rest = b""
    began = time.monotonic()
    peer.accept()
    peer.expect_next()
    assert time.monotonic() - began < 5


def test_streams_follow_streams(wire, tmp_path):
    """libcurl 7.88 writes before its buffer when a handle that has sent
    trailers sends chunks again."""
    write(tmp_path, "s.sh", "#!/bin/sh\necho one\necho two\n")
    peer = wire("s.sh", DAYFLY_OUTPUT="stream")
    for turn in range(5):
        assert peer.turn(request_id=f"id-{turn}")[2] == b"one\ntwo\n"
    assert "ERROR" not in peer.log
