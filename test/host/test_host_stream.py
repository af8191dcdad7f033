"""Responses that are passed on while they are made: InvokeWithResponseStream
from a bootstrap that does as it is told."""

import base64
import json
import pathlib
import socket
import time

import pytest

from hosting import make_function
from streams import (ERROR_TRAILERS, PATH, Stream, client, most_in_buffers, steps,
                     stream, wait_until_blocked)


def test_the_first_chunk_is_there_while_the_handler_still_works(
        host, tmp_path):
    s = Stream(host, "one", steps(["chunk", "first"], ["wait", "go"],
                                  ["chunk", "second"], ["end", ""]))
    headers, payload = s.message()
    assert (headers[":event-type"], payload) == ("PayloadChunk", b"first")
    (tmp_path / "one" / "go").touch()
    assert s.rest() == (b"second", {})
    assert host.invoke("one", {"do": "seen"}).json == [202]


def test_the_head_of_the_answer_names_what_is_streamed(host):
    s = Stream(host, "one", steps(["chunk", "x"], ["end", ""]))
    head = s.read_head()
    assert s.status == 200
    assert head["content-type"] == "application/vnd.amazon.eventstream"
    assert head["x-amzn-remapped-content-type"] == "text/plain"
    assert head["x-amz-executed-version"] == "$LATEST"
    assert head["x-amzn-requestid"] in host.log()
    assert head["transfer-encoding"] == "chunked"


@pytest.mark.parametrize("head,send,end", [
    # Go's client never says that it streams.
    ("Transfer-Encoding: chunked\r\n"
     "Trailer: Lambda-Runtime-Function-Error-Type\r\n", "chunk", ["end", ""]),
    ("Content-Length: 5\r\n", "raw", ["wait", "go"]),
    ("Content-Length: 5\r\nLambda-Runtime-Function-Response-Mode: streaming"
     "\r\n", "raw", ["wait", "go"]),
])
def test_however_it_is_posted_a_response_is_passed_on_as_it_comes(
        host, tmp_path, head, send, end):
    first, second = (["raw", "fir"], ["raw", "st"]) if send == "raw" else (
        ["chunk", "fir"], ["chunk", "st"])
    s = Stream(host, "one", steps(first, ["wait", "go"], second, end,
                                  head=head))
    assert s.message()[1] == b"fir"
    (tmp_path / "one" / "go").touch()
    assert s.rest() == (b"st", {})


def test_a_response_that_is_not_streamed_is_served_too(host):
    assert stream(host, "one", {"a": 1}) == (b'{"a": 1}', {})


def test_an_empty_response_has_no_chunk(host):
    assert stream(host, "one", steps(["end", ""])) == (b"", {})


def test_bytes_are_passed_on_as_they_are(host):
    every = "".join(map(chr, range(256)))
    payload, complete = stream(
        host, "one", steps(["chunk", every], ["chunk", every], ["end", ""]))
    assert payload == bytes(range(256)) * 2
    assert complete == {}


def test_while_a_response_is_under_way_nothing_else_is_allowed(
        host, tmp_path):
    s = Stream(host, "one", steps(
        ["chunk", "a"], ["wait", "go"], ["post", "response"],
        ["post", "error"], ["chunk", "b"], ["end", ""]))
    assert s.message()[1] == b"a"
    (tmp_path / "one" / "go").touch()
    assert s.rest() == (b"b", {})
    assert host.invoke("one", {"do": "seen"}).json == [403, 403, 202]


@pytest.mark.parametrize("end", [["end", ""], ["break", None]])
def test_a_next_that_comes_before_the_end_waits_for_it(host, tmp_path, end):
    s = Stream(host, "one", steps(
        ["chunk", "a"], ["wait", "go"], ["next", None], ["chunk", "b"], end))
    assert s.message()[1] == b"a"
    waiting = Stream(host, "one", 7)
    (tmp_path / "one" / "go").touch()
    assert s.rest()[0] == b"b"
    assert waiting.rest() == (b"7", {})


def test_the_log_is_returned_if_requested(host):
    event = steps(["chunk", "x"], ["print", "words"], ["end", ""])
    assert stream(host, "one", event)[1] == {}
    complete = stream(host, "one", event, X_Amz_Log_Type="Tail")[1]
    log = base64.b64decode(complete["LogResult"]).decode()
    assert log.startswith("START RequestId: ")
    assert "words\nEND RequestId: " in log
    complete = stream(host, "one", steps(["chunk", "x"], ["break", None]),
                      X_Amz_Log_Type="Tail")[1]
    assert set(complete) == {"ErrorCode", "ErrorDetails", "LogResult"}


def test_two_streams_one_after_the_other_on_one_connection(host):
    s = Stream(host, "one", steps(["chunk", "1"], ["end", ""]))
    assert s.rest() == (b"1", {})
    again = Stream(host, "one", steps(["chunk", "2"], ["end", ""]),
                   socket=s.socket)
    assert again.rest() == (b"2", {})
    again.close()


