def handler(event, context):
    return b"\xff\x00 raw"
