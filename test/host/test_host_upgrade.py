"""A host that a service manager starts: its socket outlives it, it tells when it
is ready, and no call is lost while another takes its place."""

import http.client
import os
import socket
import subprocess
import sys
import threading

import pytest

from hosting import DAYFLY, Host, make_function, wait_for

# As a service manager does: exec keeps the process id.
GIVEN = (sys.executable, "-c", """
import os, sys
os.dup2(int(os.environ["FD"]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=os.environ.get("FDS", "1"))
os.execv(sys.argv[1], sys.argv[1:])
""")
CLIENTS = 16


@pytest.fixture
def listening():
    s = socket.create_server(("127.0.0.1", 0), backlog=1024)
    yield s
    s.close()


def with_socket(folder, s, **env):
    return Host(folder, options=("--drain", "10"), wrap=GIVEN, pass_fds=(s.fileno(),),
                env={"FD": str(s.fileno()), **env})


class Caller(threading.Thread):
    """Calls until it is stopped; half of them keep their connection."""

    def __init__(self, port, keeps):
        super().__init__()
        self.port, self.keeps = port, keeps
        self.good, self.bad, self.done = 0, [], False

    def run(self):
        conn = None
        while not self.done:
            conn = conn or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                conn.request("POST", "/2015-03-31/functions/one/invocations", b"7")
                answer = conn.getresponse()
                if (answer.status, answer.read()) == (200, b"7"):
                    self.good += 1
                else:
                    self.bad.append(answer.status)
            except OSError as e:
                self.bad.append(repr(e))
                conn = None
            if not self.keeps and conn:
                conn.close()
                conn = None


def test_a_restart_with_a_socket_of_the_manager_loses_no_call(tmp_path, listening):
    make_function(tmp_path / "one", {"timeout": 20})
    host = with_socket(tmp_path, listening)
    assert host.port == listening.getsockname()[1]
    callers = [Caller(host.port, n % 2 == 0) for n in range(CLIENTS)]
    for caller in callers:
        caller.start()
    try:
        for _ in range(2):
            before = sum(caller.good for caller in callers)
            wait_for(lambda: sum(caller.good for caller in callers) > before + 50)
            assert host.stop() == 0
            host.close()
            host = with_socket(tmp_path, listening)
        before = sum(caller.good for caller in callers)
        wait_for(lambda: sum(caller.good for caller in callers) > before + 50)
    finally:
        for caller in callers:
            caller.done = True
        for caller in callers:
            caller.join()
        host.close()
    assert [caller.bad for caller in callers] == [[]] * CLIENTS


def test_a_host_tells_that_it_is_ready_and_that_it_stops(tmp_path, serve):
    make_function(tmp_path / "one")
    for name in str(tmp_path / "notify"), f"\0dayfly-{os.getpid()}":
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(name)
            manager.settimeout(20)
            host = serve(env={"NOTIFY_SOCKET": name.replace("\0", "@")})
            assert manager.recv(100) == b"READY=1"
            assert host.invoke("one", 7).json == 7
            assert host.stop() == 0
            assert manager.recv(100) == b"STOPPING=1"


def test_a_socket_that_is_not_for_this_process_or_no_socket_is_told(
        tmp_path, listening, serve):
    make_function(tmp_path / "one")
    # Of another process: nothing of it counts.
    assert serve(env={"LISTEN_PID": "1", "LISTEN_FDS": "1"}).invoke("one", 7).json == 7
    for given, count, why in ((listening, "2", b"dayfly listens at one socket"),
                              (open(os.devnull), "1", b"no TCP socket that listens")):
        said = subprocess.run(
            [*GIVEN, DAYFLY, "serve", tmp_path], capture_output=True, timeout=30,
            pass_fds=(given.fileno(),),
            env={**os.environ, "FD": str(given.fileno()), "FDS": count})
        assert said.returncode == 2 and why in said.stderr, said.stderr


def test_a_given_socket_beyond_loopback_needs_a_key(tmp_path):
    make_function(tmp_path / "one")
    with socket.create_server(("0.0.0.0", 0)) as s:
        said = subprocess.run(
            [*GIVEN, DAYFLY, "serve", tmp_path], capture_output=True, timeout=30,
            pass_fds=(s.fileno(),), env={**os.environ, "FD": str(s.fileno())})
    assert said.returncode == 2 and b"key" in said.stderr, said.stderr
