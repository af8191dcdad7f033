"""Functions that send to queues by AWS's SDK as they do on AWS: the host gives
them its address."""

import json

from conftest import BUILD
from hosting import Host, wait_for

FUNCTION = """
import { appendFileSync } from "node:fs";
import { SQSClient, SendMessageCommand, GetQueueUrlCommand }
    from "@aws-sdk/client-sqs";
const sqs = new SQSClient({});
export const handler = async (event) => {
    if (event.Records) {
        for (const r of event.Records)
            appendFileSync(process.env.OUT, r.body + "\\n");
        return;
    }
    const {QueueUrl} = await sqs.send(new GetQueueUrlCommand(
        {QueueName: "jobs"}));
    for (const url of [QueueUrl, process.env.JOBS])
        await sqs.send(new SendMessageCommand(
            {QueueUrl: url, MessageBody: event.body}));
    return QueueUrl;
};
"""


def test_the_sdk_for_javascript_in_a_function_reaches_the_hosts_queue(tmp_path):
    folder = tmp_path / "send"
    folder.mkdir()
    (folder / "index.mjs").write_text(FUNCTION)
    (folder / "node_modules").symlink_to(BUILD / "project" / "orders" / "node_modules")
    (folder / "dayfly.json").write_text(json.dumps({
        "handler": "index.handler", "timeout": 30, "memory": 1024,
        "queues": {"jobs": {}},
        "env": {"OUT": str(tmp_path / "out"),
                "JOBS": "https://sqs.us-east-1.amazonaws.com/000000000000/jobs"}}))
    host = Host(folder, options=("--listen", "127.0.0.1:0", "--drain", "1",
                                 "--data", str(tmp_path / "data")))
    try:
        answer = host.invoke("send", {"body": "one"})
        assert answer.json == f"{host.url}/000000000000/jobs"
        out = tmp_path / "out"
        wait_for(lambda: out.exists() and
                 out.read_text().splitlines() == ["one", "one"])
    finally:
        host.close()
