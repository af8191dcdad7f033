"""What extensions inside a runtime's process are promised, in the words of
AWS's emulator."""

import json
import os
import re
import signal
import time

import pytest

from hosting import alive, make_function, wait_for
from stalls import limit

pytestmark = pytest.mark.prompt

REGISTER = "/2020-01-01/extension/register"
NEXT = "/2020-01-01/extension/event/next"
INIT = "/2020-01-01/extension/init/error"
EXIT = "/2020-01-01/extension/exit/error"
ID = "Lambda-Extension-Identifier"
UUID = "11111111-2222-4333-8444-555555555555"
FAILED = {ID: "$1", "Lambda-Extension-Function-Error-Type": "Extension.Sad"}


def register(name, body='{"events":["INVOKE"]}', **more):
    headers = {k.replace("_", "-"): v for k, v in more.items()}
    if name is not None:
        headers["Lambda-Extension-Name"] = name
    return ["POST", REGISTER, body, headers]


@pytest.fixture
def start(tmp_path, serve):
    def begin(asks, manifest=None, **more):
        make_function(tmp_path / "one", manifest, "extension_client.py",
                      TEST_ASKS=json.dumps(asks), **more)
        return serve()

    return begin


def error(kind, message):
    return json.dumps({"errorMessage": message, "errorType": kind},
                      separators=(",", ":")) + "\n"


def test_an_extension_is_registered_and_gets_the_functions_name(start):
    host = start([register("one"), register(
        "two", '{"events":[]}', Lambda_Extension_Accept_Feature="accountId"),
        register("three", "{}"), register("go", '{"events":null}')])
    first, second, *more = host.invoke("one", "seen").json
    for status, _, headers in (first, second, *more):
        assert status == 200
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                            headers[ID])
        assert headers["Content-Type"] == "application/json"
    assert first[1] == ('{"functionName":"one","functionVersion":"$LATEST",'
                        '"handler":"bootstrap"}\n')
    assert json.loads(second[1])["accountId"] == "000000000000"


@pytest.mark.parametrize("question,kind,message", [
    (register(None), "Extension.InvalidExtensionName", "Empty extension name"),
    (register("x" * 128), "Extension.InvalidExtensionName",
     "Extension name is too long"),
    (register("first"), "Extension.InvalidExtensionState",
     "Extension with this name already registered"),
    (register("a", '{"events":["NOPE"]}'), "Extension.InvalidEventType",
     "NOPE: ErrorInvalidEventType"),
    (register("a", '{"events":["INVOKE","SHUTDOWN"]}'),
     "Extension.InvalidEventType",
     "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension"),
    (register("a", '{"events":"INVOKE"}'), "InvalidRequestFormat",
     '"events" must be an array'),
    (["GET", NEXT, None, {}], "Extension.MissingExtensionIdentifier",
     "Missing Lambda-Extension-Identifier header"),
    (["GET", NEXT, None, {ID: "zzz"}], "Extension.InvalidExtensionIdentifier",
     "Invalid Lambda-Extension-Identifier"),
    (["GET", NEXT, None, {ID: UUID}], "Extension.UnknownExtensionIdentifier",
     f"Unknown extension {UUID}"),
    (["POST", INIT, "{}", {}], "Extension.MissingExtensionIdentifier",
     "Missing Lambda-Extension-Identifier header"),
    (["POST", EXIT, "{}", {ID: "$1"}], "Extension.MissingHeader",
     "Lambda-Extension-Function-Error-Type not found"),
])
def test_what_it_may_not_ask_is_403_with_its_type(start, question, kind,
                                                  message):
    host = start([register("first"), question])
    status, body, _ = host.invoke("one", "seen").json[1]
    assert status == 403
    assert body == error(kind, message)


def test_a_body_that_is_no_json_is_refused(start):
    host = start([register("a", "nonsense"), register("a", "")])
    for status, body, _ in host.invoke("one", "seen").json:
        assert status == 403
        assert json.loads(body)["errorType"] == "InvalidRequestFormat"


def test_there_are_ten_at_most(start):
    host = start([register(f"e{n}") for n in range(11)])
    answers = host.invoke("one", "seen").json
    assert [a[0] for a in answers] == [200] * 10 + [403]
    assert answers[10][1] == error("Extension.TooManyExtensions",
                                   "Extension limit (10) reached")


def test_no_extension_can_register_after_the_runtime_has_polled(start):
    host = start([])
    answer = host.invoke("one", {"asks": [register("late")]}).json[0]
    assert answer[:2] == [403, error("Extension.RegistrationClosed",
                                     "Extension registration closed already")]


def test_one_that_listens_hears_of_each_invocation(start):
    host = start([register("one")], TEST_LISTEN=1)
    for n in range(3):
        answer = host.invoke("one", {"n": n})
        request_id = answer.headers["x-amzn-requestid"]
        log = host.wait_log(f'"requestId":"{request_id}"')
    heard = [json.loads(e) for e in re.findall(r"^heard 200 (.*)$", log, re.M)]
    assert len(heard) == 3
    assert list(heard[2]) == ["eventType", "deadlineMs", "requestId",
                              "invokedFunctionArn", "tracing"]
    assert heard[2]["eventType"] == "INVOKE"
    assert heard[2]["requestId"] == request_id
    assert heard[2]["invokedFunctionArn"].endswith(":function:one")
    assert abs(heard[2]["deadlineMs"] / 1000 - time.time()) < 4
    assert heard[2]["tracing"] == {
        "type": "X-Amzn-Trace-Id", "value": answer.headers["x-amzn-trace-id"]}


