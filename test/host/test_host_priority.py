"""A function that has rested goes before functions at work, and only at the
beginning of its next invocation."""

import concurrent.futures
import contextlib
import os
import pathlib
import time

import pytest

from hosting import wait_for
from stored import ROLE, client, settled, store_host, zip_of

# Calls of one process wait for each other.
ONE = zip_of({"dayfly.json": '{"concurrency": 1}', "index.mjs": """
export const handler = async (event) => {
  await new Promise((done) => setTimeout(done, event.ms ?? 0));
  return process.pid;
};
"""})

# Its child works all the time; the main thread waits for events.
AT_WORK = zip_of({"bootstrap": ("""#!/usr/bin/env python3
import os
import urllib.request
ROOT = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime"
child = os.fork()
while child == 0:
    pass
while True:
    with urllib.request.urlopen(f"{ROOT}/invocation/next") as event:
        request = event.headers["Lambda-Runtime-Aws-Request-Id"]
    urllib.request.urlopen(f"{ROOT}/invocation/{request}/response",
                           str(child).encode()).close()
""", 0o755)})


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("priority") / "data")
    lam = client(host)
    lam.create_function(FunctionName="calm", Runtime="nodejs22.x",
                        Handler="index.handler", Role=ROLE, MemorySize=128,
                        Code={"ZipFile": ONE})
    settled(lam, "calm")
    assert host.invoke("calm", {}).status == 200
    yield host
    host.close()


def threads(pid):
    """Of a process and its descendants; none of those that have ended."""
    for thread in pathlib.Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            children = (thread / "children").read_text().split()
            yield int(thread.name)
            for child in children:
                yield from threads(int(child))


def nices(host):
    """Of all threads of the function's runtime process and its children."""
    pid = host.process.pid
    found = []
    own = set(os.listdir(f"/proc/{pid}/task"))
    for thread in set(threads(pid)) - set(map(int, own)):
        with contextlib.suppress(OSError):
            found.append(os.getpriority(os.PRIO_PROCESS, thread))
    return found


def raised():
    """-10 for root; others keep theirs, and have short slices only."""
    return -10 if os.geteuid() == 0 else 0


def test_a_rested_function_goes_first(host):
    wait_for(lambda: nices(host) and set(nices(host)) == {raised()})


@pytest.mark.skipif(os.geteuid() != 0, reason="nice values are for root")
def test_a_long_invocation_does_not_stay_first(host):
    wait_for(lambda: set(nices(host)) == {-10})
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answer = pool.submit(host.invoke, "calm", {"ms": 600})
        time.sleep(0.3)
        assert min(nices(host)) >= 0
        assert answer.result().status == 200
    wait_for(lambda: set(nices(host)) == {-10})


@pytest.mark.skipif(os.geteuid() != 0, reason="nice values are for root")
def test_a_function_at_work_does_not_go_first(host):
    seen = []
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        work = [pool.submit(host.invoke, "calm", {"ms": 5})
                for _ in range(200)]
        while not work[-1].done():
            time.sleep(0.02)
            seen.append(min(nices(host)))
    assert all(one.result().status == 200 for one in work)
    assert max(seen) >= 0


def test_going_first_disturbs_no_process(host):
    """The bootstrap takes it for no change by somebody else, and goes on with
    the process that it copies."""
    pids = set()
    for pause in [0, 0.1, 0, 0, 0.12, 0.06, 0, 0.1] * 5:
        answer = host.invoke("calm", {})
        assert answer.status == 200 and isinstance(answer.json, int), answer
        pids.add(answer.json)
        time.sleep(pause)
    assert len(pids) == 40
    assert "Tampered" not in host.log()


@pytest.mark.skipif(os.geteuid() != 0, reason="nice values are for root")
def test_work_without_an_invocation_does_not_go_first(host):
    lam = client(host)
    lam.create_function(FunctionName="at-work", Runtime="provided.al2023",
                        Handler="any", Role=ROLE, Code={"ZipFile": AT_WORK})
    settled(lam, "at-work")
    try:
        child = host.invoke("at-work", {}).json
        parent = int(pathlib.Path(f"/proc/{child}/stat").read_text()
                     .rpartition(")")[2].split()[1])
        wait_for(lambda: os.getpriority(os.PRIO_PROCESS, parent) == -10)
        assert os.getpriority(os.PRIO_PROCESS, child) >= 0
    finally:
        lam.delete_function(FunctionName="at-work")


@pytest.mark.skipif(os.geteuid() != 0, reason="nice values are for root")
def test_a_nice_value_of_the_user_is_kept(tmp_path):
    """`nice dayfly serve`: nobody wants it to go before others."""
    host = store_host(tmp_path / "data", wrap=("nice", "-n", "5"))
    try:
        client(host).create_function(
            FunctionName="calm", Runtime="nodejs22.x", MemorySize=128,
            Handler="index.handler", Role=ROLE, Code={"ZipFile": ONE})
        settled(client(host), "calm")
        assert host.invoke("calm", {}).status == 200
        time.sleep(0.3)
        assert os.getpriority(os.PRIO_PROCESS, host.process.pid) == 5
        assert min(nices(host)) == 5
    finally:
        host.close()
