import logging

logging.warning("while it loads")
logging.getLogger().setLevel("INFO")


def handler(event, context):
    logging.info("in the event", extra={"order": 7})
    logging.shutdown()
    logging.info("after the shutdown")
    handlers = logging.getLogger().handlers
    return [[type(each).__name__, [type(it).__name__ for it in each.filters]]
            for each in handlers]
