"""A bootstrap for tests: sends what it has to say on a connection of its own,
and ends without waiting for the answer."""

import http.client
import json
import os
import socket
import sys

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime"


def post_and_exit(path, body, extra=""):
    host, port = API.split(":")
    s = socket.create_connection((host, int(port)))
    s.sendall(f"POST {BASE}{path} HTTP/1.1\r\nHost: {API}\r\n{extra}"
              f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    os._exit(0)


if os.path.exists("init-error"):
    post_and_exit("/init/error", json.dumps(
        {"errorType": "Mine", "errorMessage": "no start"}).encode(),
        "Lambda-Runtime-Function-Error-Type: Mine\r\n")
connection = http.client.HTTPConnection(API)
connection.request("GET", BASE + "/invocation/next")
answer = connection.getresponse()
if answer.status != 200:
    sys.exit(answer.read().decode())
event = answer.read()
request_id = answer.getheader("Lambda-Runtime-Aws-Request-Id")
what = "error" if event == b'"fail"' else "response"
post_and_exit(f"/invocation/{request_id}/{what}",
              event * (400000 if event == b'1' else 1))
