"""Hosts that are killed while senders send events: each event that got 202 is
done, waits, or is a dead letter. `python3 event_rounds.py ROUNDS` runs them."""

import http.client
import json
import pathlib
import random
import sqlite3
import sys
import tempfile
import threading
import time

from hosting import Host, wait_for

SENDERS = 16

# Answers when the number of the event is on the disk of the function.
RUNTIME = """#!%s
import http.client, json, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
done = os.open(%r, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    answer = api.getresponse()
    event = json.loads(answer.read())
    request = answer.getheader("Lambda-Runtime-Aws-Request-Id")
    kind = "error" if event["fails"] else "response"
    if not event["fails"]:
        os.write(done, (event["name"] + "\\n").encode())
    body = '{"errorType":"Told","errorMessage":"to"}' if event["fails"] else "1"
    api.request("POST", f"/2018-06-01/runtime/invocation/{request}/{kind}", body)
    api.getresponse().read()
"""


def make(folder):
    function = folder / "functions" / "keeps"
    function.mkdir(parents=True)
    program = function / "bootstrap"
    program.write_text(RUNTIME % (sys.executable, str(folder / "done")))
    program.chmod(0o755)
    (folder / "done").write_text("")


def start(folder, retry="0"):
    return Host(folder / "functions",
                options=("--listen", "127.0.0.1:0", "--quiet",
                         "--data", str(folder / "data")),
                env={"DAYFLY_EVENT_RETRY_SECONDS": retry})


def send(port, number, sender, accepted, stop):
    """Sends until the host is gone; the names of the events that got 202."""
    try:
        to = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for i in range(10 ** 6):
            if stop.is_set():
                return
            name = f"{number}-{sender}-{i}"
            to.request("POST", "/2015-03-31/functions/keeps/invocations",
                       json.dumps({"name": name,
                                   "fails": (sender + i) % 20 == 0}),
                       {"X-Amz-Invocation-Type": "Event"})
            answer = to.getresponse()
            answer.read()
            if answer.status == 202:
                accepted.append(name)
    except (OSError, http.client.HTTPException):
        pass


def one_round(folder, number, accepted):
    host = start(folder)
    stop = threading.Event()
    senders = [threading.Thread(target=send, args=(host.port, number, i,
                                                   accepted, stop))
               for i in range(SENDERS)]
    for sender in senders:
        sender.start()
    before = len(accepted)
    wait_for(lambda: len(accepted) > before)
    time.sleep(random.uniform(0, 0.5))
    host.process.kill()
    host.process.wait()
    stop.set()
    for sender in senders:
        sender.join()
    host.close()


def kept(folder):
    """The names of the events in the file: {name: it is a dead letter}."""
    file = sqlite3.connect(folder / "data" / "queue.db")
    rows = file.execute("SELECT bytes, died FROM event JOIN body USING (id)")
    names = {json.loads(row[0])["name"]: row[1] > 0 for row in rows}
    file.close()
    return names


def rounds(folder, count, wait_s):
    """(accepted, lost, still waiting at the end, dead, run twice)"""
    accepted = []
    make(folder)
    for number in range(count):
        one_round(folder, number, accepted)
    host = start(folder)
    end = time.monotonic() + wait_s
    while time.monotonic() < end and not all(kept(folder).values()):
        time.sleep(0.2)
    host.close()
    done = (folder / "done").read_text().split()
    left = kept(folder)
    lost = [name for name in accepted
            if name not in left and name not in set(done)]
    dead = sum(left.values())
    return (len(accepted), lost, len(left) - dead, dead,
            len(done) - len(set(done)))


if __name__ == "__main__":
    total = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as made:
        result = rounds(pathlib.Path(made), total, 120)
    print(f"{total} rounds, {SENDERS} senders: {result[0]} events accepted, "
          f"{len(result[1])} lost, {result[2]} waiting, {result[3]} dead "
          f"letters, {result[4]} run more than once")
    sys.exit(1 if result[1] or result[0] == 0 else 0)
