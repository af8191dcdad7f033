def handler(event, context):
    print("x" * 60_000)
