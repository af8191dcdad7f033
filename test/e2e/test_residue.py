"""What one event leaves outside of its folder, and whether the next finds it:
told as it is, for each isolation."""

import ctypes
import os
import re
import subprocess

import pytest
from parts import BIN, write

# What is one for the whole machine has a name of this process's, for others may
# run these tests at the same time.
NAME = f"dayfly-residue-{os.getpid()}"
KEY = hex(0x65670000 + os.getpid() % 65536)
# Each plants something on "plant", and looks for it else.
CHANNELS = r"""
#!/usr/bin/python3
import ctypes, fcntl, json, os, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
KEY = %KEY%
mode = json.load(sys.stdin)
plant = mode == "plant"
found = {}

def shm():
    return libc.shmget(KEY, 4096, 0o1600 if plant else 0o600) >= 0

def queue():
    return libc.msgget(KEY, 0o1600 if plant else 0o600) >= 0

def semaphore():
    return libc.semget(KEY, 1, 0o1600 if plant else 0o600) >= 0

def posix_shm():
    return open_file("/dev/shm/%NAME%")

def posix_queue():
    flags = os.O_RDWR | (os.O_CREAT if plant else 0)
    return libc.mq_open(b"/%NAME%", flags, 0o600, None) >= 0

def keyring():
    if plant:
        return libc.syscall(248, b"user", b"%NAME%", b"x", 1, -4) > 0
    return libc.syscall(250, 10, -4, b"user", b"%NAME%", 0) > 0

def tmp_file():
    return open_file("/tmp/%NAME%")

def private_file():
    return open_file(os.environ["TMPDIR"] + "/%NAME%")

def core():
    if plant:
        if os.fork() == 0:
            os.chdir(os.environ["TMPDIR"] + "/..")
            os.abort()
        return os.WCOREDUMP(os.wait()[1])
    return any(name.startswith("core")
               for name in os.listdir(os.environ["TMPDIR"] + "/.."))

def description():
    flags = fcntl.fcntl(2, fcntl.F_GETFL)
    if plant:
        fcntl.fcntl(2, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        return True
    return bool(flags & os.O_NONBLOCK)

def open_file(path):
    try:
        open(path, "x" if plant else "r").close()
        return True
    except OSError:
        return False

for does in [shm, queue, semaphore, posix_shm, posix_queue, keyring, tmp_file,
             private_file, core, description]:
    try:
        found[does.__name__] = bool(does())
    except OSError:
        found[does.__name__] = False
print(json.dumps(found))
""".replace("%NAME%", NAME).replace("%KEY%", KEY)
ALWAYS_GONE = {"private_file", "core", "description"}
OUTSIDE = {"shm", "queue", "semaphore", "posix_shm", "posix_queue", "keyring",
           "tmp_file"}


@pytest.fixture
def clean():
    """Nothing of the test's is left on this machine."""
    yield
    for path in [f"/tmp/{NAME}", f"/dev/shm/{NAME}"]:
        if os.path.exists(path):
            os.unlink(path)
    os.system(f"ipcrm -M {KEY} -Q {KEY} -S {KEY} 2>/dev/null")
    os.system(f"keyctl purge user {NAME} >/dev/null 2>&1")
    ctypes.CDLL(None).mq_unlink(f"/{NAME}".encode())


@pytest.mark.parametrize("isolation", ["normal", "strict"])
def test_what_the_next_event_finds(serve, tmp_path, clean, isolation):
    write(tmp_path, "x.py", CHANNELS)
    tiers = subprocess.run([BIN / "bootstrap", "--probe"], check=True,
                           capture_output=True, text=True).stdout
    if isolation == "strict" and not all(
            re.search(f"^{tier} +yes", tiers, re.M)
            for tier in ["seccomp", "files"]):
        pytest.skip("this kernel has no walls against it:\n" + tiers)
    server = serve("host", "x.py", timeout=20,
                   manifest={"isolation": isolation})
    planted = server.invoke(b'"plant"')
    found = server.invoke(b'"look"')
    assert set(planted.json) == set(found.json) == ALWAYS_GONE | OUTSIDE, \
        (planted.body, found.body)
    told = {name for name, there in found.json.items() if there}
    assert told & ALWAYS_GONE == set()
    assert planted.json["private_file"] and planted.json["description"]
    if isolation == "strict":
        assert told == set()
    else:
        assert told == {n for n in OUTSIDE if planted.json[n]}
