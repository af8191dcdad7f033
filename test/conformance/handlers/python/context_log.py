import logging


def handler(event, context):
    context.log("by the context\n")
    context.log({"a": 1})
    context.log("\n")
    logging.getLogger().handlers.clear()
    context.log("without a handler\n")
