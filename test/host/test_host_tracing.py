"""Another function takes the connection of a runtime from its process: none may
from dayfly's bootstrap, and none with `permissions` from any."""

import json

import pytest
from hosting import Host, make_function
from test_host_peers import NOBODY, as_user, shared  # noqa: F401

TAKES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def sockets_of(pid):
    try:
        folder = f"/proc/{pid}/fd"
        return [n for n in map(int, os.listdir(folder))
                if os.readlink(f"{folder}/{n}").startswith("socket")]
    except OSError:
        return range(3, 12)
def handler(event, context):
    taken = []
    for pid in event:
        fd = libc.syscall(434, pid, 0)  # pidfd_open
        taken += [n for n in sockets_of(pid)
                  if libc.syscall(438, fd, n, 0) >= 0]  # pidfd_getfd
    return taken
"""


def processes_of(host):
    """Of its functions: the runtimes."""
    return host.runtimes()


ALL = {"permissions": {"read": True, "run": True, "net": True}}


@pytest.mark.parametrize("victim,permissions", [
    ("module", {}), ("module", ALL), ("own bootstrap", ALL)])
def test_no_function_takes_a_connection_of_another(
        shared, victim, permissions):  # noqa: F811
    (shared / "two").mkdir()
    (shared / "two" / "app.py").write_text(TAKES)
    (shared / "two" / "dayfly.json").write_text(json.dumps(
        {"handler": "app.handler", "interpreter": "/usr/bin/python3",
         "timeout": 20, **permissions}))
    if victim == "module":
        (shared / "one").mkdir()
        (shared / "one" / "app.py").write_text(
            "def handler(event, context):\n    return event\n")
        (shared / "one" / "dayfly.json").write_text(json.dumps(
            {"handler": "app.handler", "interpreter": "/usr/bin/python3"}))
    else:
        folder = make_function(shared / "one")
        source = (folder / "bootstrap").read_text().split("\n", 1)[1]
        (folder / "bootstrap").write_text("#!/usr/bin/python3\n" + source)
    host = Host(shared, wrap=as_user(NOBODY))
    try:
        assert host.invoke("one", 1).json == 1
        assert host.invoke("two", processes_of(host)).json == []
        assert host.invoke("one", 2).json == 2
    finally:
        host.close()