def test_one_that_comes_late_still_hears_of_the_current_invocation(start):
    host = start([register("one")])
    answer = host.invoke("one", {"asks": [["GET", NEXT, None, {ID: "$1"}]]})
    status, body, headers = answer.json[0]
    assert status == 200
    assert json.loads(body)["requestId"] == answer.headers["x-amzn-requestid"]
    assert headers["Lambda-Extension-Event-Identifier"]


def test_an_extension_without_events_waits_for_ever_and_disturbs_no_call(
        start):
    host = start([register("one", '{"events":[]}')], TEST_LISTEN=1)
    for n in range(3):
        assert host.invoke("one", {"n": n}).json == {"n": n}
    assert "heard" not in host.log()


def test_errors_of_an_extension_are_accepted_and_logged(start):
    host = start([register("one"), ["POST", INIT, "{}", FAILED],
                  ["POST", INIT, "{}", FAILED], ["GET", NEXT, None, {ID: "$1"}],
                  ["POST", EXIT, "{}", FAILED], register("two"),
                  ["POST", EXIT, "{}", dict(FAILED, **{ID: "$2"})],
                  ["GET", NEXT, None, {ID: "$2"}]])
    seen = host.invoke("one", "seen").json
    assert [a[0] for a in seen] == [200, 202, 403, 403, 403, 200, 202, 403]
    assert seen[1][1] == '{"status":"OK"}\n'
    identifier = seen[0][2][ID]
    assert seen[3][1] == error(
        "Extension.InvalidExtensionState",
        "State transition from InitError to Ready failed for extension "
        f"{identifier}. Error: State transition is not allowed")
    assert "State transition from InitError to Exited failed" in seen[4][1]
    assert "State transition from ExitError to Ready failed" in seen[7][1]
    log = host.log()
    assert "dayfly: the extension one failed: Extension.Sad" in log
    assert "dayfly: the extension two failed: Extension.Sad" in log


@pytest.mark.parametrize("method,path,status", [
    ("GET", REGISTER, 405), ("POST", NEXT, 405),
    ("GET", "/2020-01-01/extension/", 404),
])
def test_other_methods_and_paths_are_refused(start, method, path, status):
    host = start([[method, path, None, {}]])
    assert host.invoke("one", "seen").json[0][0] == status


def test_logs_and_telemetry_are_answered_as_not_supported(start):
    host = start([["PUT", "/2020-08-15/logs", "{}", {}],
                  ["PUT", "/2022-07-01/telemetry", "{}", {}]])
    seen = host.invoke("one", "seen").json
    assert [a[:2] for a in seen] == [
        [202, error("Logs.NotSupported", "Logs API is not supported")],
        [202, error("Telemetry.NotSupported",
                    "Telemetry API is not supported")]]


def test_a_runtime_with_an_extension_is_asked_to_end_before_it_is_killed(
        start):
    host = start([register("one", '{"events":[]}')], {"timeout": 1},
                 TEST_LISTEN=1, TEST_TERM="obey")
    answer = host.invoke("one", {"sleep": 60})
    assert answer.json["errorType"] == "Sandbox.Timedout"
    log = host.wait_log("ended")
    assert "told to end" in log
    assert host.invoke("one", {"n": 1}).json == {"n": 1}


def test_one_that_does_not_end_is_killed(start):
    host = start([register("one", '{"events":[]}')], {"timeout": 1},
                 TEST_TERM="ignore")
    begun = time.monotonic()
    assert host.invoke("one", {"sleep": 60}).failed
    pid, = host.runtimes()
    host.wait_log("told to end")
    assert alive(pid)
    wait_for(lambda: not alive(pid), 10)
    assert 1.2 < time.monotonic() - begun < 8
    assert host.invoke("one", {"n": 1}).json == {"n": 1}


def test_a_runtime_without_one_is_killed_at_once(start):
    host = start([register("refused", "[]")], {"timeout": 1}, TEST_TERM="obey")
    assert host.invoke("one", {"sleep": 60}).failed
    assert host.invoke("one", {"n": 1}).json == {"n": 1}
    assert "told to end" not in host.log()


def test_the_end_of_a_runtime_ends_its_extensions(start):
    host = start([register("one")], TEST_LISTEN=1)
    host.invoke("one", {"n": 1})
    pid, = host.runtimes()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not alive(pid))
    assert host.invoke("one", {"n": 2}).json == {"n": 2}
    host.wait_log('"requestId"')


def test_an_extension_left_behind_is_sent_away(start, tmp_path):
    host = start([register("one", '{"events":[]}')], TEST_ORPHAN=1)
    host.invoke("one", {"n": 1})
    [runtime] = host.runtimes()
    os.kill(runtime, signal.SIGKILL)
    told = tmp_path / "one" / "orphan"
    wait_for(lambda: told.exists() and told.read_text() == "410")


def test_the_host_ends_in_time_while_extensions_wait(start):
    host = start([register("one")], TEST_LISTEN=1, TEST_TERM="obey")
    host.invoke("one", {"n": 1})
    begun = time.monotonic()
    assert host.stop() == 0
    assert time.monotonic() - begun < limit(1.5, begun)
    assert "ended" in host.log()
