import json
import logging
import sys


def handler(event, context):
    root = logging.getLogger()
    own = logging.StreamHandler(sys.stdout)
    own.setFormatter(logging.Formatter("own: %(levelname)s %(message)s"))
    root.addHandler(own)
    root.warning("in both")
    root.handlers[0].setFormatter(logging.Formatter("%(name)s|%(message)s\n"))
    logging.getLogger("shop").error("in another form\nof two lines")
    root.removeHandler(root.handlers[0])
    root.critical(json.dumps({"by": "one", "level": "ERROR"}))
