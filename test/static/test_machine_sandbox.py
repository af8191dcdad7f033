"""The walls on the machine of test_machine.py: every way of attack.c that
test/e2e/sandbox_table.py has comes to the same there, for the numbers of its
system calls are others."""

import json

import pytest
from program import program
from sandbox_table import O, ROUTES, S, TIERS

pytestmark = [pytest.mark.timeout(900), pytest.mark.long]
# What its kernel has: Landlock for files, no scopes.
COLUMNS = ["normal", "seccomp", "own user"]
# It takes another process that listens on an abstract socket.
ROUTES_HERE = [route for route in ROUTES if route != "abstract"]
WORDS = """
mkdir -p /dev/shm /run/{name}
mount -t tmpfs -o mode=1777 shm /dev/shm
nc -ll -p 7777 -e true &
nc=$!
for route in {routes}; do
    mkfifo /run/{name}/in
    LAMBDA_TASK_ROOT=/{name} AWS_LAMBDA_RUNTIME_API=127.0.0.1:7777 \\
        DAYFLY_TIMEOUT=100 setsid /bin/without {lacks} /opt/bootstrap --once attack \\
        </run/{name}/in >/run/{name}/out 2>/run/{name}/log &
    pid=$!
    echo "$route $pid 7777 none /opt/bootstrap" >/run/{name}/in
    wait $pid
    status=$?
    read -r said </run/{name}/out || said='""'
    echo "[\\"$route\\", $status, $said]"
    rm /run/{name}/in
    [ -n "$said" ] || cat /run/{name}/log >&2
done
kill $nc
umount /dev/shm
"""


def name_of(tier):
    return tier.replace(" ", "-")


@pytest.fixture(scope="module")
def said(other_machine):
    files = {"bin/without": (program("test/e2e/without.c"), True)}
    words = {"probe": "/opt/bootstrap --probe"}
    for tier in COLUMNS:
        lacks, keys, _ = TIERS[tier]
        name = name_of(tier)
        files[f"{name}/attack"] = (program("test/e2e/attack.c"), True)
        files[f"{name}/dayfly.json"] = (json.dumps(keys).encode(), False)
        words[name] = WORDS.format(
            name=name, lacks=" ".join(lacks), routes=" ".join(ROUTES_HERE))
    return other_machine(files, words)


def test_it_has_what_its_kernel_can_do(said):
    has = {line.split()[0]: line.split()[1]
           for line in said["probe"][1].decode().splitlines()}
    assert has == {"seccomp": "yes", "files": "yes", "uid": "yes",
                   "namespaces": "yes", "scopes": "no", "ports": "no"}


@pytest.mark.parametrize("tier", COLUMNS)
def test_every_route_is_as_in_the_table(said, tier):
    status, out, log = said[name_of(tier)]
    outcomes = {}
    for line in out.decode().splitlines():
        route, code, came = json.loads(line)
        outcomes[route] = O if code == 143 and route == "sigio" else came
    at = list(TIERS).index(tier)
    expected = {route: ROUTES[route][at] for route in ROUTES_HERE}
    assert S in expected.values()
    assert outcomes == expected, log
