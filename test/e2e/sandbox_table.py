"""What a hostile handler comes to, tier by tier: the data that test_sandbox.py
holds to be true, and the table of it for people.

    sandbox_table.py           prints the table
    sandbox_table.py --write   writes it into bootstrap/README.md
"""

import pathlib
import sys

USER = 4242  # any that is not root

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "bootstrap/README.md"
BEGIN, END = "<!-- tiers -->\n", "<!-- /tiers -->\n"

STRICT = {"isolation": "strict"}
# The walls alone, without what empty grants close.
GRANTS = {name: True for name in ("read", "write", "net", "env", "run")}
NO_NET = {**GRANTS, "net": False}
AS_USER = f"user={USER}"

# What each column is made of: what the kernel is to lack, the settings, and
# which of `bootstrap --probe` it needs, told to that user.
TIERS = {
    "normal": ([AS_USER], {}, []),
    "seccomp": (["landlock", AS_USER], STRICT, ["seccomp", "mounts"]),
    "Landlock": (["seccomp", AS_USER], STRICT, ["scopes", "ipc", "mounts"]),
    "strict": ([AS_USER], STRICT, ["seccomp", "scopes", "mounts"]),
    "strict, all granted": ([AS_USER], {**STRICT, "permissions": GRANTS},
                            ["seccomp", "scopes"]),
    "strict, a port granted": (
        [AS_USER], {**STRICT, "permissions": {**GRANTS, "net": [":443"]}},
        ["seccomp", "scopes", "ports"]),
    "user namespace": (
        ["landlock", "seccomp", AS_USER],
        {"permissions": NO_NET, "required": ["ipc", "network"]},
        ["ipc", "network"]),
    "own user": (["landlock", "seccomp"],
                 {"permissions": GRANTS, "required": ["uid"]}, ["uid"]),
    "own user, namespaces": (
        ["landlock", "seccomp"],
        {"permissions": NO_NET, "required": ["uid", "namespaces", "network"]},
        ["uid", "namespaces", "network"]),
    # Not one to be used: it shows that the routes are real.
    "root": ([], {}, []),
}
O, S = "open", "shut"
ROUTES = {
    "mem": (S, S, S, S, S, S, S, S, S, O),
    "environ": (S, S, S, S, S, S, S, S, S, O),
    "maps": (S, S, S, S, S, S, S, S, S, O),
    "fd": (S, S, S, S, S, S, S, S, S, O),
    "root": (S, S, S, S, S, S, S, S, S, O),
    "ptrace": (S, S, S, S, S, S, S, S, S, O),
    "process_vm_readv": (S, S, S, S, S, S, S, S, S, O),
    "process_vm_writev": (S, S, S, S, S, S, S, S, S, O),
    "pidfd_getfd": (S, S, S, S, S, S, S, S, S, O),
    "kcmp": (S, S, S, S, S, S, S, S, S, O),
    "perf": (S, S, S, S, S, S, S, S, S, O),
    "kill": (O, S, S, S, S, S, O, S, S, O),
    "kill-group": (O, S, S, S, S, S, O, S, S, O),
    "tgkill": (O, S, S, S, S, S, O, S, S, O),
    "sigqueue": (O, S, S, S, S, S, O, S, S, O),
    "pidfd_send_signal": (O, S, S, S, S, S, O, S, S, O),
    "proc-folder": (O, S, S, S, S, S, O, S, S, O),
    "sigio": (O, S, S, S, S, S, O, S, S, O),
    "prlimit": (O, S, O, S, S, S, O, S, S, O),
    "setpriority": (O, S, O, S, S, S, O, S, S, O),
    "ioprio_set": (O, S, O, S, S, S, O, S, S, O),
    "affinity": (O, S, O, S, S, S, O, S, S, O),
    "scheduler": (O, S, O, S, S, S, O, S, S, O),
    "oom_score_adj": (S, S, S, S, S, S, S, S, S, O),
    "abstract": (O, S, S, S, S, S, S, O, S, O),
    "api-port": (O, S, S, S, O, S, S, O, S, O),
    "mptcp": (O, S, S, S, O, S, S, O, S, O),
    "fast-open": (O, S, S, S, O, S, S, O, S, O),
    "udp": (O, S, S, S, O, S, S, O, S, O),
    "listen": (O, S, O, S, O, S, O, O, O, O),
    "other-sockets": (O, S, O, S, O, S, O, O, O, O),
    "unix-path": (O, S, O, S, O, S, O, O, O, O),
    "unix-datagram": (O, S, O, S, O, S, O, O, O, O),
    "api-address": (S, S, S, S, S, S, S, S, S, S),
    "inherited": (S, S, S, S, S, S, S, S, S, S),
    "cmdline": (O, O, O, O, O, O, O, O, S, O),
    "image": (S, S, S, S, S, S, S, S, S, S),
    "clone-parent": (O, S, O, S, S, S, O, O, S, O),
    "user-namespace": (O, S, O, S, S, S, O, O, O, O),
    "io_uring": (O, S, O, S, S, S, O, O, O, O),
    "shm": (O, S, S, S, S, S, S, O, S, O),
    "keyring": (O, S, O, S, S, S, O, O, O, O),
    "dev-shm": (O, S, S, S, O, O, O, O, O, O),
    "mode": (O, S, S, S, O, O, O, S, S, O),
    "times": (O, S, S, S, O, O, O, S, S, O),
    "other-to-mem": (S, S, S, S, S, S, S, S, S, O),
    "other-to-ptrace": (S, S, S, S, S, S, S, S, S, O),
    "other-to-kill": (O, O, S, S, S, S, O, S, S, O),
    "other-to-kill-group": (O, O, S, S, S, S, O, S, S, O),
    "other-to-sigqueue": (O, O, S, S, S, S, O, S, S, O),
    "other-to-prlimit": (O, S, O, S, S, S, O, S, S, O),
    "other-to-setpriority": (O, S, O, S, S, S, O, S, S, O),
    "other-to-ioprio_set": (O, S, O, S, S, S, O, S, S, O),
    "other-to-affinity": (O, S, O, S, S, S, O, S, S, O),
    "other-to-scheduler": (O, S, O, S, S, S, O, S, S, O),
    "other-to-oom_score_adj": (S, S, S, S, S, S, S, S, S, O),
}

