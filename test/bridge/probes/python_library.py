"""Files, network, memory and keys. Each probe returns the same value in every
process."""

import collections
import ctypes
import decimal
import gc
import hashlib
import hmac
import http.server
import importlib
import json
import logging
import mmap
import os
import random
import re
import secrets
import select
import socket
import sqlite3
import ssl
import sys
import tempfile
import threading
import traceback
import urllib.request
import uuid
import weakref
import zlib

FILE = open(__file__, encoding="utf-8")  # pylint: disable=consider-using-with
FILE.read(3)
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE
HOST = "127.0.0.1"


def file_of_the_load():
    FILE.seek(3)
    return FILE.read(5)


def temporary_file():
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("hello")
        file.seek(0)
        return file.read()


def temporary_folder():
    with tempfile.TemporaryDirectory() as folder:
        return os.listdir(folder)


def standard_streams():
    print("printed")
    print("printed to stderr", file=sys.stderr)
    return [sys.stdin.read(), sys.stdout.encoding]


def log_record():
    logging.warning("logged")
    return logging.getLogger().level


def descriptors():
    kinds = [os.readlink(f"/proc/self/fd/{name}").split("[")[0]
             for name in os.listdir("/proc/self/fd")
             if os.path.exists(f"/proc/self/fd/{name}")]
    return sorted(kind for kind in kinds if kind.startswith("/dev"))


def environment():
    os.environ["PROBE_NEW"] = "set"
    return sorted(os.environ)


def working_folder():
    return os.getcwd()


def lookup():
    return socket.getaddrinfo("localhost", 80, socket.AF_INET)[0][4][0]


def tcp():
    with socket.create_server((HOST, 0)) as server:
        client = socket.create_connection(server.getsockname())
        accepted = server.accept()[0]
        with client, accepted:
            accepted.sendall(b"hello")
            return client.recv(9).decode()


def polled_sockets():
    here, there = socket.socketpair()
    poll = select.epoll()
    poll.register(here, select.EPOLLIN)
    with here, there, poll:
        there.send(b"x")
        return len(poll.poll(5))


def web():
    server = http.server.HTTPServer(
        (HOST, 0), http.server.SimpleHTTPRequestHandler)
    worker = threading.Thread(target=server.handle_request)
    worker.start()
    url = f"http://{HOST}:{server.server_port}/"
    with urllib.request.urlopen(url) as response:
        status = response.status
    worker.join(5)
    server.server_close()
    return status


def tls():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.environ["PROBE_PEM"])
    server = socket.create_server((HOST, 0))

    def answer():
        with made.wrap_socket(server.accept()[0], server_side=True) as accepted:
            accepted.sendall(b"hello")

    worker = threading.Thread(target=answer)
    worker.start()
    with CONTEXT.wrap_socket(
            socket.create_connection(server.getsockname())) as client:
        text = client.recv(9).decode()
    worker.join(5)
    server.close()
    return text


def database():
    with sqlite3.connect(":memory:") as connection:
        return connection.execute("select 1 + 1").fetchone()[0]


def native_library():
    return ctypes.CDLL(None).getpid() == os.getpid()


def shared_memory():
    with mmap.mmap(-1, 4096) as memory:
        child = os.fork()
        if child == 0:
            memory[0] = 7
            os._exit(0)
        os.waitpid(child, 0)
        return memory[0]


def collection():
    lists = [[n] for n in range(300_000)]
    lists[0].append(lists)
    found = weakref.ref(threading.Event())
    del lists
    return [gc.collect() >= 0, found(), gc.isenabled()]


def late_import():
    module = importlib.import_module("wave")
    return module.__name__


def compiled_code():
    space = {}
    exec(compile("def f(n):\n    return n + 1", "text", "exec"), space)
    return space["f"](1)


def recursion():
    def descend(n):
        return descend(n + 1)

    try:
        return descend(0)
    except RecursionError:
        return "RecursionError"


def stack_trace():
    try:
        raise ValueError("no")
    except ValueError:
        return len(traceback.format_exc().splitlines())


def computations():
    return [str(decimal.Decimal(1) / 3), zlib.crc32(b"a"),
            hashlib.sha256(b"a").hexdigest(), re.sub("b+", "c", "abbba"),
            hmac.new(b"k", b"a", "sha256").hexdigest(),
            json.dumps(collections.Counter("abca"), sort_keys=True)]


def random_values():
    return [len(secrets.token_hex(4)), 0 <= random.random() < 1,
            uuid.uuid4().version, uuid.uuid1().version,
            len(ssl.RAND_bytes(4)), len(os.urandom(4))]


def failure():
    raise LookupError("no")


def end_by_a_wrong_address():
    ctypes.string_at(0)


PROBES = {name: value for name, value in list(globals().items())
          if getattr(value, "__module__", None) == __name__
          and name == getattr(value, "__name__", None)}


def handler(event, _context):
    name = event["probe"]
    return list(PROBES) if name is None else PROBES[name]()
