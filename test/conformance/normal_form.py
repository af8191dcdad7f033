"""What a call gave, as lines of text that two clients have in common: without
request ids, times, addresses of folders and frames of the client itself."""

import json
import re

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# What is before a text: of Node, of Python, and of an error in Python.
RECORDS = (re.compile(rf"({TIME}\t(?:{ID}|undefined|-|)\t[A-Z]+\t)(.*)", re.S),
           re.compile(rf"(\[[\w ]+\]\t{TIME}\t(?:{ID})?\t)(.*)", re.S),
           re.compile(r"(\[ERROR\] )(.*)", re.S))
# Where a record follows text that has no line end.
UNENDED = re.compile(
    rf"(?<=[^\n])(?={TIME}\t(?:{ID}|undefined)\t[A-Z]+\t|\[[A-Z]+\]\t{TIME}\t)")
# Lines of a stack that are the client's own, dayfly's or AWS's.
CLIENT_FRAME = re.compile(
    r"aws-lambda-ric/|/bridge/\w+\.(js|mjs|py)|lines matching cause|/awslambdaric/|node:internal|"
    r"<frozen (importlib|runpy)|process\.emit |processTicks|at stringify \(<anon|"
    r"importlib/__init__|_gcd_import\(|\b(request_handler|handle_event_request)\(|"
    r"^ *(main|serve|bootstrap\.run|log_error|log_sink\.log_error|"
    r"sys\.stdout\.write|self\.stream\.write)\((sys\.argv|pipes|handler, client|"
    r"error_|msg|\))|handler\(parse_event|^ *\^+$|LAMBDA_WARNING: Unhandled")
STACKS = ("trace", "stack", "stackTrace")
# Node lists a module, and the client that loaded it.
REQUIRED_BY = re.compile(r"Require stack:(\n- .*)+")
TEXT_MAX = 400


def shortened(text):
    if len(text) <= TEXT_MAX:
        return text
    return f"{text[:TEXT_MAX // 4]}… {len(text)} characters"


class Function:
    """`name` in `folder`, as it is replaced in texts."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = str(folder)

    def plain(self, text):
        text = text.replace(self.folder, "TASK")
        text = text.replace(self.name, "NAME")
        text = re.sub(ID, "ID", text)
        text = re.sub(TIME, lambda time: "TIME" if "." in time[0] else "SECONDS", text)
        text = re.sub(r"\[\$LATEST\]\w+", "[$LATEST]STREAM", text)
        text = re.sub(r"\[\d{13}\]", "[TIME]", text).replace("\u00a0", " ")
        text = text.encode("utf-8", "backslashreplace").decode()
        text = REQUIRED_BY.sub("Require stack:\n- …", text)
        text = re.sub(r"\bat (async )?Runtime\.", r"at \1", text)
        text = re.sub(r"\bat (?:exports\.)?handler \((.*?)\)", r"at \1", text)
        return text if "\n" not in text else "\n".join(
            filter(is_own, text.split("\n")))


def is_own(line):
    return not CLIENT_FRAME.search(line)


def clean(value, function):
    """JSON without frames of the client."""
    if isinstance(value, str):
        return function.plain(value)
    if isinstance(value, list):
        return [clean(item, function) for item in value
                if not (isinstance(item, str) and not is_own(item))]
    if isinstance(value, dict):
        return {key: clean(item, function) for key, item in value.items()}
    return value


def member_lines(value, function):
    """An empty stack is none."""
    value = clean(value, function)
    value.pop("dayfly", None)
    return [shortened(f"{name}: {json.dumps(item, ensure_ascii=False)}")
            for name, item in value.items() if name not in STACKS or item]


def error_lines(data, function):
    """An error's members; its own text if it is no JSON."""
    try:
        body = json.loads(data)
    except ValueError:
        return [function.plain(data.decode("utf-8", "replace"))]
    if not isinstance(body, dict):
        return [json.dumps(body)]
    for name in ("timestamp", "requestId"):
        body.pop(name, None)
    return member_lines(dict(sorted(body.items())), function)


def answer_lines(answer, function):
    if answer.failed or answer.status != 200:
        return [f"status {answer.status}, {answer.failed}",
                *error_lines(answer.body, function)]
    text = function.plain(answer.body.decode("utf-8", "backslashreplace"))
    return ["result", shortened(text)]


def json_in(text, function):
    """A record that is an object, or ends in one, with its members in order."""
    head, tab, tail = text.rpartition("\t")
    try:
        value = json.loads(tail)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    return ([head + tab] if tab else []) + member_lines(value, function)


def record_lines(record, function):
    """A record of the log: what is before its first line, that, the other lines."""
    head, text = "", record
    for pattern in RECORDS:
        found = pattern.fullmatch(record)
        if found:
            head, text = function.plain(found[1]), found[2]
            break
    lines = json_in(text, function)
    if lines is None:
        if not is_own(text.partition("\r")[0]):
            head = ""
        lines = [line for line in re.split(r"[\r\n]", function.plain(text))
                 if is_own(line)]
    lines = [shortened(line) for line in lines]
    return [head + lines[0], *lines[1:]] if lines else [head]


def log_lines(records, function):
    """Of the records of a call. AWS's clients write what is printed as it is, so
    that a text may have no end and each of its lines is a record."""
    lines = []
    for record in records:
        for part in UNENDED.split(record):
            lines += record_lines(part, function)
    return list(filter(None, lines))
