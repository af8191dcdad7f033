"""A slow reader delays the stream, and nothing else."""

import os
import time

import pytest

from bridge import STREAMIFY

FLOOD = """
const piece = new Uint8Array(65536).fill(122);
let turns = 0, most = 0;
setInterval(() => { turns++; }, 5).unref?.();
for (let i = 0; i < event.count; i++) {
  if (out.write(piece)) continue;
  const before = turns;
  await new Promise((resolve) => out.once("drain", resolve));
  most = Math.max(most, turns - before);
}
console.log("turned while it waited", most > 20);
out.end();
"""


def memory_kib(bridge):
    with open(f"/proc/{bridge.process.pid}/status") as status:
        return int(status.read().partition("VmRSS:")[2].split()[0])


@pytest.mark.lacks(qjs="a write blocks, and timers with it")
def test_a_slow_reader_holds_the_handler_back(streams):
    """Without a reader memory does not grow, and the event loop goes on."""
    bridge = streams(FLOOD, {"count": 800}, "{ highWaterMark: 16384 }")
    assert bridge.answer()[0] == "stream"
    before = memory_kib(bridge)
    end = time.monotonic() + 0.6
    while time.monotonic() < end:
        time.sleep(0.05)  # nothing is read meanwhile: that is the test
    assert memory_kib(bridge) - before < 20_000
    rest = []
    while (frame := bridge.frame())[0] == "data":
        rest.append(frame[1])
    assert frame == ("end", b"")
    assert sum(map(len, rest)) == 800 * 65536
    assert bridge.logs(1) == [("INFO", "turned while it waited true")]


def test_a_full_non_blocking_pipe_loses_nothing(start):
    code = STREAMIFY + f"(event, out) => {{ {FLOOD} }});"
    bridge = start(code, hold_stdout=True)
    bridge.ready()
    os.set_blocking(bridge.their_stdout, False)  # therefore the child's, too
    bridge.let_go()
    bridge.feed({"count": 20})
    bridge.until(lambda: bridge.unread() == 0 or None, "read")
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        time.sleep(0.05)  # nothing is read meanwhile: that is the test
    assert bridge.streamed()[1] == b"z" * 20 * 65536


@pytest.mark.lacks(qjs="a write blocks, and timers with it")
def test_an_accident_waits_for_the_frame_on_its_way(streams):
    """The error comes while the pipe is full and the header half written."""
    bridge = streams("""setTimeout(() => { throw new RangeError("fell"); }, 150);
    const headers = { "x-a": "b".repeat(300_000) };
    awslambda.HttpResponseStream.from(out, { headers }).write("x");
    await new Promise((resolve) => setTimeout(resolve, 60000));""")
    end = time.monotonic() + 0.6
    while time.monotonic() < end:
        time.sleep(0.05)  # nothing is read until it has thrown
    opening, pieces, kind, error = bridge.stream()
    assert len(opening["prelude"]["headers"]["x-a"]) == 300_000
    assert b"".join(pieces) in (b"", b"x")
    assert (kind, error["errorMessage"]) == ("error", "fell")
    assert bridge.ended() == 1


@pytest.mark.parametrize("mark, answer", [(10, "false"), (1000, "true")])
def test_the_high_water_mark_is_the_handler_s(streams, mark, answer):
    body = "const more = out.write('x'.repeat(100)); out.end(String(more));"
    bridge = streams(body, options=f"{{ highWaterMark: {mark} }}")
    assert bridge.streamed()[1].endswith(answer.encode())
