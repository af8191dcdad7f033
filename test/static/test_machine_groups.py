"""Limits where control groups are of version 2, as on most machines of today:
on the machine of test_machine.py, wherever in the tree a bootstrap may be."""

import json

import pytest
from program import program

pytestmark = [pytest.mark.timeout(900), pytest.mark.long]
ROOT_GROUP = "/sys/fs/cgroup"
# Takes what there is on 1, else answers.
EATS = '#!/bin/sh\nread -r e\n[ "$e" = 1 ] && exec ./memory_eater\necho \'"fine"\'\n'
# Its processes, of which one more than it may have ends the inner shell.
BOMB = """#!/bin/sh
read -r e
(n=0; while :; do sleep 60 & n=$((n + 1)); echo $n >"$TMPDIR/n"; done) 2>/dev/null
read -r n <"$TMPDIR/n"
echo "$n"
"""
SPIN = "#!/bin/sh\nwhile :; do :; done\n"
WHERE = '#!/bin/sh\nread -r e\nread -r at </proc/self/cgroup\n' \
    'echo "\\"$at\\""\n'
LIMITS = {"memory": 64, "processes": 20}

ONCE = "echo {event} | DAYFLY_TIMEOUT=200 LAMBDA_TASK_ROOT=/task " \
    "/opt/bootstrap --once {handler}; echo; find {root} -name 'dayfly-[0-9]*'"
# Event 1, and 0 after it, twice.
EMULATED = """
LAMBDA_TASK_ROOT=/task AWS_LAMBDA_FUNCTION_TIMEOUT=200 /bin/rie --log-level error \
--runtime-interface-emulator-address 127.0.0.1:8080 \
--runtime-api-address 127.0.0.1:9001 /opt/bootstrap eats.sh >/run/rie 2>&1 &
rie=$!
for e in 0 1 0 1 0; do
    echo $e >/run/event
    until wget -q -O - --post-file /run/event \
        http://127.0.0.1:8080/2015-03-31/functions/function/invocations
    do sleep 0.1; done
    echo
done
pidof bootstrap | wc -w
kill $rie
wait
"""


def once(handler, event=0, root=ROOT_GROUP):
    return ONCE.format(handler=handler, event=event, root=root)


def inside(group, words, before=""):
    """Words for a shell in that group."""
    return f"mkdir -p {ROOT_GROUP}/{group}; {before}\n" \
        f"(read -r pid rest </proc/self/stat; " \
        f"echo $pid >{ROOT_GROUP}/{group}/cgroup.procs\n{words})"


WORDS = {
    "where": once("where.sh"),
    "memory": once("eats.sh", 1),
    "fine": once("eats.sh"),
    "processes": once("bomb.sh"),
    "cpu": once("/spin/spin.sh").replace("=/task", "=/spin"),
    "emulated": EMULATED,
    # As a service of a system has it.
    "service": inside("services/own", once("where.sh") + "\n" +
                      once("eats.sh", 1)),
    # As in a container that has groups of its own: the top is its own too, and
    # it is in there with others.
    "shared": inside("box", "sleep 20 & exec /bin/boxed sh /boxed.sh"),
    # As a user has it, to whom a part of the tree was given.
    "user": inside("user/own", "exec /bin/without user=4242 /bin/sh /user.sh",
                   f"chown -R 4242 {ROOT_GROUP}/user"),
    "dead": f"mkdir {ROOT_GROUP}/dayfly-99999-0; " + once("where.sh"),
}


def files():
    found = {"task/eats.sh": EATS, "task/bomb.sh": BOMB, "spin/spin.sh": SPIN,
             "task/where.sh": WHERE}
    found = {name: (text.encode(), True) for name, text in found.items()}
    found["task/dayfly.json"] = (
        json.dumps({"limits": LIMITS}).encode(), False)
    found["spin/dayfly.json"] = (b'{"limits": {"cpu": 1}}', False)
    found["boxed.sh"] = (f"mount -t cgroup2 groups {ROOT_GROUP}\n".encode() +
                         once("eats.sh", 1).encode() + b"\n" +
                         once("where.sh").encode() + b"\n", False)
    found["user.sh"] = (once("eats.sh", 1).encode() + b"\n" +
                        once("where.sh").encode() + b"\n", False)
    found["task/memory_eater"] = (program("test/e2e/memory_eater.c"), True)
    found["bin/without"] = (program("test/e2e/without.c"), True)
    found["bin/boxed"] = (program("test/static/boxed.c"), True)
    return found


@pytest.fixture(scope="module")
def said(other_machine):
    return other_machine(files(), WORDS)


def answers(said, name):
    """Those that are JSON, and what else stands on lines of stdout."""
    found, rest = [], []
    for line in said[name][1].decode().split("\n"):
        try:
            found.append(json.loads(line))
        except ValueError:
            rest += [line] if line else []
    assert rest == [], said[name]
    return found


def assert_starved(answer):
    assert answer["errorType"] == "Runtime.OutOfMemory", answer
    assert 50 * 1024 < answer["dayfly"]["peakMemoryKiB"] < 72 * 1024


def test_a_process_is_in_a_group_of_its_own_which_goes_with_the_bootstrap(
        said):
    where, = answers(said, "where")
    assert where.startswith("0::/dayfly-")


def test_a_process_above_its_memory_limit_is_killed_for_it(said):
    starved, = answers(said, "memory")
    assert_starved(starved)
    assert answers(said, "fine") == ["fine"]


def test_a_fork_bomb_has_no_more_processes_than_it_may(said):
    assert answers(said, "processes") == [18], said["processes"]


def test_a_busy_loop_ends_by_its_cpu_seconds(said):
    late, = answers(said, "cpu")
    assert late["errorType"] == "Runtime.CpuLimitExceeded"


def test_the_bootstrap_lives_on_and_the_next_event_has_its_memory(said):
    *events, bootstraps = answers(said, "emulated")
    assert bootstraps == 1
    assert events[::2] == ["fine"] * 3, said["emulated"]
    for starved in events[1::2]:
        assert_starved(starved)


@pytest.mark.parametrize("place", ["service", "shared", "user"])
def test_wherever_in_the_tree_it_was_started(said, place):
    told = answers(said, place)
    where, = [one for one in told if isinstance(one, str)]
    starved, = [one for one in told if isinstance(one, dict)]
    assert_starved(starved)
    assert "/dayfly-" in where


def test_the_group_of_a_bootstrap_that_was_killed_is_removed(said):
    assert len(answers(said, "dead")) == 1
