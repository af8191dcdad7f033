"""What handlers do works in a copy of a template as in a process that was started:
each probe of probes/ gives the same answer or the same end in both."""

import json
import pathlib
import re
import subprocess

import pytest

from bridge import Bridge
from copies import ENGINES, Template

FOLDER = pathlib.Path(__file__).parent / "probes"
KINDS = {".mjs": (ENGINES, re.compile(r"^  (?:async )?(\w+)\(\) \{$", re.M)),
         ".py": (("python",), re.compile(r"^def (\w+)\(\):$", re.M))}
FILES = [file for file in sorted(FOLDER.iterdir())
         if file.suffix in KINDS and file.stem != "handler_of"]


def probes_of(file):
    return KINDS[file.suffix][1].findall(file.read_text())


CASES = [(name, file, probe) for file in FILES
         for name in KINDS[file.suffix][0] for probe in probes_of(file)]
CASES.sort(key=lambda case: case[0])
FLAGS = {
    "node": ["--max-old-space-size=200"],
    "deno": ["--allow-all", "--v8-flags=--max-old-space-size=200"],
    "bun": [],
    "python": [],
}
# Its heap has no limit of its own.
ABSENT = {("bun", "endOutOfMemory")}
# The interpreter does not have the first; the second raises an exception.
REFUSED = {("bun", "inspectorSession"), ("python", "failure")}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("probes")
    pem = folder / "key-and-certificate.pem"
    certificate = folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
         "-keyout", str(pem), "-out", str(certificate)],
        check=True, capture_output=True)
    pem.write_text(pem.read_text() + certificate.read_text())
    return {"PROBE_PEM": str(pem), "TMPDIR": str(folder), "PWD": str(FOLDER)}


class Subject:
    """The probes of one file in one interpreter: a template, and a started process
    that waits for its turn."""

    def __init__(self, name, file, environment):
        self.words = name, FOLDER, f"{file.stem}.handler"
        self.more = {"flags": FLAGS[name], "env": environment, "file": file}
        self.template = Template(*self.words, **self.more)
        self.template.ready()
        self.template.prepare()
        self.spare = Bridge(*self.words, **self.more)

    def start(self):
        process, self.spare = self.spare, Bridge(*self.words, **self.more)
        return process

    def close(self):
        self.template.__exit__()
        self.spare.__exit__()


@pytest.fixture(scope="module")
def subject_of(environment):
    """subject_of(name, file): closes the one before."""
    open_ones = {}

    def find(*key):
        if key not in open_ones:
            for each in open_ones.values():
                each.close()
            open_ones.clear()
            open_ones[key] = Subject(*key, environment)
        return open_ones[key]

    yield find
    for each in open_ones.values():
        each.close()


def outcome(process, probe):
    """The answer or the end: kind, value, exit status."""
    process.feed({"probe": probe})
    if not probe.startswith("end"):
        kind, payload = process.answer()
        value = json.loads(payload)
        if kind == "error":
            value = value["errorType"], value["errorMessage"]
        return kind, value, None
    status = process.ended()
    answers = [(kind, json.loads(payload)["errorMessage"])
               for kind, payload in process.out.frames if kind != "ready"]
    return "end", answers, status


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_table_has_all_probes(file):
    name = KINDS[file.suffix][0][0]
    with Bridge(name, FOLDER, f"{file.stem}.handler", file=file) as process:
        assert process.call({"probe": None}) == probes_of(file)


@pytest.mark.parametrize("name, file, probe", CASES,
                         ids=lambda value: getattr(value, "stem", value))
def test_a_copy_does_what_a_started_process_does(subject_of, name, file, probe):
    if (name, probe) in ABSENT:
        pytest.skip("ends by the memory of the machine")
    at = subject_of(name, file)
    with at.template.copy() as copy, at.start() as process:
        copied = outcome(copy, probe)
        assert copied == outcome(process, probe)
    kind = "end" if probe.startswith("end") else "result"
    assert copied[0] == ("error" if (name, probe) in REFUSED else kind), copied
