"""The same handler on AWS's client and on dayfly: what differs.

    handlers.py [NAME...]    runs all, or these, and prints a row for each

A case is a file or a folder in handlers/LANGUAGE and an entry of its cases.json. A
file that no tool should parse has the suffix .txt. The entry:

    handler   what _HANDLER is; NAME.handler if absent
    events    one by default, {}. A text is sent as it is
    headers   of each call
    env       variables of the function
    differs   what is allowed to differ `in` the answer or the log: `why`, or a key
              of `reasons`, and the lines, "- " of AWS's client, "+ " of dayfly
"""

import collections
import concurrent.futures
import difflib
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "host"))

from clients import BUILT  # noqa: E402
from hosting import Host, wait_for  # noqa: E402
from normal_form import Function, answer_lines, log_lines  # noqa: E402

SET = HERE / "handlers"
CLIENTS = {
    "javascript": "exec node '{built}/node/node_modules/aws-lambda-ric/bin/"
                  "index.mjs' \"$_HANDLER\"",
    "python": "AWS_EXECUTION_ENV=AWS_Lambda_python3.12 PYTHONPATH='{built}/python/site' exec '{built}/python/python' "
              "-m awslambdaric \"$_HANDLER\"",
}
# Lines of a log that are about the client, not from the handler. What is killed is
# told before or after the END of its event.
ABOUT = re.compile(r"dayfly: (killed|the (template|module))|Executing '|"
                   r"(START|END|REPORT) RequestId")


class Case:
    def __init__(self, language, name, entry, reasons):
        self.language, self.name = language, name
        self.file = next(SET.joinpath(language).glob(f"{name}.*"),
                         SET / language / name)
        self.handler = entry.get("handler", f"{name}.handler")
        self.events = entry.get("events", [{}])
        self.headers = entry.get("headers", {})
        self.env = entry.get("env", {})
        self.differs = [{**it, "why": reasons.get(it["why"], it["why"])}
                        for it in entry.get("differs", [])]

    @property
    def row(self):
        return f"{self.language}/{self.name}"

    def reasons(self, what):
        return "; ".join(dict.fromkeys(
            it["why"] for it in self.differs if it["in"] == what))

    def make(self, folder, client=None):
        """The function's folder; `client`: the program that runs it."""
        if self.file.is_dir():
            shutil.copytree(self.file, folder,
                            ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir()
            shutil.copy(self.file, folder / self.file.name.removesuffix(".txt"))
        if client:
            program = folder / "bootstrap"
            program.write_text("#!/bin/sh\n" + client.format(built=BUILT) + "\n")
            program.chmod(0o755)
        (folder / "dayfly.json").write_text(json.dumps(
            {"handler": self.handler, "timeout": 4, "concurrency": 1,
             "env": self.env}))


def cases():
    """Of all languages, by row."""
    found = {}
    for path in sorted(SET.glob("*/cases.json")):
        data = json.loads(path.read_text())
        for name, entry in data["cases"].items():
            case = Case(path.parent.name, name, entry, data["reasons"])
            found[case.row] = case
    return found


def records_of(text, name):
    """What function `name` logged. A line that begins with a TAB continues."""
    records, is_its = [], False
    for line in text.split("\n"):
        head, bar, rest = line.partition(" | ")
        if bar and re.fullmatch(r"[\w-]+", head):
            is_its = head == name
            if is_its:
                records.append(rest)
        elif is_its and line.startswith("\t"):
            records[-1] += "\r" + line[1:]
    return records


def parts_of(records):
    """The records before the first event, and of each event."""
    parts, is_event = [[]], False
    for record in records:
        if record.startswith("START RequestId"):
            parts.append([])
            is_event = True
        elif record.startswith("END RequestId"):
            is_event = False
        elif not ABOUT.search(record) and (is_event or len(parts) == 1):
            parts[-1].append(record)
    return parts


def call(host, case, function):
    """Lines of the answers and of the log."""
    answers, headers = [], dict(case.headers)
    count = 0
    for event in case.events:
        body = event if isinstance(event, str) else json.dumps(event)
        answer = host.invoke(function.name, body=body.encode(), **headers)
        answers += answer_lines(answer, function)
        count += answer.status == 200
        wait_for(lambda: host.log().count(
            f"{function.name} | REPORT RequestId") >= count)
    parts = parts_of(records_of(host.log(), function.name))
    return answers, [line for part in parts for line in log_lines(part, function)]


def run(case):
    """{what: the lines of AWS's client, the lines of dayfly}"""
    with tempfile.TemporaryDirectory(prefix="handlers.") as home:
        home = pathlib.Path(home).resolve()
        case.make(home / "function-a", CLIENTS[case.language])
        case.make(home / "function-d")
        host = Host(home)
        try:
            functions = [Function(name, home / name)
                         for name in ("function-a", "function-d")]
            with concurrent.futures.ThreadPoolExecutor() as pool:
                theirs, ours = pool.map(
                    lambda function: call(host, case, function), functions)
        finally:
            host.close()
    return {"answer": (theirs[0], ours[0]), "log": (theirs[1], ours[1])}


def differences(theirs, ours):
    return [line for line in difflib.ndiff(theirs, ours) if line[0] in "-+"]


def unexpected(case, what, pair):
    """What differs and may not, and what may and does not."""
    allowed = collections.Counter(
        line for it in case.differs if it["in"] == what
        for line in it["lines"])
    seen = collections.Counter(differences(*pair))
    return ([f"differs: {line}" for line in (seen - allowed).elements()] +
            [f"differs no more: {line}" for line in (allowed - seen).elements()])


def main(names):
    sys.stdout.reconfigure(errors="backslashreplace")
    os.environ["PATH"] = f"{BUILT.parent / 'bin'}:{os.environ['PATH']}"
    chosen = [case for row, case in cases().items()
              if not names or row in names or case.name in names]
    good = 0
    for case in chosen:
        try:
            found = run(case)
        except AssertionError as error:
            print(f"| {case.row} | FAIL | FAIL | {error} |")
            continue
        wrong = {what: unexpected(case, what, pair)
                 for what, pair in found.items()}
        words = ["FAIL" if wrong[what] else
                 f"ok ({case.reasons(what)})" if case.reasons(what) else "ok"
                 for what in found]
        print(f"| {case.row} | " + " | ".join(words) + " |")
        for what, lines in wrong.items():
            for line in lines:
                print(f"      {what} {line}")
        good += not any(wrong.values())
        sys.stdout.flush()
    print(f"{good} of {len(chosen)} handlers give the same")
    return good < len(chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
