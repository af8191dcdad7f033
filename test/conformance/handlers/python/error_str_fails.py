class Unreadable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def handler(event, context):
    raise Unreadable()
