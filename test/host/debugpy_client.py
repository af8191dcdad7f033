"""A debugger for a process that waits with debugpy: sets a breakpoint in a file,
tells of each stop the line and the value of an expression there, and goes on.

debugpy_client.py PORT FILE LINE EXPRESSION; the Debug Adapter Protocol."""

import json
import pathlib
import socket
import sys
import time

PORT, FILE, LINE, EXPRESSION = sys.argv[1:]


def is_listened_at():
    rows = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(row.split()[1].endswith(f":{int(PORT):04X}")
               and row.split()[3] == "0A" for row in rows)


def connect():
    while not is_listened_at():
        time.sleep(0.05)
    # Who connects in the first moment may be hung up on: debugpy listens before
    # its process is ready. No person is so fast.
    time.sleep(1)
    return socket.create_connection(("127.0.0.1", int(PORT)))


class Adapter:
    def __init__(self):
        self.socket = connect()
        self.lines = self.socket.makefile("rb")
        self.asked = 0

    def send(self, command, **arguments):
        self.asked += 1
        body = json.dumps({"seq": self.asked, "type": "request",
                           "command": command, "arguments": arguments}).encode()
        self.socket.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        return self.asked

    def read(self):
        size = 0
        while line := self.lines.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        return json.loads(self.lines.read(size)) if size else None

    def ask(self, command, **arguments):
        number = self.send(command, **arguments)
        while message := self.read():
            if message.get("request_seq") == number:
                return message["body"]


def tell(adapter, thread):
    frame = adapter.ask("stackTrace", threadId=thread)["stackFrames"][0]
    value = adapter.ask("evaluate", expression=EXPRESSION, frameId=frame["id"])
    print(frame["line"], value["result"])
    adapter.send("continue", threadId=thread)


def main():
    adapter = Adapter()
    adapter.send("initialize", adapterID="dayfly", pathFormat="path")
    adapter.send("attach", justMyCode=True)
    while message := adapter.read():
        if message.get("event") == "initialized":
            adapter.send("setBreakpoints", source={"path": FILE},
                         breakpoints=[{"line": int(LINE)}])
            adapter.send("configurationDone")
        elif message.get("event") == "stopped":
            tell(adapter, message["body"]["threadId"])


main()
