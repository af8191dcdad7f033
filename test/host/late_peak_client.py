"""A bootstrap for tests that says with its answer that the peak memory follows,
and then does as the event says."""

import http.client
import json
import os
import time

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime/invocation"
PEAK = "Dayfly-Max-Memory-Kb"


def ask(connection, method, path, body=None, headers={}):
    connection.request(method, BASE + path, body=body, headers=headers)
    response = connection.getresponse()
    headers = {k.lower(): v for k, v in response.getheaders()}
    return headers, response.read()


connection = http.client.HTTPConnection(API)
owed = {}
while True:
    headers, body = ask(connection, "GET", "/next", headers=owed)
    request_id = headers["lambda-runtime-aws-request-id"]
    event = json.loads(body)
    owed = {}
    if not isinstance(event, dict):
        ask(connection, "POST", f"/{request_id}/response", body)
        continue
    ask(connection, "POST", f"/{request_id}/{event.get('what', 'response')}",
        b"null", {PEAK: event.get("says", "next")})
    if "told" in event:
        owed = {PEAK: event["told"].replace("ID", request_id)}
    for _ in range(6000):
        if "hold" not in event or os.path.exists(event["hold"]):
            break
        time.sleep(0.005)
    if "print" in event:
        print(event["print"], flush=True)
    if "exit" in event:
        os._exit(event["exit"])
