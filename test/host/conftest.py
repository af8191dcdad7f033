"""A running `dayfly serve` for each test that wants one."""

import pytest

from hosting import Host, make_function


@pytest.fixture
def serve(tmp_path):
    hosts = []

    def start(*folders, **more):
        hosts.append(Host(*(folders or (tmp_path,)), **more))
        return hosts[-1]

    yield start
    for host in hosts:
        host.close()


@pytest.fixture
def host(tmp_path, serve):
    """One function, `one`, that does as the event says, one at a time. When it is
    stopped it does not wait for invocations."""
    make_function(tmp_path / "one", {"concurrency": 1})
    return serve(options=("--listen", "127.0.0.1:0", "--drain", "0"))
