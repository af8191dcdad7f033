def handler(event, context):
    return {"tags": {"a"}}
