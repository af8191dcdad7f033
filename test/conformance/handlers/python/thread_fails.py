import threading


def fail():
    raise ValueError("in the thread")


def handler(event, context):
    worker = threading.Thread(target=fail)
    worker.start()
    worker.join()
    return "goes on"
