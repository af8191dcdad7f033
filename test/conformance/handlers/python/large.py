def handler(event, context):
    return "é" * 500_000
