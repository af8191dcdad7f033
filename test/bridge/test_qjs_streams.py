"""Streams in qjs, where a write is done when it returns."""

import time

import pytest

from bridge import PATIENCE

pytestmark = pytest.mark.parametrize("name", ["qjs"])


def test_a_timer_that_falls_in_mid_stream_is_an_error(streams):
    bridge = streams("""out.write("x");
    setTimeout(() => { throw new RangeError("fell"); }, 30);
    await new Promise((resolve) => setTimeout(resolve, 60000));""")
    _, pieces, kind, error = bridge.stream()
    assert (pieces, kind, error["errorMessage"]) == ([b"x"], "error", "fell")
    assert bridge.ended() == 1


def test_a_stream_that_fails_is_not_finished(streams):
    bridge = streams("""out.on("finish", () => console.log("finished"));
    out.on("error", (e) => console.log(e.code));
    out.end("x"); out.write("y");""")
    assert bridge.stream()[2] == "error"
    assert bridge.logs(1) == [("INFO", "ERR_STREAM_WRITE_AFTER_END")]


def test_a_slow_reader_holds_the_handler_back(start, tmp_path):
    """Without a reader the handler stands still: it makes no further data."""
    bridge = start("""import * as std from "qjs:std";
    export const handler = awslambda.streamifyResponse(async (event, out) => {
    const piece = "z".repeat(16384);
    for (let i = 0; i < 100; i++) {
      if (!out.write(piece)) await new Promise((go) => out.once("drain", go));
      std.writeFile(event, String(i));
    }
    out.end(); });""")
    bridge.feed(str(tmp_path / "at"))
    end = time.monotonic() + PATIENCE
    while not (tmp_path / "at").exists():
        assert time.monotonic() < end
    time.sleep(0.3)  # nothing is read meanwhile: that is the test
    assert int((tmp_path / "at").read_text()) < 10
    assert bridge.streamed()[1] == b"z" * 1638400
