def handler(event, context):
    return {1: "int", 2.5: "float", True: "bool", None: "none", "a": "text"}
