"""The log: records of `logging` as frames of kind `log`: LEVEL SP text. The root
logger's handler, formatter and filter are used as those of AWS's client are."""

import json
import logging
import os
import time
import traceback

LEVELS = ((50, "FATAL"), (40, "ERROR"), (30, "WARN"), (20, "INFO"), (10, "DEBUG"))
TEXT_FORMAT = ("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t"
               "%(message)s\n")
TEXT_TIME = "%Y-%m-%dT%H:%M:%S"
JSON_TIME = "%Y-%m-%dT%H:%M:%SZ"
# Members of a record that are no `extra` of the handler's.
RESERVED = set(vars(logging.LogRecord("", 0, "", 0, "", (), None))) - {"taskName"} | {
    "aws_request_id", "tenant_id"}


def least_of(level):
    return min(50, max(0, level)) // 10 * 10


class TextFormatter(logging.Formatter):
    """With AWS's format, for handlers that read or change it. As long as nobody does,
    the bootstrap puts time, request id and level before the text."""

    def __init__(self):
        super().__init__(TEXT_FORMAT, TEXT_TIME)

    def format(self, record):
        if self._style._fmt != TEXT_FORMAT:
            return super().format(record)
        return super().format(record).split("\t", 3)[3]


class JsonFormatter(logging.Formatter):
    def __init__(self):
        super().__init__(datefmt=JSON_TIME)

    def members_of(self, record):
        is_dict = isinstance(record.msg, dict) and not record.args
        kind, error, frames = record.exc_info or (None, None, None)
        tenant = getattr(record, "tenant_id", None)
        return {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": logging.getLevelName(least_of(record.levelno)),
            "message": record.msg if is_dict else record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(frames) if kind else None,
            "errorType": kind and kind.__name__,
            "errorMessage": str(error) if kind else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": kind and f"{record.pathname}:{record.funcName}:"
                                 f"{record.lineno}",
            **({} if tenant is None else {"tenantId": tenant}),
        }

    def format(self, record):
        members = self.members_of(record)
        for name, value in vars(record).items():
            if name not in RESERVED:
                members.setdefault(name, value)
        told = {name: value for name, value in members.items() if value is not None}
        return json.dumps(told, ensure_ascii=False, default=str) + "\n"


class RequestFilter(logging.Filter):
    """Adds the event's members to a record."""

    def __init__(self, pipes):
        super().__init__()
        self.pipes = pipes

    def filter(self, record):
        record.aws_request_id = self.pipes.request_id
        record.tenant_id = self.pipes.tenant_id
        return True


class LambdaLoggerHandler(logging.Handler):
    """Each record is a frame, which keeps its level and its lines together."""

    def __init__(self, pipes):
        super().__init__()
        self.pipes = pipes

    def emit(self, record):
        try:
            level = next((name for least, name in LEVELS
                          if record.levelno >= least), "TRACE")
            text = self.format(record)
            text = text[:-1] if text.endswith("\n") else text
            self.pipes.send_log(f"{level} {text}")
        except OSError:
            pass  # the log has no reader left: no reason to fail the handler
        except Exception:  # pylint: disable=broad-except
            self.handleError(record)


def is_json(hello):
    return hello.get("logFormat") == "json"


def set_up_logging(pipes, hello):
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    handler = LambdaLoggerHandler(pipes)
    handler.setFormatter(JsonFormatter() if is_json(hello) else TextFormatter())
    handler.addFilter(RequestFilter(pipes))
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = {"TRACE": "DEBUG"}.get(level, level)
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)
