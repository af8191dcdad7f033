"""The half of the emulator that hands out several events at once."""

import http.client
import json
import os
import pathlib
import re
import threading

from ahead import children
from parts import BIN, ROOT, TOOLS, Rie, alive, clean_env, free_port, wait_for
from places import skip_without_namespaces

# In a namespace of its own, so that the machine's /var stays as it is.
LAID_OUT = """
mount -t tmpfs none /var
mkdir -p /var/task /var/runtime/real
cp "$2/bootstrap" /var/runtime/real/bootstrap
cp -R "$3" /var/runtime/real/dayfly
printf '#!/bin/sh\\nunset none %s\\nexec /var/runtime/real/bootstrap\\n' \
    "$4" >/var/runtime/bootstrap
chmod 755 /var/runtime/bootstrap
mount --bind "$1" /var/task
cd /var/task
shift 4
mkdir -m 1777 /var/tmp
export TMPDIR=/var/tmp
exec "$@"
"""


class RieM(Rie):
    """The half that runs with AWS_LAMBDA_MAX_CONCURRENCY: it starts
    /var/runtime/bootstrap at once, as uid 993, and cannot start it again.
    The namespace takes root. `forget` is a variable the bootstrap is not to see."""

    name = "rie-m"

    def __init__(self, folder, handler, timeout=2, forget="", **env):
        skip_without_namespaces("--mount")
        folder.chmod(0o777)
        self.port = free_port()
        self.start(
            ["unshare", "-m", "sh", "-ec", LAID_OUT, "sh", folder, BIN,
             ROOT / "build" / "bridge", forget,
             TOOLS / "aws-lambda-rie", "--log-level", "error",
             "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
             "--runtime-api-address", f"127.0.0.1:{free_port()}"],
            clean_env(**{"AWS_LAMBDA_FUNCTION_TIMEOUT": timeout,
                         "AWS_LAMBDA_MAX_CONCURRENCY": 1,
                         "LAMBDA_TASK_ROOT": "/var/task",
                         "_HANDLER": handler, **env}), folder)
        wait_for(lambda: self.listens() or self.process.poll() is not None,
                 what="the emulator's start")
        assert not re.search("^(unshare|mount):", self.log, re.M), self.log


class Call:
    """A call on a connection and a thread of its own. The emulator refuses one
    that finds no lane waiting; a caller then asks again."""

    def __init__(self, server, event):
        self.answer = None
        self.thread = threading.Thread(target=self.run, args=(server, event))
        self.thread.start()

    def run(self, server, event):
        connection = http.client.HTTPConnection("127.0.0.1", server.port,
                                                timeout=60)

        def taken():
            connection.request("POST", server.path, body=json.dumps(event),
                               headers={"Content-Type": "application/json"})
            reply = connection.getresponse()
            body = reply.read()
            return b"Runtime.Unavailable" not in body and (reply.status, body)

        code, body = wait_for(taken, 20, "a lane's readiness")
        self.answer = code, json.loads(body)
        connection.close()

    def take(self):
        self.thread.join(60)
        assert self.answer, "no answer came"
        return self.answer


def lanes(server):
    """Pids of the lanes of the one bootstrap this server runs."""
    return [pid for pid in children(server.bootstrap()) if alive(pid)]


def all_wait(server, count):
    """So many lanes are there, and each is connected and waits."""
    def look():
        pids = lanes(server) if server.bootstraps() else []
        peers = established()
        return len(pids) == count and all(
            waits(pid, peers) for pid in pids) and pids
    return wait_for(look, 20, f"{count} waiting lanes")


def established():
    """The sockets that are one end of a connection."""
    rows = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
    return {f"socket:[{row.split()[9]}]" for row in rows
            if row.split()[3] == "01"}


def waits(pid, peers):
    try:
        fds = [os.readlink(fd) for fd in pathlib.Path(
            f"/proc/{pid}/fd").iterdir()]
        call = pathlib.Path(f"/proc/{pid}/syscall").read_text().split()[0]
    except OSError:
        return False
    return any(fd in peers for fd in fds) and call == "7"
