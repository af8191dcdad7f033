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
import time

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
    """A TCP port on loopback and a UNIX socket, abstract and by its path, of
    nobody's. All users may use them."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, \
            socket.socket(socket.AF_UNIX) as unix, \
            socket.socket(socket.AF_UNIX) as path, \
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
        name = f"dayfly-{os.getpid()}-{tcp.getsockname()[1]}"
        files = [f"/tmp/{name}", f"/tmp/{name}.d"]
        unix.bind(b"\0" + name.encode())
        unix.listen()
        path.bind(files[0])
        path.listen()
        datagrams.bind(files[1])
        try:
            for file in files:
                os.chmod(file, 0o777)
            yield tcp.getsockname()[1], name
        finally:
            for file in files:
                os.unlink(file)


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


@contextlib.contextmanager
def started(lacks, folder, **env):
    """A bootstrap that waits for its event."""
    process = subprocess.Popen(
        [program("without"), *lacks, bootstrap(), "--once", "attack"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=5, **env))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()  # killed, it would leave its folder
            try:
                process.communicate(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def attack(route, lacks=(), manifest=None, **env):
    """What one route came to: "open", "shut". One with "other-to-" before it is
    tried on the bootstrap of another function, of the host's user."""
    folder = function(json.dumps(manifest or {}))
    users = [word for word in lacks if "=" in word]
    route, other = route.removeprefix("other-to-"), route.startswith("other-to-")
    with listeners() as (port, name), contextlib.ExitStack() as stack:
        env["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{port}"
        process = stack.enter_context(started(lacks, folder, **env))
        target = process
        if other:
            target = stack.enter_context(started(users, function("{}"), **env))
            time.sleep(0.1)  # it is no longer a copy of this process
        event = f"{route} {target.pid} {port} {name} {bootstrap()}"
        answer, log = process.communicate(event, timeout=30)
    if process.returncode == 143 and route == "sigio":
        return "open"
    if route == "shm" and answer == '"open"\n':
        return "open" if shared_memory(0x64660000 + port) else "shut"
    assert answer in ('"open"\n', '"shut"\n'), (route, answer, log)
    return answer.strip().strip('"')
