"""The log: records of `logging` as frames of kind `log`: LEVEL SP text."""

import logging
import os
import time

LEVELS = ((50, "FATAL"), (40, "ERROR"), (30, "WARN"), (20, "INFO"), (10, "DEBUG"))


class FrameHandler(logging.Handler):
    """Each record is a frame, which keeps its level and its lines together."""

    def __init__(self, pipes):
        super().__init__()
        self.pipes = pipes

    def emit(self, record):
        try:
            level = next((name for least, name in LEVELS
                          if record.levelno >= least), "TRACE")
            text = self.format(record)
            self.pipes.send(self.pipes.log, "log", f"{level} {text}")
        except OSError:
            pass  # the log has no reader left: no reason to fail the handler
        except Exception:  # pylint: disable=broad-except
            self.handleError(record)


def set_up_logging(pipes, hello):
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    root.addHandler(FrameHandler(pipes))
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}.get(
        level, level)
    if hello.get("logFormat") == "json" and level:
        try:
            root.setLevel(level)
        except ValueError:
            pass  # the platform set a level that Python does not know
