import logging

logger = logging.getLogger("shop")


def handler(event, context):
    logger.warning("ordered %d", 3, extra={"order": {"id": 7}})
    logger.error({"a": 1})
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("caught")
    print("printed")
