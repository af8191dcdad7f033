"""The bootstrap for aarch64 on a machine of that kind: a kernel of the series
that Lambda has, nothing of this machine but its clock."""

import json

import pytest

EVENT = b'{"n":[1,2.50,"\\u00e4"]}'
TASK = {
    "cat.sh": "#!/bin/sh\nexec cat\n",
    "pid.sh": "#!/bin/sh\necho $$\n",
    "three.sh": "#!/bin/sh\necho why >&2\nexit 3\n",
    "spin.sh": "#!/bin/sh\ntrap '' TERM\nwhile :; do :; done\n",
    "leave.sh": "#!/bin/sh\nsetsid sleep 600 >/dev/null 2>&1 &\necho 1\n",
    "index.mjs": "let calls = 0;\nexport const handler = (event) => "
                 "({ calls: ++calls, n: event.n });\n",
    "wrong.mjs": "export const handler = () => { throw new RangeError('no'); "
                 "};\n",
}
ONCE = "DAYFLY_TIMEOUT=20 LAMBDA_TASK_ROOT=/task {more} /opt/bootstrap --once " \
    "{handler} </event"
EMULATED = """
LAMBDA_TASK_ROOT=/task AWS_LAMBDA_FUNCTION_TIMEOUT=20 /bin/rie --log-level error \
--runtime-interface-emulator-address 127.0.0.1:8080 \
--runtime-api-address 127.0.0.1:9001 /opt/bootstrap {handler} >/run/rie 2>&1 &
for i in 1 2 3; do
    until wget -q -O - --post-file /event \
        http://127.0.0.1:8080/2015-03-31/functions/function/invocations
    do sleep 0.1; done
    echo
done
ps -o comm | grep -c '^sleep$'
kill $!
wait
"""


def once(handler, more=""):
    return ONCE.format(handler=handler, more=more)


WORDS = {
    "bytes": once("cat.sh"),
    "module": once("index.handler"),
    "thrown": once("wrong.handler"),
    "status": once("three.sh"),
    "missing": once("none.sh"),
    "foreign": once("foreign"),
    "time": once("spin.sh", "DAYFLY_TIMEOUT=1"),
    "strict": once("cat.sh", "DAYFLY_ISOLATION=strict"),
    "probe": "/opt/bootstrap --probe",
    "large": "(printf '\"'; head -c 6291554 /dev/zero | tr '\\0' x; printf '\"') "
             ">/tmp/event; " + once("cat.sh").replace("/event", "/tmp/event") +
             " | cmp - /tmp/event && echo same",
    "pids": EMULATED.format(handler="pid.sh"),
    "modules": EMULATED.format(handler="index.handler"),
    "leftover": EMULATED.format(handler="leave.sh"),
}


def files():
    found = {
        "task/foreign": (open("/bin/true", "rb").read(), True),
        "event": (EVENT, False),
    }
    for name, text in TASK.items():
        found[f"task/{name}"] = (text.encode(), name.endswith(".sh"))
    return found


@pytest.fixture(scope="module")
def said(other_machine):
    """{name: (status, stdout, stderr)} of WORDS, all in one run."""
    return other_machine(files(), WORDS)


def answer(said, name):
    return json.loads(said[name][1])


def test_an_executable_and_a_module_answer(said):
    assert said["bytes"][:2] == (0, EVENT), said["bytes"]
    assert answer(said, "module") == {"calls": 1, "n": [1, 2.5, "ä"]}
    assert said["large"][1] == b"same\n", said["large"]


def test_every_kind_of_exit_has_its_error_type(said):
    assert answer(said, "thrown")["errorType"] == "RangeError"
    assert answer(said, "status")["errorType"] == "Runtime.ExitError"
    assert "why" in answer(said, "status")["dayfly"]["stderr"]
    assert answer(said, "missing")["errorType"] == "Runtime.ImportModuleError"
    foreign = answer(said, "foreign")
    assert foreign["errorType"] == "Runtime.InvalidEntrypoint"
    assert "built for x86_64, this machine is aarch64" in \
        foreign["errorMessage"]
    assert answer(said, "time")["errorType"] == "Sandbox.Timedout"


def test_behind_the_emulator_each_event_has_a_process(said):
    *pids, sleeping = said["pids"][1].split()
    assert len(set(pids)) == len(pids) == 3, said["pids"]
    *answers, sleeping = said["modules"][1].decode().split("\n")[:-1]
    assert [json.loads(text)["calls"] for text in answers] == [1, 1, 1]


def test_nothing_outlives_the_answer(said):
    assert said["leftover"][1].split() == [b"1", b"1", b"1", b"0"]


def test_the_sandbox_works_there_too(said):
    assert said["strict"][:2] == (0, EVENT), said["strict"]
    assert "seccomp" in said["probe"][1].decode(), said["probe"]
