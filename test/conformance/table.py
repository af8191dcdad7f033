"""The results of the conformance tests, as tables.

    table.py             prints them
    table.py --check     also compares the page that has them
    table.py --write     writes them into the page
"""

import difflib
import json
import sys

import handlers
from clients import (BUILT, CALLERS, EMULATOR, FRAMEWORKS, ROOT, RUNTIMES,
                     SERVERS)

OUTCOMES = BUILT / "outcomes.json"
PAGE = ROOT / "test/conformance/README.md"
WORDS = {True: "ok", False: "FAIL", None: "not run"}
BEGIN, END = "<!-- conformance -->\n", "<!-- /conformance -->\n"

# Columns, in order. A test names the one it fills; several may fill one.
COLUMNS = {
    "runtimes": [
        "result", "error", "panic", "exit", "timeout", "init error", "stream",
        "stream live", "stream fails", "URL", "URL stream", "tenant", "trace", "client context",
        "deadline", "request id", "ARN", "6 MB", "100 calls", "4 at once",
        "zip",
    ],
    "callers": [
        "result", "function error", "Tail", "client context", "qualifier",
        "ARN", "not found", "bad JSON", "6 MB", "list", "get", "Event",
        "DryRun", "stream", "life",
    ],
    "servers": [
        "result", "error", "crash", "timeout", "init error", "stream",
        "JavaScript", "tenant", "client context", "trace", "deadline", "busy", "late",
    ],
    "frameworks": [
        "text", "JSON, path, query", "bytes both ways", "cookies", "not found",
        "its own error page", "stream live",
    ],
    "handlers": ["answer", "log"],
}
CASES = handlers.cases()
# Where the emulator departs from Lambda: the request, what it does, what the
# host does.
DEPARTURES = {
    "1": ("two calls at once", "panics; neither caller gets an answer",
          "the second runs in a runtime process of its own"),
    "2": ("a function's error", "no header distinguishes it from a result",
          "`X-Amz-Function-Error`, version, request id, `application/json`"),
    "3": ("`Event`, `DryRun`, `Tail`, a qualifier; an event or a client "
          "context that is not JSON",
          "all ignored; such an event is passed on; such a context is 500",
          "202, 204, the end of the log, 404; 400"),
    "4": ("`X-Amzn-Trace-Id`", "never reaches the runtime", "reaches it"),
    "5": ("a timeout", "200 and a line of plain text",
          "200, function error `Sandbox.Timedout`"),
    "6": ("a runtime that exits", "502, no REPORT",
          "200, function error `Runtime.ExitError`, REPORT"),
    "7": ("another error after an init error", "reports the old init error",
          "reports the new error"),
    "8": ("more memory than the function has", "not detected",
          "not detected either"),
    "9": ("a streamed answer", "collected; no `InvokeWithResponseStream`",
          "passed on as it comes"),
    "10": ("request ids", "random UUIDs, version 4",
           "the same, and reported to the caller"),
}
ROWS = {"runtimes": RUNTIMES, "callers": CALLERS, "servers": SERVERS,
        "frameworks": FRAMEWORKS,
        "handlers": {row: f"`{row}`" for row in CASES}}
TITLES = {
    "runtimes": "AWS's runtime clients, unchanged, served by dayfly's host",
    "callers": "Clients of the Invoke API, unchanged, calling dayfly's host",
    "servers": "dayfly's bootstrap under the real emulator, and under the host",
    "frameworks": "A web framework's app, unchanged, as a `fetch` handler, "
    "by the host's function URL",
    "handlers": "Same handler, AWS's client: {} handlers on "
    f"{RUNTIMES['node']} or {RUNTIMES['python']} and on dayfly, by "
    "`dayfly serve`",
}

# What a client cannot do: no test, a dash, and the reason below.
LACKS = {
    "runtimes": {
        ("python", "stream"): "this client cannot stream",
        ("python", "stream live"): "this client cannot stream",
        ("python", "stream fails"): "this client cannot stream",
        ("python", "URL stream"): "this client cannot stream",
        ("node", "4 at once"): "this client takes one event at a time",
        ("rust", "stream fails"): "this client writes the failure into the "
        "body instead of after it",
    },
    "callers": {
        ("cli", "stream"): "`aws lambda` has no command for it",
        ("cli", "life"): "`test/host` runs it by AWS CLI 2",
    },
    "servers": {
        ("rie", "trace"): "this server never passes it on",
        ("rie", "busy"): "this server crashes on a second call",
        ("rie", "late"): "this server ends a late runtime",
        ("rie-m", "tenant"): "this server never passes it on",
        ("rie-m-16", "tenant"): "this server never passes it on",
        ("host", "late"): "this server ends a late runtime",
        ("host-16", "late"): "this server sends the true deadline, and the "
        "bootstrap keeps it",
    },
}

