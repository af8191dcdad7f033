def handler(event, context):
    return [-0.0, 1e21, 0.1 + 0.2, 2 ** 64, 1e-7, True, 10 ** 400]
