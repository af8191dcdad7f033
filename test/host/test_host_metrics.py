"""GET /metrics: what Prometheus reads of a host."""

import json
import urllib.request

import pytest
from prometheus_client.openmetrics import parser as open_parser
from prometheus_client import parser as text_parser

from hosting import Host, wait_for
from stored import client, create, node, settled, store_host, update

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
    with store_host(tmp_path_factory.mktemp("data"),
                    env={"DAYFLY_EVENT_RETRY_SECONDS": "0"}) as host:
        lam = client(host)
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