def test_a_client_of_http_1_0_sees_the_end_by_the_closing(host):
    s = Stream(host, "one", steps(["chunk", "1"], ["end", ""]), version="1.0")
    assert "transfer-encoding" not in s.read_head()
    data = s.raw
    while more := s.socket.recv(65536):
        data += more
    assert b"PayloadChunk" in data and data.count(b"InvokeComplete") == 1


def cpu_ticks(host):
    stat = pathlib.Path(f"/proc/{host.process.pid}/stat").read_text()
    return sum(map(int, stat.rpartition(")")[2].split()[11:13]))


def test_a_stream_that_stands_still_costs_no_time_of_the_processor(
        host, tmp_path):
    s = Stream(host, "one", steps(["chunk", "x"], ["wait", "go"], ["end", ""]))
    s.message()
    before = cpu_ticks(host)
    time.sleep(0.5)  # in which nothing is to happen
    assert cpu_ticks(host) - before < 10
    (tmp_path / "one" / "go").touch()
    assert s.rest() == (b"", {})


def peak_kb(host):
    status = pathlib.Path(f"/proc/{host.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def test_a_slow_reader_holds_the_writer_and_not_the_hosts_memory(
        tmp_path, serve):
    make_function(tmp_path / "one", {"timeout": 60})
    host = serve()
    most = most_in_buffers() + (1 << 20)  # of the host itself, and the window
    count = most + (8 << 20)
    assert stream(host, "one", 1) == (b"1", {})
    before = peak_kb(host)
    narrow = socket.socket()
    narrow.settimeout(20)
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    narrow.connect(("127.0.0.1", host.port))
    s = Stream(host, "one", steps(["bytes", count], ["end", ""]), socket=narrow)
    assert wait_until_blocked(tmp_path / "one") < most
    payload, complete = s.rest()
    assert complete == {}
    assert payload == (b"0123456789abcde\n" * (count // 16 + 1))[:count]
    assert peak_kb(host) - before < 4096


@pytest.mark.parametrize("kind,status", [
    ("DryRun", 204), ("Event", 400), ("Other", 400)])
def test_only_calls_that_are_waited_for_are_streamed(host, kind, status):
    answer = host.request("POST", PATH.format("one"), b"{}",
                          {"X-Amz-Invocation-Type": kind})
    assert answer.status == status
    if status == 400:
        assert answer.headers["x-amzn-errortype"] == "ValidationException"
    assert "START" not in host.log()


@pytest.mark.parametrize("name,body,error", [
    ("two", b"{}", "ResourceNotFoundException"),
    ("one", b"{", "InvalidRequestContentException"),
    ("one", b'"' + b"x" * 6291556 + b'"', "RequestTooLargeException"),
    ("on%20e", b"{}", "ValidationException"),
    ("one?Qualifier=7", b"{}", "ResourceNotFoundException"),
])
def test_a_request_is_judged_as_invoke_judges_it(host, name, body, error):
    path = PATH.format(name.partition("?")[0]) + name[len(
        name.partition("?")[0]):]
    answer = host.request("POST", path, body)
    assert answer.headers["x-amzn-errortype"] == error


def test_the_real_bootstrap_streams_what_a_script_prints(serve, tmp_path):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "handler.sh", "env": {"DAYFLY_OUTPUT": "stream"}}))
    handler = folder / "handler.sh"
    handler.write_text("#!/bin/sh\necho first\n"
                       "while [ ! -e \"$LAMBDA_TASK_ROOT/go\" ]; do "
                       "sleep 0.01; done\necho second\nexit ${1:-0}\n")
    handler.chmod(0o755)
    host = serve()
    s = Stream(host, "one", {})
    assert s.message()[1] == b"first\n"
    (folder / "go").touch()
    assert s.rest() == (b"second\n", {})
    (folder / "go").unlink()
    handler.write_text("#!/bin/sh\necho half\nexit 3\n")
    payload, complete = stream(host, "one", {})
    assert payload == b"half\n"
    assert complete["ErrorCode"] == "Runtime.ExitError"
    assert "exit status 3" in complete["ErrorDetails"]


def test_boto3_reads_a_stream_and_its_failure(host):
    answer = client(host).invoke_with_response_stream(
        FunctionName="one", LogType="Tail", Payload=json.dumps(steps(
            ["chunk", "half"], ["end", ERROR_TRAILERS])))
    assert answer["StatusCode"] == 200
    assert answer["ExecutedVersion"] == "$LATEST"
    chunk, complete = list(answer["EventStream"])
    assert chunk["PayloadChunk"]["Payload"] == b"half"
    assert complete["InvokeComplete"]["ErrorCode"] == "Runtime.Broke"
    assert b"START" in base64.b64decode(
        complete["InvokeComplete"]["LogResult"])
