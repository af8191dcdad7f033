"""Every route of attack.c, under every tier of walls: it is as the table says.
Where the kernel lacks a tier, its tests are skipped, with the word why."""

import subprocess

import pytest
from walls import USER, attack, bootstrap

STRICT = {"isolation": "strict"}
# The walls alone, without what empty grants close.
GRANTS = {name: True for name in ("read", "write", "net", "env", "run")}
AS_USER = f"user={USER}"

# What each column is made of: what the kernel is to lack, the settings, and
# which of `bootstrap --probe` it needs.
TIERS = {
    "normal": ([AS_USER], {}, []),
    "seccomp": (["landlock", AS_USER], STRICT, ["seccomp"]),
    "Landlock": (["seccomp", AS_USER], STRICT, ["scopes"]),
    "strict": ([AS_USER], STRICT, ["seccomp", "scopes"]),
    "strict, all granted": ([AS_USER], {**STRICT, "permissions": GRANTS},
                            ["seccomp", "scopes"]),
    # Not one to be used: it shows that the routes are real.
    "root": ([], {}, []),
}
O, S = "open", "shut"
ROUTES = {
    "mem": (S, S, S, S, S, O),
    "environ": (S, S, S, S, S, O),
    "maps": (S, S, S, S, S, O),
    "fd": (S, S, S, S, S, O),
    "root": (S, S, S, S, S, O),
    "ptrace": (S, S, S, S, S, O),
    "process_vm_readv": (S, S, S, S, S, O),
    "process_vm_writev": (S, S, S, S, S, O),
    "pidfd_getfd": (S, S, S, S, S, O),
    "kcmp": (S, S, S, S, S, O),
    "perf": (S, S, S, S, S, O),
    "kill": (O, S, S, S, S, O),
    "kill-group": (O, S, S, S, S, O),
    "tgkill": (O, S, S, S, S, O),
    "sigqueue": (O, S, S, S, S, O),
    "pidfd_send_signal": (O, S, S, S, S, O),
    "proc-folder": (O, S, S, S, S, O),
    "sigio": (O, S, S, S, S, O),
    "prlimit": (O, S, O, S, S, O),
    "setpriority": (O, S, O, S, S, O),
    "ioprio_set": (O, S, O, S, S, O),
    "affinity": (O, S, O, S, S, O),
    "scheduler": (O, S, O, S, S, O),
    "oom_score_adj": (S, S, S, S, S, O),
    "abstract": (O, S, S, S, S, O),
    "api-port": (O, S, S, S, O, O),
    "api-address": (S, S, S, S, S, S),
    "inherited": (S, S, S, S, S, S),
    "cmdline": (O, O, O, O, O, O),
    "image": (S, S, S, S, S, S),
    "clone-parent": (O, S, O, S, S, O),
    "user-namespace": (O, S, O, S, S, O),
    "io_uring": (O, S, O, S, S, O),
    "shm": (O, S, O, S, S, O),
    "keyring": (O, S, O, S, S, O),
    "dev-shm": (O, O, S, S, O, O),
}


@pytest.fixture(scope="module")
def kernel():
    """What this kernel has, by the bootstrap's own account."""
    told = subprocess.run([bootstrap(), "--probe"], capture_output=True,
                          text=True, check=True).stdout
    return {words[0]: words[1] == "yes"
            for words in map(str.split, told.splitlines())}


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_as_the_table_says(kernel, tier, route):
    lacks, keys, needs = TIERS[tier]
    for need in needs:
        if not kernel[need]:
            pytest.skip(f"this kernel has no {need}")
    expected = ROUTES[route][list(TIERS).index(tier)]
    assert attack(route, lacks, keys) == expected
