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
    """One function, `one`, that does as the event says."""
    make_function(tmp_path / "one")
    return serve()
