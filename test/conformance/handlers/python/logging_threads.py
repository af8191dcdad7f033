import logging
import subprocess
import threading


def handler(event, context):
    thread = threading.Thread(target=logging.error, args=["by a thread"])
    thread.start()
    thread.join()
    subprocess.run("echo '{\"by\": \"a child\"}'; echo plain >&2", shell=True)
    logging.captureWarnings(True)
    logging.getLogger("quiet").setLevel("CRITICAL")
    logging.getLogger("quiet").error("hidden")
    logging.warning("the last")
