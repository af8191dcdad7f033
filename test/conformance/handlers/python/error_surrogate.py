def handler(event, context):
    raise ValueError("half of a pair: \ud83d")
