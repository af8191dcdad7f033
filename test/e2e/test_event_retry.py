"""An event whose process is killed before the handler is called is given to another
process; one whose handler may have begun is not."""

import pytest
from parts import interpreter, write

PATH = "/usr/bin:/bin"
# {times}: how often the module kills its process when it is loaded.
PYTHON = """
import os, signal
log = os.path.dirname(__file__) + "/log"
open(log, "a").write("loaded\\n")
if open(log).read().count("loaded") <= {times}:
    os.kill(os.getpid(), signal.SIGKILL)
def handler(event, context):
    open(log, "a").write("called\\n")
    if event:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()
"""
NODE = """
import {{ appendFileSync, readFileSync }} from "node:fs";
const log = import.meta.dirname + "/log";
appendFileSync(log, "loaded\\n");
if (readFileSync(log, "utf8").split("loaded").length - 1 <= {times}) {{
  process.kill(process.pid, "SIGKILL");
}}
export const handler = (event) => {{
  appendFileSync(log, "called\\n");
  if (event) process.kill(process.pid, "SIGKILL");
  return process.pid;
}};
"""
SHELL = "#!/bin/sh\necho called >>log\n[ $(wc -l <log) -gt 1 ] || kill -9 $$\necho 1\n"
TOLD = "killed before the handler was called; starting another one"


@pytest.fixture(params=["python3", "node", "bun"])
def killing(request, tmp_path, behind):
    """killing(times): a server; each event has a process that is started for it."""
    name = request.param

    def start(times):
        file, code = ("app.py", PYTHON) if name == "python3" else ("index.mjs", NODE)
        write(tmp_path, file, code.format(times=times), 0o644)
        env = {} if name == "python3" else {"DAYFLY_INTERPRETER": interpreter(name)}
        return behind(file.split(".")[0] + ".handler", PATH=PATH, DAYFLY_SPARE="off",
                      **env)

    return start


@pytest.mark.parametrize("times", [1, 2])
def test_an_event_whose_process_is_killed_when_it_loads_has_another(
        killing, tmp_path, times):
    server = killing(times)
    assert isinstance(server.invoke(b"0").json, int)
    words = (tmp_path / "log").read_text().split()
    assert words == ["loaded"] * (times + 1) + ["called"]
    assert server.log.count(TOLD) == times


def test_a_module_that_always_kills_its_process_is_reported(killing, tmp_path):
    server = killing(99)
    answer = server.invoke(b"0")
    assert "killed" in answer.message, answer
    assert (tmp_path / "log").read_text().split() == ["loaded"] * 3


def test_a_handler_that_kills_its_process_is_called_once(killing, tmp_path):
    server = killing(0)
    answer = server.invoke(b"1")
    assert "killed" in answer.message, answer
    assert (tmp_path / "log").read_text().split() == ["loaded", "called"]
    assert TOLD not in server.log


def test_an_executable_that_is_killed_may_have_done_something(tmp_path, behind):
    write(tmp_path, "run.sh", SHELL)
    server = behind("run.sh", PATH=PATH, DAYFLY_SPARE="off")
    assert "killed" in server.invoke(b"0").message
    assert (tmp_path / "log").read_text() == "called\n"
