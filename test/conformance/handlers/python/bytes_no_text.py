def handler(event, context):
    return {"body": b"\xff"}
