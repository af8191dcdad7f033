"""A template that has a sample event calls the handler with it before it is copied."""

import json
import shutil

import pytest
from ahead import all_children
from parts import ROOT, interpreter, wait_for, write
from templates import own_lines, template

PATH = "/usr/bin:/bin"
NOTHING = "nothing is rehearsed (DAYFLY_REHEARSE): "
FAILED = "the handler failed when it rehearsed (DAYFLY_REHEARSE): "
ID = "00000000-0000-0000-0000-000000000000"

PYTHON = ("app.py", """
seen = []
def handler(event, context):
    seen.append([event, context.aws_request_id])
    print("called with", event)
    if event == "fail": raise KeyError("no")
    return seen
""")
SCRIPT = ("app.mjs", """
const seen = [];
export const handler = async (event, context) => {
  await new Promise((done) => setTimeout(done, 5));
  seen.push([event, context.awsRequestId]);
  console.log("called with", event);
  if (event === "fail") throw new TypeError("no");
  return seen;
};
""")
HANDLERS = {"python3": PYTHON, "node": SCRIPT, "deno": SCRIPT, "bun": SCRIPT}


@pytest.fixture(params=HANDLERS)
def start(request, tmp_path, serve):
    """start(sample, kind="host", **more): the handler, with this sample event."""
    def run(sample, kind="host", **more):
        name = request.param
        path = name if name == "python3" else interpreter(name)
        write(tmp_path, *HANDLERS[name], 0o644)
        write(tmp_path, "event.json", sample, 0o644)
        return serve(kind, "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json",
                     DAYFLY_SPARE="fork", DAYFLY_INTERPRETER=path, **more)
    return run


def test_each_copy_has_seen_the_sample_event_and_its_own(start):
    server = start('{"sample": true}\n')
    wait_for(lambda: len(server.invoke().json) == 2, what="a copy")
    for n in range(5):
        sample, own = server.invoke(str(n).encode()).json
        assert sample == [{"sample": True}, ID]
        assert own[0] == n and own[1] != ID
    assert server.log.count("called with { sample: true }") + \
        server.log.count("called with {'sample': True}") == 1
    assert NOTHING not in server.log and FAILED not in server.log


def test_the_first_event_does_not_wait_for_a_rehearsal(start):
    server = start("1")
    assert [event for event, _ in server.invoke(b"0").json] == [0]
    wait_for(lambda: [event for event, _ in server.invoke(b"0").json] == [1, 0],
             what="a copy")


def test_a_handler_that_fails_is_told_and_copied(start):
    server = start('"fail"')
    wait_for(lambda: [event for event, _ in server.invoke(b"0").json] == ["fail", 0],
             what="a copy")
    told = [line for line in own_lines(server.log) if FAILED in line]
    assert len(told) == 1 and "Error" in told[0] and "no" in told[0]


@pytest.mark.parametrize("sample, words", [
    ("{1", "/event.json: "), ("", "/event.json: "), (None, "/none.json does not exist")])
def test_a_file_that_is_no_event_is_told_and_changes_nothing(
        tmp_path, serve, sample, words):
    write(tmp_path, *PYTHON, 0o644)
    if sample is not None:
        write(tmp_path, "event.json", sample, 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE=(
        "none.json" if sample is None else "event.json"))
    server.invoke()
    template(server)
    assert [event for event, _ in server.invoke(b"0").json] == [0]
    assert [words in line for line in own_lines(server.log) if NOTHING in line] == [True]


@pytest.mark.parametrize("more", [{"DAYFLY_SPARE": "on"}, {"DAYFLY_SPARE": "off"},
                                  {"DAYFLY_ISOLATION": "strict"},
                                  {"DAYFLY_PRELOAD": "interpreter"}])
