import threading
import time


def handler(event, context):
    worker = threading.Thread(target=lambda: print("in the thread"))
    worker.start()
    worker.join()
    threading.Thread(target=lambda: time.sleep(60), daemon=True).start()
    return threading.current_thread() is threading.main_thread()
