import logging


def handler(event, context):
    logging.info("not shown")
    logging.warning("shown\nwith two lines")
    logging.basicConfig(level=logging.INFO)
    logging.info("not shown either")
