import os


def handler(event, context):
    child = os.fork()
    if child == 0:
        os._exit(3)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
