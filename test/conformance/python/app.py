"""A function for awslambdaric: it does as the event says."""

import os
import time


class Panic(BaseException):
    """What no `except Exception` catches."""


def tell(context):
    client = context.client_context
    return {
        "pid": os.getpid(),
        "requestId": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "name": context.function_name,
        "remaining": context.get_remaining_time_in_millis(),
        "trace": os.environ.get("_X_AMZN_TRACE_ID", ""),
        "custom": client.custom if client else None,
        "tenant": context.tenant_id or "",
    }


def together(event, context):
    """Ends when so many of it are at work at the same time."""
    open(os.path.join(event["gate"], context.aws_request_id), "w").close()
    while len(os.listdir(event["gate"])) < event["size"]:
        time.sleep(0.01)
    return "together"


def handler(event, context):
    do = event.get("do") if isinstance(event, dict) else None
    if do == "tell":
        return tell(context)
    if do == "error":
        raise ValueError("told to fail")
    if do == "panic":
        raise Panic("told to panic")
    if do == "exit":
        os._exit(3)
    if do == "hang":
        time.sleep(3600)
    if do == "together":
        return together(event, context)
    if do == "size":
        return "x" * (event["size"] - 2)
    return event
