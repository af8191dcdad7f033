"""Queues of a SAM template: they are made here, functions send to them with
AWS's own client, and their messages come to functions."""

import contextlib
import json
import os
import pathlib
import sys

import boto3

from hosting import Host, run, wait_for
from stored import client

URL = "http://127.0.0.1:9000/000000000000/"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, Timeout: 5, Handler: app.handler}
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '${AWS::StackName}-orders'
      VisibilityTimeout: 9
      MessageRetentionPeriod: 1000
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 1}
  Dead: {Type: AWS::SQS::Queue}
  Row: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true,
    ContentBasedDeduplication: true}}
  Out: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 0}}
  Send:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: send/
      Environment: {Variables: {ORDERS: !Ref Orders, ROW: !GetAtt Row.QueueUrl,
        NAME: !GetAtt Orders.QueueName, ARN: !GetAtt Orders.Arn, MORE}}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: take/
      Environment: {Variables: {OUT: !Ref Out}}
      Events:
        Order:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
            BatchSize: 4
            FunctionResponseTypes: [ReportBatchItemFailures]
            ScalingConfig: {MaximumConcurrency: 2}
            FilterCriteria: {Filters: [{Pattern: '{"body": {"kind": ["order"]}}'}]}
  TakeRow:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Row.Arn, FunctionName: !Ref Take,
      BatchSize: 1, Enabled: true}
"""
# No endpoint, region or credentials, as on AWS.
SEND = """
import boto3, os
sqs = boto3.client("sqs")
def handler(event, context):
    if "row" in event:
        sqs.send_message(QueueUrl=os.environ["ROW"], MessageBody=event["row"],
                         MessageGroupId="g")
    else:
        sqs.send_message(QueueUrl=os.environ["ORDERS"], MessageBody=event["body"])
    return [os.environ[n] for n in ("ORDERS", "NAME", "ARN")]
"""
TAKE = """
import boto3, os
sqs = boto3.client("sqs")
def handler(event, context):
    failed = []
    for r in event["Records"]:
        if "bad" in r["body"]:
            failed.append({"itemIdentifier": r["messageId"]})
        else:
            sqs.send_message(QueueUrl=os.environ["OUT"], MessageBody=r["body"])
    return {"batchItemFailures": failed}
