"""Which variables of a user reach the functions of `dayfly serve`."""

import json
import os
import pathlib
import subprocess

import pytest

from hosting import DAYFLY, make_function, run

LISTEN = ("--listen", "127.0.0.1:0")


def env_of(host, name="one"):
    return host.invoke(name, {"do": "env"}).json["env"]


def banner(host):
    """What it printed at the start, after its first line."""
    lines = []
    while not lines or not lines[-1].startswith("Invoke one:"):
        lines.append(host.process.stdout.readline().decode())
    return "".join(lines)


def test_nothing_of_the_caller_reaches_a_function_unless_asked(
        tmp_path, serve):
    make_function(tmp_path / "one")
    host = serve(env={"AWS_ACCESS_KEY_ID": "key", "AWS_PROFILE": "me",
                      "MINE": "x"})
    env = env_of(host)
    assert not {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "MINE"} & set(env)
    assert "All functions get" not in banner(host)


def test_flags_give_variables_and_the_start_names_them_without_values(
        tmp_path, serve):
    make_function(tmp_path / "one", {"env": {"B": "manifest"}})
    file = tmp_path / "vars"
    file.write_text("# comment\nexport B='of file'\nC=\"1\\n2\"\nD=file\n")
    host = serve(
        env={"AWS_ACCESS_KEY_ID": "secret-value", "A": "from shell"},
        options=(*LISTEN, "--env", "AWS_ACCESS_KEY_ID", "--env=A",
                 "--env-file", file, "--env", "D=flag=1", "--env", "E=",
                 "--env", "NOT_SET_AT_ALL"))
    env = env_of(host)
    assert {k: env.get(k) for k in ("A", "B", "C", "D", "E",
                                    "AWS_ACCESS_KEY_ID")} == {
        "A": "from shell", "B": "of file", "C": "1\n2", "D": "flag=1",
        "E": "", "AWS_ACCESS_KEY_ID": "secret-value"}
    assert "NOT_SET_AT_ALL" not in env
    assert "--env NOT_SET_AT_ALL: the variable is not set here" in host.log()
    text = banner(host)
    assert "All functions get AWS_ACCESS_KEY_ID, A, B, C, D, E\n" in text
    assert "secret" not in text + host.log()


def test_a_file_beside_the_manifest_is_for_one_function_and_is_live(
        tmp_path, serve):
    make_function(tmp_path / "one", {"env": {"A": "manifest", "B": "manifest"}})
    make_function(tmp_path / "two")
    dotenv = tmp_path / "one" / ".env"
    dotenv.write_text("A=dotenv\nC=dotenv\n")
    host = serve(options=(*LISTEN, "--env", "C=flag"))
    env = env_of(host)
    assert (env["A"], env["B"], env["C"]) == ("dotenv", "manifest", "flag")
    assert "A" not in env_of(host, "two")
    assert f"one gets A, C from {dotenv}\n" in banner(host)
    dotenv.write_text("A=changed\n")
    assert env_of(host)["A"] == "changed"
    assert "the folder has changed" in host.log()
    dotenv.unlink()
    assert env_of(host)["A"] == "manifest"
    dotenv.mkdir()  # a virtual environment of Python
    assert env_of(host)["A"] == "manifest"


def test_a_mistake_in_the_file_is_the_error_of_the_function_until_corrected(
        tmp_path, serve):
    make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    dotenv = tmp_path / "one" / ".env"
    dotenv.write_text("A=1\nwhat is this\n")
    host = serve()
    answer = host.invoke("one", 1)
    assert answer.json["errorType"] == "Runtime.InvalidTaskConfig"
    assert (f"{dotenv}:2: the line is neither NAME=VALUE nor a comment"
            in answer.json["errorMessage"])
    assert host.invoke("two", 2).body == b"2"
    dotenv.write_text("AWS_LAMBDA_FUNCTION_NAME=x\n")
    assert (f"{dotenv}:1: AWS_LAMBDA_FUNCTION_NAME cannot be set"
            in host.invoke("one", 1).json["errorMessage"])
    dotenv.write_text("A=1\n")
    assert env_of(host)["A"] == "1"


@pytest.mark.parametrize("file,text", [
    ("dayfly.json", '{"env":\n {"A": "%s"}}'), (".env", "\nA=%s\n")])
