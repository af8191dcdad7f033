def inner():
    raise ValueError("no good")


def handler(event, context):
    inner()
