class Stop(BaseException):
    pass


def handler(event, context):
    raise Stop("not an Exception")
