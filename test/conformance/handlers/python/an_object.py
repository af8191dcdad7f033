class Order:
    def __init__(self):
        self.id = 7


def handler(event, context):
    return Order()
