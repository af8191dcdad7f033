"""What is logged."""

import json

import pytest

from hosting import make_function, on_terminal

pytestmark = pytest.mark.prompt


def test_an_error_body_reaches_the_caller_and_its_type_the_report(host):
    host.invoke("one", {"do": "error"})
    log = host.wait_log("REPORT")
    assert "Status: error\tError Type: Runtime.Sad\t" in log
    assert "Max Memory Used: 3 MB" in log


def test_the_report_has_true_numbers(host):
    first = host.invoke("one", {"do": "sleep", "s": 0.2})
    second = host.invoke("one", {"do": "print", "text": ""})
    log = host.wait_log("Max Memory Used: 2 MB")
    reports = [dict(part.split(": ", 1) for part in line.split("\t") if part)
               for line in log.splitlines() if line.startswith("REPORT")]
    assert [r["REPORT RequestId"] for r in reports] == [
        first.headers["x-amzn-requestid"], second.headers["x-amzn-requestid"]]
    duration = float(reports[0]["Duration"].split()[0])
    assert 200 <= duration < 2000
    billed = int(reports[0]["Billed Duration"].split()[0])
    # Rounded up from what is told as hundredths.
    assert duration <= billed <= duration + 1
    assert reports[0]["Memory Size"] == "128 MB"
    assert "Max Memory Used" not in reports[0]
    assert float(reports[0]["Init Duration"].split()[0]) > 1
    assert "Init Duration" not in reports[1]


def test_the_start_of_a_bootstrap_is_reported_apart_from_the_call(
        tmp_path, serve):
    make_function(tmp_path / "one", TEST_START="slow")
    host = serve()
    host.invoke("one", 1)
    log = host.wait_log("REPORT")
    init = float(log.split("Init Duration: ")[1].split()[0])
    duration = float(log.split("\tDuration: ")[1].split()[0])
    assert init >= 500 and duration < 490


def test_log_lines_name_their_function_when_there_are_several(
        tmp_path, serve):
    make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    host = serve()
    host.invoke("one", {"do": "print", "text": "hello\n"})
    assert "one | hello\n" in host.wait_log("REPORT")


def test_a_bootstrap_that_floods_its_log_does_not_grow_the_host(
        tmp_path, serve):
    make_function(tmp_path / "one")
    # A sanitizer would keep what was freed, and look like a leak itself.
    host = serve(env={"ASAN_OPTIONS": "quarantine_size_mb=1:detect_leaks=0"})
    text = ("x" * 99 + "\n") * 10000

    def peak_after(rounds):
        for _ in range(rounds):
            assert host.invoke(
                "one", {"do": "print", "text": text}).body == b"null"
            host.log()
        status = open(f"/proc/{host.process.pid}/status").read()
        return int(status.split("VmHWM:")[1].split()[0])

    assert peak_after(5) + 8000 > peak_after(40)


def test_a_stalled_log_holds_no_call_up(tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve()
    text = "y" * 99 + "\n"
    for _ in range(30):  # nobody reads the log meanwhile
        answer = host.invoke("one", {"do": "print", "text": text * 5000})
        assert answer.body == b"null"
    assert "log lines were lost" in host.wait_log("log lines were lost")


ODD = "\x1b]0;pwned\x07 \x1b[2J\x9b1m \x7f\b \x1b]52;c;cm0\x07 10%\r20%\n"


def test_what_a_terminal_would_obey_is_written_out(host):
    """Wherever the log goes: it is looked at on a terminal in the end."""
    host.invoke("one", {"do": "print", "text": ODD})
    host.wait_log("REPORT")
    assert not [c for c in host.text if (c < 32 and c not in (9, 10))
                or c == 127]
    assert "\\x1b]0;pwned\\x07 \\x1b[2J\\x9b1m \\x7f\\x08" in host.log()
    assert "10%\n\t20%\n" in host.log()


def test_the_lines_of_a_record_are_lines_with_an_indent(tmp_path, serve):
    (tmp_path / "fails").mkdir()
    (tmp_path / "fails" / "lambda_function.py").write_text(
        "import logging\n"
        "def deep():\n    raise ValueError('one\\ntwo')\n"
        "def lambda_handler(event, context):\n"
        "    try:\n        deep()\n"
        "    except ValueError:\n        logging.exception('it failed')\n")
    host = serve()
    host.invoke("fails", 1)
    log = host.wait_log("REPORT")
    assert "\r" not in log
    assert "it failed\n\tTraceback" in log and "in deep\n\t" in log


def test_an_answer_on_a_terminal_is_text(host):
    words = ["invoke", "--endpoint", host.url, "one", "--log", "-d"]
    shown = on_terminal(*words, '"\x7f\u009b2J"')
    assert b'"\\x7f\\x9b2J"\n' in shown
    shown = on_terminal(*words, json.dumps({"do": "print", "text": ODD}))
    assert b"\\x1b]0;pwned\\x07" in shown and b"\x1b" not in shown
    shown = on_terminal("invoke", "--endpoint", host.url, "\x1b[2J")
    assert b"\x1b" not in shown
