"""The Runtime API's door, held by a stranger on the machine."""

import json
import resource

import pytest

from hosting import Host, make_function
from test_hostile_http import Door


@pytest.mark.timeout(200)
@pytest.mark.parametrize("held_in", ["a body", "silence after an answer"])
def test_strangers_do_not_shut_out_a_runtime(tmp_path, held_in):
    """More of them than the host has places."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files[1] < 9000:
        pytest.skip("not enough descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (9000, files[1]))
    make_function(tmp_path / "one")
    host = Host(tmp_path)
    held = []
    try:
        door = Door(host, "runtime")
        for _ in range(8400):
            s = door.connect()
            s.sendall(door.line + door.name + b"Content-Length: 8\r\n\r\n1"
                      if held_in == "a body" else
                      b"GET /2018-06-01/ping HTTP/1.1\r\n" + door.name + b"\r\n")
            held.append(s)
        for n in range(3):
            assert host.invoke("one", n).body == json.dumps(n).encode()
    finally:
        for s in held:
            s.close()
        host.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, files)
