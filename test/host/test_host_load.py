"""The time of a call begins when a process can take it: what the function's
module does while it loads is not the call's time."""

import json
import re
import shutil

import pytest
from hosting import BIN, wait_for
JS = """
await new Promise((done) => setTimeout(done, %s));
export const handler = async (event, context) => {
  if (event.spin) await new Promise((done) => setTimeout(done, 60000));
  return context.getRemainingTimeInMillis();
};
"""
PYTHON = """
import time
time.sleep(%s / 1000)
def lambda_handler(event, context):
    if event.get("spin"):
        time.sleep(60)
    return context.get_remaining_time_in_millis()
"""
LOAD_MS = 1600


def slow(folder, engine, spare, load_ms=LOAD_MS, timeout=1):
    """A function whose module takes longer to load than a call may last."""
    folder.mkdir()
    env = {"DAYFLY_SPARE": spare}
    if engine == "python":
        (folder / "lambda_function.py").write_text(PYTHON % load_ms)
    else:
        (folder / "index.mjs").write_text(JS % load_ms)
        env["DAYFLY_INTERPRETER"] = shutil.which(engine) or str(BIN / "bin" / engine)
    (folder / "dayfly.json").write_text(json.dumps(
        {"timeout": timeout, "concurrency": 1, "env": env}))


def durations(host, count):
    """The `Duration` of each call, in ms."""
    def found():
        got = re.findall(r"REPORT .*?\tDuration: ([0-9.]+) ms", host.log())
        return len(got) == count and [float(ms) for ms in got]
    return wait_for(found)


@pytest.mark.parametrize("spare", ["auto", "on", "off", "fork"])
@pytest.mark.parametrize("engine", ["python", "node", "deno", "bun"])
def test_quick_calls_do_not_pay_for_the_load(tmp_path, serve, engine, spare):
    slow(tmp_path / "one", engine, spare)
    host = serve()
    for _ in range(3):
        answer = host.invoke("one", {})
        assert not answer.failed, answer.body
        assert 500 < answer.json <= 1000
    assert all(ms < 1000 for ms in durations(host, 3))


def test_a_call_that_waited_for_the_load_has_its_timeout_afterwards(
        tmp_path, serve):
    slow(tmp_path / "one", "python", "off")
    host = serve()
    answer = host.invoke("one", {"spin": True})
    assert answer.json["errorType"] == "Sandbox.Timedout"
    assert answer.json["dayfly"]["phase"] == "handler"
    assert answer.json["dayfly"]["limitMs"] <= 1000
