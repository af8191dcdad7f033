"""Lambda's REPORT of one invocation, out of the end of its log: the text form
and the JSON form of it."""

import dataclasses
import json
import re

NUMBER = r"(\d+(?:\.\d+)?)"
# Field: its words in the text, its name in the JSON.
FIELDS = {
    "duration": ("Duration", "durationMs", "ms"),
    "billed": ("Billed Duration", "billedDurationMs", "ms"),
    "memory_size": ("Memory Size", "memorySizeMB", "MB"),
    "memory": ("Max Memory Used", "maxMemoryUsedMB", "MB"),
    "init": ("Init Duration", "initDurationMs", "ms"),
    "restore": ("Restore Duration", "restoreDurationMs", "ms"),
    "billed_restore": ("Billed Restore Duration", "billedRestoreDurationMs",
                       "ms"),
}


@dataclasses.dataclass
class Report:
    """Times in ms, memory in MB; what was not said is None."""

    request: str
    duration: float
    billed: float = None
    memory_size: float = None
    memory: float = None
    init: float = None
    restore: float = None
    billed_restore: float = None
    status: str = ""
    error: str = ""

    @property
    def cold(self):
        return self.init is not None or self.restore is not None


# Between fields there are tabs, in AWS's manual blanks.
SAID = re.compile("({}): (\\S+)(?: (ms|MB))?(?=\\s|$)".format(
    "|".join(name for name, _, _ in FIELDS.values())))


def _text(line):
    request = re.search(r"RequestId: (\S+)", line)
    if not request:
        raise ValueError(f"a REPORT without a RequestId: {line!r}")
    values = {name: (word, unit) for name, word, unit in SAID.findall(line)}
    found = {}
    for field, (name, _, unit) in FIELDS.items():
        if name in values:
            word, said = values[name]
            if said != unit:
                raise ValueError(f"{name} of a REPORT is not in {unit}: "
                                 f"{line!r}")
            found[field] = _number(word, name, line)
    status = re.search(r"\bStatus: (\w+)", line)
    error = re.search(r"\bError Type: (\S+)", line)
    if "duration" not in found:
        raise ValueError(f"a REPORT without a Duration: {line!r}")
    return Report(request[1], status=status[1] if status else "",
                  error=error[1] if error else "", **found)


def _number(word, name, line):
    if not re.fullmatch(NUMBER, str(word)):
        raise ValueError(f"{name} of a REPORT is {word!r}, no number: "
                         f"{str(line)!r}")
    return float(word)


def _json(record):
    metrics = record.get("metrics") or {}
    if not isinstance(metrics, dict) or "durationMs" not in metrics:
        raise ValueError(f"a platform.report without durationMs: {record!r}")
    found = {field: _number(metrics[key], key, record)
             for field, (_, key, _) in FIELDS.items() if key in metrics}
    return Report(str(record.get("requestId", "")),
                  status=record.get("status", ""),
                  error=record.get("errorType", ""), **found)


def _records(log):
    """The lines of the log that are a platform.report."""
    for line in log.splitlines():
        if not line.startswith("{"):
            continue
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict) and told.get("type") == "platform.report":
            record = told.get("record")
            yield record if isinstance(record, dict) else {}


def report_of(log):
    """The last REPORT of a log, of which Lambda hands out the last 4 KB; a
    ValueError says what is wrong with it."""
    lines = [line for line in log.splitlines() if line.startswith("REPORT ")]
    if lines:
        return _text(lines[-1])
    records = list(_records(log))
    if records:
        return _json(records[-1])
    raise ValueError("no REPORT at the end of the log: "
                     f"{log[-300:]!r}" if log else "the log is empty")
