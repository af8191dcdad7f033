"""Which code of a function made by API answers: states, broken code, restarts."""

import concurrent.futures
import json
import signal

import pytest
from botocore.exceptions import ClientError

from hosting import wait_for
from stored import (client, create, node, result, settled, store_host, update,
                    zip_of)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def host(data):
    host = store_host(data)
    yield host
    host.close()


def new_function(lam, code):
    return lam.create_function(
        FunctionName="f", Runtime="nodejs22.x", Handler="index.handler",
        Role="arn:aws:iam::000000000000:role/r", Code={"ZipFile": code})


def test_pending_until_a_process_has_started(host):
    lam = client(host)
    created = new_function(lam, node("return 1;"))
    assert created["State"] == "Pending"
    assert created["StateReasonCode"] == "Creating"
    assert "LastUpdateStatus" not in created
    with pytest.raises(ClientError) as refused:
        lam.invoke(FunctionName="f")
    assert refused.value.response["Error"]["Code"] == "ResourceConflictException"
    now = settled(lam, "f")
    assert (now["State"], now["LastUpdateStatus"]) == ("Active", "Successful")
    assert now["RevisionId"] != created["RevisionId"]
    assert result(lam, "f") == 1


def test_a_name_is_taken_from_its_creation_on(host):
    """Also while the function is Pending: a second one of the name would take
    its place, and each change could meet the other."""
    lam = client(host)
    created = new_function(lam, zip_of({"index.mjs":
        "await new Promise((go) => setTimeout(go, 2000));"
        "export const handler = () => 1;"}))
    for code in ("return 2;", "return 3;"):
        with pytest.raises(ClientError) as refused:
            new_function(lam, node(code))
        assert refused.value.response["Error"] == {
            "Code": "ResourceConflictException",
            "Message": "Function already exist: f"}
    now = lam.get_function_configuration(FunctionName="f")
    assert (now["State"], now["CodeSha256"]) == (
        "Pending", created["CodeSha256"])
    assert [one["FunctionName"] for one in
            lam.list_functions()["Functions"]] == ["f"]
    assert lam.get_account_settings()["AccountUsage"]["FunctionCount"] == 1
    lam.delete_function(FunctionName="f")
    assert lam.list_functions()["Functions"] == []
    new_function(lam, node("return 4;"))
    assert settled(lam, "f")["State"] == "Active"
    assert result(lam, "f") == 4


def test_a_folder_takes_no_name_of_a_function_that_is_pending(tmp_path):
    """It would end the try of its code, so that it stayed Pending."""
    served = tmp_path / "served"
    served.mkdir()
    host = store_host(tmp_path / "data", served)
    try:
        lam = client(host)
        new_function(lam, zip_of({"index.mjs":
            "await new Promise((go) => setTimeout(go, 1000));"
            "export const handler = () => 'of the API';"}))
        (served / "f").mkdir()
        (served / "f" / "index.mjs").write_text(
            "export const handler = () => 'of the folder';")
        with pytest.raises(ClientError) as refused:
            lam.invoke(FunctionName="f")
        assert refused.value.response["Error"]["Code"] == (
            "ResourceConflictException")
        assert len(lam.list_functions()["Functions"]) == 1
        assert settled(lam, "f")["State"] == "Active"
        assert result(lam, "f") == "of the API"
        lam.delete_function(FunctionName="f")
        assert result(lam, "f") == "of the folder"
    finally:
        host.close()


