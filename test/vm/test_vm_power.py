"""A power cut: qemu ends by SIGKILL while senders send events. What got 202 runs
after the next start, on a disk that had no more than what was flushed."""

import os
import random
import threading
import time
import uuid

from functions import KEEPS, made, until

ROUNDS = int(os.environ.get("POWER_ROUNDS", "10"))
SENDERS = 4
SEEN = "/var/lib/dayfly-seen"


class Sender(threading.Thread):
    """Sends events until one fails; `accepted` has the ids of those with 202."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.lam, self.accepted = made(url), []

    def run(self):
        try:
            while True:
                one = uuid.uuid4().hex
                answer = self.lam.invoke(
                    FunctionName="keeps", InvocationType="Event",
                    Payload=f'{{"id": "{one}"}}')
                assert answer["StatusCode"] == 202
                self.accepted.append(one)
        except Exception:  # the power is gone
            pass


def test_what_was_accepted_runs_after_a_power_cut(installed):
    vm, accepted, waiting = installed, set(), []
    vm.run(f"mkdir -m 777 {SEEN}")
    made(vm.url, keeps=(KEEPS, 128))
    vm.run("sync")
    for number in range(ROUNDS):
        senders = [Sender(vm.url) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        until(lambda: all(sender.accepted for sender in senders))
        time.sleep(random.uniform(1, 8))
        vm.cut()
        for sender in senders:
            sender.join(90)
            assert not sender.is_alive()
            accepted.update(sender.accepted)
        vm.start()
        seen = set(vm.run(f"cat {SEEN}/seen || true").split())
        waiting.append(len(accepted - seen))
        until(lambda: accepted <= set(vm.run(f"cat {SEEN}/seen").split()), 600)
        print(f"round {number + 1}: {len(accepted)} accepted in all, "
              f"{waiting[-1]} of them ran after the cut")
    assert vm.run("journalctl -q -b -p err -o cat -u dayfly") == ""
    assert sum(waiting) > 0, "the cuts came when nothing waited"
