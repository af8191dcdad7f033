"""What CreateEventSourceMapping takes: each member is kept and shown, or refused;
and whose code a mapping of an alias calls."""

import contextlib

import pytest

from stored import client, create, node, settled, store_host
from test_host_mappings import ARN, code, collector, queue, take


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with contextlib.closing(
            store_host(tmp_path_factory.mktemp("data"))) as h:
        yield h


@pytest.fixture
def lam(host):
    return client(host)


@pytest.fixture
def sqs(host):
    return client(host, "sqs")


@pytest.mark.parametrize("window", [0, 1])
def test_a_record_without_attributes_has_no_digest_but_in_a_window_null(
        lam, sqs, window):
    """As AWS's recordings have it."""
    name = f"digest{window}"
    out = collector(lam, sqs, name, "await send(JSON.stringify(event));")
    url = queue(sqs, name)
    lam.create_event_source_mapping(
        FunctionName=name, EventSourceArn=ARN + name,
        MaximumBatchingWindowInSeconds=window)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    event, = take(sqs, out, 1)
    record, = event["Records"]
    assert record.get("md5OfMessageAttributes", "none") == (
        None if window else "none")


@pytest.mark.parametrize("member, value", [
    ("DestinationConfig", {"OnFailure": {"Destination": ARN + "x"}}),
    ("ParallelizationFactor", 2), ("MaximumRecordAgeInSeconds", 60),
    ("BisectBatchOnFunctionError", True), ("MaximumRetryAttempts", 3),
    ("TumblingWindowInSeconds", 1), ("Topics", ["t"]), ("Queues", ["q"]),
    ("StartingPositionTimestamp", 1), ("SourceAccessConfigurations", [
        {"Type": "BASIC_AUTH", "URI": "arn:aws:x:y"}]),
    ("LoggingConfig", {"SystemLogLevel": "INFO"}),
    ("DocumentDBEventSourceConfig", {"DatabaseName": "d"})])
def test_what_is_of_other_sources_is_refused(lam, sqs, member, value):
    if not sqs.list_queues(QueueNamePrefix="refuses").get("QueueUrls"):
        create(lam, "refuses", node("return 1;"))
        queue(sqs, "refuses")
    kind, text = code(lam.create_event_source_mapping, FunctionName="refuses",
                      EventSourceArn=ARN + "refuses", **{member: value})
    assert kind == "InvalidParameterValueException"
    assert (f"Unsupported {member} parameter for given event source mapping "
            "type.") in text


def test_what_a_queue_has_is_kept_and_shown(lam, sqs):
    create(lam, "keeps", node("return 1;"))
    queue(sqs, "keeps")
    more = {"KMSKeyArn": "arn:aws:kms:us-east-1:000000000000:key/k",
            "MetricsConfig": {"Metrics": ["EventCount"]},
            "ProvisionedPollerConfig": {"MinimumPollers": 2,
                                        "MaximumPollers": 5}}
    # What asks for nothing is taken.
    made = lam.create_event_source_mapping(
        FunctionName="keeps", EventSourceArn=ARN + "keeps",
        BisectBatchOnFunctionError=False, DestinationConfig={}, Tags={"a": "b"},
        **more)
    assert {k: made[k] for k in more} == more
    uuid = made["UUID"]
    assert lam.list_tags(Resource=made["EventSourceMappingArn"])["Tags"] == {
        "a": "b"}
    kind, text = code(lam.update_event_source_mapping, UUID=uuid,
                      MaximumRetryAttempts=1)
    assert "Unsupported MaximumRetryAttempts" in text
    kind, text = code(lam.update_event_source_mapping, UUID=uuid,
                      ScalingConfig={"MaximumConcurrency": 2})
    assert "not both" in text
    changed = lam.update_event_source_mapping(
        UUID=uuid, KMSKeyArn="", MetricsConfig={"Metrics": []},
        ProvisionedPollerConfig={})
    assert not set(more) & set(changed)
    for bad in ({"MetricsConfig": {"Metrics": ["Count"]}}, {"KMSKeyArn": "k"},
                {"ProvisionedPollerConfig": {"MinimumPollers": 201}}):
        assert code(lam.update_event_source_mapping, UUID=uuid, **bad)[0] == (
            "ValidationException")


def test_a_mapping_of_an_alias_goes_where_the_alias_goes(lam, sqs):
    out = collector(lam, sqs, "moves", "await send('\"one\"');", Publish=True)
    lam.create_alias(FunctionName="moves", Name="live", FunctionVersion="1")
    url = queue(sqs, "moves")
    made = lam.create_event_source_mapping(
        FunctionName="moves:live", EventSourceArn=ARN + "moves")
    assert made["FunctionArn"].endswith(":function:moves:live")
    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert take(sqs, out, 1) == ["one"]
    script = node("""await fetch(process.env.SQS, {method: 'POST',
        headers: {'X-Amz-Target': 'AmazonSQS.SendMessage'},
        body: JSON.stringify({QueueUrl: process.env.OUT,
                              MessageBody: '"two"'})});""")
    lam.update_function_code(FunctionName="moves", ZipFile=script)
    settled(lam, "moves")
    lam.publish_version(FunctionName="moves")
    lam.update_alias(FunctionName="moves", Name="live", FunctionVersion="2")
    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert take(sqs, out, 1) == ["two"]
    for name in ("moves", "moves:live", made["FunctionArn"]):
        listed = lam.list_event_source_mappings(
            FunctionName=name, EventSourceArn=ARN + "moves")
        assert [m["UUID"] for m in listed["EventSourceMappings"]] == [
            made["UUID"]]
    assert not lam.list_event_source_mappings(FunctionName="moves:1")[
        "EventSourceMappings"]
