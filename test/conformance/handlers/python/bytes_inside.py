def handler(event, context):
    return {"body": "é".encode(), b"key": 1}
