def handler(event, context):
    result = {"name": "ring"}
    result["self"] = result
    return result
