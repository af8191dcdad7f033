"""`logging` as with awslambdaric: its handler, formatter and filter of the root logger,
and its JSON."""

import json
import re

from test_python import answer_of

JSON = {"AWS_LAMBDA_LOG_FORMAT": "JSON"}


TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def lines(answer):
    """Split at line ends alone: a CR stands for one within a record."""
    text = re.sub(r"\bonce-\d+", "ID", re.sub(TIME, "TIME", answer.log))
    return text.split("\n")[:-1]


def test_a_record_is_that_of_awss_client_byte_for_byte(tmp_path):
    answer = answer_of(tmp_path, """
import logging, sys, warnings
log = logging.getLogger()
log.warning("at import")
def handler(event, context):
    log.info("not told: the level is WARNING, as on AWS")
    log.setLevel(logging.DEBUG)
    log.debug("one")
    print("by print\\nin lines")
    log.warning("two\\nlines", extra={"order": 7})
    log.critical("three")
    log.log(25, "four")
    try:
        [][1]
    except IndexError:
        log.exception("five")
    context.log("by the context")
    context.log("and again\\n")
    sys.stderr.write("raw\\n")
    print("no end", end="")
    log.error("six")
""")
    told = lines(answer)
    caught = told.pop(7)
    assert told == [
        "[WARNING]\tTIME\t\tat import",
        "[DEBUG]\tTIME\tID\tone", "by print", "in lines",
        "[WARNING]\tTIME\tID\ttwo\rlines", "[CRITICAL]\tTIME\tID\tthree",
        "[Level 25]\tTIME\tID\tfour", "by the context", "and again", "raw",
        "no end", "[ERROR]\tTIME\tID\tsix"]
    assert caught.startswith("[ERROR]\tTIME\tID\tfive\rTraceback (most recent")
    assert caught.endswith("\rIndexError: list index out of range")


def test_an_error_is_that_of_awss_client_byte_for_byte(tmp_path):
    answer = answer_of(tmp_path, """
def handler(event, context):
    raise KeyError("why")
""")
    assert lines(answer) == [
        "[ERROR] KeyError: 'why'\rTraceback (most recent call last):\r"
        f"\u00a0\u00a0File \"{tmp_path}/app.py\", line 2, in handler\r"
        '\u00a0\u00a0\u00a0\u00a0raise KeyError("why")']


def test_an_error_in_json_is_that_of_awss_client(tmp_path):
    answer = answer_of(tmp_path, """
def handler(event, context):
    raise KeyError("é")
""", **JSON)
    [line] = answer.log.splitlines()
    told = json.loads(line)
    assert list(told) == ["timestamp", "level", "errorMessage", "errorType",
                          "requestId", "stackTrace"]
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}Z", told["timestamp"])
    assert '"level": "ERROR", "errorMessage": "\'é\'"' in line
    assert told["requestId"] == answer.json["requestId"]


def test_a_record_that_cannot_be_formatted_is_an_error_of_the_handler(tmp_path):
    """As with AWS's client, whose handler lets it through."""
    answer = answer_of(tmp_path, """
import logging
def handler(event, context):
    logging.warning("%d", "x")
""")
    assert answer.json["errorType"] == "TypeError"


def test_handler_and_filter_have_the_names_of_awss_client(tmp_path):
    code = """
import logging
def handler(event, context):
    found = logging.getLogger().handlers[0]
    return [type(found).__name__, type(found.filters[0]).__name__,
            type(found.formatter).__name__]
"""
    assert answer_of(tmp_path, code).json == [
        "LambdaLoggerHandler", "LambdaLoggerFilter", "Formatter"]
    assert answer_of(tmp_path, code, **JSON).json == [
        "LambdaLoggerHandlerWithFrameType", "LambdaLoggerFilter", "JsonFormatter"]


def test_a_formatter_of_the_handlers_is_all_of_the_record(tmp_path):
    answer = answer_of(tmp_path, """
import logging
root = logging.getLogger()
form = "%(levelname)s [%(aws_request_id)s] %(tenant_id)s %(message)s"
def handler(event, context):
    root.handlers[0].setFormatter(logging.Formatter(form))
    root.warning("careful")
    logging.basicConfig(format="%(message)s", force=True)
    root.warning("to stderr")
""")
    assert lines(answer) == ["WARNING [ID] None careful", "to stderr"]


def test_the_formatter_has_awss_format(tmp_path):
    answer = answer_of(tmp_path, """
import logging
def handler(event, context):
    form = logging.getLogger().handlers[0].formatter
    return [form._fmt, form.datefmt]
""")
    assert answer.json == ["[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t"
                           "%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"]


def test_in_json_a_record_has_its_members(tmp_path):
    answer = answer_of(tmp_path, """
import logging
log = logging.getLogger("shop")
def handler(event, context):
    log.warning("paid %d", 7, extra={"order": 7, "kinds": {1}})
    log.error({"paid": 7})
    log.log(25, "rounded")
    log.critical("two\\nlines")
    try:
        [][1]
    except IndexError:
        log.exception("caught")
    return context.aws_request_id
""", AWS_LAMBDA_LOG_LEVEL="DEBUG", **JSON)
    told = [json.loads(line) for line in answer.log.splitlines()]
    assert {record.pop("requestId") for record in told} == {answer.json}
    assert {record.pop("logger") for record in told} == {"shop"}
    assert all(record.pop("timestamp").endswith("Z") for record in told)
    caught = told.pop()
    assert told == [
        {"level": "WARNING", "message": "paid 7", "order": 7, "kinds": "{1}"},
        {"level": "ERROR", "message": {"paid": 7}},
        {"level": "INFO", "message": "rounded"},
        {"level": "CRITICAL", "message": "two\nlines"}]
    assert caught["errorType"] == "IndexError"
    assert caught["errorMessage"] == "list index out of range"
    assert caught["location"].startswith(f"{tmp_path}/app.py:handler:")
    assert '  File "' in caught["stackTrace"][0]


def test_in_json_the_level_of_the_setting_holds(tmp_path):
    answer = answer_of(tmp_path, """
import logging
def handler(event, context):
    logging.warning("not told")
    logging.error("told")
""", AWS_LAMBDA_LOG_LEVEL="ERROR", **JSON)
    assert [json.loads(line)["message"] for line in answer.log.splitlines()] == [
        "told"]


def test_the_trace_context_is_not_in_the_client_context(tmp_path, wire):
    (tmp_path / "app.py").write_text("""
def handler(event, context):
    return [context.w3c(), context.client_context.custom,
            hasattr(context.client_context, "w3c")]
""")
    peer = wire("app.handler", PATH="/usr/bin:/bin")
    told = json.dumps({"custom": {"a": 1},
                       "w3c": {"traceparent": "00-1", "tracestate": 1, "b": "c"}})
    answer = peer.turn(Lambda_Runtime_Client_Context=told)[2]
    assert json.loads(answer) == [{"traceparent": "00-1"}, {"a": 1}, False]
