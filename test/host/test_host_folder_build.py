"""`build` of dayfly.json: run when its sources change, before the next call."""

import re
import threading
import time

import pytest

from changing import write
from hosting import BIN, ROOT, run, wait_for

GOES_ON = "what worked before goes on"
ESBUILD = ["esbuild", "src/index.ts", "--outfile=dist/index.mjs",
           "--format=esm", "--log-level=warning"]


def source(text):
    return f"export const handler = (): string => {text!r};\n"


def write_source(folder, text):
    (folder / "src").mkdir(exist_ok=True)
    new = folder / "new"
    new.write_text(text)
    new.rename(folder / "src" / "index.ts")


@pytest.fixture
def typed(tmp_path):
    """A function in TypeScript that esbuild translates."""
    folder = tmp_path / "one"
    (folder / "node_modules" / ".bin").mkdir(parents=True)
    (folder / "node_modules" / ".bin" / "esbuild").symlink_to(
        next(path for path in (BIN / "bin" / "esbuild",
                               ROOT / "build" / "bin" / "esbuild")
             if path.exists()))
    write_source(folder, source("first"))
    write(folder, handler="dist/index.handler", build=ESBUILD)
    return folder


def make_counted(tmp_path, script, **keys):
    """A build that notes each of its runs elsewhere, then does as the script
    says."""
    folder = tmp_path / "one"
    folder.mkdir()
    write(folder, build=f"echo run >>{tmp_path}/runs; {script}", **keys)

    def runs():
        path = tmp_path / "runs"
        return path.read_text().count("run") if path.exists() else 0

    return folder, runs


def test_the_output_of_the_build_is_the_code(typed, serve):
    host = serve()
    assert host.invoke("one", {}).json == "first"
    assert (typed / "dist" / "index.mjs").exists()
    for number in range(3):
        write_source(typed, source(f"now {number}"))
        assert host.invoke("one", {}).json == f"now {number}"
    log = host.log()
    assert log.count("built in") == 4
    assert log.count("it has no output yet, so calls wait for it") == 1


def test_a_failing_build_leaves_what_worked(typed, serve):
    host = serve()
    assert host.invoke("one", {}).json == "first"
    ended = threading.Event()
    answers = []

    def call():
        while not ended.is_set():
            answers.append(host.invoke("one", {}).body)
            time.sleep(0.005)

    callers = [threading.Thread(target=call) for _ in range(4)]
    for caller in callers:
        caller.start()
    try:
        write_source(typed, "export const = 1;\n")
        host.wait_log(GOES_ON)
        least = len(answers) + 8
        wait_for(lambda: len(answers) > least)
        write_source(typed, source("second"))
        wait_for(lambda: answers[-1] == b'"second"')
    finally:
        ended.set()
        for caller in callers:
            caller.join()
    assert set(answers) == {b'"first"', b'"second"'}
    log = host.log()
    assert "the build failed with exit status 1; " + GOES_ON in log
    assert "src/index.ts:1:13" in log
    assert log.count(GOES_ON) == 1


def test_a_build_that_fails_at_first_is_the_error_of_the_calls(typed, serve):
    write_source(typed, "export const = 1;\n")
    host = serve()
    for _ in range(2):
        answer = host.invoke("one", {}).json
        assert answer["errorType"] == "Runtime.InvalidTaskConfig"
        assert "the build failed with exit status 1" in answer["errorMessage"]
        assert "src/index.ts:1:13" in answer["errorMessage"]
    write_source(typed, source("first"))
    assert host.invoke("one", {}).json == "first"


def test_it_is_built_once_a_change(tmp_path, serve):
    """Also where it writes files that were there before, or others each time."""
    folder, runs = make_counted(
        tmp_path, "cp index.ts index.mjs; date +%N >index.mjs.map; "
        "date +%N >gen.txt", )
    (folder / "index.ts").write_text("export const handler = () => 1;\n")
    host = serve()
    assert host.invoke("one", {}).json == 1
    for number in range(2, 4):
        (folder / "new").write_text(
            f"export const handler = () => {number};\n")
        (folder / "new").rename(folder / "index.ts")
        assert host.invoke("one", {}).json == number
        assert host.invoke("one", {}).json == number
    # gen.txt may be an edit, so it is built once more.
    before = runs()
    assert before <= 6
    for _ in range(3):
        assert host.invoke("one", {}).json == 3
    time.sleep(2.5)  # the host has looked at the folder again
    assert runs() == before