def test_a_value_that_the_kernel_does_not_take_is_named(
        tmp_path, serve, file, text):
    """128 KiB with its name; it was "Argument list too long"."""
    folder = make_function(tmp_path / "one")
    (folder / file).write_text(text % ("x" * 131069))
    host = serve()
    assert len(env_of(host)["A"]) == 131069
    (folder / file).write_text(text % ("x" * 131070))
    assert len(env_of(host)["A"]) == 131069
    line = 1 if file == "dayfly.json" else 2
    told = host.wait_log(f"{folder / file}:{line}: ")
    assert "131070 bytes; name and value may have 131070: put the value into" \
        in told


def test_too_many_variables_are_named(tmp_path, serve):
    make_function(tmp_path / "one",
                  {"env": {f"A{n}": "x" for n in range(1024)}})
    answer = serve().invoke("one", 1).json
    assert "more than 1024 environment variables" in answer["errorMessage"]


def test_a_file_of_variables_that_is_no_file_is_named(tmp_path, serve):
    folder = make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    os.mkfifo(folder / ".env")
    message = serve().invoke("one", 1).json["errorMessage"]
    assert f"{folder}/.env is not a regular file; put one there or" in message


@pytest.mark.parametrize("words, told", [
    (["--env", "1A=x"], '--env: "1A" is not the name of a variable'),
    (["--env", "=x"], '--env: "" is not the name of a variable'),
    (["--env", "A B"], '--env: "A B" is not the name of a variable'),
    (["--env", "_HANDLER=x"], "--env: _HANDLER cannot be set"),
    (["--env", "AWS_LAMBDA_RUNTIME_API"], "cannot be set, because only the"),
    (["--env-file", "missing"], "missing does not exist"),
    (["--env-file", "/"], "/ is not a regular file"),
    (["--env-file", "bad"], "bad:2: the quote of the value is not closed"),
])
def test_a_wrong_variable_is_a_sentence(tmp_path, words, told):
    make_function(tmp_path / "one")
    (tmp_path / "bad").write_text("A=1\nB='x\n")
    done = run("serve", *words, tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr.decode()


def test_a_region_that_is_given_goes_by_both_names(tmp_path, serve):
    make_function(tmp_path / "one")
    make_function(tmp_path / "two")
    (tmp_path / "two" / ".env").write_text("AWS_DEFAULT_REGION=ap-south-1\n")
    host = serve(env={"AWS_REGION": "eu-west-1"})
    for name, region in ("one", "eu-west-1"), ("two", "ap-south-1"):
        env = env_of(host, name)
        assert env["AWS_REGION"] == env["AWS_DEFAULT_REGION"] == region
    host = serve(env={"AWS_REGION": "eu-west-1"},
                 options=(*LISTEN, "--env", "AWS_REGION=sa-east-1"))
    assert env_of(host, "two")["AWS_DEFAULT_REGION"] == "sa-east-1"


def test_a_profile_is_found_although_home_is_private(tmp_path, serve):
    home = tmp_path / "home"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "credentials").write_text(
        "[me]\naws_access_key_id = AKIDME\naws_secret_access_key = s\n")
    (home / ".aws" / "config").write_text(
        "[profile me]\nregion = eu-north-1\n")
    (tmp_path / "f" / "who").mkdir(parents=True)
    (tmp_path / "f" / "who" / "lambda_function.py").write_text(
        "import configparser, os\n"
        "def lambda_handler(event, context):\n"
        "    read = configparser.ConfigParser()\n"
        "    read.read(os.environ['AWS_SHARED_CREDENTIALS_FILE'])\n"
        "    return [read[os.environ['AWS_PROFILE']]['aws_access_key_id'],\n"
        "            os.environ['AWS_CONFIG_FILE'], os.environ['HOME']]\n")
    host = serve(tmp_path / "f", env={"HOME": str(home), "AWS_PROFILE": "me"},
                 options=(*LISTEN, "--env", "AWS_PROFILE"))
    key, config, seen_home = host.invoke("who", {}).json
    assert (key, config) == ("AKIDME", f"{home}/.aws/config")
    assert seen_home != str(home)


