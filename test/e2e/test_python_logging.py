"""`logging` as with awslambdaric: its handler, formatter and filter of the root logger,
and its JSON."""

import json

from test_python import answer_of

JSON = {"AWS_LAMBDA_LOG_FORMAT": "JSON"}


def texts(answer):
    # Split at line ends alone: a CR stands for one within a record.
    return [line.split("\t", 2)[2] for line in answer.log.split("\n") if line]


def test_logging_keeps_level_and_lines_together(tmp_path):
    answer = answer_of(tmp_path, """
import logging
log = logging.getLogger()
def handler(event, context):
    log.info("not told: the level is WARNING, as on AWS")
    log.setLevel(logging.DEBUG)
    log.debug("one")
    print("by print")
    log.warning("two\\nlines")
    log.critical("three")
""")
    assert texts(answer) == ["DEBUG\tone", "INFO\tby print", "WARN\ttwo\rlines",
                             "FATAL\tthree"]


def test_a_formatter_of_the_handlers_may_name_the_request(tmp_path):
    answer = answer_of(tmp_path, """
import logging
root = logging.getLogger()
form = "%(levelname)s [%(aws_request_id)s] %(tenant_id)s %(message)s"
def handler(event, context):
    root.handlers[0].setFormatter(logging.Formatter(form))
    root.warning("careful")
    return context.aws_request_id
""")
    assert texts(answer) == [f"WARN\tWARNING [{answer.json}] None careful"]


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
