def handler(event, context):
    return "half of a pair: \ud83d"
