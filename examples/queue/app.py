"""Messages of an SQS queue, in batches. Those that fail are told one by one, so
that the queue gives only them once more: the event source mapping must have
FunctionResponseTypes=ReportBatchItemFailures."""

import json
import logging

log = logging.getLogger()


def lambda_handler(event, context):
    failed = []
    for message in event["Records"]:
        try:
            take(json.loads(message["body"]))
        except Exception:
            log.exception("message %s goes back", message["messageId"])
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def take(order):
    if order["amount"] <= 0:
        raise ValueError(f"order {order['id']} is for nothing")
    print("order", order["id"], "is taken")