def test_settings_in_the_environment_of_serve_hold_for_all_functions(
        tmp_path, serve):
    folder = tmp_path / "f" / "fails"
    folder.mkdir(parents=True)
    (folder / "lambda_function.py").write_text(
        "def lambda_handler(event, context):\n    return event['no']\n")
    (tmp_path / "capsules").mkdir()
    host = subprocess.Popen(
        [DAYFLY, "serve", *LISTEN, "f"], cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "DAYFLY_BILL": "1", "DAYFLY_TRACE": "on",
             "DAYFLY_CAPSULE": "capsules"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        first = host.stdout.readline()
        url = first.split()[-1]
        said = ""
        while not said.endswith("Invoke one:\n"):
            said += host.stdout.readline()
        assert "get DAYFLY_BILL, DAYFLY_CAPSULE, DAYFLY_TRACE\n" in said
        for _ in range(2):
            done = run("invoke", "fails", "-d", "{}", "--endpoint", url)
            assert json.loads(done.stdout)["errorType"] == "KeyError"
    finally:
        host.terminate()
        log = host.communicate(timeout=20)[1]
    assert '"cpuMs"' in log or '"cpu' in log
    assert len([*(tmp_path / "capsules").iterdir()]) == 2
    assert "DEBUG" in log


def test_a_setting_of_the_manifest_overrides_that_of_serve(tmp_path, serve):
    make_function(tmp_path / "one", {"env": {"DAYFLY_SPARE": "off"}})
    make_function(tmp_path / "two")
    host = serve(env={"DAYFLY_SPARE": "late", "DAYFLY_TEST": "x"})
    assert env_of(host)["DAYFLY_SPARE"] == "off"
    assert env_of(host, "two")["DAYFLY_SPARE"] == "late"
    assert "DAYFLY_TEST" not in env_of(host)


def test_every_setting_of_the_bootstrap_is_passed_or_the_hosts():
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    table = subprocess.run([DAYFLY.parent / "bootstrap", "--settings"],
                           capture_output=True, text=True, env={}).stdout
    names = {line.split("`")[1] for line in table.splitlines()
             if line.startswith("| `")}
    source = (root / "host/runtime/runtime_env.c").read_text()
    passed = source.split("settings[] = {")[1].split("};")[0]
    listed = {word.strip(' "\n') for word in passed.split(",")} - {""}
    assert names - {"DAYFLY_FREEZE", "DAYFLY_PEAK", "DAYFLY_WATCH"} == listed


def test_a_function_that_watches_itself_is_not_watched_by_the_host(
        tmp_path, serve):
    """DAYFLY_WATCH in any of the places: what was loaded is kept."""
    (tmp_path / "one").mkdir()
    code = tmp_path / "one" / "lambda_function.py"
    (tmp_path / "one" / "dayfly.json").write_text('{"reuse": 99}')
    code.write_text("def lambda_handler(event, context):\n    return 1\n")
    host = serve(options=(*LISTEN, "--env", "DAYFLY_WATCH=off"))
    assert host.invoke("one", {}).json == 1
    code.write_text("def lambda_handler(event, context):\n    return 2\n")
    assert [host.invoke("one", {}).json for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("name,meant", [
    ("DAYFLY_ISOLATON", "DAYFLY_ISOLATION"), ("DAYFLY_REUS", "DAYFLY_REUSE"),
    ("DAYFLY_TIMOUT", "DAYFLY_TIMEOUT"), ("DAYFLY_RESIDEU", "DAYFLY_RESIDUE")])
def test_a_mistyped_setting_is_not_ignored(tmp_path, name, meant):
    """With DAYFLY_ISOLATON=strict functions ran without isolation."""
    make_function(tmp_path / "one")
    done = run("serve", "--listen", "127.0.0.1:0", tmp_path,
               env={**os.environ, name: "strict"})
    assert done.returncode == 1
    assert done.stderr.decode() == (
        f"dayfly: the environment has {name}, which is no setting: do you mean "
        f"{meant}?\n")


@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
@pytest.mark.parametrize("value", ["eu west", "eu\nwest", "x" * 300, "ü"])
def test_a_region_that_is_none_is_not_ignored(tmp_path, name, value):
    make_function(tmp_path / "one")
    env = {k: v for k, v in os.environ.items() if "REGION" not in k}
    done = run("serve", "--listen", "127.0.0.1:0", tmp_path,
               env={**env, name: value})
    assert done.returncode == 1
    assert f'dayfly: {name} is "' in done.stderr.decode()
