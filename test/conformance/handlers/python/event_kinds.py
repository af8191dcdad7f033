def handler(event, context):
    return [type(event).__name__, event]
