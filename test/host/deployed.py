"""A host to which `dayfly deploy` brings folders, for the tests."""

import json
import os

import boto3
import pytest

from hosting import Host, run

ANSWER = 'export const handler = () => "%s";\n'


@pytest.fixture
def empty(tmp_path):
    """A host that has no function yet."""
    (tmp_path / "nothing").mkdir()
    host = Host(options=("--listen", "127.0.0.1:0", "--data",
                         str(tmp_path / "data")), cwd=tmp_path / "nothing")
    yield host
    host.close()


@pytest.fixture
def folder(tmp_path):
    """put(NAME, TEXT, FILE): a file of a function's folder; the folder of all."""
    all_of_them = tmp_path / "functions"

    def put(name, text, file="index.mjs"):
        path = all_of_them / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return all_of_them

    return put


def call(host, *words, status=0, both=False, cwd=None):
    """What the command printed, or its error, line by line. `both`: one after
    the other."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    done = run(*words, "--endpoint", host.url, env=env, cwd=cwd)
    assert done.returncode == status, done.stderr.decode()
    printed = (done.stdout if status == 0 else done.stderr).decode()
    if both:
        printed = done.stdout.decode() + done.stderr.decode()
    return printed.splitlines()


def answer(host, name):
    return json.loads(call(host, "invoke", f"{name}:live", "-d", "{}")[0])


def aws(host):
    return boto3.client("lambda", endpoint_url=host.url, region_name="us-east-1",
                        aws_access_key_id="x", aws_secret_access_key="x")
