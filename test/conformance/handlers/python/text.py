def handler(event, context):
    return "é \u2028 \0 \x7f \U0001f98b </script>"
