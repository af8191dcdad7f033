import os
import sys


def handler(event, context):
    sys.stdout.buffer.write(b"by the buffer\n")
    sys.stdout.flush()
    os.write(1, b"by the descriptor\n")
