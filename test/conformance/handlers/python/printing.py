import sys


def handler(event, context):
    print("one line")
    print("two\nlines")
    print()
    print("é \U0001f98b", flush=True)
    print("to stderr", file=sys.stderr)
    sys.stdout.write("no end")
