import logging
import sys


def handler(event, context):
    root = logging.getLogger()
    own = logging.StreamHandler(sys.stdout)
    own.setFormatter(logging.Formatter('{"by": "%(levelname)s"}'))
    root.log(35, "between", extra={"level": "mine", "asctime": 7, "more": None})
    root.addHandler(own)
    root.log(35, "between", stack_info=True)
    root.error("of %s", {"a": "map"}, extra={"kinds": {1}, "é": "\u20ac"})
    root.removeHandler(own)
    root.handlers[0].setFormatter(logging.Formatter("in a form of its own: %(message)s\n"))
    root.error("plain\nin two lines")
    context.log("by the context\n")
