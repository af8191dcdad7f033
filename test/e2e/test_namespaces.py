"""Namespaces: no network where `net` grants nothing, IPC of its own for each
process under strict, for root and for a plain user."""

import json
import os
import socket
import subprocess

import pytest
from parts import clean_env
from sandbox_cases import bootstrap, function_of_all, program
from sandbox_table import USER

# Alone, without the other walls, of which some do the same.
POOR = ["landlock", "seccomp"]
USERS = [[], [f"user={USER}"]]
TELLS = """
#!/usr/bin/python3
import json, os, socket, sys
port = json.load(sys.stdin)
told = {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in ("net", "ipc")}
told["interfaces"] = [line.split(":")[0].strip() for line
                      in open("/proc/net/dev").readlines()[2:]]
told["who"] = [os.getuid(), os.getgid()]
told["capable"] = "CapEff:\\t0000000000000000" in open("/proc/self/status").read()
try:
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port))
    told["udp"] = True
except OSError:
    told["udp"] = False
print(json.dumps(told))
"""
GRANTS = {"read": True, "write": True, "env": True, "run": True}

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not root")


def run(lacks, event="7", **keys):
    folder = function_of_all("spaces", TELLS, **keys)
    return subprocess.run(
        [program("without"), *lacks, bootstrap(), "--once", "f.sh"],
        input=event, capture_output=True, text=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=20,
                      DAYFLY_BILL=1))


def needs(user):
    told = subprocess.run([program("without"), *user, bootstrap(), "--probe"],
                          capture_output=True, text=True, check=True).stdout
    for line in told.splitlines():
        if line.split()[0] in ("ipc", "network") and line.split()[1] == "no":
            pytest.skip("this kernel has none: " + line)


def answer(lacks, **keys):
    done = run(lacks, **keys)
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def tiers(done):
    bill = next(line for line in done.stderr.splitlines() if '"bill"' in line)
    return json.loads(bill[bill.index("{"):])["tier"].split(", ")


@pytest.mark.parametrize("user", USERS)
def test_where_net_grants_nothing_there_is_no_network(user):
    needs(user)
    with socket.socket(type=socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        event = str(ear.getsockname()[1])
        for net, reaches in ((False, False), (True, True)):
            done = run(POOR + user, event, permissions={**GRANTS, "net": net})
            told = json.loads(done.stdout)
            assert told["udp"] is reaches, done.stderr
            own = told["net"] == os.readlink("/proc/self/ns/net")
            assert own is reaches
            assert ("network" in tiers(done)) is not reaches
            if not reaches:
                assert "lo" in told["interfaces"]
                assert not {"eth0", "ens3"} & set(told["interfaces"])


@pytest.mark.parametrize("user", USERS)
def test_strict_gives_each_process_ipc_of_its_own(user):
    needs(user)
    done = run(user, isolation="strict", permissions=GRANTS)
    assert "ipc" in tiers(done)
    first, second = (answer(user, isolation="strict", permissions=GRANTS)
                     for _ in range(2))
    here = os.readlink("/proc/self/ns/ipc")
    assert len({first["ipc"], second["ipc"], here}) >= 2
    assert here not in (first["ipc"], second["ipc"])


def test_a_plain_user_has_the_same_id_and_no_more_rights_in_it():
    needs(USERS[1])
    told = answer(POOR + USERS[1], permissions={**GRANTS, "net": False})
    assert told["who"] == [USER, USER]
    assert told["capable"]


def test_without_permissions_there_are_no_namespaces():
    told = answer([])
    for kind in ("net", "ipc"):
        assert told[kind] == os.readlink(f"/proc/self/ns/{kind}")


WRONG = {
    "a network where none can be had": (
        ["namespaces"], {"permissions": {}, "required": ["network"]},
        ['"required": "network" is not available here', "not permitted"]),
    "ipc where none can be had": (
        ["namespaces"], {"required": ["ipc"]},
        ['"required": "ipc" is not available here', "not permitted"]),
    "an empty network, and a grant": (
        [], {"permissions": {"net": True}, "required": ["network"]},
        ['"required": "network"', '"permissions": {"net": false}']),
    "an empty network, and no permissions": (
        [], {"required": ["network"]},
        ['"required": "network"', '"permissions": {"net": false}']),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_had_is_an_init_error(what):
    lacks, keys, words = WRONG[what]
    done = run(lacks, **keys)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["errorType"] == "Runtime.InvalidTaskConfig"
    for word in ["/dayfly.json", *words]:
        assert word in told["errorMessage"]


def test_not_required_the_function_is_served_without():
    done = run(["namespaces", *POOR], permissions={**GRANTS, "net": False})
    assert done.returncode == 0
    assert "network" not in tiers(done)
