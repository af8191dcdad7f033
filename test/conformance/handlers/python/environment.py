import locale
import os
import sys


def handler(event, context):
    mask = os.umask(0)
    return {"cwd": os.path.basename(os.getcwd()), "umask": mask,
            "zone": os.environ.get("TZ"), "language": os.environ.get("LANG"),
            "own": os.environ.get("OWN"), "handler": os.environ.get("_HANDLER"),
            "encoding": sys.stdout.encoding, "files": sys.getfilesystemencoding(),
            "preferred": locale.getpreferredencoding(False),
            "root": os.path.basename(os.environ["LAMBDA_TASK_ROOT"]),
            "function": os.environ.get("AWS_LAMBDA_FUNCTION_VERSION"),
            "trace": "_X_AMZN_TRACE_ID" in os.environ,
            "optimise": sys.flags.optimize}
