"""What tests of log groups ask CloudWatch Logs for again and again."""

import time

NOW = int(time.time() * 1000)
HOUR = 3600 * 1000


def make(logs, group, *streams):
    logs.create_log_group(logGroupName=group)
    for stream in streams:
        logs.create_log_stream(logGroupName=group, logStreamName=stream)


def put(logs, group, stream, *events):
    """Events: texts, which are now, or (milliseconds after now, text)."""
    pairs = [(0, e) if isinstance(e, str) else e for e in events]
    answer = logs.put_log_events(
        logGroupName=group, logStreamName=stream,
        logEvents=[{"timestamp": NOW + at, "message": text}
                   for at, text in pairs])
    assert answer["nextSequenceToken"]
    return answer.get("rejectedLogEventsInfo")


def filtered(logs, group, **more):
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, **more)
    return [(e["logStreamName"], e["timestamp"] - NOW, e["message"])
            for page in pages for e in page["events"]]


def groups(logs, **more):
    pages = logs.get_paginator("describe_log_groups").paginate(**more)
    return [g["logGroupName"] for page in pages for g in page["logGroups"]]


def streams(logs, group, **more):
    return logs.describe_log_streams(logGroupName=group, **more)["logStreams"]
