def handler(event, context):
    result = []
    for _ in range(event.get("depth", 200)):
        result = [result]
    return result
