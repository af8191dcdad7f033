"""Errors as AWS's client for Python reports them, and the view of them for X-Ray."""

import json
import os
import time
import traceback

XRAY_FRAMES_MAX = 40  # of a stack
XRAY_NAME_MAX = 256  # of a path or function
XRAY_MESSAGE_MAX = 1024


class BridgeError(Exception):
    """An error of the bridge itself: reported exactly as given."""

    def __init__(self, kind, message, stack=()):
        super().__init__(message)
        self.kind = f"Runtime.{kind}"
        self.stack = list(stack)


def frames_of(error):
    """The stack without the bridge's own frames, which are the outermost."""
    frames = traceback.extract_tb(error.__traceback__)
    for at, frame in enumerate(frames):
        if frame.filename != __file__ and "importlib" not in frame.filename:
            return frames[at:]
    return []


def lines_of(frames):
    """As AWS's client: without marks of columns."""
    return traceback.format_list(
        [(frame.filename, frame.lineno, frame.name, frame.line)
         for frame in frames])


def stack_lines(error):
    return lines_of(frames_of(error))


def text_of(value):
    try:
        return str(value)
    except Exception:  # pylint: disable=broad-except
        return "an error that has no text form"


def xray_of(kind, message, frames):
    paths = [frame.filename[:XRAY_NAME_MAX] for frame in frames]
    stack = [{"label": frame.name[:XRAY_NAME_MAX], "path": path,
              "line": frame.lineno} for frame, path in zip(frames, paths)]
    return {"working_directory": os.getcwd(),
            "exceptions": [{"type": kind, "message": message[:XRAY_MESSAGE_MAX],
                            "stack": stack}],
            "paths": sorted(set(paths))}


def indented(line):
    """With blanks that CloudWatch keeps, as AWS's client does it."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


def text_record(body):
    """What AWS's client logs of an error in text format."""
    message = body["errorMessage"]
    lines = [f"[ERROR] {body['errorType']}" + (message and f": {message}"),
             "Traceback (most recent call last):"]
    for entry in body["stackTrace"]:
        lines += map(indented, entry.splitlines() or [""])
    return "\n".join(lines)


def json_record(body):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return json.dumps({"timestamp": now, "level": "ERROR", **body},
                      ensure_ascii=False)


def error_body(error, request_id=None, is_json=False):
    """The payload of an error frame. The mark of `record`: it is the whole one."""
    if isinstance(error, BridgeError):
        kind, frames, stack = error.kind, [], error.stack
    else:
        kind, frames = type(error).__name__, frames_of(error)
        stack = lines_of(frames)
    message = text_of(error)
    body = {"errorMessage": message, "errorType": kind,
            "requestId": request_id or "", "stackTrace": stack}
    record = "=" + (json_record if is_json else text_record)(body)
    body["record"] = record.encode("utf-8", "backslashreplace").decode()
    if frames:
        body["xray"] = xray_of(kind, message, frames[-XRAY_FRAMES_MAX:])
    return json.dumps(body)