"""


def write(root, template=TEMPLATE, more=""):
    for name, text in (("send", SEND), ("take", TAKE)):
        (root / "project" / name).mkdir(parents=True, exist_ok=True)
        (root / "project" / name / "app.py").write_text(text)
    (root / "project" / "template.yaml").write_text(
        template.replace(", MORE", more))


def serve(root, *options):
    """The Python that functions get has boto3."""
    tools = pathlib.Path(sys.executable).parent
    env = {"PATH": f"{tools}:{os.environ['PATH']}",
           "VIRTUAL_ENV": str(tools.parent)}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        env[name] = ""
    return contextlib.closing(Host(
        root / "project", env=env,
        options=("--listen", "127.0.0.1:0", "--drain", "1", "--data",
                 str(root / "data"), *options)))


def attributes(sqs, name):
    return sqs.get_queue_attributes(QueueUrl=URL + name,
                                    AttributeNames=["All"])["Attributes"]


def taken(sqs, name, count):
    got = []

    def more():
        for m in sqs.receive_message(QueueUrl=URL + name, WaitTimeSeconds=1,
                                     MaxNumberOfMessages=10).get(
                                         "Messages", []):
            got.append(m["Body"])
            sqs.delete_message(QueueUrl=URL + name,
                               ReceiptHandle=m["ReceiptHandle"])
        return len(got) >= count
    wait_for(more, 30)
    return got


def test_a_template_has_its_queues_and_functions_use_them_as_on_aws(tmp_path):
    write(tmp_path)
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        listed = {url.split("/")[-1] for url in sqs.list_queues()["QueueUrls"]}
        assert listed == {"local-orders", "Dead", "Row.fifo", "Out"}
        got = attributes(sqs, "local-orders")
        assert (got["VisibilityTimeout"], got["MessageRetentionPeriod"]) == (
            "9", "1000")
        assert json.loads(got["RedrivePolicy"]) == {
            "deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:Dead",
            "maxReceiveCount": 1}
        assert "is not made here" not in host.log()
        assert "not served" not in host.log()
        order = json.dumps({"kind": "order"})
        said = host.invoke("Send", {"body": order}).json
        assert said == [f"{host.url}/000000000000/local-orders",
                        "local-orders",
                        "arn:aws:sqs:us-east-1:000000000000:local-orders"]
        host.invoke("Send", {"body": json.dumps({"kind": "other"})})
        host.invoke("Send", {"row": "in a row"})
        assert sorted(taken(sqs, "Out", 2)) == ["in a row", order]
        listed = client(host).list_event_source_mappings()
        assert sorted((m["EventSourceArn"].split(":")[-1], m["BatchSize"])
                      for m in listed["EventSourceMappings"]) == [
            ("Row.fifo", 1), ("local-orders", 4)]


def test_a_message_that_fails_goes_to_the_dead_queue_of_the_template(tmp_path):
    write(tmp_path, TEMPLATE.replace("VisibilityTimeout: 9",
                                     "VisibilityTimeout: 5"))
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        bad = json.dumps({"kind": "order", "is": "bad"})
        sqs.send_message(QueueUrl=URL + "local-orders", MessageBody=bad)
        assert taken(sqs, "Dead", 1) == [bad]


def test_a_change_of_a_queue_alone_is_seen(tmp_path):
    write(tmp_path)
    with serve(tmp_path) as host:
        sqs = client(host, "sqs")
        write(tmp_path, TEMPLATE.replace("{DelaySeconds: 0}",
                                         "{DelaySeconds: 3}"))
        def changed():
            sqs.list_queues()
            return attributes(sqs, "Out")["DelaySeconds"] == "3"
        wait_for(changed)
        write(tmp_path, TEMPLATE.replace("MessageRetentionPeriod: 1000", ""))
        wait_for(lambda: sqs.list_queues() and attributes(
            sqs, "local-orders")["MessageRetentionPeriod"] == "345600")


def test_what_cannot_be_is_told_and_the_rest_is_served(tmp_path):
    write(tmp_path, TEMPLATE.replace("VisibilityTimeout: 9",
                                     "VisibilityTimeout: 99999").replace(
        "EventSourceArn: !GetAtt Row.Arn",
        "EventSourceArn: arn:aws:kinesis:us-east-1:000000000000:stream/s"
    ).replace("BatchSize: 4", "BatchSize: 40"))
    with serve(tmp_path) as host:
        told = "".join(iter(
            lambda: host.process.stdout.readline().decode(),
            "Invoke one:\n"))
        assert ('template.yaml:10:26: VisibilityTimeout is "99999", which this '
                "queue cannot have; the queue is not made") in told
        assert "it must be a queue here" in told
        assert 'needs a "window"' in told
        assert host.invoke("Take", {"Records": []}).json == {
            "batchItemFailures": []}


def test_an_endpoint_that_the_function_has_stays(tmp_path):
    write(tmp_path, more=", AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1'")
    (tmp_path / "project" / "send" / "app.py").write_text("""
import os
def handler(event, context):
    return [os.environ.get(n) for n in ("AWS_ENDPOINT_URL_SQS",
            "AWS_ACCESS_KEY_ID")]
""")
    with serve(tmp_path) as host:
        assert host.invoke("Send", {}).json == ["http://127.0.0.1:1", None]


def test_a_host_with_keys_gives_functions_none(tmp_path):
    write(tmp_path)
    (tmp_path / "project" / "send" / "app.py").write_text("""
import os
def handler(event, context):
    return [os.environ.get(n) for n in ("AWS_ENDPOINT_URL_SQS",
            "AWS_ACCESS_KEY_ID")]
""")
    made = run("keys", "add", "--role", "admin", "--keys", tmp_path / "keys")
    id, secret = (line.partition("=")[2] for line in
                  made.stdout.decode().splitlines()[:2])
    with serve(tmp_path, "--keys", str(tmp_path / "keys")) as host:
        lam = boto3.client("lambda", endpoint_url=host.url,
                           region_name="us-east-1", aws_access_key_id=id,
                           aws_secret_access_key=secret)
        got = lam.invoke(FunctionName="Send")["Payload"].read()
        assert json.loads(got) == [host.url, None]
