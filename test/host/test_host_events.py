"""Events that a host with a store has accepted: kept, tried again, told to their
destinations, or dead letters."""

import contextlib
import http.server
import json
import signal
import subprocess
import threading

import pytest

import event_rounds
from hosting import DAYFLY, run, wait_for
from stored import client, create, node, store_host

SOON = {"DAYFLY_EVENT_RETRY_SECONDS": "0"}
QUEUE = "arn:aws:sqs:us-east-1:000000000000:"


@contextlib.contextmanager
def host_at(folder, env=SOON):
    host = store_host(folder, env=env)
    try:
        yield host, client(host)
    finally:
        host.close()


def fire(lam, name, event, **more):
    answer = lam.invoke(FunctionName=name, InvocationType="Event",
                        Payload=json.dumps(event), **more)
    assert answer["StatusCode"] == 202
    return answer["ResponseMetadata"]["RequestId"]


def queue(host, *words):
    done = run("queue", *words, "--endpoint", host.url)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def letter(host, request):
    """The dead letter with this id, when it is one."""
    def look():
        done = run("queue", "show", request, "--endpoint", host.url)
        found = json.loads(done.stdout)[0] if done.returncode == 0 else {}
        return found if found.get("state") == "dead" else None
    return wait_for(look)


def received(host, name):
    def look():  # the queue is made with its first message
        done = run("queue", "receive", name, "--endpoint", host.url)
        return [json.loads(one) for one in done.stdout.splitlines()]
    return wait_for(look)


