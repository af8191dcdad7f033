"""What `dayfly serve` writes of each call: one line on a terminal."""

import os
import pty
import re
import select
import subprocess

import pytest

from hosting import DAYFLY, make_function, run, wait_for

LISTEN = ("--listen", "127.0.0.1:0")
LINE = re.compile(r"^\d\d:\d\d:\d\d (\S+)  (.+?)  (\S.*?)  (\d+(?:\.\d+)?) ms"
                  r"(?:  (\d+) MB)?(?:  \(started in \d+(?:\.\d+)? ms\))?$",
                  re.M)


class OnTerminal:
    """`dayfly serve` whose output is a terminal."""

    def __init__(self, folder, *words, **env):
        self.reader, terminal = pty.openpty()
        whole = {**os.environ, "TERM": "xterm", **env}
        whole = {k: v for k, v in whole.items() if v is not None}
        self.process = subprocess.Popen(
            [DAYFLY, "serve", *LISTEN, *words, folder],
            stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal,
            env=whole)
        os.close(terminal)
        self.seen = b""
        self.url = self.wait(r"(http://127.0.0.1:\d+)\n")[1]

    def text(self):
        while select.select([self.reader], [], [], 0)[0]:
            try:
                self.seen += os.read(self.reader, 65536)
            except OSError:  # it has ended
                break
        return self.seen.decode().replace("\r\n", "\n")

    def wait(self, pattern):
        return wait_for(lambda: re.search(pattern, self.text(), re.M))

    def invoke(self, name, event="{}"):
        return run("invoke", name, "-d", event, "--endpoint", self.url)

    def calls(self, count):
        wait_for(lambda: len(LINE.findall(self.text())) >= count)
        return [call[:3] for call in LINE.findall(self.text())]

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        os.close(self.reader)


@pytest.fixture
def terminal(tmp_path):
    made = []

    def start(*words, **env):
        made.append(OnTerminal(tmp_path, *words, **env))
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_a_call_is_a_line_on_a_terminal_and_prints_of_the_function_stay(
        tmp_path, terminal):
    make_function(tmp_path / "one", {"timeout": 1})
    host = terminal(NO_COLOR="1")
    host.invoke("one", '{"do":"print","text":"hello of it\\n"}')
    host.invoke("one", '{"do":"error"}')
    host.invoke("one", '{"do":"sleep","s":9}')
    assert host.calls(3) == [("one", "invoke", "ok"),
                             ("one", "invoke", "error Runtime.Sad"),
                             ("one", "invoke", "timeout Sandbox.Timedout")]
    text = host.text()
    assert "\none | hello of it\n" in text or "\nhello of it\n" in text
    assert "START RequestId" not in text and "REPORT" not in text
    assert "\x1b" not in text
    assert re.search(r" 2 MB  \(started in |started in ", text)


def test_a_call_of_a_url_has_method_path_and_the_status_that_was_sent(
        tmp_path, terminal):
    for name, handler in (
            ("good", "() => ({statusCode: 404, body: 'x'})"),
            ("bad", "() => { throw new TypeError('no') }"),
            ("wrong", "() => ({statusCode: 'x'})")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.mjs").write_text(
            f"export const handler = {handler}\n")
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "index.mjs").write_text(
        "export const handler = awslambda.streamifyResponse(async (e, s) => {"
        " s = awslambda.HttpResponseStream.from(s, {statusCode: 201});"
        " s.write('x'); s.end() })\n")
    (tmp_path / "live" / "dayfly.json").write_text(
        '{"url": {"invokeMode": "RESPONSE_STREAM"}}')
    host = terminal(NO_COLOR="1")
    for name in ("good", "bad", "wrong", "live"):
        subprocess.run(["curl", "-s", "-X", "PUT", f"{host.url}/lambda-url/"
                        f"{name}/a%1b/b?c=d"], capture_output=True, timeout=20)
    assert host.calls(4) == [
        ("good", "PUT /a%1b/b", "404"),
        ("bad", "PUT /a%1b/b", "502 TypeError"),
        ("wrong", "PUT /a%1b/b", "502"),
        ("live", "PUT /a%1b/b", "201")]


