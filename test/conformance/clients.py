"""The official clients: what their packages are called, what each cannot do."""

import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILT = ROOT / "build" / "conformance"


def _pinned(path, pattern):
    return re.search(pattern, (HERE / path).read_text(), re.M)[1]


def _npm(folder, package):
    lock = json.loads((HERE / folder / "package-lock.json").read_text())
    return lock["packages"][f"node_modules/{package}"]["version"]


# The name in the table is the package's, its version the lock file's.
RUNTIMES = {
    "go": "aws-lambda-go " + _pinned("go/go.mod", r"aws-lambda-go v(\S+)"),
    "rust": "lambda_runtime " + _pinned(
        "rust/Cargo.lock.in", r'name = "lambda_runtime"\nversion = "(.*)"'),
    "node": "aws-lambda-ric " + _npm("node", "aws-lambda-ric"),
    "python": "awslambdaric " + _pinned(
        "python/requirements.txt", r"^awslambdaric==(\S+)"),
}
EMULATOR = "Emulator of aws-sam-cli " + _pinned(
    "../deps.txt", r"aws-sam-cli==(\S+)")
SERVERS = {
    "rie": EMULATOR,
    "rie-m": EMULATOR + ", `AWS_LAMBDA_MAX_CONCURRENCY=1`",
    "rie-m-16": EMULATOR + ", `AWS_LAMBDA_MAX_CONCURRENCY=16`",
    "host": "`dayfly serve`",
    "host-16": "`dayfly serve`, `\"concurrency\": 16`",
}
CALLERS = {
    "boto3": "boto3 " + _pinned("../requirements.txt", r"^boto3==(\S+)"),
    "cli": "AWS CLI " + _pinned("cli/requirements.txt", r"^awscli==(\S+)"),
    "sdk-js": "@aws-sdk/client-lambda " + _npm(
        "sdk-js", "@aws-sdk/client-lambda"),
}
HONO = "hono " + _npm("hono", "hono")
FRAMEWORKS = {
    "node": f"{HONO}, Node",
    "deno": f"{HONO}, Deno",
    "bun": f"{HONO}, Bun",
}
