"""What tests of folders that change while they are served share."""

import json
import threading
import time

from hosting import wait_for


def write(folder, **keys):
    """The manifest, in one step as careful editors do."""
    new = folder / "dayfly.json.new"
    new.write_text(json.dumps(keys))
    new.rename(folder / "dayfly.json")


def env_of(host, name="one"):
    return host.invoke(name, {"do": "env"}).json["env"]


def pid_of(host, name="one"):
    return host.invoke(name, {"do": "pid"}).json


def names(host):
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    return [f["FunctionName"] for f in listed]


def configuration(host, name="one"):
    return host.request(
        "GET", f"/2015-03-31/functions/{name}/configuration").json


def begin_long(host, go="go"):
    """A call that is at work until there is this file, or one in its folder."""
    return host.begin("one", {"do": "live", "head": (
        "Transfer-Encoding: chunked\r\n"), "steps": [
        ["wait", str(go)], ["chunk", '"old"'], ["end", ""]]})


def now_and_then(attempt):
    """What the host waits for a moment only may come too late on a machine that
    is busy; but not each time."""
    assert any(attempt(number) for number in range(20))


class Callers:
    """Four, as long as the block; their answers in the order they came."""

    def __init__(self, host, count=4):
        self.host = host
        self.answers = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.work)
                        for _ in range(count)]

    def work(self):
        while not self.ended.is_set():
            answer = self.host.invoke("one", {})
            self.answers.append(answer.body if answer.failed is None
                                else (answer.failed, answer.body))
            time.sleep(0.005)

    def more(self, count=8):
        least = len(self.answers) + count
        wait_for(lambda: len(self.answers) >= least)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        self.more()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()
