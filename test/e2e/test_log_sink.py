"""Who reads the log may stop reading it, or go: no handler, no answer and no
record suffers."""

import os
import select
import time

import pytest
from parts import BIN, peak_kib, write
from wire import Wire

pytestmark = pytest.mark.prompt


def stalled(tmp_path, handler, **env):
    """A bootstrap whose log nobody reads until the test does."""
    reader, writer = os.pipe()
    peer = Wire(tmp_path, handler, start=False, **env)
    peer.launch(stderr=writer)
    os.close(writer)
    return peer, reader


LOUD = """
#!python
import sys
piece = b"".join(b"%07d" % i + b"y" * 992 + b"\\n" for i in range(1000))
for i in range(100):
    sys.stderr.buffer.write(b"%04d\\n" % i + piece)
    sys.stderr.buffer.flush()
sys.stderr.buffer.write(b"z" * 65536)
print(1)
"""


def test_100_mb_of_log_wait_10_s_and_nothing_is_lost(tmp_path):
    """Neither the answer nor the handler waits for who reads the log, memory
    is bounded, and whoever comes back gets all of it, in order."""
    write(tmp_path, "f.py", LOUD)
    peer, reader = stalled(tmp_path, "f.py")
    try:
        began = time.monotonic()
        assert peer.turn(seconds=60)[2].strip() == b"1"
        took = time.monotonic() - began
        peer.expect_next()
        time.sleep(max(0, 10 - took))
        # The sanitizers keep what was freed for a while.
        bound_kib = (256 if "san" in BIN.parts else 24) * 1024
        assert peak_kib(peer.process.pid) < bound_kib
        got = bytearray()
        while select.select([reader], [], [], 1)[0]:
            got += os.read(reader, 1 << 20)
        assert peak_kib(peer.process.pid) < bound_kib
        messages = [line for line in got.splitlines() if b"\tdayfly: " not in line]
        wanted = []
        for i in range(100):
            wanted.append(b"%04d" % i)
            wanted += [b"%07d" % n + b"y" * 992 for n in range(1000)]
        assert messages == wanted + [b"z" * 65536]
        assert b"records lost" not in got
    finally:
        peer.stop()
        os.close(reader)


def test_a_log_that_broke_off_delays_no_answer(tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho said >&2\necho 1\n")
    peer, reader = stalled(tmp_path, "f.sh")
    os.close(reader)
    try:
        for turn in range(3):
            assert peer.turn(request_id=f"id-{turn}")[2].strip() == b"1"
    finally:
        peer.stop()
