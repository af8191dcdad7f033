"""The comparison on Lambda, and what it does to an account. AWS is
moto's server; as that cannot run a function, Invoke goes to dayfly's host."""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading

import pytest
from conftest import HERE

from parts import BIN, ROOT, alive, clean_env, free_port, wait_for, write

MOTO = ROOT / "build" / "tools" / "bin" / "moto_server"


class Between(http.server.BaseHTTPRequestHandler):
    """Invoke to the host, everything else to moto; each call is noted. With a
    new configuration a function loses its runtime, as on Lambda."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def pass_on(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        at = self.server
        at.seen.append((self.command, self.path))
        name = self.path.split("/functions/")[-1].split("/")[0]
        if self.command == "PUT" and self.path.endswith("/configuration"):
            at.anew(name)
        port = at.host if self.path.endswith("/invocations") else at.moto
        if (self.command, name) in at.broken:
            self.reply(400, {}, b'{"Message":"told to fail"}')
            return
        there = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        with contextlib.closing(there):
            there.request(self.command, self.path, body, dict(self.headers))
            answer = there.getresponse()
            self.reply(answer.status, dict(answer.headers), answer.read())

    do_GET = do_POST = do_PUT = do_DELETE = pass_on

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding",
                                    "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def started(command, log, said):
    with open(log, "wb") as out:
        process = subprocess.Popen([str(w) for w in command], stdout=out,
                                   stderr=out, env=clean_env(
                                       MOTO_IAM_LOAD_MANAGED_POLICIES="true"))
    try:
        wait_for(lambda: said in log.read_text(), 20, f"{command[0]}'s start")
        yield log.read_text()
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    """An account: its endpoint, what was asked of it, and its functions."""
    if not MOTO.exists():
        pytest.skip("no build/tools/bin/moto_server: make deps")
    home = tmp_path_factory.mktemp("aws")
    functions = home / "functions"
    for name in ("bench-dayfly", "bench-aws"):
        folder = functions / name
        folder.mkdir(parents=True)
        write(folder, "index.mjs", (HERE / "functions/echo.mjs").read_text())
        # As on Lambda only a call without a process reports an Init Duration.
        write(folder, "dayfly.json", '{"reuse": 1000}')
    moto = free_port()
    host = [BIN / "dayfly", "serve", "--listen", "127.0.0.1:0", functions]
    with started([MOTO, "-H", "127.0.0.1", "-p", moto], home / "moto.log",
                 "Running on"), \
            started(host, home / "host.log", "http://127.0.0.1:") as said:
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", free_port()), Between)
        server.moto, server.seen, server.broken = moto, [], set()
        server.host = int(said.split("http://127.0.0.1:")[1].split()[0]
                          .strip("/").split("/")[0])

        def anew(name):
            for pid in bootstraps_in(functions / name):
                os.kill(pid, signal.SIGKILL)
                wait_for(lambda p=pid: not alive(p), what="the runtime's end")

        server.anew = anew
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def bootstraps_in(folder):
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if (os.readlink(entry / "exe").endswith("/bootstrap")
                    and os.readlink(entry / "cwd") == str(folder)):
                yield int(entry.name)


KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "us-east-1"}


def environment(**more):
    env = clean_env(AWS_EC2_METADATA_DISABLED="true",
                    AWS_CONFIG_FILE="/dev/null",
                    AWS_SHARED_CREDENTIALS_FILE="/dev/null")
    return {**env, **more}


def command(tmp_path, *words):
    layer = tmp_path / "layer.zip"
    layer.write_bytes(b"PK\x05\x06" + bytes(18))
    return [sys.executable, HERE / "lambda", "--layer", layer, "--cold", "2",
            "--warm", "3", "--pause", "0", "--prefix", "bench", "--out",
            tmp_path, *words]


def compare(tmp_path, *words, **env):
    return subprocess.run(command(tmp_path, *words), capture_output=True,
                          text=True, timeout=60, env=environment(**env))


def left_in(aws):
    """What moto still has of ours."""
    import boto3
    words = dict(endpoint_url=f"http://127.0.0.1:{aws.moto}",
                 region_name="us-east-1", aws_access_key_id="x",
                 aws_secret_access_key="x")
    on_lambda, iam = boto3.client("lambda", **words), boto3.client("iam",
                                                                  **words)
    return ([f["FunctionName"] for f in on_lambda.list_functions()["Functions"]]
            + [n["LayerName"] for n in on_lambda.list_layers()["Layers"]
               if on_lambda.list_layer_versions(
                   LayerName=n["LayerName"])["LayerVersions"]]
            + [r["RoleName"] for r in iam.list_roles()["Roles"]])


def url(aws):
    return f"http://127.0.0.1:{aws.server_address[1]}"


def test_both_are_deployed_called_cold_and_warm_reported_and_removed(
        aws, tmp_path):
    done = compare(tmp_path, AWS_ENDPOINT_URL=url(aws), **KEYS)
    assert done.returncode == 0, done.stderr
    calls = [path for _, path in aws.seen if path.endswith("/invocations")]
    assert len(calls) == 2 * (2 + 3)
    assert "| dayfly, Node | spare | Lambda | 2 |" in done.stdout, done.stdout
    assert "| dayfly, Node | spare | Lambda | 3 |" in done.stdout
    assert "| AWS's Node | kept | Lambda | 3 |" in done.stdout
    assert done.stdout == (tmp_path / "table.md").read_text()
    assert left_in(aws) == []


def test_what_was_made_is_removed_after_a_failure_too(aws, tmp_path):
    aws.broken = {("PUT", "bench-aws")}
    try:
        done = compare(tmp_path, AWS_ENDPOINT_URL=url(aws), **KEYS)
    finally:
        aws.broken = set()
    assert done.returncode == 1
    assert "UpdateFunctionConfiguration: " in done.stderr, done.stderr
    assert "told to fail" in done.stderr and "Traceback" not in done.stderr
    assert left_in(aws) == []


def test_what_was_made_is_removed_when_interrupted(aws, tmp_path):
    process = subprocess.Popen(
        command(tmp_path, "--warm", "100000"), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=environment(AWS_ENDPOINT_URL=url(aws), **KEYS),
        # A job in the background of a shell ignores it, and so its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    for line in process.stderr:
        if line.startswith("warm 2"):
            process.send_signal(signal.SIGINT)
            break
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in said, said
    assert left_in(aws) == []


def test_without_credentials_one_sentence_has_the_remedy(tmp_path):
    done = compare(tmp_path, AWS_REGION="us-east-1")
    assert done.returncode == 1
    assert done.stderr.startswith("lambda: no credentials: set AWS_PROFILE")
    assert done.stderr.count("\n") == 1


def test_without_a_region_one_sentence_has_the_remedy(tmp_path):
    done = compare(tmp_path)
    assert done.returncode == 1
    assert done.stderr == "lambda: no region: set AWS_REGION, or give --region\n"


def test_a_layer_that_is_not_there_is_named(tmp_path):
    done = compare(tmp_path, "--layer", "/nowhere/x.zip")
    assert done.returncode == 1 and "/nowhere/x.zip" in done.stderr


def test_a_dry_run_prints_every_call_and_makes_no_call(tmp_path):
    done = compare(tmp_path, DRY_RUN="1",
                   AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert done.returncode == 0, done.stderr
    said = [" ".join(line.split()[:2]) for line in done.stdout.splitlines()]
    assert said[0] == "iam CreateRole" and said[-1] == "iam DeleteRole"
    assert said.count("lambda CreateFunction") == 2
    assert said.count("lambda DeleteFunction") == 2
    assert said.count("lambda Invoke") == 2 * (2 + 3)
    assert not pathlib.Path(tmp_path, "samples.csv").exists()
