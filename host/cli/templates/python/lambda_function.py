"""Called once for each event, in a process of its own. Code outside of the
handler runs before the event arrives: import and prepare things here."""

import logging

log = logging.getLogger()
log.setLevel(logging.INFO)


def lambda_handler(event, context):
    log.info("request %s", context.aws_request_id)
    return {"message": f"Hello, {event.get('name', 'world')}!"}
