def handler(event, context):
    return [event, str(event)]