# The routes in words, all against the bootstrap where nothing else is said.
WORDS = {
    "mem": "its memory, by `/proc/PID/mem`",
    "environ": "its environment, by `/proc/PID/environ`",
    "maps": "its addresses, by `/proc/PID/maps`",
    "fd": "its descriptors, by `/proc/PID/fd`",
    "root": "its file system, by `/proc/PID/root`",
    "ptrace": "`ptrace`",
    "process_vm_readv": "`process_vm_readv`",
    "process_vm_writev": "`process_vm_writev`",
    "pidfd_getfd": "`pidfd_getfd`",
    "kcmp": "`kcmp`",
    "perf": "`perf_event_open`",
    "kill": "`kill`",
    "kill-group": "`kill`, its process group",
    "tgkill": "`tgkill`",
    "sigqueue": "`rt_sigqueueinfo`",
    "pidfd_send_signal": "`pidfd_send_signal`",
    "proc-folder": "the same by a descriptor of `/proc/PID`",
    "sigio": "any signal as SIGIO, by `F_SETOWN`",
    "prlimit": "its limits, by `prlimit`",
    "setpriority": "its priority, by `setpriority`",
    "ioprio_set": "its I/O priority, by `ioprio_set`",
    "affinity": "its CPUs, by `sched_setaffinity`",
    "scheduler": "its class, by `sched_setscheduler`",
    "oom_score_adj": "its `oom_score_adj`",
    "abstract": "an abstract socket of another process",
    "api-port": "TCP to the Runtime API's port",
    "mptcp": "the same by MPTCP",
    "fast-open": "the same by TCP Fast Open, without `connect`",
    "udp": "UDP to a port",
    "listen": "`listen` without `bind`, in the network that it has",
    "other-sockets": "sockets that are not TCP, UDP or UNIX: raw, SCTP, netlink",
    "unix-path": "a UNIX socket of another process, by its path",
    "unix-datagram": "the same from a pair of datagram sockets",
    "api-address": "the Runtime API's address, by the environment",
    "inherited": "descriptors that were inherited",
    "cmdline": "its command line, by `/proc/PID/cmdline`",
    "image": "its executable, to write",
    "clone-parent": "a child that counts as the bootstrap's, by `CLONE_PARENT`",
    "user-namespace": "root in a user namespace",
    "io_uring": "`io_uring`",
    "shm": "System V memory, which outlives its maker",
    "keyring": "a key in the user's keyring, which outlives its maker",
    "dev-shm": "a file in `/dev/shm`, which outlives its maker",
    "mode": "modes of files that are its user's, such as its program",
    "times": "times of such files, which the next event can read",
    "other-to-mem": "host, other functions: memory, by `/proc/PID/mem`",
    "other-to-ptrace": "host, other functions: `ptrace`",
    "other-to-kill": "host, other functions: `kill`",
    "other-to-kill-group": "host, other functions: `kill` of the process group",
    "other-to-sigqueue": "host, other functions: `rt_sigqueueinfo`",
    "other-to-prlimit": "host, other functions: limits, by `prlimit`",
    "other-to-setpriority": "host, other functions: priority, by `setpriority`",
    "other-to-ioprio_set": "host, other functions: I/O priority, by `ioprio_set`",
    "other-to-affinity": "host, other functions: CPUs, by `sched_setaffinity`",
    "other-to-scheduler": "host, other functions: class, by `sched_setscheduler`",
    "other-to-oom_score_adj": "host, other functions: `oom_score_adj`",
}


def table():
    tiers = [tier for tier in TIERS if tier != "root"]
    rows = ["| way | " + " | ".join(tiers) + " |",
            "|---" * (len(tiers) + 1) + "|"]
    for route, outcomes in ROUTES.items():
        cells = [f"**{word}**" if word == O else word
                 for word in outcomes[:len(tiers)]]
        rows.append(f"| {WORDS[route]} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def parts():
    """The page before, within and after the table."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    within, _, after = rest.partition(END)
    return before, within, after


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        before, _, after = parts()
        PAGE.write_text(before + BEGIN + table() + END + after)
    else:
        print(table(), end="")
