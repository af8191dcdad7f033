def handler(event, context):
    raise ValueError("größer\n\tals \U0001f98b \x7f \u2028")
