"""opt.py OPT TASK < a JSON list of calls: run in namespaces of its own, as
Lambda would have it: OPT is /opt, TASK is the function's folder, both read-only;
nobody's uid; no network but loopback. Prints the answers as a JSON list.

A call is {handler, event, env, rie: null or the emulator's path}."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import time

NOBODY = [shutil.which("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups",
          "--no-new-privs"]


def run(*command):
    subprocess.run(command, check=True)


def furnish(opt, task):
    """All of it below /srv and /opt, which only this mount namespace sees."""
    run("ip", "link", "set", "lo", "up")
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/srv")
    for name in ("task", "bin", "tmp"):
        os.mkdir(f"/srv/{name}")
    os.chmod("/srv/tmp", 0o1777)
    for source, to in ((opt, "/opt"), (task, "/srv/task")):
        run("mount", "--bind", source, to)
        run("mount", "-o", "remount,bind,ro", to)


def environment(call):
    return {"PATH": "/usr/bin:/bin", "LAMBDA_TASK_ROOT": "/srv/task",
            "TMPDIR": "/srv/tmp", "AWS_LAMBDA_FUNCTION_TIMEOUT": "20",
            **call["env"]}


def once(call):
    done = subprocess.run(
        NOBODY + ["/opt/bootstrap", "--once", call["handler"]], timeout=30,
        cwd="/srv/task", input=json.dumps(call["event"]).encode(),
        capture_output=True, env=environment(call))
    return done.stdout.decode(), done.stderr.decode()


def emulated(call):
    shutil.copy2(call["rie"], "/srv/bin/rie")
    rie = subprocess.Popen(
        NOBODY + ["/srv/bin/rie", "--log-level", "error",
                  "--runtime-interface-emulator-address", "127.0.0.1:18080",
                  "--runtime-api-address", "127.0.0.1:18081",
                  "/opt/bootstrap", call["handler"]], cwd="/srv/task",
        env=environment(call), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + 10
        while True:
            try:
                to = http.client.HTTPConnection("127.0.0.1", 18080, 30)
                to.request("POST", "/2015-03-31/functions/function/invocations",
                           json.dumps(call["event"]))
                return to.getresponse().read().decode(), ""
            except ConnectionRefusedError:
                assert time.monotonic() < end, "the emulator does not listen"
                time.sleep(0.01)
    finally:
        rie.terminate()
        rie.wait(10)


def main(opt, task):
    furnish(opt, task)
    print(json.dumps([emulated(call) if call["rie"] else once(call)
                      for call in json.load(sys.stdin)]))


main(*sys.argv[1:])