BROKEN = {
    "throws at import": (zip_of({"index.mjs": "throw new Error('no start')"}),
                         "no start"),
    "syntax": (zip_of({"index.mjs": "export const handler = ("}), "Syntax"),
    "no module": (zip_of({"other.mjs": ""}), "Cannot find module 'index'"),
    "no handler": (zip_of({"index.mjs": "export const other = 1"}), "handler"),
    "ends": (zip_of({"index.mjs": "process.exit(3)"}), "exit"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_code_does_not_become_current(host, what):
    lam = client(host)
    create(lam, "f", node("return 'works';"))
    code, reason = BROKEN[what]
    now = update(lam, "f", code)
    assert (now["State"], now["LastUpdateStatus"]) == ("Active", "Failed")
    assert reason in now["LastUpdateStatusReason"]
    assert now["LastUpdateStatusReasonCode"].startswith("FunctionError.")
    assert result(lam, "f") == "works"
    now = update(lam, "f", node("return 'mended';"))
    assert now["LastUpdateStatus"] == "Successful"
    assert "LastUpdateStatusReason" not in now
    assert result(lam, "f") == "mended"


def test_first_code_that_is_broken_is_active_and_each_call_says_why(host):
    lam = client(host)
    now = create(lam, "f", BROKEN["throws at import"][0])
    assert (now["State"], now["LastUpdateStatus"]) == ("Active", "Successful")
    headers = now["ResponseMetadata"]["HTTPHeaders"]
    assert "no start" in headers["dayfly-start-error"]
    answer = lam.invoke(FunctionName="f")
    assert answer["FunctionError"] == "Unhandled"
    assert "no start" in json.loads(answer["Payload"].read())["errorMessage"]
    # Nothing that works is lost by other code that does not start either.
    now = update(lam, "f", BROKEN["no module"][0])
    assert now["LastUpdateStatus"] == "Successful"
    answer = lam.invoke(FunctionName="f")
    assert b"Cannot find module" in answer["Payload"].read()
    now = update(lam, "f", node("return 1;"))
    assert "dayfly-start-error" not in now["ResponseMetadata"]["HTTPHeaders"]
    assert result(lam, "f") == 1


def test_the_runtime_says_which_of_two_modules_is_meant(host):
    lam = client(host)
    code = zip_of({"m.mjs": "export const handler = async () => 'node';",
                   "m.py": "def handler(event, context):\n    return 'python'\n"})
    for runtime, says in (("nodejs22.x", "node"), ("python3.12", "python")):
        create(lam, says, code, Runtime=runtime, Handler="m.handler")
        assert result(lam, says) == says


def test_a_configuration_that_does_not_start_does_not_become_current(host):
    lam = client(host)
    create(lam, "f", node("return process.env.A ?? null;"))
    lam.update_function_configuration(FunctionName="f", Handler="gone.handler",
                                      Environment={"Variables": {"A": "1"}})
    assert settled(lam, "f")["LastUpdateStatus"] == "Failed"
    assert result(lam, "f") is None
    lam.update_function_configuration(FunctionName="f", Handler="index.handler")
    assert settled(lam, "f")["LastUpdateStatus"] == "Successful"
    assert result(lam, "f") == "1"


def test_the_old_code_goes_on_after_kill(host, data):
    lam = client(host)
    create(lam, "f", node("return 'old';"))
    update(lam, "f", BROKEN["syntax"][0])
    host.process.send_signal(signal.SIGKILL)
    host.process.wait()
    again = store_host(data)
    try:
        lam = client(again)
        assert result(lam, "f") == "old"
        now = lam.get_function_configuration(FunctionName="f")
        assert now["LastUpdateStatus"] == "Failed"
    finally:
        again.close()


def test_a_kill_while_it_is_pending(host, data):
    new_function(client(host), node("return 1;"))
    host.process.send_signal(signal.SIGKILL)
    host.process.wait()
    again = store_host(data)
    try:
        lam = client(again)
        assert settled(lam, "f")["State"] == "Active"
        assert result(lam, "f") == 1
    finally:
        again.close()


def test_no_call_fails_and_each_is_wholly_one_version(host):
    lam = client(host, max_pool_connections=20)
    create(lam, "f", node("return 0;"))
    stop = []

    def call():
        seen = set()
        while not stop:
            answer = lam.invoke(FunctionName="f")
            assert "FunctionError" not in answer
            seen.add(json.loads(answer["Payload"].read()))
        return seen

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        callers = [pool.submit(call) for _ in range(4)]
        try:
            for number in range(1, 13):
                broken = number % 3 == 0
                code = (BROKEN["syntax"][0] if broken
                        else node(f"return {number};"))
                status = update(lam, "f", code)["LastUpdateStatus"]
                assert status == ("Failed" if broken else "Successful")
                assert result(lam, "f") == number - broken
        finally:
            stop.append(1)
        seen = set().union(*(c.result() for c in callers))
    assert seen <= set(range(13)) - {3, 6, 9, 12}


def test_code_that_nothing_needs_is_removed(host, data):
    lam = client(host)
    create(lam, "f", node("return 1;"))
    update(lam, "f", node("return 2;"))
    codes = data / "code"
    wait_for(lambda: len(list(codes.iterdir())) == 1)
    assert result(lam, "f") == 2
    lam.delete_function(FunctionName="f")
    wait_for(lambda: not list(codes.iterdir()))


def test_a_change_waits_for_the_one_before(host):
    lam = client(host)
    create(lam, "f", node("return [1, process.env.A ?? null];"))
    lam.update_function_code(FunctionName="f", ZipFile=node(
        "return [2, process.env.A ?? null];"))
    lam.update_function_configuration(
        FunctionName="f", Environment={"Variables": {"A": "1"}})
    made = lam.publish_version(FunctionName="f")
    assert made["Environment"]["Variables"] == {"A": "1"}
    assert result(lam, "f:1") == [2, "1"]


def test_callers_that_wait_for_an_update_may_leave(host):
    lam = client(host)
    create(lam, "f", node("return 1;"))
    slow = zip_of({"index.mjs": "await new Promise(r => setTimeout(r, 1500));\n"
                                "export const handler = async () => 2;"})
    lam.update_function_code(FunctionName="f", ZipFile=slow)
    for _ in range(3):
        s = host.connect()
        s.sendall(b"POST /2015-03-31/functions/f/versions HTTP/1.1\r\n"
                  b"Host: localhost\r\nContent-Length: 2\r\n\r\n{}")
        s.close()
    made = lam.publish_version(FunctionName="f")
    assert made["Version"] == "1"
    assert result(lam, "f:1") == 2
