"""As permission_tries.mjs, for Python."""

import os
import socket
import subprocess


def tries(work):
    try:
        return bool(work())
    except OSError:
        return False


def handler(event, context):
    def read():
        with open(event["secret"]) as file:
            return file.read() == "secret"

    def write():
        with open(event["out"], "w") as file:
            return file.write("x")

    return {
        "read": tries(read),
        "write": tries(write),
        "net": tries(lambda: socket.create_connection(
            ("127.0.0.1", event["port"]))),
        "env": os.environ.get("SECRET_WORD") == "secret",
        "run": tries(lambda: subprocess.run(
            [event["program"]]).returncode == 0),
    }
