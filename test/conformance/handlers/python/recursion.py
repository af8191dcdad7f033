import json


def handler(event, context):
    json.loads("[" * 100_000)
