def handler(event, context):
    print(context)
    context.log("by the context\n")
    return 1
