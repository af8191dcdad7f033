def handler(event, context):
    return {"items": (number for number in range(3))}
