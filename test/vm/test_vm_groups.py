"""Limits by control groups of version 2, where systemd owns the tree: wherever
a host may run."""

import concurrent.futures
import json
import time

import pytest
from functions import BOMB, EATS, SPIN, WHERE, made, until
from stored import result

SERVE = "dayfly serve --listen 127.0.0.1:9000 --data {data} >{data}.log 2>&1"
ROOT_UNIT = "/etc/systemd/system/dayfly.service.d/root.conf"
PLACES = {
    # As the package has it.
    "service": "systemctl start dayfly.socket dayfly.service",
    "root_service": f"mkdir -p $(dirname {ROOT_UNIT}); "
                    f"printf '[Service]\\nUser=root\\n' >{ROOT_UNIT}; "
                    "systemctl daemon-reload; systemctl start dayfly.service",
    # From the shell of a session.
    "root": "su -l root -c 'setsid -f sh -c \"exec %s\"'" %
            SERVE.format(data="/srv/root"),
    "user_scope": "loginctl enable-linger ada; until su -l ada -c '"
                  "systemctl --user show-environment'; do sleep 1; done; "
                  "su -l ada -c 'setsid -f systemd-run --user --scope "
                  "-p Delegate=yes sh -c \"exec %s\"'" %
                  SERVE.format(data="/home/ada/scope"),
    "user": "su -l ada -c 'setsid -f sh -c \"exec %s\"'" %
            SERVE.format(data="/home/ada/plain"),
}
DATA = {"service": "/var/lib/dayfly", "root_service": "/var/lib/dayfly",
        "root": "/srv/root", "user": "/home/ada/plain",
        "user_scope": "/home/ada/scope"}
HOST = "pgrep -x dayfly"
END = "systemctl stop dayfly.socket dayfly.service 2>/dev/null; " \
    f"kill $({HOST}) 2>/dev/null; while {HOST}; do sleep 0.2; done; " \
    f"rm -f {ROOT_UNIT}; systemctl daemon-reload"
GROUPS = "find /sys/fs/cgroup -name '*dayfly*' -type d"
LIMITED = [place for place in PLACES if place != "user"]


class Host:
    def __init__(self, vm, place):
        self.vm, self.place = vm, place
        self.start()

    def start(self):
        self.vm.run(PLACES[self.place])
        until(lambda: made(self.vm.url))
        self.lam = made(self.vm.url)
        until(lambda: self.lam.list_functions())

    def kill(self):
        self.vm.run(f"kill -9 $({HOST})")

    def log(self):
        """Of the last start."""
        said = self.vm.run("journalctl -o cat -u dayfly" if "service" in self.place
                           else f"cat {DATA[self.place]}.log")
        return said.rsplit(" serves ", 1)[-1]


@pytest.fixture(scope="module", params=PLACES)
def host(installed, request):
    installed.run(END)
    yield Host(installed, request.param)
    installed.run(END)


@pytest.fixture
def limited(host):
    if host.place not in LIMITED:
        pytest.skip("nothing is delegated here")
    return host


def groups(host):
    return host.vm.run(GROUPS).split()


def test_a_call_has_the_limits_of_its_memory_size(limited):
    lam = made(limited.vm.url, where=(WHERE, 256))
    event, runtime, functions, *_ = result(lam, "where")
    assert event[1]["memory.max"] == str(256 << 20), event
    assert runtime[1]["pids.max"] == "1024", runtime
    assert functions[0].endswith("/functions.dayfly")
    if limited.place != "user_scope" or runtime[1]["cpu.weight"]:
        assert runtime[1]["cpu.weight"] == str(256 * 100 // 1769)
        assert functions[1]["cpu.weight"] == "200"
    assert "not enforced" not in limited.log()


def test_a_call_beyond_its_memory_is_told_and_the_host_goes_on(limited):
    lam = made(limited.vm.url, eats=(EATS, 128))
    before = limited.vm.run(HOST)
    for _ in range(2):
        said = result(lam, "eats", {"mb": 500})
        assert said["errorType"] == "Runtime.OutOfMemory", said
        assert result(lam, "eats", {"mb": 1}) == 1
    assert limited.vm.run(HOST) == before


def test_a_fork_bomb_has_as_many_processes_as_on_aws(limited):
    lam = made(limited.vm.url, bomb=(BOMB, 1024), where=(WHERE, 128))
    before = limited.vm.run(HOST)
    assert 900 < result(lam, "bomb") < 1024
    assert result(lam, "where")
    assert limited.vm.run(HOST) == before


def test_cpu_is_shared_in_proportion_to_memory(limited):
    """1 : 16, two of each on two CPUs."""
    if limited.place == "user_scope" and "cpu" not in limited.vm.run(
            "cat /sys/fs/cgroup/user.slice/user-*.slice/user@*.service/"
            "cgroup.controllers"):
        pytest.skip("users have no shares of the CPU here")
    lam = made(limited.vm.url, small=(SPIN, 128), large=(SPIN, 2048))
    def used_by_all(wait, seconds):
        event = {"at": float(limited.vm.run("date +%s.%N")) + wait,
                 "seconds": seconds}
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda name: result(lam, name, event),
                                 ["small", "large"] * 2))
    used_by_all(30, 0)  # then all have processes
    used = used_by_all(20, 20)
    small, large = used[0] + used[2], used[1] + used[3]
    print(limited.place, "small", small, "large", large, large / small)
    assert 8 < large / small < 32, used


def test_a_killed_host_leaves_nothing_that_the_next_one_minds(limited):
    made(limited.vm.url, where=(WHERE, 256))
    limited.kill()
    limited.vm.run(f"systemctl stop dayfly.service; while {HOST}; do sleep 0.1; done")
    limited.start()
    event, runtime, functions, *_ = result(limited.lam, "where")
    assert event[1]["memory.max"] == str(256 << 20), event
    here = "/sys/fs/cgroup" + functions[0]
    left = limited.vm.run(f"ls -d {here}/dayfly-*; pgrep -x bootstrap").split()
    assert sum(one.startswith("/") for one in left) <= sum(
        not one.startswith("/") for one in left), left


def test_where_nothing_is_delegated_the_log_and_the_doctor_say_so(host):
    lam = made(host.vm.url, where=(WHERE, 256))
    result(lam, "where")
    said = "memory\" is not enforced for" in host.log()
    assert said == (host.place == "user")
    rows = {row["name"]: row for row in json.loads(
        host.vm.run(f"dayfly doctor --json --data {DATA[host.place]}",
                    check=False)[1])["rows"]}
    assert rows["memory"]["state"] == ("no" if host.place == "user" else "yes"), rows


def test_groups_go_with_their_processes(limited):
    lam = made(limited.vm.url, where=(WHERE, 256))
    result(lam, "where")
    assert len(groups(limited)) >= 3
    limited.vm.run(f"systemctl stop dayfly.socket dayfly.service; "
                   f"kill $({HOST}); while {HOST}; do sleep 0.2; done")
    time.sleep(1)
    left = [one for one in groups(limited) if "host.dayfly" not in one]
    assert left in ([], ["/sys/fs/cgroup/system.slice/dayfly.socket"]), left
    limited.start()
