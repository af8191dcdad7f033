"""The log: records of `logging` as frames of kind `log`: =LEVEL SP text, where the
text is the whole record. The root logger's handler, formatter and filter are those of
AWS's client, in what they do and in their names."""

import json
import logging
import os
import time
import traceback

LEVELS = {50: "FATAL", 40: "ERROR", 30: "WARN", 20: "INFO", 10: "DEBUG"}
TEXT_FORMAT = ("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t"
               "%(message)s\n")
TEXT_TIME = "%Y-%m-%dT%H:%M:%S"
JSON_TIME = "%Y-%m-%dT%H:%M:%SZ"
# Members of a record that are no `extra` of the handler's.
RESERVED = set(vars(logging.LogRecord("", 0, "", 0, "", (), None))) - {"taskName"} | {
    "aws_request_id", "tenant_id"}


def least_of(level):
    return min(50, max(0, level)) // 10 * 10


class JsonFormatter(logging.Formatter):
    def __init__(self):
        super().__init__(datefmt=JSON_TIME)

    def members_of(self, record):
        record.levelno = least_of(record.levelno)
        record.levelname = logging.getLevelName(record.levelno)
        is_dict = isinstance(record.msg, dict) and not record.args
        told = record.exc_info
        tenant = getattr(record, "tenant_id", None)
        return {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "message": record.msg if is_dict else record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(told[2]) if told else None,
            "errorType": told[0].__name__ if told else None,
            "errorMessage": str(told[1]) if told else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}"
                        if told else None,
            **({} if tenant is None else {"tenantId": tenant}),
        }

    def format(self, record):
        members = self.members_of(record)
        for name, value in vars(record).items():
            if name not in RESERVED:
                members.setdefault(name, value)
        told = {name: value for name, value in members.items() if value is not None}
        return json.dumps(told, ensure_ascii=False, default=str) + "\n"


class LambdaLoggerFilter(logging.Filter):
    """Adds the event's members to a record."""

    def __init__(self, pipes):
        super().__init__()
        self.pipes = pipes

    def filter(self, record):
        record.aws_request_id = self.pipes.request_id
        record.tenant_id = self.pipes.tenant_id
        return True


class LogSink:
    """Each text is a frame, which keeps its level and its lines together."""

    def __init__(self, pipes):
        self.pipes = pipes

    def log(self, msg, frame_type=None, level=20):
        """frame_type: of AWS's client, for callers that have one."""
        text = msg[:-1] if msg.endswith("\n") else msg
        try:
            self.pipes.send_log(f"={LEVELS.get(least_of(level), 'TRACE')} {text}")
        except OSError:
            pass  # the log has no reader left: no reason to fail the handler


class LambdaLoggerHandler(logging.Handler):
    """As in AWS's client, a record that cannot be formatted is an error of whoever
    logs it."""

    def __init__(self, log_sink):
        super().__init__()
        self.log_sink = log_sink

    def emit(self, record):
        msg = self.format(record)
        self.log_sink.log(msg, level=record.levelno)


class LambdaLoggerHandlerWithFrameType(LambdaLoggerHandler):
    """What AWS's client has in JSON format and with a level."""


def is_json(hello):
    return hello.get("logFormat") == "json"


def set_up_logging(pipes, hello):
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = {"TRACE": "DEBUG"}.get(level, level)
    is_framed = is_json(hello) or level
    kind = LambdaLoggerHandlerWithFrameType if is_framed else LambdaLoggerHandler
    handler = kind(LogSink(pipes))
    handler.setFormatter(JsonFormatter() if is_json(hello)
                         else logging.Formatter(TEXT_FORMAT, TEXT_TIME))
    handler.addFilter(LambdaLoggerFilter(pipes))
    root.addHandler(handler)
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)
