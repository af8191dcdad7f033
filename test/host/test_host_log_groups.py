"""Log groups that callers make, with a retention and tags."""

import time
from contextlib import closing

from hosting import wait_for
from stored import client, result, store_host
from test_host_logs import GROUP, messages, printer


def test_a_log_group_of_terraform_is_as_it_was_made(tmp_path):
    """The calls of aws_cloudwatch_log_group, also over the host's end."""
    def read(logs):
        groups = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        return [(g["logGroupName"], g.get("retentionInDays"),
                 logs.list_tags_for_resource(resourceArn=g["logGroupArn"])["tags"])
                for g in groups]

    group = GROUP + "planned"
    with closing(store_host(tmp_path / "data")) as host:
        logs = client(host, "logs")
        logs.create_log_group(logGroupName=group, tags={"a": "1", "b": "2"})
        assert read(logs) == [(group, None, {"a": "1", "b": "2"})]
        logs.put_retention_policy(logGroupName=group, retentionInDays=7)
        arn = logs.describe_log_groups(logGroupNamePrefix=group)[
            "logGroups"][0]["logGroupArn"]
        logs.tag_resource(resourceArn=arn, tags={"c": "3"})
        logs.untag_resource(resourceArn=arn, tagKeys=["a"])
        assert logs.filter_log_events(logGroupName=group)["events"] == []
        assert logs.describe_log_streams(logGroupName=group)["logStreams"] == []
    with closing(store_host(tmp_path / "data")) as host:
        logs = client(host, "logs")
        assert read(logs) == [(group, 7, {"b": "2", "c": "3"})]
        printer(client(host), "planned")
        result(client(host), "planned", {"lines": ["kept"]})
        assert wait_for(lambda: "kept" in "".join(messages(logs, "planned")))
        logs.delete_retention_policy(logGroupName=group)
        assert read(logs) == [(group, None, {"b": "2", "c": "3"})]
        logs.delete_log_group(logGroupName=group)
        assert read(logs) == []


def test_lines_older_than_the_retention_of_their_group_go(tmp_path):
    old = int(time.time() * 1000) - 3 * 86400 * 1000
    for name, days in (("short", 1), ("long", 7)):
        folder = tmp_path / "data/logs" / name
        folder.mkdir(parents=True)
        (folder / f"{old:015}-00000001.log").write_text(f"{old} - s old\n")
        (folder / "settings.json").write_text(
            f'{{"creationTime": 1, "retentionInDays": {days}}}')
    with closing(store_host(tmp_path / "data")) as host:
        logs = client(host, "logs")
        assert messages(logs, "short") == []
        assert messages(logs, "long") == ["old\n"]
