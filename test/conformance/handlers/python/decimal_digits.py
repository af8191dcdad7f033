from decimal import Decimal


def handler(event, context):
    return {"price": Decimal("19.90"), "count": Decimal("3"),
            "big": Decimal("12345678901234567890"), "tiny": Decimal("1E-9")}
