import os
import signal

seen = []


def handler(event, context):
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    return [len(seen), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
            signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN]