def test_an_output_that_is_newer_is_not_built_at_the_start(tmp_path, serve):
    folder, runs = make_counted(tmp_path, "exit 1")
    (folder / "index.ts").write_text("no code")
    time.sleep(0.02)
    (folder / "index.mjs").write_text("export const handler = () => 1;\n")
    host = serve()
    assert host.invoke("one", {}).json == 1
    assert runs() == 0


def test_an_output_that_is_older_is_built_at_the_start(tmp_path, serve):
    folder, runs = make_counted(tmp_path, "cp index.ts index.mjs")
    (folder / "index.mjs").write_text("export const handler = () => 1;\n")
    time.sleep(0.02)
    (folder / "index.ts").write_text("export const handler = () => 2;\n")
    host = serve()
    wait_for(lambda: runs() == 1)
    assert host.invoke("one", {}).json == 2
    assert runs() == 1


def test_a_program_is_built(tmp_path, serve):
    folder, runs = make_counted(tmp_path, "cc -o main main.c",
                                handler="main")
    code = '#include <stdio.h>\nint main(void) {{ puts("{}"); }}\n'

    def put(text):
        (folder / "new").write_text(text)
        (folder / "new").rename(folder / "main.c")

    put(code.format(1))
    host = serve()
    assert host.invoke("one", {}).json == 1
    put(code.format(2))
    assert host.invoke("one", {}).json == 2
    put("int main(")
    assert host.invoke("one", {}).json == 2
    host.wait_log("main.c:1")
    put(code.format(3))
    assert host.invoke("one", {}).json == 3
    assert runs() == 4


def test_an_edit_during_the_build_is_built(tmp_path, serve):
    folder, runs = make_counted(
        tmp_path, f"cp index.ts out; [ -e {tmp_path}/go ] || "
        f"{{ touch {tmp_path}/begun; while [ ! -e {tmp_path}/go ]; do "
        "sleep 0.02; done; }; mv out index.mjs")
    (folder / "index.ts").write_text("export const handler = () => 1;\n")
    host = serve()
    waits = host.begin("one", {})
    wait_for((tmp_path / "begun").exists)
    time.sleep(0.05)
    (folder / "index.ts").write_text("export const handler = () => 2;\n")
    (tmp_path / "go").write_text("")
    assert host.finish(waits).json == 2
    assert runs() == 2


def test_it_has_a_clean_environment(tmp_path, serve):
    folder, _ = make_counted(tmp_path, f"env >{tmp_path}/env; pwd >>"
                             f"{tmp_path}/env; cp index.ts index.mjs",
                             env={"OWN": "own"})
    (folder / "index.ts").write_text("export const handler = () => 1;\n")
    host = serve(env={"AWS_SECRET_ACCESS_KEY": "secret"})
    assert host.invoke("one", {}).json == 1
    text = (tmp_path / "env").read_text()
    assert "secret" not in text and "OWN" not in text
    assert "PATH=" in text and "HOME=" in text
    assert text.splitlines()[-1] == str(folder)


def test_several_are_built_one_after_the_other(tmp_path, serve):
    for name in ("a", "b", "c"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "index.ts").write_text(
            f"export const handler = () => {name!r};\n")
        write(folder, build=f"mkdir {tmp_path}/.lock && sleep 0.1 && "
              f"cp index.ts index.mjs && rmdir {tmp_path}/.lock")
    host = serve()
    waits = [(name, host.begin(name, {})) for name in ("c", "a", "b")]
    for name, s in waits:
        assert host.finish(s).json == name


@pytest.mark.parametrize("value", ["", [], [""], ["a", 1], 1, {}, None, True])
def test_a_command_that_is_none_is_an_error(tmp_path, value):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "index.mjs").write_text("export const handler = () => 1;\n")
    write(folder, build=value)
    ended = run("serve", "--listen", "127.0.0.1:0", tmp_path)
    assert ended.returncode == 1
    assert f'{folder}/dayfly.json:1: "build" must be a command line' in \
        ended.stderr.decode()


def test_a_change_is_one_line(typed, serve):
    host = serve(command="watch")
    assert host.invoke("one", {}).json == "first"
    write_source(typed, source("second"))
    assert host.invoke("one", {}).json == "second"
    assert re.search(r"the code has changed: .* \(src/index\.ts; built in "
                     r"\d+ ms; loaded in \d+ ms; change \d+\)\n", host.log())


def test_a_function_may_be_nothing_but_its_source_at_the_start(
        tmp_path, serve):
    folder, _ = make_counted(tmp_path, "cp src/code index.mjs")
    (folder / "src").mkdir()
    (folder / "src" / "code").write_text("export const handler = () => 1;\n")
    host = serve()
    assert host.invoke("one", {}).json == 1
