"""GET /metrics: what Prometheus reads of a host."""

import json
import re
import threading
import urllib.request

import botocore.exceptions
import pytest
from prometheus_client.openmetrics import parser as open_parser
from prometheus_client import parser as text_parser

from hosting import Host, run, wait_for
from stored import client, create, node, store_host, update

OPEN = "application/openmetrics-text;version=1.0.0;q=0.5"
TEXT = "text/plain;version=0.0.4;q=0.3"


def read(host, accept=None):
    """The families by name, of either format."""
    request = urllib.request.Request(host.url + "/metrics",
                                     headers={"Accept": accept or "*/*"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        text, kind = answer.read().decode(), answer.headers["Content-Type"]
    is_open = kind.startswith("application/openmetrics-text")
    parse = (open_parser if is_open
             else text_parser).text_string_to_metric_families
    return {family.name: family for family in parse(text)}, kind


def value(families, family, suffix="", **labels):
    """Of the one sample that has these labels; None: there is none."""
    found = [sample.value for sample in families[family].samples
             if sample.name == family + suffix
             and labels.items() <= sample.labels.items()]
    assert len(found) < 2, found
    return found[0] if found else None


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    """A host whose functions were called in each way."""
    host = store_host(tmp_path_factory.mktemp("data"))
    lam = client(host)
    try:
        create(lam, "works", node(
            "if (event.wait) await new Promise(r => setTimeout(r, 300));"
            "if (event.fail) throw new Error('no'); return 1;"))
        create(lam, "slow", node("await new Promise(r => setTimeout(r, 5000))"),
               Timeout=1)
        lam.publish_version(FunctionName="works")
        for event in ({}, {}, {"wait": 1}, {"fail": 1}):
            lam.invoke(FunctionName="works", Payload=json.dumps(event))
        lam.invoke(FunctionName="works", Qualifier="1", Payload=b"{}")
        lam.invoke(FunctionName="slow", Payload=b"{}")
        yield host
    finally:
        host.close()


@pytest.mark.parametrize("accept", (None, f"{OPEN},{TEXT},*/*;q=0.1"),
                         ids=("text", "openmetrics"))
def test_the_numbers_are_what_has_happened(called, accept):
    families, kind = read(called, accept)
    works = {"function": "works", "version": "$LATEST"}
    assert kind == ("application/openmetrics-text; version=1.0.0; "
                    "charset=utf-8" if accept else
                    "text/plain; version=0.0.4; charset=utf-8")
    assert value(families, "dayfly_invocations", "_total", **works) == 4
    assert value(families, "dayfly_invocations", "_total", function="works",
                 version="1") == 1
    assert value(families, "dayfly_invocation_errors", "_total",
                 type="function", **works) == 1
    assert value(families, "dayfly_invocation_errors", "_total",
                 type="timeout", function="slow") == 1
    duration = "dayfly_invocation_duration_seconds"
    assert value(families, duration, "_count", **works) == 4
    assert 0.3 <= value(families, duration, "_sum", **works) < 30
    assert value(families, duration, "_bucket", le="0.25", **works) == 3
    assert value(families, duration, "_bucket", le="+Inf", **works) == 4
    assert sum(sample.value for sample in
               families["dayfly_invocation_starts"].samples
               if works.items() <= sample.labels.items()) == 4
    assert value(families, "dayfly_memory_limit_bytes", **works) == 128 << 20
    assert value(families, "dayfly_invocations_running", **works) == 0
    assert value(families, "dayfly_functions") == 2
    assert value(families, "process_resident_memory_bytes") > 1 << 20
    assert value(families, "process_cpu_seconds", "_total") > 0


def call(host, name, event=None):
    try:
        client(host).invoke(FunctionName=name, Payload=json.dumps(event or {}))
    except botocore.exceptions.ClientError:
        pass


@pytest.fixture
def host(tmp_path):
    one = store_host(tmp_path, env={"DAYFLY_EVENT_RETRY_SECONDS": "0"})
    yield one
    one.close()


def test_what_runs_waits_and_is_refused_is_counted(host):
    lam = client(host)
    create(lam, "f", node("await new Promise(r => setTimeout(r, event.ms));"))
    lam.put_function_concurrency(FunctionName="f",
                                 ReservedConcurrentExecutions=1)
    call(host, "f", {"ms": 0})
    running = threading.Thread(target=call, args=(host, "f", {"ms": 3000}))
    running.start()
    wait_for(lambda: value(read(host)[0], "dayfly_invocations_running",
                           function="f") == 1)
    call(host, "f", {"ms": 0})
    families = read(host)[0]
    assert value(families, "dayfly_throttles", "_total", function="f",
                 reason="reserved_concurrency") == 1
    assert value(families, "dayfly_invocations", "_total", function="f") == 1
    running.join()
    assert value(read(host)[0], "dayfly_invocations", "_total",
                 function="f") == 2


def test_events_that_wait_and_that_have_died_are_counted(host):
    lam = client(host)
    create(lam, "f", node("await new Promise(r => setTimeout(r, 1000));"
                          "throw new Error('no');"))
    lam.put_function_event_invoke_config(FunctionName="f",
                                         MaximumRetryAttempts=1)
    lam.invoke(FunctionName="f", InvocationType="Event", Payload=b"{}")
    families = read(host)[0]
    assert value(families, "dayfly_events_accepted", "_total") == 1
    assert value(families, "dayfly_events_waiting", function="f") == 1
    wait_for(lambda: value(read(host)[0], "dayfly_event_oldest_age_seconds",
                           function="f") > 0.5)
    wait_for(lambda: value(read(host)[0], "dayfly_event_attempts", "_total",
                           function="f", result="dead_letter") == 1)
    families = read(host)[0]
    assert value(families, "dayfly_event_attempts", "_total", function="f",
                 result="retry") == 1
    wait_for(lambda: value(read(host)[0], "dayfly_events_waiting",
                           function="f") == 0)


def test_the_counters_go_on_when_the_code_changes_and_go_with_the_function(
        host):
    lam = client(host)
    create(lam, "f", node("return 1;"))
    call(host, "f")
    update(lam, "f", node("return 2;"))
    call(host, "f")
    lam.publish_version(FunctionName="f")
    lam.invoke(FunctionName="f", Qualifier="1", Payload=b"{}")
    families = read(host)[0]
    assert value(families, "dayfly_invocations", "_total", function="f",
                 version="$LATEST") == 2
    lam.delete_function(FunctionName="f", Qualifier="1")
    assert {sample.labels["version"] for sample in
            read(host)[0]["dayfly_invocations"].samples} == {"$LATEST"}
    lam.delete_function(FunctionName="f")
    families = read(host)[0]
    assert not families["dayfly_invocations"].samples
    create(lam, "f", node("return 3;"))
    assert value(read(host)[0], "dayfly_invocations", "_total",
                 function="f") == 0


def test_a_function_that_cannot_start_is_an_error_of_that_kind(tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "index.mjs").write_text("import 'absent';")
    one = Host(tmp_path)
    try:
        one.invoke("f")
        families = read(one)[0]
        assert value(families, "dayfly_invocation_errors", "_total",
                     function="f", type="start") == 1
    finally:
        one.close()


def status(host, path, *headers):
    return host.request("GET", path, headers=headers).status


def test_with_keys_the_numbers_need_one(tmp_path):
    def key(*words):
        done = run("keys", "add", "--data", str(tmp_path), *words)
        found = dict(re.findall(r"AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)=(\S+)",
                                done.stdout.decode()))
        return ("Authorization", "Bearer {ACCESS_KEY_ID}.{SECRET_ACCESS_KEY}"
                .format(**found))

    reads, calls = key("--role", "read"), key("--role", "invoke")
    some = key("--role", "read", "--functions", "a-*")
    one = store_host(tmp_path)
    try:
        for path in ("/metrics", "/_dayfly/metrics"):
            assert status(one, path) == 403
            assert status(one, path, calls) == 403
            assert status(one, path, some) == 403
            assert status(one, path, reads) == 200
    finally:
        one.close()


def top(host, *words):
    done = run("top", *words, "--endpoint", host.url)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_top_prints_what_the_functions_do(called):
    rows = {(row["function"], row["version"]): row
            for row in json.loads(top(called, "--json"))}
    works = rows["works", "$LATEST"]
    assert (works["calls"], works["errors"]) == (4, 1)
    assert 250 <= works["p99Ms"] <= 30000
    assert works["p50Ms"] <= works["p99Ms"]
    lines = top(called, "works").splitlines()
    assert [line.split()[:4] for line in lines] == [
        ["FUNCTION", "VERSION", "CALLS", "ERRORS"],
        ["works", "$LATEST", "4", "1"], ["works", "1", "1", "0"]]


def test_top_says_what_is_wrong(called):
    for words, status, told in (
            (["absent"], 1, b"there is no function absent"),
            (["a", "b"], 2, b"remove b"), (["--twice"], 2, b"no flag"),
            (["--region", "eu-central-1"], 1, b"AWS")):
        done = run("top", *words, *([] if "--region" in words else
                                    ["--endpoint", called.url]))
        assert done.returncode == status and told in done.stderr, done.stderr
