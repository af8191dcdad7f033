import logging


def handler(event, context):
    logging.debug("shown")
    logging.getLogger("other").info("shown, too")
