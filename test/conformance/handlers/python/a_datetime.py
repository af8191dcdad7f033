import datetime


def handler(event, context):
    return {"at": datetime.datetime(2026, 1, 2, 3, 4, 5)}