def test_a_long_path_is_cut_and_an_event_says_so(tmp_path, terminal):
    make_function(tmp_path / "one")
    host = terminal(NO_COLOR="1")
    subprocess.run(["curl", "-s", f"{host.url}/lambda-url/one/" + "x" * 5000],
                   capture_output=True, timeout=20)
    assert len(host.calls(1)[0][1]) == 159
    subprocess.run(["curl", "-s", "-H", "X-Amz-Invocation-Type: Event", "-d",
                    "{}", f"{host.url}/2015-03-31/functions/one/invocations"],
                   capture_output=True, timeout=20)
    assert host.calls(2)[1] == ("one", "event", "ok")


def test_colours_are_for_terminals_that_have_them(tmp_path, terminal):
    make_function(tmp_path / "one")
    for env, coloured in (({"NO_COLOR": None}, True), ({"NO_COLOR": ""}, True),
                          ({"NO_COLOR": "1"}, False),
                          ({"NO_COLOR": None, "TERM": "dumb"}, False),
                          ({"NO_COLOR": None, "TERM": None}, False)):
        host = terminal(**env)
        host.invoke("one")
        host.invoke("one", '{"do":"error"}')
        host.wait(r"error.* ms")
        assert ("\x1b[32mok\x1b[0m" in host.text()) == coloured
        assert ("\x1b[31merror Runtime.Sad\x1b[0m" in host.text()) == coloured


def test_the_log_of_lambda_is_there_if_asked_and_in_a_pipe(
        tmp_path, terminal, serve):
    make_function(tmp_path / "one")
    host = terminal("--log", "lambda")
    host.invoke("one")
    host.wait("^REPORT RequestId: ")
    assert not LINE.search(host.text())
    host = serve()
    host.invoke("one", 1)
    assert "START RequestId" in host.wait_log("REPORT")
    assert not LINE.search(host.log())
    host = serve(options=(*LISTEN, "--log=line"))
    host.invoke("one", 1)
    wait_for(lambda: LINE.search(host.log()))
    assert "\x1b" not in host.log() and "START" not in host.log()


def test_quiet_leaves_what_functions_print(tmp_path, terminal):
    make_function(tmp_path / "one")
    host = terminal("--quiet")
    host.invoke("one", '{"do":"print","text":"hello of it\\n"}')
    host.wait("hello of it")
    host.process.terminate()
    host.process.wait(20)
    text = host.text()
    assert text.splitlines()[1:] == ["hello of it"]


def test_the_callers_log_is_as_on_aws_in_every_mode(tmp_path, serve):
    make_function(tmp_path / "one")
    for words in (("--quiet",), ("--log", "line"), ("--log", "lambda")):
        host = serve(options=(*LISTEN, *words))
        done = run("invoke", "one", "-d", '{"do":"print","text":"hi\\n"}',
                   "--log", "--endpoint", host.url)
        log = done.stderr.decode()
        assert re.search("^START .*\n(.*\n)?hi\n(.*\n)?END .*\nREPORT ", log)


@pytest.mark.parametrize("words, told", [
    (["--log", "json"], '--log is "json"; it must be line or lambda'),
    (["--log"], "--log needs a value"),
    (["--quiet", "--log=line"], "--log and --quiet cannot be used together"),
])
def test_a_wrong_flag_is_a_sentence(words, told):
    done = run("serve", *words)
    assert done.returncode == 2 and told in done.stderr.decode()


def test_changed_code_is_announced_once(tmp_path, serve):
    (tmp_path / "one").mkdir()
    code = tmp_path / "one" / "lambda_function.py"
    code.write_text("def lambda_handler(e, c):\n    return 1\n")
    host = serve()
    assert host.invoke("one", {}).json == 1
    for _ in range(3):
        code.write_text("def lambda_handler(e, c):\n    return 2\n")
    assert host.invoke("one", {}).json == 2
    log = host.wait_log("the code has changed: the next invocations run it")
    assert log.count("has changed") == 1
