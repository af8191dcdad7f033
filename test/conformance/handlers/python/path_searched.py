import os
import sys


def handler(event, context):
    return {"first": os.path.basename(sys.path[0]), "main": __name__,
            "limit": sys.getrecursionlimit(), "file": os.path.basename(__file__)}
