"""A bootstrap for tests: speaks the Runtime API by hand, and misbehaves as the
event asks. It is copied into a function folder as the file `bootstrap`."""

import http.client
import json
import os
import select
import signal
import socket
import sys
import threading
import time

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime"
PREFIX = "lambda-runtime-"


def connect():
    return http.client.HTTPConnection(API)


def ask(connection, method, path, body=None, headers={}):
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    return response.status, dict(
        (k.lower(), v) for k, v in response.getheaders()
    ), response.read()


def get_next(connection):
    return ask(connection, "GET", BASE + "/invocation/next")


def post(connection, request_id, what, body, headers={}):
    path = f"{BASE}/invocation/{request_id}/{what}"
    return ask(connection, "POST", path, body, headers)


def raw_post(request_id, head, chunks, tail=b""):
    host, port = API.split(":")
    s = socket.create_connection((host, int(port)))
    s.sendall(f"POST {BASE}/invocation/{request_id}/response HTTP/1.1\r\n"
              f"Host: {API}\r\n{head}\r\n".encode())
    for chunk in chunks:
        s.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
    s.sendall(tail)
    return s


def status_of(s):
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(65536)
        if not more:
            break
        data += more
    return int(data.split(b" ")[1])


STREAMING = ("Transfer-Encoding: chunked\r\n"
             "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
             "Content-Type: text/plain\r\n"
             "Trailer: Lambda-Runtime-Function-Error-Type\r\n")


def send_bytes(s, count):
    """So many bytes in chunks; the file `sent` has how many were taken."""
    piece = b"0123456789abcde\n" * 4096
    sent = 0
    while sent < count:
        part = piece[:count - sent]
        s.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        sent += len(part)
        with open("sent.new", "w") as told:
            told.write(str(sent))
        os.rename("sent.new", "sent")


def wait_for(name):
    host = os.getppid()
    while not os.path.exists(name) and os.getppid() == host:
        time.sleep(0.005)


def live(connection, request_id, event, seen):
    """A response made step by step, each a word and its argument."""
    s = raw_post(request_id, event.get("head", STREAMING), [])
    for word, value in event["steps"]:
        if word == "chunk":
            data = value.encode("latin-1")
            s.sendall(b"%x\r\n%s\r\n" % (len(data), data))
        elif word == "raw":
            s.sendall(value.encode("latin-1"))
        elif word == "bytes":
            send_bytes(s, value)
        elif word == "wait":
            wait_for(value)
        elif word == "print":
            print(value, flush=True)
        elif word == "end":
            s.sendall(b"0\r\n" + value.encode() + b"\r\n")
            seen.append(status_of(s))
        elif word == "break":
            s.close()
        elif word == "exit":
            os._exit(value)
        elif word == "to-host":
            os.kill(os.getppid(), getattr(signal, value))
        elif word == "ignore":
            signal.signal(getattr(signal, value), signal.SIG_IGN)
        elif word == "post":
            seen.append(post(connection, request_id, value, b"{}")[0])
        elif word == "next":
            connection.request("GET", BASE + "/invocation/next")
    if ["next", None] in event["steps"]:
        response = connection.getresponse()
        given = {k.lower(): v for k, v in response.getheaders()}
        serve(connect(), given, response.read(), seen)


