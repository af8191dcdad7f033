"""Bytes, sizes, splits, and other processes on the same pipes."""

import json
import os
import time

from bridge import EVENT_MOST

ECHO = "export const handler = (event) => event;"
GRANDCHILD = """
import { spawn } from "node:child_process";
const noise = spawn("/bin/sh", ["-c", "while :; do echo spray; done"], {
  stdio: ["ignore", "inherit", "ignore"],
});
const begun = new Promise((resolve) => noise.on("spawn", resolve));
export const handler = async (size) => {
  await begun;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return "x".repeat(size);
};
"""
GRANDCHILD_OF_QJS = """
import { exec } from "qjs:os";
exec(["/bin/sh", "-c", "while :; do echo spray; done"], { block: false });
export const handler = async (size) => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return "x".repeat(size);
};
"""


def test_an_event_may_be_cut_anywhere(start):
    """An event is split at every byte, one event after the other in one process."""
    bridge = start(ECHO)
    bridge.ready()
    event = {"text": "é\n\x1e{}"}
    data = bridge.event_bytes(event, trace="Root=1")
    for cut in range(1, len(data)):
        bridge.write(data[:cut])
        # The reader has taken the first piece once its pipe is empty.
        bridge.until(lambda: bridge.unread() == 0 or None, "read")
        bridge.write(data[cut:])
        assert bridge.result() == event


def test_hello_and_events_may_come_in_one_piece(start):
    bridge = start(ECHO, greet=False)
    events = [{"n": n, "pad": "é" * 40_000} for n in range(5)]
    data = b"".join(map(bridge.event_bytes, events))
    bridge.write(bridge.hello_line() + data)
    assert [bridge.result() for _ in events] == events


def test_small_events_may_come_in_one_piece(start):
    bridge = start(ECHO)
    bridge.write(b"".join(map(bridge.event_bytes, range(100))))
    assert [bridge.result() for _ in range(100)] == list(range(100))


def test_the_hello_may_drip(start):
    bridge = start(ECHO, greet=False)
    for byte in bridge.hello_line() + bridge.event_bytes(1):
        bridge.write(bytes([byte]))
    assert bridge.result() == 1


def test_a_head_may_be_long(start):
    bridge = start("export const handler = (_, { identity }) => identity;")
    identity = {"text": "y" * 300_000}
    assert bridge.call({}, identity=json.dumps(identity)) == identity


def test_the_largest_event_and_result_pass(start):
    bridge = start(ECHO)
    text = ("é\\n\x7f" * EVENT_MOST)[: EVENT_MOST // 2]
    data = json.dumps(text, ensure_ascii=False).encode()
    data = data[:1] + data[1:-1][: EVENT_MOST - 2] + data[-1:]
    data = data.decode(errors="ignore").encode()
    data += b" " * (EVENT_MOST - len(data))
    assert len(data) == EVENT_MOST
    bridge.feed(data)
    kind, payload = bridge.answer()
    assert (kind, json.loads(payload)) == ("result", json.loads(data))


def test_a_result_of_the_greatest_size_is_whole(start):
    bridge = start(f"export const handler = () => 'z'.repeat({EVENT_MOST - 2});")
    bridge.feed({})
    assert bridge.answer() == ("result", b'"' + b"z" * (EVENT_MOST - 2) + b'"')


def test_sizes_around_one_frame_are_whole(start):
    bridge = start("export const handler = (size) => 'z'.repeat(size);")
    bridge.ready()
    for size in [*range(4030, 4110), *range(8070, 8110),
                 *range(16376, 16392), *range(20250, 20266),
                 *range(64824, 64840), *range(68876, 68900)]:
        bridge.feed(size)
        assert bridge.answer() == ("result", b'"' + b"z" * size + b'"')


def test_a_spraying_grandchild_tears_no_frame(start, name):
    flags = ["--allow-run", "--allow-env"] if name == "deno" else []
    code = GRANDCHILD_OF_QJS if name == "qjs" else GRANDCHILD
    bridge = start(code, flags=flags)
    bridge.feed(EVENT_MOST - 2)
    kind, payload = bridge.answer()
    assert kind == "result"
    assert payload == b'"' + b"x" * (EVENT_MOST - 2) + b'"'
    assert b"spray" in bridge.out.rest
    assert not bridge.out.rest.replace(b"spray\n", b"").strip(b"spray\n")


def test_a_full_non_blocking_pipe_loses_nothing_and_burns_nothing(start):
    code = f"export const handler = () => 'z'.repeat({EVENT_MOST - 2});"
    bridge = start(code, hold_stdout=True)
    bridge.ready()
    os.set_blocking(bridge.their_stdout, False)  # therefore the child's, too
    bridge.let_go()
    before = bridge.cpu_seconds()
    bridge.feed({})
    waited = time.monotonic() + 0.5
    while time.monotonic() < waited:
        time.sleep(0.05)  # nothing is read meanwhile: that is the test
    assert bridge.cpu_seconds() - before < 0.4
    assert bridge.answer() == ("result", b'"' + b"z" * (EVENT_MOST - 2) + b'"')


def test_a_waiting_spare_burns_nothing(start):
    bridge = start("setInterval(() => {}, 1);" + ECHO)
    bridge.ready()
    before = bridge.cpu_seconds()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        time.sleep(0.05)  # the time in which it must do nothing
    assert bridge.cpu_seconds() - before < 0.1
    assert bridge.call(1) == 1


def test_a_line_cut_short_by_the_end_is_the_end(start):
    bridge = start(ECHO)
    bridge.ready()
    bridge.write(bridge.event_bytes({"a": 1})[:-3])
    bridge.hang_up()
    assert bridge.ended() == 0
    assert [kind for kind, _ in bridge.out.frames] == ["ready"]
