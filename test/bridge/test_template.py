"""Templates and their copies: what the bridge does in each."""

import json
import subprocess

import pytest

from bridge import BUILT, Bridge, interpreter
from copies import ENGINES, Template

ECHO = "export const handler = (event) => ({ event });"
COUNT = "let count = 0;\nexport const handler = () => ++count;"
EVENT_SIZE = 200_000


@pytest.fixture(params=ENGINES)
def name(request):
    return request.param


@pytest.fixture
def template(name, tmp_path):
    """template(code, …): a template of that function, ready."""
    running = []

    def begin(code, file="index.mjs", **more):
        (tmp_path / file).write_text(code)
        begun = Template(name, tmp_path, **more)
        running.append(begun)
        begun.payload = begun.ready()
        return begun

    yield begin
    for each in running:
        each.__exit__()


def test_ready_names_the_interpreter_and_its_version(template, name):
    us, version = template(ECHO).payload.split(" ")
    assert us.isdigit()
    engine, number = version.split("/")
    assert engine == name and number.replace(".", "").isdigit()


def test_a_copy_answers_under_its_own_nonce_and_is_ready_at_once(template):
    begun = template(ECHO).prepare()
    with begun.copy() as first, begun.copy() as second:
        for each in (second, first, second):
            each.feed({"to": each.nonce})
            assert each.frame() == (
                "result", json.dumps({"event": {"to": each.nonce}},
                                     separators=(",", ":")).encode())
        assert first.process.pid != second.process.pid
        assert first.out.rest == first.err.rest == b""


def test_large_answers_are_under_the_nonce_of_the_copy(template):
    begun = template(f"console.log('x'.repeat({EVENT_SIZE}));\n"
                     "export const handler = (n) => 'x'.repeat(n);").prepare()
    for _ in range(2):
        with begun.copy() as copy:
            assert copy.call(EVENT_SIZE) == "x" * EVENT_SIZE
            assert copy.out.rest == b""


@pytest.mark.parametrize("thorough", (True, False))
def test_a_copy_warms_up_without_running_the_handler(template, thorough):
    code = "awslambda.afterCopy(() => console.log('hook'));\n" + COUNT
    begun = template(code).prepare()
    with begun.copy(thorough=thorough) as copy:
        assert copy.call({}) == 1
        copy.hang_up()
        assert copy.ended() == 0
        assert [kind for kind, _ in copy.out.frames] == ["result"]
        assert [text for _, text in copy.logs(1)] == ["hook"]
        assert (copy.out.rest, copy.err.rest) == (b"", b"")


def test_a_copy_streams(template):
    begun = template("""export const handler = awslambda.streamifyResponse(
        async (event, out) => { out.write("a"); out.end(event.text); });""")
    begun.prepare()
    for thorough in (True, False):
        with begun.copy(thorough=thorough) as copy:
            copy.feed({"text": "b"})
            assert copy.streamed() == ({}, b"ab")


def test_a_copy_serves_web_handlers(template):
    begun = template("export default { fetch: () => new Response('hi') };")
    with begun.prepare().copy(thorough=True) as copy:
        answer = copy.call({"version": "2.0", "rawPath": "/", "headers": {},
                            "requestContext": {"http": {
                                "method": "GET", "path": "/"}}})
        assert (answer["statusCode"], answer["body"]) == (200, "hi")


def test_errors_of_copies_are_those_of_events(template):
    begun = template("export const handler = () => { throw new Error('no'); };")
    with begun.prepare().copy() as copy:
        copy.feed({})
        assert copy.error()["errorMessage"] == "no"
    begun = template("export const handler = () => {\n"
                     "setTimeout(() => { throw new Error('late'); }, 1);\n"
                     "return new Promise(() => {}); };").prepare()
    with begun.copy() as copy:
        copy.feed({})
        assert copy.error()["errorMessage"] == "late"
        assert copy.ended() == 1


def test_log_lines_of_a_copy_are_under_its_nonce(template):
    begun = template("export const handler = (e) => console.warn(e.text);")
    with begun.prepare().copy() as copy:
        copy.call({"text": "from the copy"})
        assert copy.logs(1) == [("WARN", "from the copy")]


def test_the_environment_has_no_trace_of_the_library(template, name):
    code = """import process from "node:process";
        export const handler = () =>
          Object.keys(process.env).filter((key) => /PRELOAD|DAYFLY/.test(key));"""
    flags = ["--allow-all"] if name == "deno" else []
    begun = template(code, flags=flags).prepare()
    with begun.copy() as copy:
        assert copy.call({}) == []


@pytest.mark.parametrize("name", ("bun",), indirect=True)
def test_bun_without_its_library_is_an_ordinary_process(template):
    begun = template(ECHO, library="/dev/null/none.so")
    assert begun.control.recv(1) == b""
    [(level, text)] = begun.logs(1)
    assert level == "WARN"
    assert text.startswith("dayfly: this process cannot be copied: ")
    assert begun.call(1) == {"event": 1}


def test_an_error_of_the_load_is_an_init_error(name, tmp_path):
    (tmp_path / "index.mjs").write_text("throw new Error('no');")
    with Template(name, tmp_path) as begun:
        assert begun.init_error()["errorMessage"] == "no"


def test_a_handler_that_is_loaded_late_is_loaded_in_each_copy(template):
    code = "const at = Math.random();\nexport const handler = () => at;"
    begun = template(code, hello={"preload": "interpreter"}).prepare()
    assert begun.err.frames == []
    with begun.copy() as first, begun.copy() as second:
        assert first.call({}) != second.call({})


def process_id(name):
    """A handler that returns its process id."""
    of = "Deno.pid" if name == "deno" else "process.pid"
    return f"export const handler = () => {of};"


def test_the_process_id_is_that_of_the_copy(template, name):
    begun = template(process_id(name)).prepare()
    for _ in range(2):
        with begun.copy() as copy:
            assert copy.call({}) == copy.process.pid


@pytest.mark.parametrize("name", ("node",), indirect=True)
def test_the_process_id_needs_no_permission(template, tmp_path):
    asked = "process.allowedNodeEnvironmentFlags.has('--permission')"
    is_new = subprocess.check_output([interpreter("node"), "-p", asked])
    flags = ["--permission" if is_new == b"true\n" else
             "--experimental-permission",
             f"--allow-fs-read={tmp_path}", f"--allow-fs-read={BUILT}"]
    begun = template(process_id("node"), flags=flags).prepare()
    with begun.copy() as copy:
        assert copy.call({}) == copy.process.pid


def test_the_process_id_of_an_ordinary_process_is_unchanged(name, tmp_path):
    (tmp_path / "index.mjs").write_text(process_id(name))
    with Bridge(name, tmp_path) as begun:
        assert begun.call({}) == begun.process.pid


def test_other_processes_keep_the_random_numbers_of_the_interpreter(
        name, tmp_path):
    (tmp_path / "index.mjs").write_text(
        "export const handler = () => String(Math.random);")
    with Bridge(name, tmp_path) as begun:
        kind, payload = begun.frame()
        assert kind == "ready" and payload.isdigit()
        assert "[native code]" in begun.call({})
