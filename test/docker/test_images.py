"""The images of docker/, built by their make targets on bases that the tests
make, and run: nothing is pulled."""

import http.client
import json
import os
import shutil
import subprocess
import time

import pytest
from conftest import docker
from parts import ROOT, clean_env, free_port, wait_for
from wire import Wire

INVOKE = "/2015-03-31/functions/function/invocations"
# Debian's client has BuildKit in it, others need a component beside them.
BUILDKIT = shutil.which("docker", path="/usr/bin") or "docker"
TIGHT = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL",
         "--security-opt", "no-new-privileges"]


def make(target, env=None, **variables):
    done = subprocess.run(
        ["make", "-s", "-C", ROOT, "--no-print-directory", target]
        + [f"{name}={value}" for name, value in variables.items()],
        capture_output=True, text=True, timeout=300,
        env=env or clean_env(DOCKER_HOST=os.environ.get("DOCKER_HOST", "")))
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def image(target, **variables):
    code, out, err = make(f"docker-{target}", **variables)
    assert code == 0, err or out
    return out.splitlines()[-1]


def post(port, event, path=INVOKE):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", path, body=event)
    return json.loads(connection.getresponse().read())


def answers(port):
    try:
        return post(port, b'{"name":"you"}')
    except (OSError, http.client.HTTPException):
        return None


def of_the_example(name, file="expect"):
    return json.loads((ROOT / f"examples/{name}/{file}.json").read_text())


@pytest.fixture
def container(engine):
    """container(image, ARGUMENT..., command=[]): its id; removed at the end."""
    running = []

    def start(name, *words, command=()):
        made = engine("run", "-d", *words, name, *command)
        running.append(made)
        return made

    yield start
    for one in running:
        engine("rm", "-f", one)


def test_an_image_has_its_tags_and_labels(engine, staged, debian):
    name = image("lambda", FUNCTION="hello-sh", BASE=debian)
    assert name == "dayfly-hello-sh:0.2.0"
    told = json.loads(engine("inspect", name))[0]
    revision = subprocess.check_output(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT,
        text=True).strip()
    (code,) = [tag for tag in told["RepoTags"] if ":code-" in tag]
    assert set(told["RepoTags"]) == {
        "dayfly-hello-sh:0.2.0", f"dayfly-hello-sh:0.2.0-{revision}",
        code, "dayfly-hello-sh:latest"}
    labels = told["Config"]["Labels"]
    key = "org.opencontainers.image."
    assert labels[key + "title"] == "dayfly: hello-sh"
    assert labels[key + "version"] == "0.2.0"
    assert labels[key + "revision"] == revision
    assert labels[key + "base.name"] == debian
    assert labels[key + "created"].startswith("20")
    assert labels[key + "licenses"] == "MIT"
    assert told["Config"]["User"] == "10001:10001"
    assert told["Config"]["Healthcheck"]["Test"][0] == "CMD"


def test_an_image_for_lambda_talks_to_the_runtime_api(
        engine, staged, debian, container, tmp_path):
    name = image("lambda", FUNCTION="hello-py", BASE=debian)
    api = Wire(tmp_path, "", start=False)
    container(name, "--network", "host", *TIGHT,
              "-e", f"AWS_LAMBDA_RUNTIME_API=127.0.0.1:{api.port}",
              "-e", "_HANDLER=app.lambda_handler")
    line, headers, body = api.turn(b'{"name":"you"}')
    assert line.endswith("/response HTTP/1.1")
    assert json.loads(body) == {"message": "Hello, you!"}


@pytest.mark.parametrize("function", ["hello-py", "hello", "hello-sh"])
def test_an_image_with_the_emulator_answers(engine, staged, debian, container,
                                            function):
    name = image("rie", FUNCTION=function, BASE=debian)
    port = free_port()
    one = container(name, *TIGHT, "-p", f"127.0.0.1:{port}:8080")
    expected = of_the_example(function)
    assert wait_for(lambda: answers(port), 20, "an answer") == expected
    assert answers(port) == expected
    uid = engine("exec", one, "id", "-u")
    assert uid == "10001"
    wait_for(lambda: "healthy" == engine(
        "inspect", "-f", "{{.State.Health.Status}}", one), 30, "health")


def test_an_image_with_the_emulator_lets_a_runtime_api_be(
        engine, staged, debian, container, tmp_path):
    name = image("rie", FUNCTION="hello-sh", BASE=debian)
    api = Wire(tmp_path, "", start=False)
    one = container(name, "--network", "host", "-e",
                    f"AWS_LAMBDA_RUNTIME_API=127.0.0.1:{api.port}",
                    command=["handler.sh"])
    assert json.loads(api.turn(b'{"name":"you"}')[2]) == {
        "message": "Hello, you!"}
    assert "rie" not in engine("top", one)


def test_a_static_runtime_and_a_program_need_no_base(engine, staged, busybox,
                                                     container):
    for function in ("hello-go", "hello-sh"):
        name = image("rie", FUNCTION=function, BASE=busybox)
        port = free_port()
        container(name, *TIGHT, "-p", f"127.0.0.1:{port}:8080")
        assert wait_for(lambda: answers(port), 20, "an answer") == (
            of_the_example(function))
    size = int(engine("inspect", "-f", "{{.Size}}", name))
    assert size < 16_000_000


