import io
import sys


def handler(event, context):
    sys.stdout = io.StringIO()
    print("nowhere")
    return "answered"
