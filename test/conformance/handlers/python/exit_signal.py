import os
import signal


def handler(event, context):
    os.kill(os.getpid(), signal.SIGKILL)
