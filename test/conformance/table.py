"""What came out of the conformance tests, as tables.

    table.py             prints them
    table.py --check     also holds README.md to them
    table.py --write     puts them into README.md
"""

import difflib
import json
import sys

from clients import BUILT, CALLERS, ROOT, RUNTIMES, SERVERS

OUTCOMES = BUILT / "outcomes.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- conformance -->\n", "<!-- /conformance -->\n"

# Columns, in order. A test names the one it fills; several may fill one.
COLUMNS = {
    "runtimes": [
        "result", "error", "panic", "exit", "timeout", "init error", "stream",
        "tenant", "trace", "client context", "deadline", "request id", "ARN",
        "6 MB", "100 calls",
    ],
    "callers": [
        "result", "function error", "Tail", "client context", "qualifier",
        "ARN", "not found", "bad JSON", "6 MB", "list", "get", "Event",
        "DryRun",
    ],
}
ROWS = {"runtimes": RUNTIMES, "callers": CALLERS, "servers": SERVERS}
TITLES = {
    "runtimes": "AWS's runtime clients, unchanged, served by dayfly's host",
    "callers": "Clients of the Invoke API, unchanged, calling dayfly's host",
}

# What a client does not have: no test, a dash, and the reason below.
LACKS = {
    "runtimes": {
        ("python", "stream"): "awslambdaric cannot stream",
    },
    "callers": {
        ("cli", "stream"): "`aws lambda` has no command for it",
    },
}

# What to know about a cell that is ok.
NOTES = {
    "runtimes": {
        ("go", "init error"): "no call for it: the host tells how it exited",
        ("rust", "init error"): "no call for it: the host tells how it exited",
    },
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
        word = {True: "ok", False: "FAIL", None: "not run"}[good]
        hint = NOTES.get(kind, {}).get((row, column))
        return word + (note(hint) if hint else "")

    columns = COLUMNS[kind]
    yield f"**{TITLES[kind]}**\n"
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


def render(outcomes):
    return "\n".join(
        line for kind in COLUMNS for line in lines_of(kind, outcomes))


def main(words):
    outcomes = json.loads(OUTCOMES.read_text()) if OUTCOMES.exists() else {}
    text = render(outcomes)
    print(text)
    readme = README.read_text()
    before, begin, rest = readme.partition(BEGIN)
    old, end, after = rest.partition(END)
    assert begin and end, f"README.md has no {BEGIN.strip()}"
    if words == ["--write"]:
        README.write_text(before + BEGIN + text + END + after)
    if words == ["--check"] and old != text:
        print("README.md says otherwise; make conformance UPDATE=1 corrects it")
        print("".join(difflib.unified_diff(
            old.splitlines(True), text.splitlines(True), "README.md", "run")))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
