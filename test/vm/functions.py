"""Functions in Python for a host in a machine."""

import contextlib
import time

import boto3
import botocore.config
from stored import ROLE, zip_of

RUNTIME = {"Runtime": "python3.12", "Handler": "f.handler", "Timeout": 300}

WHERE = """
import os
def text(path):
    try:
        with open(path) as f: return f.read().strip()
    except OSError: return None
def handler(event, context):
    path = text("/proc/self/cgroup").split("0::")[-1]
    at, found = "/sys/fs/cgroup" + path, []
    while at != "/sys/fs/cgroup":
        found.append([at[14:], {name: text(f"{at}/{name}") for name in
                      ("memory.max", "pids.max", "cpu.weight")}])
        at = os.path.dirname(at)
    return found
"""
EATS = """
def handler(event, context):
    held = []
    while event.get("mb", 0) > len(held):
        held.append(bytearray(b"x" * (1 << 20)))
    return len(held)
"""
BOMB = """
import os
def handler(event, context):
    n = 0
    try:
        while n < 5000:
            os.posix_spawn("/bin/sleep", ["sleep", "600"], {})
            n += 1
    except OSError:
        pass
    return n
"""
SPIN = """
import time
def handler(event, context):
    time.sleep(max(0, event["at"] - time.time()))
    before, end = time.process_time(), time.time() + event["seconds"]
    while time.time() < end:
        pass
    return time.process_time() - before
"""
# Appends what it gets to a file and forces that to the disk.
KEEPS = """
import os
def handler(event, context):
    fd = os.open("/var/lib/dayfly-seen/seen", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(fd, (event["id"] + "\\n").encode())
    os.fsync(fd)
"""


def client(url):
    return boto3.client(
        "lambda", endpoint_url=url, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y",
        config=botocore.config.Config(retries={"max_attempts": 0}, proxies={},
                                      read_timeout=600, max_pool_connections=20))


def made(url, **functions):
    """A client; name=(source, MemorySize)."""
    lam = client(url)
    for name, (source, mb) in functions.items():
        with contextlib.suppress(lam.exceptions.ResourceNotFoundException):
            lam.delete_function(FunctionName=name)
        lam.create_function(FunctionName=name, MemorySize=mb, Role=ROLE,
                            Code={"ZipFile": zip_of({"f.py": source})}, **RUNTIME)
        until(lambda: lam.get_function_configuration(
            FunctionName=name)["State"] == "Active")
    return lam


def until(what, seconds=120):
    """What it returns when it is true; errors of callers do not count."""
    end = time.monotonic() + seconds
    while True:
        value = None
        with contextlib.suppress(Exception):
            value = what()
        if value:
            return value
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.3)
