"""A hostile handler (attack.c) under each tier of walls, and poorer kernels
(without.c) to have each tier on one machine."""

import atexit
import contextlib
import functools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from parts import BIN, ROOT, clean_env, write


@functools.cache
def open_folder():
    """A folder that every user can look into, and no one else's may write."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="dayfly-walls-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    path.chmod(0o755)
    return path


@functools.cache
def program(name):
    """The C program of that name, compiled once."""
    to = open_folder() / name
    done = subprocess.run(
        [os.environ.get("CC", "gcc"), "-D_GNU_SOURCE", "-O1", "-Wall",
         "-Wextra", "-Werror", "-o", to, ROOT / f"test/e2e/{name}.c"],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return to


@functools.cache
def bootstrap():
    """A copy that every user can run."""
    return pathlib.Path(shutil.copy(BIN / "bootstrap", open_folder()))


@functools.cache
def lacks(*tiers):
    """The first of them that this kernel has not, or None."""
    told = subprocess.run([bootstrap(), "--probe"], capture_output=True,
                          text=True, check=True).stdout
    has = dict(line.split()[:2] for line in told.splitlines())
    return next((tier for tier in tiers if has[tier] != "yes"), None)


@contextlib.contextmanager
def listeners():
    """A TCP port on loopback and an abstract socket, of nobody's."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, \
            socket.socket(socket.AF_UNIX) as unix:
        name = f"dayfly-{os.getpid()}-{tcp.getsockname()[1]}"
        unix.bind(b"\0" + name.encode())
        unix.listen()
        yield tcp.getsockname()[1], name


@functools.cache
def function(manifest):
    """A folder with attack.c's program and this dayfly.json."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=open_folder()))
    folder.chmod(0o755)
    shutil.copy(program("attack"), folder)
    (folder / "dayfly.json").write_text(manifest)
    return folder


def function_of_all(name, text, **keys):
    """In a folder that every user can look into."""
    folder = open_folder() / f"own-{name}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    write(folder, "f.sh", text)
    (folder / "dayfly.json").write_text(json.dumps(keys))
    return folder


def shared_memory(key):
    """Was there System V memory of this key? There is none afterwards."""
    rows = pathlib.Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    there = any(int(row.split()[0]) == key for row in rows)
    if there:
        subprocess.run(["ipcrm", "-M", hex(key)], check=True)
    return there


def attack(route, lacks=(), manifest=None, **env):
    """What one route came to: "open", "shut"."""
    folder = function(json.dumps(manifest or {}))
    self = bootstrap()
    with listeners() as (port, name):
        process = subprocess.Popen(
            [program("without"), *lacks, self, "--once", "attack"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
            env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=5,
                          AWS_LAMBDA_RUNTIME_API=f"127.0.0.1:{port}",
                          **env))
        event = f"{route} {process.pid} {port} {name} {self}"
        answer, log = process.communicate(event, timeout=30)
    if process.returncode == 143 and route == "sigio":
        return "open"
    if route == "shm" and answer == '"open"\n':
        return "open" if shared_memory(0x64660000 + port) else "shut"
    assert answer in ('"open"\n', '"shut"\n'), (route, answer, log)
    return answer.strip().strip('"')
