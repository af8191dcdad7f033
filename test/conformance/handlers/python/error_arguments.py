def handler(event, context):
    raise OSError(2, "No such file or directory", "/tmp/nothing")
