"""Lists of a thousand folders cost what has changed, and nothing without."""

import json
import pathlib
import re
import subprocess
import time

import pytest

from hosting import Host
from stored import client
from test_host_changes import make, names

MANY = 1000


def cpu_ms(host):
    """Of the thread that answers."""
    text = pathlib.Path(f"/proc/{host.process.pid}/schedstat").read_text()
    return int(text.split()[0]) / 1e6


@pytest.fixture
def many(tmp_path):
    for i in range(MANY):
        make(tmp_path / "served" / f"many-{i:04}")
    host = Host(tmp_path / "served", options=(
        "--listen", "127.0.0.1:0", "--quiet", "--data", str(tmp_path / "data")))
    yield host
    host.close()


def post(host):
    assert host.request("POST", "/_hooks/unknown", b"{}").status == 404


# A webhook that is not there is looked for once a second.
PAUSES = {"webhook": 1.05}
ASKED = {
    "queues": lambda host: client(host, "sqs").list_queues(),
    "functions": lambda host: host.request(
        "GET", "/2015-03-31/functions?MaxItems=1"),
    "webhook": post,
}


@pytest.mark.plain
@pytest.mark.prompt
def test_lists_of_a_thousand_functions_cost_little(many, tmp_path):
    for ask in ASKED.values():
        ask(many)
    for name, ask in ASKED.items():
        before = cpu_ms(many)
        for _ in range(5):
            time.sleep(PAUSES.get(name, 0))
            ask(many)
        assert (cpu_ms(many) - before) / 5 < 6, name
    folder = tmp_path / "served" / f"many-{MANY - 1:04}"
    assert names(many)[0] == "many-0000"
    (folder / "dayfly.json").write_text('{"memory": 640}')
    assert json.loads(many.request(
        "GET", f"/2015-03-31/functions?MaxItems=1&Marker={folder.name}").body)[
            "Functions"][0]["MemorySize"] == 640


@pytest.mark.plain
def test_a_host_of_a_thousand_folders_sleeps(many):
    def woken():
        text = pathlib.Path(f"/proc/{many.process.pid}/status").read_text()
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text,
                             re.M)[1])

    names(many)
    time.sleep(0.5)
    before = woken()
    for i in range(100):
        subprocess.run(["touch", many.process.args[-1] + f"/many-{i:04}/x"],
                       check=True)
    assert woken() - before <= 1
