"""Who gets the first event of a runtime, which dayfly's bootstrap asks for only
when it has looked at the function."""

import json
import shutil
import threading

import pytest
from hosting import Host, make_function, wait_for
from test_host_peers import (NOBODY, as_user, runtime_ports, shared,  # noqa: F401
                             strangers)

# The bootstrap asks it for its version before it asks for an event.
SLOW = """#!/bin/sh
[ "$1" = --version ] && sleep 2
exec {node} "$@"
"""


@pytest.fixture
def slow_function(shared):  # noqa: F811
    folder = shared / "one"
    folder.mkdir()
    (folder / "index.mjs").write_text("export const handler = (event) => event;")
    interpreter = shared / "node-slow"
    interpreter.write_text(SLOW.format(node=shutil.which("node")))
    interpreter.chmod(0o755)
    (folder / "dayfly.json").write_text(json.dumps({
        "concurrency": 1, "timeout": 20, "interpreter": str(interpreter),
        "permissions": {"read": True, "run": True, "net": True}}))
    return shared


@pytest.mark.parametrize("host_user", [NOBODY, None])
def test_no_stranger_is_faster_than_dayflys_bootstrap(slow_function, host_user):
    """A host without root cannot read whose connection it is: that process is
    not dumpable."""
    host = Host(slow_function, wrap=as_user(host_user) if host_user else ())
    answers = []
    call = threading.Thread(
        target=lambda: answers.append(host.invoke("one", {"n": 1})))
    try:
        call.start()
        ports = wait_for(lambda: runtime_ports(host))
        told = strangers(ports, NOBODY)
        call.join(30)
        assert "Request-Id" not in told and "200" not in told, told
        assert told.count("403 Forbidden") == 3, told
        assert answers[0].json == {"n": 1}, host.log()
    finally:
        host.close()


def test_a_bootstrap_of_the_functions_own_may_come_by_tcp(tmp_path):
    make_function(tmp_path / "one")
    host = Host(tmp_path)
    try:
        assert host.invoke("one", 1).json == 1
    finally:
        host.close()
