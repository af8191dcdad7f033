"""A bootstrap for the tests of function URLs: returns the event, or does as the
JSON in the request's header x-do says."""

import http.client
import json
import os
import pathlib
import socket
import time

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime/invocation"
STREAMED = ("Transfer-Encoding: chunked\r\n"
            "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
            "Trailer: Lambda-Runtime-Function-Error-Type\r\n")


def wait_for_go():
    end = time.monotonic() + 20
    while not pathlib.Path("go").exists() and time.monotonic() < end:
        time.sleep(0.01)


def stream(request_id, do):
    """Each piece is sent by itself; "@go" waits for the file of that name."""
    host, port = API.split(":")
    s = socket.create_connection((host, int(port)))
    kind = f"Content-Type: {do['type']}\r\n" if "type" in do else ""
    s.sendall(f"POST {BASE}/{request_id}/response HTTP/1.1\r\nHost: {API}\r\n"
              f"{kind}{STREAMED}\r\n".encode())
    for piece in do["stream"]:
        if piece == "@go":
            wait_for_go()
            continue
        data = piece.encode("latin-1") * do.get("times", 1)
        s.sendall(b"%x\r\n%s\r\n" % (len(data), data))
    if do.get("end") == "exit":
        os._exit(1)
    trailer = ("Lambda-Runtime-Function-Error-Type: Runtime.Sad\r\n"
               if do.get("end") == "error" else "")
    if do.get("end") != "cut":
        s.sendall(f"0\r\n{trailer}\r\n".encode())
        s.recv(4096)
    s.close()


def serve(connection, request_id, event):
    do = json.loads(event.get("headers", {}).get("x-do", "{}"))
    path = f"{BASE}/{request_id}/"
    if "stream" in do:
        stream(request_id, do)
        return
    if "sleep" in do:
        time.sleep(do["sleep"])
    if "exit" in do:
        os._exit(do["exit"])
    if "error" in do:
        connection.request("POST", path + "error", b'{"errorType":"Sad"}', {
            "Lambda-Runtime-Function-Error-Type": "Runtime.Sad"})
    elif "result" in do:
        connection.request("POST", path + "response", do["result"].encode())
    else:
        connection.request("POST", path + "response", json.dumps(event))
    connection.getresponse().read()


def main():
    connection = http.client.HTTPConnection(API)
    while True:
        connection.request("GET", BASE + "/next")
        response = connection.getresponse()
        event = json.loads(response.read())
        serve(connection, response.headers["lambda-runtime-aws-request-id"],
              event)


if __name__ == "__main__":
    main()
