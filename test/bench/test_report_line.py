"""What is read of a REPORT, in all the shapes that AWS documents."""

import json

import pytest

import report_line

ID = "3604209a-e9a3-11e6-939a-754dd98c7be3"
PLAIN = (f"REPORT RequestId: {ID}\tDuration: 12.34 ms\tBilled Duration: 13 ms"
         "\tMemory Size: 128 MB\tMax Memory Used: 18 MB\t")


def read(log):
    return report_line.report_of(log)


def test_a_warm_report():
    report = read(f"START RequestId: {ID} Version: $LATEST\nhello\n"
                  f"END RequestId: {ID}\n{PLAIN}\n")
    assert (report.request, report.duration, report.billed) == (ID, 12.34, 13)
    assert (report.memory_size, report.memory) == (128, 18)
    assert report.init is None and not report.cold


@pytest.mark.parametrize("more, init, restore", [
    ("Init Duration: 167.36 ms\t", 167.36, None),
    ("Init Duration: 167.36 ms\t\nXRAY TraceId: 1-5e34a614-10bdxxxx\t"
     "SegmentId: 07f148\tSampled: true\t", 167.36, None),
    ("Restore Duration: 45.6 ms\tBilled Restore Duration: 2 ms\t", None, 45.6)])
def test_a_cold_report_has_the_time_of_init_or_restore(more, init, restore):
    report = read(PLAIN + more + "\n")
    assert report.cold and (report.init, report.restore) == (init, restore)
    assert (report.duration, report.billed) == (12.34, 13)


@pytest.mark.parametrize("more, status, error", [
    ("Status: timeout", "timeout", ""),
    ("Status: error\tError Type: Runtime.ExitError", "error",
     "Runtime.ExitError")])
def test_a_report_of_a_failure(more, status, error):
    report = read(PLAIN + more)
    assert (report.status, report.error) == (status, error)


def test_a_report_as_the_manual_prints_it():
    report = read(PLAIN.replace("\t", " ").replace("ms M", "ms  M"))
    assert (report.duration, report.billed, report.memory) == (12.34, 13, 18)


def test_a_report_of_managed_instances_has_a_duration_alone():
    report = read(f"REPORT RequestId: {ID}\tDuration: 1.20 ms\n")
    assert (report.duration, report.billed) == (1.2, None)


def test_a_report_as_the_emulator_orders_it():
    report = read(f"REPORT RequestId: {ID}\tInit Duration: 0.02 ms\t"
                  "Duration: 51.09 ms\tBilled Duration: 52 ms\t"
                  "Memory Size: 3008 MB\tMax Memory Used: 3008 MB\t\n")
    assert (report.init, report.duration) == (0.02, 51.09)


def test_a_report_in_json():
    report = read("not json\n{}\n" + json.dumps({
        "time": "2026-01-01T00:00:00Z", "type": "platform.report", "record": {
            "requestId": ID, "status": "success", "metrics": {
                "durationMs": 1.5, "billedDurationMs": 2, "memorySizeMB": 128,
                "maxMemoryUsedMB": 40, "initDurationMs": 99.5}}}))
    assert (report.request, report.duration, report.init) == (ID, 1.5, 99.5)
    assert (report.memory, report.status) == (40, "success")


def test_the_last_report_counts():
    assert read(PLAIN + "\n" + PLAIN.replace("12.34", "1.00")).duration == 1


@pytest.mark.parametrize("log, said", [
    ("", "empty"),
    ("REPORTED\nhello", "no REPORT"),
    ("REPORT ", "RequestId"),
    (f"REPORT RequestId: {ID}", "without a Duration"),
    (PLAIN.replace("12.34", "fast"), "'fast', no number"),
    (PLAIN.replace("12.34", "-1"), "'-1', no number"),
    (PLAIN.replace("12.34 ms", "12.34 s"), "not in ms"),
    (PLAIN.replace("18 MB", ""), ""),
    ('{"type":"platform.report"}', "without durationMs"),
    ('{"type":"platform.report","record":[]}', "without durationMs"),
    ('{"type":"platform.report","record":{"metrics":{"durationMs":"x"}}}',
     "'x', no number")])
def test_garbage_is_reported_as_such(log, said):
    if not said:
        assert read(log).memory is None
        return
    with pytest.raises(ValueError, match=said):
        read(log)
