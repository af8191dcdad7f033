"""A bootstrap with extensions inside: asks what TEST_ASKS says before its first
event, and then what events say. "$1" in a header is the first identifier."""

import http.client
import json
import os
import signal
import sys
import threading
import time

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
EXTENSION = "/2020-01-01/extension/"
IDENTIFIER = "Lambda-Extension-Identifier"
ids = []
seen = []


def ask(method, path, body=None, headers=None):
    headers = {k: ids[int(v[1:]) - 1] if v.startswith("$") else v
               for k, v in (headers or {}).items()}
    connection = http.client.HTTPConnection(API)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = response.read().decode()
    if IDENTIFIER in response.headers:
        ids.append(response.headers[IDENTIFIER])
    return [response.status, answer, dict(response.getheaders())]


def listen():
    """As an extension does: for ever."""
    while True:
        answer = ask("GET", EXTENSION + "event/next", None, {IDENTIFIER: "$1"})
        print("heard", answer[0], answer[1], flush=True)
        if answer[0] != 200:
            return


def end(number, frame):
    print("told to end", flush=True)
    if os.environ["TEST_TERM"] == "obey":
        time.sleep(0.05)
        print("ended", flush=True)
        os._exit(0)


def main():
    if "TEST_TERM" in os.environ:
        signal.signal(signal.SIGTERM, end)
    for question in json.loads(os.environ.get("TEST_ASKS", "[]")):
        seen.append(ask(*question))
    if "TEST_LISTEN" in os.environ:
        threading.Thread(target=listen, daemon=True).start()
        time.sleep(0.1)  # long enough to be waiting
    if "TEST_ORPHAN" in os.environ and os.fork() == 0:
        os.setsid()
        status = ask("GET", EXTENSION + "event/next", None, {IDENTIFIER: "$1"})
        with open("orphan", "w") as told:
            told.write(str(status[0]))
        os._exit(0)
    if "TEST_ORPHAN" in os.environ:
        time.sleep(0.2)  # long enough for it to be waiting
    while True:
        status, event, headers = ask(
            "GET", "/2018-06-01/runtime/invocation/next")
        if status != 200:
            sys.exit(1)
        event = json.loads(event)
        answer = event
        if event == "seen":
            answer = seen
        elif "sleep" in event:
            end_at = time.monotonic() + event["sleep"]
            while time.monotonic() < end_at:
                time.sleep(0.01)
        elif "asks" in event:
            answer = [ask(*question) for question in event["asks"]]
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        ask("POST", f"/2018-06-01/runtime/invocation/{request_id}/response",
            json.dumps(answer))


if __name__ == "__main__":
    main()
