import logging
import sys


def handler(event, context):
    logging.basicConfig(level=logging.INFO, force=True, stream=sys.stdout,
                        format="%(levelname)s:%(name)s:%(message)s")
    logging.info("in a format of its own")
