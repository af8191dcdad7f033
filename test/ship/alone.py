"""alone.py SERVED COMMAND-FILE: runs commands beside a host on port 9000, in a
network namespace of their own, where that port is free and nothing leads out.
Prints what came of each, as JSON."""

import fcntl
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time

SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 1, 0x40


def bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack(
            "16sH14s", b"lo", IFF_UP | IFF_RUNNING, b""))


def run(command):
    done = subprocess.run(["bash", "-c", command], capture_output=True,
                          text=True, timeout=100, stdin=subprocess.DEVNULL)
    return {"command": command, "code": done.returncode,
            "out": done.stdout, "err": done.stderr}


def main(commands, folders):
    bring_up_loopback()
    told = [run(one) for one in commands if one.startswith("make ")]
    host = subprocess.Popen(["build/dayfly", "serve", *folders],
                            stdout=subprocess.PIPE, text=True)
    try:
        for line in host.stdout:
            if re.match("Invoke one:", line):
                break
        told += [run(one) for one in commands if not one.startswith("make ")]
    finally:
        host.terminate()
        host.wait(10)
    print(json.dumps(told))


main(json.load(open(sys.argv[1])), sys.argv[2:])
