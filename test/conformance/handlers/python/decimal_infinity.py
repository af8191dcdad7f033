from decimal import Decimal


def handler(event, context):
    return Decimal("Infinity")
