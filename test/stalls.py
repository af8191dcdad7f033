"""How long this process was kept from running while others ran or the machine stood
still: what a time limit of a test does not count."""

import collections
import threading
import time

STEP = 0.01  # seconds
LEAST = 0.03  # shorter ones belong to any machine
KEPT = 1000


class Watch(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.seen = collections.deque(maxlen=KEPT)
        self.start()

    def run(self):
        before = time.monotonic()
        while True:
            time.sleep(STEP)
            now = time.monotonic()
            if now - before - STEP > LEAST:
                self.seen.append((now, now - before - STEP))
            before = now

    def since(self, began):
        return sum(late for now, late in list(self.seen) if now > began)


WATCH = Watch()


def limit(seconds, began):
    """So many, for what began at that time of time.monotonic(); more by the time
    that the machine has not given to this process since."""
    return seconds + WATCH.since(began)
