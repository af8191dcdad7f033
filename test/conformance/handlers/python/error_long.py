def handler(event, context):
    raise ValueError("x" * 4000)