def destinations(lam, name, **sides):
    lam.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=1,
        DestinationConfig={side: {"Destination": to}
                           for side, to in sides.items()})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A host with functions that say yes and no."""
    with host_at(tmp_path_factory.mktemp("data")) as (host, lam):
        create(lam, "yes", node("return { got: event };"))
        create(lam, "no", node("throw new TypeError('no, ' + event.a);"))
        yield host, lam


def test_an_event_that_fails_is_a_dead_letter_and_can_be_run_again(made):
    host, lam = made
    request = fire(lam, "no", {"a": 1})
    dead = letter(host, request)
    assert dead["attempts"] == 3
    assert dead["reason"] == "RetriesExhausted"
    assert dead["error"] == "no, 1"
    assert dead["payload"] == {"a": 1}
    assert host.log().count(f"START RequestId: {request} ") == 3
    assert f"dead      {request}  no  " in queue(host).replace(
        "dead     ", "dead      ")
    assert "1 run again" in queue(host, "redrive", request)
    wait_for(lambda: host.log().count(f"START RequestId: {request} ") == 6)
    letter(host, request)
    assert "1 removed" in queue(host, "purge", request)
    done = run("queue", "show", request, "--endpoint", host.url)
    assert done.returncode == 1
    assert b"There is no event with the id" in done.stderr


def test_destinations_get_the_records_of_aws(made):
    host, lam = made
    destinations(lam, "yes", OnSuccess=QUEUE + "done")
    destinations(lam, "no", OnFailure=QUEUE + "failed")
    good = fire(lam, "yes", {"a": 1})
    bad = fire(lam, "no", {"a": 2})
    arn = "arn:aws:lambda:us-east-1:000000000000:function:"
    [message] = received(host, "done")
    record = json.loads(message["Body"])
    assert list(record) == ["version", "timestamp", "requestContext",
                            "requestPayload", "responseContext",
                            "responsePayload"]
    timestamp = record.pop("timestamp")
    assert len(timestamp) == 24 and timestamp[-1] == "Z"
    assert record == {
        "version": "1.0",
        "requestContext": {
            "requestId": good, "functionArn": arn + "yes:$LATEST",
            "condition": "Success", "approximateInvokeCount": 1},
        "requestPayload": {"a": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": {"got": {"a": 1}}}
    [message] = received(host, "failed")
    record = json.loads(message["Body"])
    assert record["requestContext"] == {
        "requestId": bad, "functionArn": arn + "no:$LATEST",
        "condition": "RetriesExhausted", "approximateInvokeCount": 2}
    assert record["responseContext"] == {
        "statusCode": 200, "executedVersion": "$LATEST",
        "functionError": "Unhandled"}
    assert record["responsePayload"]["errorMessage"] == "no, 2"
    assert run("queue", "show", bad, "--endpoint", host.url).returncode == 1
    for name in "yes", "no":
        lam.delete_function_event_invoke_config(FunctionName=name)


def test_a_dead_letter_queue_gets_the_event(made):
    host, lam = made
    create(lam, "dlq", node("throw new Error('always');"),
           DeadLetterConfig={"TargetArn": QUEUE + "letters"})
    request = fire(lam, "dlq", {"b": [1, 2]})
    [message] = received(host, "letters")
    assert json.loads(message["Body"]) == {"b": [1, 2]}
    assert message["MessageAttributes"] == {
        "RequestID": {"DataType": "String", "StringValue": request},
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {"DataType": "String", "StringValue": "always"}}


def test_another_function_is_a_destination(made):
    host, lam = made
    arn = "arn:aws:lambda:us-east-1:000000000000:function:"
    create(lam, "first", node("return 'one';"))
    create(lam, "second", node("console.log('GOT', JSON.stringify(event));"))
    destinations(lam, "first", OnSuccess=arn + "second")
    fire(lam, "first", {})
    assert '"responsePayload":"one"' in host.wait_log("GOT {")


def test_a_url_is_a_destination_and_is_tried_until_it_takes_the_record(made):
    host, lam = made
    taken = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.headers["Dayfly-Request-Id"], json.loads(body)))
            self.send_response(204 if len(taken) > 1 else 503)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        create(lam, "hooked", node("return 1;"))
        destinations(lam, "hooked",
                     OnSuccess=f"http://127.0.0.1:{server.server_port}/x")
        request = fire(lam, "hooked", {})
        wait_for(lambda: len(taken) == 2)
        assert [one[0] for one in taken] == [request, request]
        assert taken[0] == taken[1]
        wait_for(lambda: queue(host).startswith("0 waiting"))
    finally:
        server.shutdown()
        server.server_close()


def test_what_this_host_cannot_send_to_is_told_and_kept(made):
    host, lam = made
    create(lam, "topic", node("return 1;"))
    destinations(lam, "topic",
                 OnSuccess="arn:aws:sns:us-east-1:000000000000:news")
    request = fire(lam, "topic", {})
    dead = letter(host, request)
    assert dead["reason"] == "DestinationUnsupported"
    assert dead["payload"]["requestContext"]["condition"] == "Success"
    assert "cannot send to arn:aws:sns" in host.log()


def test_a_function_that_is_switched_off_is_not_run(made):
    host, lam = made
    create(lam, "off", node("return 1;"))
    lam.put_function_concurrency(FunctionName="off",
                                 ReservedConcurrentExecutions=0)
    destinations(lam, "off", OnFailure=QUEUE + "off")
    request = fire(lam, "off", {"a": 1})
    [message] = received(host, "off")
    record = json.loads(message["Body"])
    assert record["requestContext"]["condition"] == "ZeroReservedConcurrency"
    assert record["requestContext"]["approximateInvokeCount"] == 0
    assert record["requestPayload"] == {"a": 1}
    assert "responseContext" not in record
    assert f"START RequestId: {request}" not in host.log()


def test_events_of_a_deleted_function_are_dead_letters(tmp_path):
    with host_at(tmp_path, {"DAYFLY_EVENT_RETRY_SECONDS": "3"}) as (host, lam):
        create(lam, "gone", node("throw new Error('x');"))
        request = fire(lam, "gone", {"a": 1})
        host.wait_log("is tried again in 3 s")
        assert "again at" in queue(host)
        lam.delete_function(FunctionName="gone")
        assert letter(host, request)["reason"] == "FunctionNotFound"


def test_an_event_outlives_its_host(tmp_path):
    with host_at(tmp_path, {"DAYFLY_EVENT_RETRY_SECONDS": "1"}) as (host, lam):
        create(lam, "fn", node("if (event.slow) await new Promise((done) => "
                               "setTimeout(done, 2000)); throw Error('late');"))
        waits = fire(lam, "fn", {})
        host.wait_log("is tried again in 1 s")
        runs = fire(lam, "fn", {"slow": 1})
        host.wait_log(f"START RequestId: {runs}")
        host.stop(signal.SIGKILL)
    with host_at(tmp_path) as (host, lam):
        assert letter(host, waits)["attempts"] == 3
        assert letter(host, runs)["attempts"] == 3


def test_sigterm_waits_for_what_runs_and_keeps_what_waits(tmp_path):
    with host_at(tmp_path) as (host, lam):
        create(lam, "fn", node("await new Promise((done) => "
                               "setTimeout(done, 700));"), Timeout=20)
        lam.put_function_concurrency(FunctionName="fn",
                                     ReservedConcurrentExecutions=1)
        ids = [fire(lam, "fn", {}) for _ in range(3)]
        host.wait_log(f"START RequestId: {ids[0]}")
        assert host.stop() == 0
        assert "lost" not in host.log()
    with host_at(tmp_path) as (host, lam):
        wait_for(lambda: queue(host).startswith("0 waiting, 0 dead"))
        assert [one for one in ids if one in host.log()] == ids[1:]


def test_nothing_that_got_202_is_lost_when_hosts_are_killed(tmp_path):
    accepted, lost, waiting, dead, _ = event_rounds.rounds(tmp_path, 8, 60)
    assert accepted > 20
    assert lost == []
    assert waiting == 0
    assert dead > 0


def test_a_full_disk_refuses_events_and_nothing_else(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder],
                   check=True)
    try:
        with host_at(folder) as (host, lam):
            create(lam, "fn", node("return 1;"))
            ballast = folder / "ballast"
            with contextlib.suppress(OSError), ballast.open("wb", 0) as file:
                while True:
                    file.write(b"x" * 4096)
            answer = host.invoke("fn", "x" * 200000,
                                 X_Amz_Invocation_Type="Event")
            assert answer.status == 500
            assert "was not accepted" in answer.json["Message"]
            assert host.invoke("fn", {}).body == b"1"
            assert "events are refused" in host.log()
            ballast.unlink()
            assert host.invoke("fn", "x" * 200000,
                               X_Amz_Invocation_Type="Event").status == 202
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_callers_are_answered_while_events_wait(tmp_path):
    with host_at(tmp_path) as (host, lam):
        create(lam, "fn", node("if (event.sleep) await new Promise((done) => "
                               "setTimeout(done, 2500)); return 1;"))
        for _ in range(100):
            fire(lam, "fn", {"sleep": 1})
        assert host.invoke("fn", {}).body == b"1"
        assert int(queue(host).split()[0]) > 50


def test_the_delay_of_retries_must_be_a_number(tmp_path):
    done = subprocess.run(
        [DAYFLY, "serve", "--listen", "127.0.0.1:0", "--data", tmp_path],
        env={"PATH": "/bin", "DAYFLY_EVENT_RETRY_SECONDS": "1m"},
        capture_output=True, timeout=20)
    assert done.returncode == 1
    assert b"whole number of seconds from 0 to 3600" in done.stderr
