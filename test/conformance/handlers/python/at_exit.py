import atexit

atexit.register(lambda: print("at exit"))


def handler(event, context):
    return "answered"
