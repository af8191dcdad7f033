"""What comes before the first event: the wrapper of a layer, and the snapshot
of SnapStart."""

import json

import pytest
from parts import BIN, interpreter, write

WRAPPER = """
#!/bin/sh
echo "$@" > {folder}/wrapped
export AWS_LAMBDA_RUNTIME_API=127.0.0.1:{port} OWN=yes
exec "$@"
"""
HANDLER = "#!/bin/sh\necho \"\\\"$OWN $DAYFLY_WRAPPED\\\"\"\n"


def test_a_wrapper_is_run_once_around_the_bootstrap(wire, tmp_path):
    """As layers use it: it sets the environment, and may put itself between
    the bootstrap and the Runtime API."""
    write(tmp_path, "f.sh", HANDLER)
    peer = wire("f.sh", start=False)
    wrapper = write(tmp_path, "wrapper",
                    WRAPPER.format(folder=tmp_path, port=peer.port))
    peer.env["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:1"
    peer.env["AWS_LAMBDA_EXEC_WRAPPER"] = str(wrapper)
    peer.launch()
    for _ in range(2):
        assert json.loads(peer.turn()[2]) == "yes "
    assert (tmp_path / "wrapped").read_text() == f"{BIN / 'bootstrap'}\n"
    assert open(f"/proc/{peer.process.pid}/cmdline").read() == \
        f"{BIN / 'bootstrap'}\0"


@pytest.mark.parametrize("mode,why", [
    (None, "No such file"), (0o644, "chmod +x"), ("no #!", "format")])
def test_a_wrapper_that_cannot_run_is_an_init_error(wire, tmp_path, mode, why):
    write(tmp_path, "f.sh", HANDLER)
    path = tmp_path / "wrapper"
    if mode == "no #!":
        write(tmp_path, "wrapper", "exec \"$@\"\n")
    elif mode:
        write(tmp_path, "wrapper", "#!/bin/sh\n", mode=mode)
    peer = wire("f.sh", AWS_LAMBDA_EXEC_WRAPPER=path)
    line, _, body = peer.take_post()
    assert line.endswith("/runtime/init/error HTTP/1.1")
    error = json.loads(body)
    assert error["errorType"] == "Runtime.InvalidTaskConfig"
    assert "AWS_LAMBDA_EXEC_WRAPPER" in error["errorMessage"]
    assert why in error["errorMessage"]
    assert peer.process.wait(5) == 1


def test_the_wrapper_of_a_bridged_handler(wire, tmp_path):
    write(tmp_path, "index.mjs",
          "export const handler = () => process.env.OWN;\n")
    peer = wire("index.handler", start=False,
                DAYFLY_INTERPRETER=interpreter("node"))
    peer.env["AWS_LAMBDA_EXEC_WRAPPER"] = str(write(
        tmp_path, "wrapper", WRAPPER.format(folder=tmp_path, port=peer.port)))
    peer.launch()
    assert json.loads(peer.turn()[2]) == "yes"


# ---- SnapStart

RESTORE = "GET /2018-06-01/runtime/restore/next HTTP/1.1"


def snapping(wire, tmp_path, handler="f.sh"):
    write(tmp_path, "f.sh", "#!/bin/sh\necho 1\n")
    return wire(handler, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start")


def test_before_the_first_event_the_snapshot_is_waited_for(wire, tmp_path):
    peer = snapping(wire, tmp_path)
    assert peer.head()[0] == RESTORE
    peer.say("200 OK")
    for _ in range(2):
        assert peer.turn()[2].strip() == b"1"


def test_the_connection_from_before_the_snapshot_may_be_closed(wire, tmp_path):
    peer = snapping(wire, tmp_path)
    assert peer.head()[0] == RESTORE
    peer.say("200 OK")
    peer.expect_next()
    peer.socket.close()
    peer.accept()
    assert peer.turn()[2].strip() == b"1"


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden"])
def test_no_snapshot_is_no_reason_not_to_serve(wire, tmp_path, status):
    peer = snapping(wire, tmp_path)
    assert peer.head()[0] == RESTORE
    peer.say(status, b"no such path")
    assert peer.turn()[2].strip() == b"1"
    assert "no snapshot is taken" in peer.log
    assert "no such path" in peer.log


def test_a_restore_that_broke_off_is_asked_for_again(wire, tmp_path):
    peer = snapping(wire, tmp_path)
    for _ in range(2):
        assert peer.head()[0] == RESTORE
        peer.socket.close()
        peer.socket = None
    assert peer.head()[0] == RESTORE
    peer.say("200 OK")
    assert peer.turn()[2].strip() == b"1"


def test_a_restore_that_failed_ends_the_bootstrap(wire, tmp_path):
    peer = snapping(wire, tmp_path)
    assert peer.head()[0] == RESTORE
    peer.say("500 Internal Server Error", b"it broke")
    assert peer.process.wait(5) == 1
    assert "restore/next: it broke" in peer.log


def test_what_is_wrong_with_the_function_is_reported_before(wire, tmp_path):
    peer = snapping(wire, tmp_path, handler="gone.sh")
    assert peer.take_post()[0].endswith("/runtime/init/error HTTP/1.1")
    assert peer.process.wait(5) == 1


def test_without_snapstart_nothing_is_restored(wire, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho 1\n")
    peer = wire("f.sh", AWS_LAMBDA_INITIALIZATION_TYPE="on-demand")
    assert peer.turn()[2].strip() == b"1"


def test_the_real_emulator_takes_no_snapshot_and_is_served(serve, tmp_path):
    write(tmp_path, "f.sh", "#!/bin/sh\necho 1\n")
    rie = serve("rie", "f.sh", AWS_LAMBDA_INITIALIZATION_TYPE="snap-start")
    assert rie.invoke().json == 1
    assert "no snapshot is taken: HTTP status 404" in rie.log


def test_a_wrapper_behind_both_servers(behind, tmp_path):
    write(tmp_path, "f.sh", HANDLER)
    wrapper = write(tmp_path, "wrapper",
                    "#!/bin/sh\nexport OWN=yes\nexec \"$@\"\n")
    server = behind("f.sh", AWS_LAMBDA_EXEC_WRAPPER=wrapper)
    for _ in range(2):
        assert server.invoke().json == "yes "
