"""Streams in qjs, where a write is done when it returns."""

import pytest

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


def test_a_slow_reader_holds_the_handler_back(streams):
    """Without a reader the handler stands still: it makes no further data."""
    bridge = streams("""const piece = "z".repeat(16384);
    for (let i = 0; i < 100; i++) {
      if (!out.write(piece)) await new Promise((go) => out.once("drain", go));
      console.log(i);
    }
    out.end();""")
    out = bridge.stdout
    del bridge.streams[out]  # it has no reader
    bridge.logs(1)
    bridge.listen(0.3)
    assert len(bridge.err.frames) < 10
    bridge.streams[out] = bridge.out
    assert bridge.streamed()[1] == b"z" * 1638400
