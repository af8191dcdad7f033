"""A streamed answer, all the way: from a handler through the bootstrap and the
host to boto3 and to curl, while the handler is still at work."""

import json
import subprocess
import time

import boto3
import botocore.config
import pytest
from bounds import MIB, SANITIZED, most_memory
from parts import clean_env, interpreter, wait_for, write

pytestmark = pytest.mark.prompt

JS = """
const rest = (ms) => new Promise((done) => setTimeout(done, ms));
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.rawPath) {
    stream = awslambda.HttpResponseStream.from(stream, {
      statusCode: 201,
      headers: { "content-type": "text/plain", "x-made-by": "hand" },
    });
  }
  const say = event.rawQueryString ?? event.say;
  if (say.startsWith("flood")) {
    const piece = "x".repeat(65536);
    for (let left = 16 * Number(say.slice(5)); left > 0; left--) {
      if (!stream.write(piece)) {
        await new Promise((done) => stream.once("drain", done));
      }
    }
  } else {
    stream.write("first\\n");
    await rest(1000);
    if (say === "fail") throw new TypeError("midway");
    stream.write("second\\n");
  }
  stream.end();
  await stream.finished?.();
});
"""
SH = """
#!/bin/sh
event=$(cat)
case $event in *rawPath*)
    echo '{"statusCode":201,"headers":{"x-made-by":"hand"}}' ;;
esac
case $event in *flood*)
    head -c {flood} /dev/zero | tr '\\0' x
    exit ;;
esac
echo first
sleep 1
case $event in *fail*) exit 7 ;; esac
echo second
"""
FLOOD_MIB = 60
MAKERS = ["node", "deno", "bun", "sh"]


@pytest.fixture(params=MAKERS)
def streaming(request, serve, tmp_path):
    """streaming(output): a host with the one streaming function `f`."""
    def start(output):
        manifest = {"url": {"invokeMode": "RESPONSE_STREAM"}}
        env = {}
        if request.param == "sh":
            write(tmp_path, "say.sh",
                  SH.replace("{flood}", str(FLOOD_MIB * MIB)))
            env["DAYFLY_OUTPUT"] = output
            handler = "say.sh"
        else:
            write(tmp_path, "say.mjs", JS)
            env["DAYFLY_INTERPRETER"] = interpreter(request.param)
            handler = "say.handler"
        return serve("host", handler, timeout=30, manifest=manifest, **env)

    return start


def invoke(server, say):
    """The events of InvokeWithResponseStream, each with its arrival."""
    client = boto3.client(
        "lambda", endpoint_url=f"http://127.0.0.1:{server.port}",
        region_name="us-east-1", aws_access_key_id="x",
        aws_secret_access_key="y", config=botocore.config.Config(
            retries={"max_attempts": 0}, proxies={}, read_timeout=60))
    began = time.monotonic()
    answer = client.invoke_with_response_stream(
        FunctionName="f", Payload=json.dumps({"say": say}))
    for event in answer["EventStream"]:
        yield time.monotonic() - began, event


class Curl:
    """curl -N on the function's URL, read as it comes."""

    def __init__(self, server, say):
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["curl", "-sS", "-N", "-i", "--noproxy", "*",
             f"http://127.0.0.1:{server.port}/lambda-url/f/?{say}"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_env())

    def until(self, mark):
        """What came up to the mark, and how long it took."""
        got = b""
        while mark not in got:
            more = self.process.stdout.read1(65536)
            assert more, got
            got += more
        return time.monotonic() - self.began, got

    def end(self):
        out, err = self.process.communicate(timeout=30)
        return out, err.decode(), self.process.returncode


def payload(events):
    return b"".join(event["PayloadChunk"]["Payload"] for _, event in events
                    if "PayloadChunk" in event)


def test_boto3_reads_the_first_piece_while_the_handler_works(streaming):
    server = streaming("stream")
    list(invoke(server, "warm"))
    events = list(invoke(server, "once"))
    assert payload(events) == b"first\nsecond\n"
    first, last = events[0], events[-1]
    assert first[1]["PayloadChunk"]["Payload"] == b"first\n"
    assert last[0] - first[0] > 0.7
    assert "ErrorCode" not in last[1]["InvokeComplete"]


def test_curl_reads_the_first_piece_while_the_handler_works(streaming):
    server = streaming("stream-http")
    Curl(server, "warm").end()
    curl = Curl(server, "once")
    took, got = curl.until(b"first\n")
    assert got.startswith(b"HTTP/1.1 201 ") and b"x-made-by: hand" in got.lower()
    assert b"second" not in got
    again, got = curl.until(b"second\n")
    assert again - took > 0.7
    assert curl.end()[1:] == ("", 0)


def test_a_failure_midway_reaches_boto3_as_the_end_of_the_stream(streaming):
    server = streaming("stream")
    events = list(invoke(server, "fail"))
    assert payload(events) == b"first\n"
    complete = events[-1][1]["InvokeComplete"]
    assert complete["ErrorCode"]
    details = json.loads(complete["ErrorDetails"])
    assert details["errorType"] in ("TypeError", "Runtime.ExitError")
    assert payload(invoke(server, "once")) == b"first\nsecond\n"


def test_a_failure_midway_breaks_the_body_off_for_curl(streaming):
    server = streaming("stream-http")
    curl = Curl(server, "fail")
    curl.until(b"first\n")
    out, err, status = curl.end()
    assert status == 18 and "second" not in out.decode(), err
    curl = Curl(server, "once")
    curl.until(b"second\n")
    assert curl.end()[2] == 0


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as told:
            return [int(word) for word in told.read().split()]
    except OSError:
        return []


def test_a_slow_reader_takes_no_memory(streaming):
    """Of the host, the bootstrap or the handler: each holds what fits into its
    buffers, and the handler waits."""
    server = streaming("stream-http")
    Curl(server, "warm").end()
    bootstrap = server.bootstrap()
    curl = Curl(server, f"flood{FLOOD_MIB}")
    curl.until(b"xxxx")
    made = wait_for(lambda: children(bootstrap), what="the handler's start")
    time.sleep(0.7)  # in which it could make all of it
    assert set(made) <= set(children(bootstrap))
    before = {pid: most_memory(pid) for pid in [bootstrap, *made]}
    if not SANITIZED:
        assert before[bootstrap] < 16 * MIB
        assert most_memory(server.process.pid) < 24 * MIB
    size = 0
    peak = {}
    while more := curl.process.stdout.read1(1 << 20):
        size += len(more)
        for pid in made:
            try:
                peak[pid] = most_memory(pid)
            except (OSError, TypeError):
                pass
    assert size > (FLOOD_MIB - 1) * MIB
    assert curl.end()[2] == 0
    if not SANITIZED:
        assert most_memory(bootstrap) < 16 * MIB
        assert most_memory(server.process.pid) < 24 * MIB
        for pid, most in peak.items():
            assert most < before[pid] + 40 * MIB
