"""Threads, processes, signals and time. Each probe returns the same value in every
process."""

import asyncio
import concurrent.futures
import multiprocessing
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
import time

LOCK = threading.RLock()
LOADED_AT = time.monotonic()
LOCAL = threading.local()
LOCAL.value = "of the load"


def thread():
    found = []
    worker = threading.Thread(target=found.append, args=(1,))
    worker.start()
    worker.join(5)
    return found


def thread_pool():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda n: n * n, range(5)))


def threads_queue():
    todo, done = queue.Queue(), queue.Queue()
    worker = threading.Thread(target=lambda: done.put(todo.get() + 1))
    worker.start()
    todo.put(41)
    return done.get(timeout=5)


def lock_of_the_load():
    with LOCK, LOCK:
        return True


def thread_local_of_the_load():
    return LOCAL.value


def main_thread():
    return [threading.current_thread() is threading.main_thread(),
            threading.main_thread().ident == threading.get_ident(),
            threading.get_native_id() == os.getpid(),
            threading.active_count()]


def timer_thread():
    found = threading.Event()
    threading.Timer(0.01, found.set).start()
    return found.wait(5)


def event_loop():
    async def later():
        await asyncio.sleep(0.01)
        return 5

    async def both():
        return await asyncio.gather(later(), later())

    return asyncio.run(both())


def event_loop_with_a_process():
    async def run():
        process = await asyncio.create_subprocess_exec(
            "/bin/echo", "hello", stdout=subprocess.PIPE)
        return (await process.communicate())[0].decode()

    return asyncio.run(run())


def process():
    return subprocess.check_output(["/bin/echo", "hello"]).decode()


def process_with_pipes():
    done = subprocess.run(["/bin/cat"], input=b"hello", capture_output=True,
                          check=True)
    return done.stdout.decode()


def forked_process():
    child = os.fork()
    if child == 0:
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def processes_module():
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(False)
    child = context.Process(target=sender.send, args=(3,))
    child.start()
    value = receiver.recv()
    child.join(5)
    return [value, child.exitcode]


def no_child_is_left():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def process_id():
    return os.getpid() == int(os.readlink("/proc/self"))


def parent():
    with open("/proc/self/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["PPid"]) == os.getppid()


def session():
    return [os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid()]


def signal_to_itself():
    found = []
    signal.signal(signal.SIGUSR1, lambda *_: found.append(1))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    return found


def signals_blocked():
    return sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ()))


def alarm():
    found = []
    signal.signal(signal.SIGALRM, lambda *_: found.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(0.05)
    return found


def clocks():
    return [time.monotonic() > LOADED_AT, time.process_time() >= 0,
            abs(time.time() - LOADED_AT) > 0]


def limits():
    return [resource.getrlimit(which)
            for which in (resource.RLIMIT_NOFILE, resource.RLIMIT_STACK)]


def end_by_exit():
    sys.exit(3)


def end_by_os_exit():
    os._exit(4)


def end_by_abort():
    os.abort()


def end_by_kill():
    os.kill(os.getpid(), signal.SIGKILL)


def end_by_exit_in_a_thread():
    threading.Thread(target=os._exit, args=(5,)).start()
    time.sleep(10)


PROBES = {name: value for name, value in list(globals().items())
          if getattr(value, "__module__", None) == __name__}


def handler(event, _context):
    name = event["probe"]
    return list(PROBES) if name is None else PROBES[name]()
