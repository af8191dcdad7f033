import logging


def handler(event, context):
    try:
        1 / 0
    except ZeroDivisionError:
        logging.exception("caught")