# A remark on a cell that is ok.
NOTES = {
    "runtimes": {
        ("go", "init error"): "this client does not report it: the host reports how it exited",
        ("rust", "init error"): "this client does not report it: the host reports how it exited",
    },
    "servers": {
        ("rie-m", "stream"): "the server collects it",
        ("rie", "stream"): "the server collects it",
        ("rie-m", "deadline"): "the server sends one years ahead; the "
        "bootstrap uses the function's timeout",
        ("rie-m", "busy"): "the second call gets 400 Runtime.Unavailable",
        ("rie-m", "init error"): "in the log of the server, which then exits",
        ("rie-m-16", "stream"): "the server collects it",
        ("rie-m-16", "deadline"): "the server sends one years ahead; the "
        "bootstrap uses the function's timeout",
        ("rie-m-16", "busy"): "both run at once",
        ("rie-m-16", "init error"): "in the log of the server, which then exits",
        ("host-16", "busy"): "both run at once",
    },
    "handlers": {(row, what): case.reasons(what)
                 for row, case in CASES.items() for what in ("answer", "log")},
}


def lines_of(kind, outcomes):
    reasons = []

    def note(text):
        if text not in reasons:
            reasons.append(text)
        return f" ({reasons.index(text) + 1})"

    def cell(row, column):
        lack = LACKS.get(kind, {}).get((row, column))
        if lack:
            return "—" + note(lack)
        good = outcomes.get(kind, {}).get(row, {}).get(column)
        word = WORDS[good]
        hint = NOTES.get(kind, {}).get((row, column))
        return word + (note(hint) if hint else "")

    columns = COLUMNS[kind]
    yield f"**{TITLES[kind]}**\n".format(len(ROWS[kind]))
    yield "| | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for row, name in ROWS[kind].items():
        cells = [cell(row, column) for column in columns]
        yield f"| {name} | " + " | ".join(cells) + " |"
    yield ""
    for number, text in enumerate(reasons, 1):
        yield f"({number}) {text}.  "
    if reasons:
        yield ""


def agreement(outcomes):
    """How many handlers give the same."""
    told = outcomes.get("handlers", {})
    good = sum(all(told.get(row, {}).get(what) for what in COLUMNS["handlers"])
               for row in CASES)
    allowed = sum(bool(case.differs) for case in CASES.values())
    yield (f"{good} of {len(CASES)} handlers give the same; in {allowed} of them "
           "something differs as its number says.\n")


def departures(outcomes):
    yield "**Where the emulator departs from Lambda, and the host does not**\n"
    yield f"| | request | {EMULATOR} | `dayfly serve` | shown |"
    yield "|---|---|---|---|---|"
    for number, texts in DEPARTURES.items():
        good = outcomes.get("departures", {}).get(number, {}).get("shown")
        words = [number, *texts, WORDS[good]]
        yield "| " + " | ".join(words) + " |"
    yield ""


def render(outcomes):
    tables = [lines_of(kind, outcomes) for kind in COLUMNS]
    tables.append(agreement(outcomes))
    tables.append(departures(outcomes))
    return "\n".join(line for lines in tables for line in lines)


def main(words):
    outcomes = json.loads(OUTCOMES.read_text()) if OUTCOMES.exists() else {}
    text = render(outcomes)
    print(text)
    before, begin, rest = PAGE.read_text().partition(BEGIN)
    old, end, after = rest.partition(END)
    assert begin and end, f"{PAGE} has no {BEGIN}{END}"
    if words == ["--write"]:
        PAGE.write_text(before + BEGIN + text + END + after)
    if words == ["--check"] and old != text:
        print(f"{PAGE.relative_to(ROOT)} differs; make conformance "
              "UPDATE=1 corrects it")
        print("".join(difflib.unified_diff(
            old.splitlines(True), text.splitlines(True), str(PAGE), "run")))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
