"""Hosts that are killed while clients send, receive and delete messages: none
that was accepted is lost, none whose deletion was answered comes back.
`python3 queue_rounds.py ROUNDS` runs them."""

import http.client
import json
import pathlib
import random
import sqlite3
import sys
import tempfile
import threading
import time

from hosting import wait_for
from stored import store_host

CLIENTS = 8
NAME = "rounds"


def call(to, operation, **members):
    """The answer; raises OSError if there is none."""
    to.request("POST", "/", json.dumps(members),
               {"X-Amz-Target": "AmazonSQS." + operation})
    answer = to.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise OSError(text)
    return json.loads(text)


class Tally:
    def __init__(self):
        self.sent = set()     # its sending was answered
        self.asked = set()    # its deletion was asked for
        self.deleted = set()  # its deletion was answered
        self.back = []        # it was received after that


def send(to, url, tally, number, sender, i):
    name = f"{number}-{sender}-{i}"
    if i % 3:
        call(to, "SendMessage", QueueUrl=url, MessageBody=name)
        tally.sent.add(name)
        return
    names = [f"{name}-{n}" for n in range(4)]
    call(to, "SendMessageBatch", QueueUrl=url, Entries=[
        {"Id": str(n), "MessageBody": body} for n, body in enumerate(names)])
    tally.sent.update(names)


def take(to, url, tally):
    answer = call(to, "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10,
                  WaitTimeSeconds=1, VisibilityTimeout=2)
    for m in answer.get("Messages", []):
        if m["Body"] in tally.deleted:
            tally.back.append(m["Body"])
        tally.asked.add(m["Body"])
        call(to, "DeleteMessage", QueueUrl=url,
             ReceiptHandle=m["ReceiptHandle"])
        tally.deleted.add(m["Body"])


def work(port, url, tally, number, client, stop):
    try:
        to = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for i in range(10 ** 6):
            if stop.is_set():
                return
            if client % 2:
                take(to, url, tally)
            else:
                send(to, url, tally, number, client, i)
    except (OSError, http.client.HTTPException):
        pass


def one_round(folder, number, tally):
    host = store_host(folder)
    url = f"{host.url}/000000000000/{NAME}"
    call(http.client.HTTPConnection("127.0.0.1", host.port), "CreateQueue",
         QueueName=NAME)
    stop = threading.Event()
    clients = [threading.Thread(target=work, args=(host.port, url, tally,
                                                   number, i, stop))
               for i in range(CLIENTS)]
    for client in clients:
        client.start()
    before = len(tally.sent)
    wait_for(lambda: len(tally.sent) > before)
    time.sleep(random.uniform(0, 0.5))
    host.process.kill()
    host.process.wait()
    stop.set()
    for client in clients:
        client.join()
    host.close()


def rounds(folder, count):
    """(sent, deleted, lost, came back)"""
    tally = Tally()
    for number in range(count):
        one_round(folder, number, tally)
    file = sqlite3.connect(folder / "queue.db")
    kept = {bytes(row[0]).decode()
            for row in file.execute("SELECT body FROM queued")}
    file.close()
    lost = tally.sent - kept - tally.asked
    return (len(tally.sent), len(tally.deleted), sorted(lost),
            sorted(tally.back + list(kept & tally.deleted)))


if __name__ == "__main__":
    total = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as made:
        result = rounds(pathlib.Path(made) / "data", total)
    print(f"{total} rounds, {CLIENTS} clients: {result[0]} messages accepted, "
          f"{result[1]} deleted, {len(result[2])} lost, {len(result[3])} came "
          "back")
    sys.exit(1 if result[2] or result[3] or result[0] == 0 else 0)
