"""Peak memory: told where it costs the answer nothing, about the right event."""

import concurrent.futures
import http.client
import json
import re

import pytest
from parts import Host, interpreter, wait_for, write

HEADER = "dayfly-max-memory-kb"
HANDLER = """
export const handler = async (event) => {
  const held = Buffer.alloc(event.mb * 1048576, 1);
  await new Promise((done) => setTimeout(done, event.ms ?? 0));
  if (event.fails) throw new Error("no");
  return held.length;
};
"""
STREAM = """
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const held = Buffer.alloc(event.mb * 1048576, 1);
  stream.write(String(held.length));
  stream.end();
});
"""


def peer_of(wire, folder, handler="index.handler", text=HANDLER, **env):
    write(folder, "index.mjs", text)
    return wire(handler, DAYFLY_INTERPRETER=interpreter("node"), **env)


def event(mb, **more):
    return json.dumps({"mb": mb, **more}).encode()


def test_a_result_goes_out_before_it_and_the_next_question_has_it(
        wire, tmp_path):
    peer = peer_of(wire, tmp_path, DAYFLY_PEAK="on")
    assert HEADER not in peer.expect_next()
    for n, mb in enumerate((100, 0, 150)):
        peer.give(event(mb), request_id=f"id-{n}")
        _, headers, _ = peer.take_post()
        assert headers[HEADER] == "next"
        kib, request_id = peer.expect_next()[HEADER].split(" ")
        assert request_id == f"id-{n}"
        assert mb << 10 < int(kib) < (mb + 90) << 10


def test_it_is_reported_with_the_answer_where_it_is_known(wire, tmp_path):
    peer = peer_of(wire, tmp_path, DAYFLY_PEAK="on")
    peer.expect_next()
    peer.give(event(100, fails=True))
    _, headers, body = peer.take_post()
    assert json.loads(body)["errorMessage"] == "no"
    assert int(headers[HEADER]) > 100 << 10
    assert HEADER not in peer.expect_next()


def test_a_late_stream_reports_it_after_the_answer(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho begun\nexec sleep 60\n")
    peer = wire("f.sh", DAYFLY_PEAK="on", DAYFLY_OUTPUT="stream")
    peer.expect_next()
    peer.give(b"1", seconds=2)
    _, headers, _ = peer.take_post()
    assert headers[HEADER] == "next"
    assert re.fullmatch(r"\d+ id-1", peer.expect_next()[HEADER])


def test_a_stream_has_it_at_its_end(wire, tmp_path):
    peer = peer_of(wire, tmp_path, text=STREAM, DAYFLY_PEAK="on")
    peer.expect_next()
    peer.give(event(100))
    _, headers, _ = peer.take_post()
    assert headers[HEADER] == "next"
    kib, request_id = peer.expect_next()[HEADER].split(" ")
    assert int(kib) > 100 << 10 and request_id == "id-1"


def test_a_question_that_is_repeated_has_it_again(wire, tmp_path):
    peer = peer_of(wire, tmp_path, DAYFLY_PEAK="on")
    peer.turn(event(0))
    first = peer.expect_next()[HEADER]
    peer.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    assert peer.expect_next()[HEADER] == first
    peer.give(event(0), request_id="id-2")
    peer.take_post()
    assert peer.expect_next()[HEADER].endswith(" id-2")


def test_an_event_without_a_process_has_no_peak(wire, tmp_path):
    peer = peer_of(wire, tmp_path, DAYFLY_PEAK="on")
    peer.turn(event(0))
    peer.expect_next()
    peer.give(event(0), request_id="id-2", deadline="never")
    line, headers, _ = peer.take_post()
    assert line.split(" ")[1].endswith("/id-2/error")
    assert HEADER not in headers
    assert HEADER not in peer.expect_next()


def test_it_is_reported_only_if_requested(wire, tmp_path):
    peer = peer_of(wire, tmp_path)
    for fails in (False, True):
        assert HEADER not in peer.expect_next()
        peer.give(event(0, fails=fails))
        _, headers, _ = peer.take_post()
        assert HEADER not in headers
    assert HEADER not in peer.expect_next()


def call(host, payload):
    """On a connection of its own; the request id."""
    connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
    connection.request("POST", host.path, body=payload)
    reply = connection.getresponse()
    assert reply.status == 200 and int(reply.read()) >= 0
    return reply.headers["x-amzn-requestid"]


def reports(log):
    return {found[1]: int(found[2]) for found in re.finditer(
        r"REPORT RequestId: (\S+)\t.*Max Memory Used: (\d+) MB", log)}


@pytest.mark.parametrize("lanes", [1, 3])
def test_each_report_of_the_host_has_that_of_its_own_process(tmp_path, lanes):
    write(tmp_path, "index.mjs", HANDLER)
    host = Host(tmp_path, "index.handler", timeout=20,
                manifest={"concurrency": lanes, "interpreter": "node",
                          "memory": 1024})
    try:
        sizes = [0, 150, 300] * 2
        with concurrent.futures.ThreadPoolExecutor(lanes) as callers:
            ids = callers.map(lambda mb: call(host, event(mb, ms=50)), sizes)
            used = dict(zip(ids, sizes))
        told = wait_for(lambda: len(reports(host.log)) == 6
                        and reports(host.log))
        for request_id, mb in used.items():
            assert mb <= told[request_id] < mb + 120
    finally:
        host.stop()