def test_where_nothing_is_copied_nothing_is_rehearsed_and_the_log_says_so(
        tmp_path, serve, more):
    write(tmp_path, *PYTHON, 0o644)
    write(tmp_path, "event.json", "1", 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json", **more)
    for _ in range(3):
        assert [event for event, _ in server.invoke(b"0").json] == [0]
    assert server.log.count(NOTHING) == 1


def test_without_the_library_that_copies_the_log_says_that_nothing_is_rehearsed(
        tmp_path, serve):
    built = ROOT / "build" / "bridge"
    shutil.copytree(built, tmp_path / "bridge",
                    ignore=shutil.ignore_patterns("template-*.so"))
    write(tmp_path, *SCRIPT, 0o644)
    write(tmp_path, "event.json", "1", 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json",
                   DAYFLY_INTERPRETER=interpreter("node"),
                   DAYFLY_BRIDGE=str(tmp_path / "bridge" / "runtime.js"))
    assert [event for event, _ in server.invoke(b"0").json] == [0]
    assert server.log.count(NOTHING + "the library that copies it is not beside") == 1


@pytest.mark.parametrize("code", [
    "import os\ndef handler(event, context):\n    return event if event != 0 else os._exit(3)\n",
    "import sys\ndef handler(event, context):\n    return event if event != 0 else sys.exit(3)\n",
    "import os, signal\n"
    "def handler(event, context):\n    return event or os.kill(0, signal.SIGKILL)\n"])
def test_a_handler_that_ends_its_process_is_copied_without_a_rehearsal(tmp_path, serve, code):
    """No event fails by it."""
    write(tmp_path, "app.py", code, 0o644)
    write(tmp_path, "event.json", "0", 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json")
    for n in range(1, 12):
        assert server.invoke(str(n).encode()).json == n
    template(server)
    assert server.log.count(NOTHING + "the process ended while it rehearsed") == 1


def test_a_rehearsal_that_does_not_end_is_given_up(tmp_path, serve):
    write(tmp_path, "app.py", """
import time
def handler(event, context):
    return event if event != 0 else time.sleep(99)
""", 0o644)
    write(tmp_path, "event.json", "0", 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json")
    server.invoke(b"1")
    wait_for(lambda: server.invoke(b"1").json == 1 and NOTHING in server.log, 15,
             "the end of the rehearsal")
    assert NOTHING + "the process took more than 10 s" in server.log
    template(server)


def test_a_connection_made_by_a_rehearsal_is_named(tmp_path, serve):
    write(tmp_path, "app.py", """
import socket
def handler(event, context):
    global ends
    ends = socket.socketpair()
    return event
""", 0o644)
    write(tmp_path, "event.json", "0", 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json")
    for n in range(4):
        assert server.invoke(str(n).encode()).json == n
    wait_for(lambda: "a connected socket" in server.log or server.invoke() and None,
             what="the reason")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_handlers_that_stream_and_fetch_rehearse_too(tmp_path, serve, name):
    write(tmp_path, "app.mjs", """
let calls = 0;
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  calls++;
  stream.write("call ");
  stream.end(`${calls} of ${JSON.stringify(event)}`);
});
""", 0o644)
    write(tmp_path, "event.json", "[1]", 0o644)
    server = serve("host", "app.handler", PATH=PATH, DAYFLY_REHEARSE="event.json",
                   DAYFLY_INTERPRETER=interpreter(name), DAYFLY_SPARE="fork")
    wait_for(lambda: server.invoke(b"2").body == b"call 2 of 2", what="a copy")
    assert FAILED not in server.log


def test_a_frozen_platform_waits_for_the_rehearsal_and_no_other_does(tmp_path, wire):
    write(tmp_path, *PYTHON, 0o644)
    write(tmp_path, "event.json", "1", 0o644)
    for freeze, first in ("on", [1, 0]), ("off", [0]):
        peer = wire("app.handler", PATH=PATH, DAYFLY_FREEZE=freeze,
                    DAYFLY_REHEARSE="event.json")
        peer.expect_next()
        if freeze == "off":  # nobody calls: the process that was loaded stays
            wait_for(lambda p=peer: len(all_children(p.process.pid)) == 1,
                     what="the first process")
        peer.give(b"0", request_id="id-0")
        answer = json.loads(peer.take_post()[2])
        assert [event for event, _ in answer] == first
        peer.stop()
