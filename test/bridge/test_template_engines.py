"""Node, Deno and Bun as templates, by the library alone: the bridge has no part in
it. Each copy uses what the engine does on its other threads."""

import os

import pytest

from bridge import interpreter
from control import LIBRARY, ROOT
from template import Template

SCRIPT = ROOT / "test/bridge/template.js"
DENO = ("run --quiet --no-prompt --no-config --no-lock --no-code-cache "
        "--no-remote").split()
ENV = {"DENO_DIR": "/dev/null/x", "BUN_RUNTIME_TRANSPILER_CACHE_PATH": "0"}


@pytest.fixture(params=["node", "deno", "bun"])
def name(request):
    return request.param


def loaded(name):
    flags = {"deno": DENO, "bun": ["--no-install"]}.get(name, [])
    words = [LIBRARY, 3] if name == "bun" else []
    template = Template([interpreter(name), *flags, SCRIPT, *words], env=ENV)
    assert template.read_line() == b"loaded"
    return template


def run_copy(template, text):
    with template.copy() as copy:
        copy.write(text + b"\n")
        assert copy.read_line() == text + b" 32"
        assert copy.wait() == 7
        return copy.pid


def resident_kib(template):
    with open(f"/proc/{template.pid}/status") as status:
        return next(int(line.split()[1]) for line in status
                    if line.startswith("VmRSS:"))


def test_two_hundred_copies_are_whole_and_leave_nothing(name):
    with loaded(name) as template:
        template.prepare()
        run_copy(template, b"warm")
        fds = len(os.listdir(f"/proc/{template.pid}/fd"))
        memory = resident_kib(template)
        pids = {run_copy(template, b"event %d" % i)
                for i in range(200 if name == "node" else 20)}
        assert len(pids) == (200 if name == "node" else 20)
        assert len(os.listdir(f"/proc/{template.pid}/fd")) == fds
        assert resident_kib(template) <= memory + 256


def test_copies_run_at_the_same_time(name):
    with loaded(name) as template:
        template.prepare()
        copies = [template.copy() for _ in range(5)]
        for i, copy in enumerate(copies):
            copy.write(b"%d\n" % i)
        for i, copy in enumerate(copies):
            with copy:
                assert copy.read_line() == b"%d 32" % i


def test_it_goes_on_when_the_socket_ends(name):
    with loaded(name) as template:
        template.prepare()
        run_copy(template, b"copy")
        template.control.close()
        template.write(b"event\n")
        assert template.read_line() == b"event 32"
        assert template.process.wait(20) == 7


def test_it_takes_an_event_before_it_is_asked(name):
    with loaded(name) as template:
        template.write(b"event\n")
        assert template.read_line() == b"event 32"
