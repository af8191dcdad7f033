"""With _LAMBDA_TELEMETRY_LOG_FD records go there as frames:
whole, with their level, whatever line ends are in them."""

import json
import os
import struct
import time

import pytest
from parts import interpreter, write
from wire import Wire

LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
HANDLER = """
import { readdirSync, readlinkSync } from "node:fs";
console.debug("one\\ntwo");
export const handler = () => {
  console.error("é\\n  at line 2");
  process.stdout.write("plain\\n");
  return [Object.keys(process.env).filter((name) => /TELEMETRY/.test(name)),
    readdirSync("/proc/self/fd").map((fd) => {
      try { return readlinkSync(`/proc/self/fd/${fd}`); } catch { return ""; }
    })];
};
"""


def frames(data):
    """(level, kind, text) of each frame; the bytes must be nothing else."""
    found = []
    while data:
        kind, size, micros = struct.unpack(">IIQ", data[:16])
        assert kind & ~0x1f == 0xA55A0000 and kind & 2, hex(kind)
        assert abs(micros / 1e6 - time.time()) < 60
        text = data[16:16 + size].decode()
        assert len(data) >= 16 + size
        data = data[16 + size:]
        found.append((LEVELS[(kind >> 2 & 7) - 1],
                      "text" if kind & 1 else "json", text))
    return found


@pytest.mark.parametrize("form", ["Text", "JSON"])
def test_records_go_to_the_descriptor_as_frames(tmp_path, form):
    write(tmp_path, "index.mjs", HANDLER)
    reader, writer = os.pipe()
    peer = Wire(tmp_path, "index.handler", start=False,
                DAYFLY_INTERPRETER=interpreter("node"), DAYFLY_SPARE="on",
                AWS_LAMBDA_LOG_FORMAT=form,
                _LAMBDA_TELEMETRY_LOG_FD=writer)
    peer.launch(pass_fds=[writer])
    os.close(writer)
    try:
        names, open_files = json.loads(peer.turn(request_id="id-9")[2])
        assert names == []
        own = os.readlink(f"/proc/self/fd/{reader}")
        assert own not in open_files
        peer.expect_next()
    finally:
        peer.stop()
    data = b""
    while piece := os.read(reader, 1 << 16):
        data += piece
    os.close(reader)
    found = {text: level for level, kind, text in frames(data)
             if kind == form.lower()}
    if form == "Text":
        assert found.pop("plain") == "INFO"
        said = {text.split("\t", 3)[3]: level for text, level in found.items()}
        ids = {text.split("\t", 3)[3]: text.split("\t")[1] for text in found}
    else:
        said, ids = {}, {}
        for text, level in found.items():
            record = json.loads(text)
            ids[record["message"]] = record.get("requestId", "-")
            assert record["level"] == level
            said[record["message"]] = level
        assert said.pop("plain") == "INFO" and ids.pop("plain") == "id-9"
    assert said == {"one\ntwo": "DEBUG", "é\n  at line 2": "ERROR"}
    assert ids == {"one\ntwo": "undefined" if form == "Text" else "-",
                   "é\n  at line 2": "id-9"}
    assert peer.log == ""


@pytest.mark.parametrize("number", ["", "x", "-1", "2", "77", "99999999999"])
def test_a_number_that_is_no_descriptor_is_reported(wire, tmp_path, number):
    write(tmp_path, "f.sh", "#!/bin/sh\necho said >&2\necho 1\n")
    peer = wire("f.sh", _LAMBDA_TELEMETRY_LOG_FD=number)
    assert peer.turn()[2].strip() == b"1"
    peer.expect_next()
    assert f'_LAMBDA_TELEMETRY_LOG_FD is "{number}"' in peer.log
    assert "said" in peer.log
