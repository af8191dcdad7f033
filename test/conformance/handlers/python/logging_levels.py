import logging

logger = logging.getLogger(__name__)
logger.setLevel(logging.DEBUG)


def handler(event, context):
    for level in "debug", "info", "warning", "error", "critical":
        getattr(logger, level)("at %s", level)
    logger.log(25, "between")
    logging.getLogger().info("below the root's level")
