"""A handler as AWS's own Python runtime calls it: nothing in it knows dayfly.
Its process was started, and had this module imported, before the event came."""

import logging

log = logging.getLogger()
log.setLevel(logging.INFO)


def lambda_handler(event, context):
    log.info("greeting %s in request %s", event["name"], context.aws_request_id)
    return {"message": f"Hello, {event['name']}!"}
