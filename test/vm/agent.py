"""Runs in the machine: each line from the port is JSON, {"words": shell text,
"files": {path: base64}}; the answer is a line, too: [status, stdout, stderr].
It is no terminal, and its processes are not in the group of a user's session."""

import base64
import json
import pathlib
import subprocess
import time

PORT = "/dev/virtio-ports/agent"


def done(request):
    for path, data in request.get("files", {}).items():
        at = pathlib.Path(path)
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(base64.b64decode(data))
    try:
        ran = subprocess.run(
            ["bash", "-c", request["words"]], stdin=subprocess.DEVNULL,
            capture_output=True, cwd="/root", timeout=request["seconds"])
    except subprocess.TimeoutExpired as late:
        return [-1, (late.stdout or b"").decode(errors="replace"),
                (late.stderr or b"").decode(errors="replace") + "\ntoo late"]
    return [ran.returncode, ran.stdout.decode(errors="replace"),
            ran.stderr.decode(errors="replace")]


def main():
    while not pathlib.Path(PORT).exists():
        time.sleep(0.1)
    with open(PORT, "r+b", buffering=0) as port:
        port.write(b"ready\n")
        line = b""
        while True:
            more = port.read(65536)
            if not more:  # nobody is connected
                time.sleep(0.1)
                continue
            line += more
            if line.endswith(b"\n"):
                request, line = json.loads(line), b""
                port.write(json.dumps(done(request)).encode() + b"\n")


main()