def serve(connection, headers, body, seen):
    request_id = headers[PREFIX + "aws-request-id"]
    deep = body.startswith((b"[[", b'{"a":{"a":'))
    event = None if deep else json.loads(body)
    do = event.get("do", "echo") if isinstance(event, dict) else "echo"
    if do == "echo":
        post(connection, request_id, "response", body)
    elif do == "headers":
        post(connection, request_id, "response", json.dumps(headers))
    elif do == "env":
        answer = {"env": dict(os.environ), "cwd": os.getcwd(),
                  "fds": sorted(os.listdir("/proc/self/fd")),
                  "stdin": os.readlink("/proc/self/fd/0"),
                  "pid": os.getpid(), "sid": os.getsid(0)}
        post(connection, request_id, "response", json.dumps(answer))
    elif do == "pid":
        post(connection, request_id, "response", str(os.getpid()))
    elif do == "sleep":
        time.sleep(event["s"])
        post(connection, request_id, "response", json.dumps("slept"))
    elif do == "error":
        post(connection, request_id, "error",
             event.get("body", '{"errorMessage":"no","errorType":"Sad"}'),
             {"Dayfly-Max-Memory-Kb": "2049", **event.get("headers", {
                 "Lambda-Runtime-Function-Error-Type": "Runtime.Sad"})})
    elif do == "exit":
        sys.stderr.write("last words\n")
        sys.stderr.flush()
        os._exit(event["status"])
    elif do == "kill":
        os.kill(os.getpid(), getattr(signal, event["signal"]))
    elif do == "print":
        sys.stdout.write(event["text"])
        sys.stdout.flush()
        post(connection, request_id, "response", b"null",
             {"Dayfly-Max-Memory-Kb": "2048"})
    elif do == "size":
        status = post(connection, request_id, "response",
                      b'"' + b"x" * (event["bytes"] - 2) + b'"')[0]
        seen.append(status)
    elif do == "twice":
        seen.append(post(connection, request_id, "response", b"1")[0])
        seen.append(post(connection, request_id, "response", b"2")[0])
        seen.append(post(connection, request_id, "error", b"3")[0])
        seen.append(ask(connection, "POST", BASE + "/init/error", b"{}")[0])
    elif do == "wrong":
        seen.append(post(connection, "no-such-id", "response", b"1")[0])
        seen.append(post(connection, request_id, "response", b"1", {
            "Lambda-Runtime-Invocation-Id": "stale"})[0])
        seen.append(post(connection, request_id, "response", b'"right"', {
            "Lambda-Runtime-Invocation-Id":
                headers[PREFIX + "invocation-id"]})[0])
    elif do == "mode":
        seen.append(post(connection, request_id, "response", b"1", {
            "Lambda-Runtime-Function-Response-Mode": "Streaming"})[0])
    elif do == "again":
        status, repeated, same = get_next(connection)
        post(connection, request_id, "response", json.dumps(
            [status, same == body,
             repeated[PREFIX + "deadline-ms"]
             == headers[PREFIX + "deadline-ms"],
             repeated[PREFIX + "aws-request-id"] == request_id]))
    elif do == "stream":
        s = raw_post(request_id,
                     "Transfer-Encoding: chunked\r\n"
                     "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                     "Trailer: Lambda-Runtime-Function-Error-Type\r\n",
                     [c.encode() for c in event["chunks"]],
                     b"0\r\n" + event.get("trailers", "").encode() + b"\r\n")
        seen.append(status_of(s))
    elif do == "live":
        live(connection, request_id, event, seen)
    elif do == "truncate":
        raw_post(request_id, "Content-Length: 100\r\n", [], b"half").close()
    elif do == "seen":
        post(connection, request_id, "response", json.dumps(seen))
    elif do == "ask":
        answer = ask(connection, event["method"], event["path"],
                     event.get("body"), event.get("headers", {}))
        post(connection, request_id, "response", json.dumps(
            [answer[0], answer[1], answer[2].decode()]))
    elif do == "leave-then-ask":
        # A poller whose socket is closed while it is parked.
        post(connection, request_id, "response", b"0")
        host, port = API.split(":")
        dead = socket.create_connection((host, int(port)))
        dead.sendall(f"GET {BASE}/invocation/next HTTP/1.1\r\n"
                     f"Host: {API}\r\n\r\n".encode())
        time.sleep(0.1)  # long enough to be parked
        dead.close()
        print("it left", flush=True)
    elif do == "orphan":
        # A child in a session of its own waits for events, and stays.
        post(connection, request_id, "response", b"0")
        if os.fork() == 0:
            os.setsid()
            status = get_next(connect())[0]
            with open("orphan", "w") as told:
                told.write(str(status))
            os._exit(0)
        time.sleep(0.2)  # long enough for it to be parked
        os._exit(0)
    elif do == "log-behind-answer":
        # The host wakes up with the answer's first bytes before the log's.
        os.kill(os.getppid(), signal.SIGSTOP)
        host, port = API.split(":")
        s = socket.create_connection((host, int(port)))
        s.sendall(f"POST {BASE}/invocation/{request_id}/response HTTP/1.1\r\n"
                  f"Host: {API}\r\nContent-Length: 1\r\n\r\n".encode())
        print("the end", flush=True)
        s.sendall(b"1")
        os.kill(os.getppid(), signal.SIGCONT)
        status_of(s)
    elif do == "half-read":
        # A poller that leaves in the middle of the event it was given.
        post(connection, request_id, "response", b"0")
        host, port = API.split(":")
        poor = socket.create_connection((host, int(port)))
        poor.sendall(f"GET {BASE}/invocation/next HTTP/1.1\r\n"
                     f"Host: {API}\r\n\r\n".encode())
        time.sleep(0.1)  # long enough to be parked before the main one

        def leave():
            poor.recv(1000)
            poor.close()

        threading.Thread(target=leave).start()
        print("it waits", flush=True)
    elif do == "two-pollers":
        post(connection, request_id, "response", b"0")
        pollers = [connect(), connection]
        for poller in pollers:
            poller.request("GET", BASE + "/invocation/next")
        time.sleep(0.1)  # a `next` that came later would get a repetition
        print("both wait", flush=True)
        while pollers:
            ready = select.select([p.sock for p in pollers], [], [])[0]
            poller = next(p for p in pollers if p.sock == ready[0])
            pollers.remove(poller)
            response = poller.getresponse()
            given = {k.lower(): v for k, v in response.getheaders()}
            serve(connect(), given, response.read(), seen)
    elif do == "grandchild":
        if os.fork() == 0:
            time.sleep(300)
        post(connection, request_id, "response", str(os.getpid()))


def main():
    mode = os.environ.get("TEST_START", "")
    if mode == "hang":
        time.sleep(300)
    if mode == "slow":
        time.sleep(0.5)
    if mode == "exit":
        os._exit(int(os.environ["TEST_STATUS"]))
    connection = connect()
    if mode.startswith("init-error"):
        ask(connection, "POST", BASE + "/init/error",
            json.dumps({"errorType": "Runtime.ImportModuleError",
                        "errorMessage": "cannot import index"}),
            {"Lambda-Runtime-Function-Error-Type":
             "Runtime.ImportModuleError"})
        if mode == "init-error-hang":
            time.sleep(300)
        os._exit(1)
    seen = []
    while True:
        status, headers, body = get_next(connection)
        if status != 200:
            os._exit(1)
        serve(connection, headers, body, seen)
        if mode == "once":
            os._exit(0)


if __name__ == "__main__":
    main()
