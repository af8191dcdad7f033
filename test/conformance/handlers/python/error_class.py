class OrderNotFound(Exception):
    def __init__(self, number):
        super().__init__(number)
        self.number = number

    def __str__(self):
        return f"no order {self.number}"


def handler(event, context):
    raise OrderNotFound(7)
