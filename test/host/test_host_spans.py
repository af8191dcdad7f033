"""Spans by OTLP: what a collector of OpenTelemetry gets of invocations."""

import json
import time

import pytest

from hosting import Host, wait_for
from otlp_receiver import Receiver
from stored import client, create, node, store_host

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
W3C = f"00-{TRACE}-{CALLER}-01"
XRAY = f"Root=1-{TRACE[:8]}-{TRACE[8:]};Parent={CALLER};Sampled=1"
SOURCE = """export const handler = async (event) => {
    if (event.fail) throw new TypeError("no");
    await new Promise(r => setTimeout(r, event.ms ?? 0));
    return {trace: process.env._X_AMZN_TRACE_ID,
            parent: event.headers?.traceparent ?? null};
};"""


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


def serve(folder, receiver, **env):
    (folder / "f").mkdir(exist_ok=True)
    (folder / "f" / "index.mjs").write_text(SOURCE)
    return Host(folder, env={
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
        "OTEL_BSP_SCHEDULE_DELAY": "50", **env})


def whole(receiver, count):
    """All spans, once there are so many of invocations."""
    def look():
        found = receiver.spans()
        return (found if sum(span.kind != 1 for _, span in found) == count
                else None)
    return wait_for(look)


def test_an_invocation_is_a_span_with_its_start_and_its_handler(
        tmp_path, receiver):
    host = serve(tmp_path, receiver,
                 OTEL_EXPORTER_OTLP_HEADERS="api-key=a%20b,x=y",
                 OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=test")
    try:
        before = time.time_ns()
        answer = host.invoke("f", {"ms": 50})
        found = whole(receiver, 1)
        after = time.time_ns()
    finally:
        host.close()
    about, = [about for about, span in found if span.kind == 2]
    spans = {span.name: span for _, span in found}
    call = spans["f"]
    assert about["service.name"] == about["faas.name"] == "f"
    assert about["deployment.environment.name"] == "test"
    assert set(spans) == {"f", "invoke", "init"}
    assert call.parent == ""
    assert call.attributes["faas.coldstart"] is True
    assert call.attributes["faas.invocation_id"] == \
        answer.headers["x-amzn-requestid"]
    assert spans["invoke"].parent == spans["init"].parent == call.id
    assert len({span.id for span in spans.values()}) == 3
    assert {span.trace for span in spans.values()} == {call.trace}
    assert before - 10**9 < call.begin <= spans["init"].begin \
        < spans["init"].end == spans["invoke"].begin \
        < spans["invoke"].end == call.end < after + 10**9
    assert spans["invoke"].end - spans["invoke"].begin >= 50 * 10**6
    path, headers = receiver.requests[0]
    assert path == "/v1/traces"
    assert headers["api-key"] == "a b" and headers["x"] == "y"
    assert headers["Content-Type"] == "application/json"
    raw = json.loads(receiver.texts[0])
    span = raw["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    assert isinstance(span["startTimeUnixNano"], str)


@pytest.mark.parametrize("headers", ({"traceparent": W3C},
                                     {"X-Amzn-Trace-Id": XRAY}),
                         ids=("w3c", "xray"))
def test_the_trace_of_the_caller_goes_on_in_the_function(
        tmp_path, receiver, headers):
    host = serve(tmp_path, receiver)
    try:
        told = host.invoke("f", {}, **headers).json["trace"]
        by_url = host.request("GET", "/lambda-url/f/some?x=1",
                              headers=headers).json
        found = whole(receiver, 2)
    finally:
        host.close()
    calls = [span for _, span in found if span.kind == 2]
    handlers = [span.id for _, span in found if span.name == "invoke"]
    assert {(span.trace, span.parent) for span in calls} == {(TRACE, CALLER)}
    assert told.startswith(f"Root=1-{TRACE[:8]}-{TRACE[8:]};Parent=")
    assert told.endswith(";Sampled=1")
    assert told.split("Parent=")[1][:16] in handlers
    assert by_url["parent"].startswith(f"00-{TRACE}-")
    assert by_url["parent"][36:52] in handlers
    web, = [span for span in calls if "url.path" in span.attributes]
    assert web.attributes["http.request.method"] == "GET"
    assert web.attributes["url.path"] == "/some"
    assert web.attributes["http.response.status_code"] == 200
    assert web.attributes["faas.trigger"] == "http"


def test_what_the_caller_does_not_sample_is_not_sent(tmp_path, receiver):
    host = serve(tmp_path, receiver)
    try:
        told = host.invoke("f", {}, traceparent=W3C[:-1] + "0").json["trace"]
        host.invoke("f", {"fail": 1})
        found = whole(receiver, 1)
    finally:
        host.close()
    call, = [span for _, span in found if span.kind == 2]
    assert told.endswith(";Sampled=0")
    assert call.trace != TRACE
    assert call.status == (2, "TypeError")
    assert call.attributes["error.type"] == "TypeError"


def test_an_event_is_of_the_trace_of_who_has_sent_it(tmp_path, receiver):
    host = store_host(tmp_path, env={
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": receiver.url + "/some/path",
        "OTEL_BSP_SCHEDULE_DELAY": "50", "DAYFLY_EVENT_RETRY_SECONDS": "0"})
    try:
        create(client(host), "f", node("throw new Error('no');"))
        host.invoke("f", {}, **{"X-Amz-Invocation-Type": "Event",
                                "traceparent": W3C})
        found = whole(receiver, 3)
    finally:
        host.close()
    calls = [span for _, span in found if span.kind == 5]
    assert {(span.trace, span.parent) for span in calls} == {(TRACE, CALLER)}
    assert len({span.id for span in calls}) == 3
    assert receiver.requests[0][0] == "/some/path"


def all_sent(host):
    """The numbers of spans; None: some wait."""
    text = host.request("GET", "/metrics").body.decode()
    counts = dict(line.rsplit(" ", 1) for line in text.splitlines()
                  if line.startswith("dayfly_trace_spans"))
    return counts if counts["dayfly_trace_spans_waiting"] == "0" else None


def test_spans_wait_for_a_collector_that_is_away_and_calls_do_not(
        tmp_path, receiver):
    receiver.status = 503
    host = serve(tmp_path, receiver, OTEL_BSP_MAX_QUEUE_SIZE="6")
    try:
        for _ in range(5):
            assert host.invoke("f", {}).status == 200
        wait_for(lambda: receiver.requests)
        host.wait_log("dayfly: spans cannot be sent to "
                      f"{receiver.url}/v1/traces: it answered with status 503")
        receiver.status = 200
        host.wait_log("dayfly: spans are sent again to")
        counts = wait_for(lambda: all_sent(host))
    finally:
        host.close()
    assert int(counts["dayfly_trace_spans_sent_total"]) == \
        len(receiver.spans()) <= 6
    assert int(counts["dayfly_trace_spans_dropped_total"]) > 0


def test_what_waits_is_sent_before_the_host_ends(tmp_path, receiver):
    host = serve(tmp_path, receiver, OTEL_BSP_SCHEDULE_DELAY="100000")
    try:
        host.invoke("f", {})
        host.stop()
    finally:
        host.close()
    assert any(span.kind == 2 for _, span in receiver.spans())


@pytest.mark.parametrize("name,value,told", (
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318", "it must be a URL"),
    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "dayfly can only do http/json"),
    ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a b=c", "NAME=VALUE"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "a=%zz", "NAME=VALUE"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0ac: d", "NAME=VALUE"),
    ("OTEL_TRACES_SAMPLER", "jaeger_remote", "parentbased_"),
    ("OTEL_TRACES_SAMPLER_ARG", "2", "a number from 0 to 1"),
    ("OTEL_BSP_MAX_QUEUE_SIZE", "0", "a whole number"),
    ("OTEL_TRACES_EXPORTER", "zipkin", "it must be otlp or none"),
))
def test_a_setting_that_is_wrong_keeps_the_host_from_starting(
        tmp_path, receiver, name, value, told):
    env = {"OTEL_TRACES_SAMPLER": "traceidratio", name: value}
    with pytest.raises(AssertionError) as failed:
        serve(tmp_path, receiver, **env)
    assert name in str(failed.value) and told in str(failed.value)
