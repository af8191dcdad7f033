from . import tax


def handler(event, context):
    return [__name__, tax.rate]