def test_a_static_program_needs_nothing_at_all(engine, staged, container,
                                                tmp_path):
    name = image("lambda", FUNCTION="hello-go", BASE="scratch")
    api = Wire(tmp_path, "", start=False)
    container(name, "--network", "host", "--read-only", "-e",
              f"AWS_LAMBDA_RUNTIME_API=127.0.0.1:{api.port}")
    assert json.loads(api.turn(b'{"name":"you"}')[2]) == {
        "message": "Hello, you!"}


def files_of(engine, name, folder, *paths):
    """Those files of an image that cannot be run here."""
    made = engine("create", name)
    try:
        for path in paths:
            engine("cp", f"{made}:{path}", folder)
    finally:
        engine("rm", made)
    return [folder / path.rpartition("/")[2] for path in paths]


@pytest.mark.parametrize("target,base,arch", [
    ("lambda", "scratch", "arm64"), ("rie", "base-arm64", "arm64")])
def test_an_image_is_made_for_a_machine_that_is_not_here(
        engine, tmp_path, target, base, arch):
    """Its code is copied and not run; ELF says for whom it is (183: aarch64)."""
    if base != "scratch":  # as one pulled by its digest would be
        (tmp_path / "Dockerfile").write_text("FROM scratch\nENV A=b\n")
        subprocess.run(
            [BUILDKIT, "build", "-q", "--platform", f"linux/{arch}", "-t", base,
             tmp_path], check=True, env={**os.environ, "DOCKER_BUILDKIT": "1"})
    subprocess.run(["make", "-s", "-C", ROOT, "static", "ARCH=aarch64"],
                   check=True, env=clean_env())
    name = image(target, FUNCTION="hello-go", BASE=base, ARCH=arch,
                 DOCKER=BUILDKIT)
    assert name.endswith(f":0.2.0-{arch}")
    told = json.loads(engine("inspect", name))[0]
    assert (told["Os"], told["Architecture"]) == ("linux", arch)
    assert all(tag.endswith(f"-{arch}") for tag in told["RepoTags"])
    assert len(told["RepoTags"]) == 3
    labels = told["Config"]["Labels"]
    assert labels["org.opencontainers.image.base.name"] == base
    paths = ["/var/runtime/bootstrap", "/var/task/handler",
             "/var/runtime/dayfly/template-aarch64.so"]
    paths += ["/usr/local/bin/aws-lambda-rie"] if target == "rie" else []
    for path in files_of(engine, name, tmp_path, *paths):
        assert path.read_bytes()[18] == 183, path


def test_what_would_run_foreign_code_is_refused():
    for target in ("host", "build", "up"):
        code, _, err = make(f"docker-{target}", ARCH="arm64")
        assert code != 0 and "is made on such a machine" in err, err
    assert "it must be amd64 or arm64" in make("docker-rie", ARCH="vax")[2]


def test_compose_serves_three_functions(engine, staged, debian, tmp_path):
    env = clean_env(DOCKER_HOST=os.environ["DOCKER_HOST"], PYTHON_BASE=debian,
                    GO_BASE=debian, NODE_BASE=debian)
    code, out, err = make("docker-up", env)
    if "there is no compose" in err:
        pytest.skip("docker-compose is missing: apt-get install docker-compose")
    try:
        assert code == 0, err
        for port, function in (9000, "hello-py"), (9001, "hello-go"), (
                9002, "hello"):
            assert wait_for(lambda: answers(port), 30, function) == (
                of_the_example(function))
    finally:
        assert make("docker-down", env)[0] == 0
    assert not engine("ps", "-q")


def test_a_host_in_a_container_serves_all_examples(engine, staged, debian,
                                                   container):
    name = image("host", BASE=debian)
    one = container(name, "--network", "host", *TIGHT)
    path = "/2015-03-31/functions/%s/invocations"

    def up():
        try:
            return post(9000, b'{"name":"you"}', path % "hello-py")
        except OSError:
            return None
    assert wait_for(up, 20, "an answer") == {"message": "Hello, you!"}
    for function in ("hello", "hello-c", "counter", "queue"):
        event = (ROOT / f"examples/{function}/event.json").read_bytes()
        told = post(9000, event, path % function)
        assert of_the_example(function).items() <= told.items()
    wait_for(lambda: "healthy" == engine(
        "inspect", "-f", "{{.State.Health.Status}}", one), 30, "health")
    began = time.monotonic()
    engine("stop", "-t", "10", one)
    assert time.monotonic() - began < 8


def test_dayfly_is_built_in_a_container(engine, debian):
    name = image("build", BASE=debian)
    assert engine("run", "--rm", "--network", "none", name) == "dayfly 0.2.0"


def test_without_an_engine_the_message_has_the_remedy(tmp_path):
    for env, says in (
            (clean_env(DOCKER="/nonexistent/docker"), "there is no /nonexist"),
            (clean_env(DOCKER_HOST=f"unix://{tmp_path}/none.sock"),
             "the engine does not answer")):
        for target in ("docker-lambda", "docker-rie", "docker-host",
                       "docker-build", "docker-up"):
            code, out, err = make(target, env)
            if "there is no docker:" in err:
                pytest.skip("there is no docker client")
            assert code != 0
            assert says in err.splitlines()[0], (target, err)
