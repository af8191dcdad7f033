"""A bootstrap for tests that takes several events at once, a thread each, as
AWS's clients do where AWS_LAMBDA_MAX_CONCURRENCY asks for it."""

import http.client
import json
import os
import sys
import threading
import time

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime"


def ask(connection, method, path, body=None, headers={}):
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    return response.status, dict(
        (k.lower(), v) for k, v in response.getheaders()), response.read()


def wait_for(name):
    while not os.path.exists(name):
        time.sleep(0.005)


def together(event):
    """Until so many are here at the same time."""
    open(f"here.{threading.get_native_id()}", "w").close()
    while len([n for n in os.listdir() if n.startswith("here.")]) < event:
        time.sleep(0.005)
    return "together"


def do(connection, request_id, event):
    what = event.get("do")
    if what == "together":
        return together(event["count"])
    if what == "wait":
        open("begun." + event["for"], "w").close()
        wait_for(event["for"])
    elif what == "print":
        for n in range(3):
            sys.stdout.write(f"{event['text']} {n} {request_id}\n")
            sys.stdout.flush()
            time.sleep(0.02)
        print("of nobody", flush=True)
    elif what == "exit":
        os._exit(7)
    elif what == "env":
        return dict(os.environ)
    elif what == "statuses":
        path = f"{BASE}/invocation/{request_id}/response"
        unknown = ask(connection, "POST", path[:-20] + "x" * 11 + "/response",
                      b"1")[0]
        first = ask(connection, "POST", path, b'"answered"')[0]
        again = ask(connection, "POST", path, b'"again"')[0]
        with open("statuses", "w") as told:
            json.dump([unknown, first, again], told)
        return None
    return {"pid": os.getpid(), "thread": threading.get_native_id(), **event}


def loop():
    connection = http.client.HTTPConnection(API)
    owed = {}
    while True:
        status, headers, body = ask(connection, "GET",
                                    BASE + "/invocation/next", headers=owed)
        if status != 200:
            return
        request_id = headers["lambda-runtime-aws-request-id"]
        event = json.loads(body)
        answer = do(connection, request_id, event)
        owed = {}
        if answer is None:
            continue
        owes = {"Dayfly-Max-Memory-Kb": "next"} if "kb" in event else {}
        status = ask(connection, "POST",
                     f"{BASE}/invocation/{request_id}/response",
                     json.dumps(answer).encode(), owes)[0]
        if owes:
            wait_for("ask." + event["for"])
            owed = {"Dayfly-Max-Memory-Kb": f"{event['kb']} {request_id}"}
        with open("posts", "a") as told:
            told.write(f"{status}\n")


if os.environ.get("START") == "init-error":
    ask(http.client.HTTPConnection(API), "POST", BASE + "/init/error",
        b'{"errorType": "Wide.Init", "errorMessage": "not today"}')
    sys.exit(1)
if os.environ.get("START") == "exit":
    sys.exit(5)
many = int(os.environ.get("THREADS") or
           os.environ.get("AWS_LAMBDA_MAX_CONCURRENCY", "1"))
threads = [threading.Thread(target=loop) for _ in range(many)]
for thread in threads:
    thread.start()
