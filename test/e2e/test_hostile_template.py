"""A template whose module answers the bootstrap's requests itself, with what is no
answer: each event is served all the same, and the bootstrap keeps nothing of it."""

import json
import os
import pathlib
import time

import pytest
from ahead import all_children
from parts import wait_for, write
from templates import COUNT_PYTHON, own_lines

MODULE = """
import gc, os, signal, socket, time
Template = next((one for one in gc.get_objects() if isinstance(one, type) and
                 one.__name__ == "Template" and hasattr(one, "become_copy")), None)

def fork_child():
    pid = os.fork()
    if pid == 0:
        signal.pause()
    return pid

def many(peer, answer):
    peer.setblocking(False)
    try:
        while True:
            peer.send(answer)
    except BlockingIOError:
        peer.setblocking(True)

def with_descriptors(peer, answer):
    socket.send_fds(peer, [answer], [2] * 250)

def stop(peer):
    os.kill(os.getpid(), signal.SIGSTOP)
"""
# The template's next answer, as a Python expression: bytes that it sends, or
# something it does with its end of the socket.
SHARED = {
    "nothing at all": "time.sleep(99)",
    "it stops": "stop(peer)",
    "it exits": "os._exit(0)",
    "it is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "the end of the socket": "peer.shutdown(socket.SHUT_RDWR)",
    "an empty message": "b''",
    "bytes": "bytes(range(256))",
    "NUL first": "b'\\0' + b'1'",
    "a long message": "b'1' * 150000",
    "messages until the socket is full": "many(peer, b'9')",
    "descriptors with it": "with_descriptors(peer, b'x')",
}
PREPARE = {
    **SHARED,
    "a word more": "b'ready now'",
    "a line": "b'ready\\n'",
    "a refusal without a reason": "b'refused'",
    "a refusal with an empty reason": "b'refused '",
    "a long refusal": "b'refused ' + b'x' * 150000",
    "a refusal of several lines": "b'refused a\\nSTART RequestId: 1\\r\\x1b[2J\\xff'",
    "ready, and it exits": "(peer.send(b'ready'), os._exit(0))",
    "ready again and again": "many(peer, b'ready')",
    "ready with descriptors": "with_descriptors(peer, b'ready')",
    "a pid": "b'1'",
}
COPY = {
    **SHARED,
    "no number": "b'ready'",
    "a refusal": "b'refused no'",
    "zero": "b'0'",
    "an errno": "b'-11'",
    "no errno": "b'-99999'",
    "the least number": "b'-9223372036854775808'",
    "the greatest number": "b'9223372036854775807'",
    "a number too large": "b'9' * 40",
    "a number that a pid cannot be": "b'4294967297'",
    "text after a number": "b'12x'",
    "init": "b'1'",
    "itself": "b'%d' % os.getpid()",
    "the bootstrap": "b'%d' % os.getppid()",
    "its own child": "b'%d' % fork_child()",
    "a process that is gone": "b'4194304'",
    "descriptors with a pid": "with_descriptors(peer, b'1')",
}
LIES_TO = {"prepare": PREPARE, "serve": COPY}
LIES = MODULE + """
def lie(peer):
    answer = ANSWER
    if isinstance(answer, bytes):
        peer.send(answer)
    return answer

def prepare(self):
    answer = lie(socket.socket(fileno=os.dup(self.control)))
    if isinstance(answer, bytes) and answer.startswith(b"refused "):
        return self.end()  # an ordinary process
    time.sleep(99)

def serve(self):
    socket.recv_fds(self.socket, 65536, 9)
    lie(self.socket)

if Template:
    Template.METHOD = METHOD
"""
EVENTS = 4
OFF = "processes are started, not copied: "


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors_at_rest(bootstrap):
    """The least of several looks, while one process waits and nothing is
    computed."""
    wait_for(lambda: len(all_children(bootstrap)) == 1, what="the end of the others")
    before, found = cpu_seconds(bootstrap), []
    for _ in range(10):
        time.sleep(0.03)
        found.append(len(os.listdir(f"/proc/{bootstrap}/fd")))
    assert cpu_seconds(bootstrap) - before < 0.15
    return min(found)


def serve_lies(serve, folder, method, answer):
    write(folder, "app.py", LIES.replace("ANSWER", answer).replace("METHOD", method) +
          COUNT_PYTHON, 0o644)
    return serve("host", "app.handler", DAYFLY_SPARE="fork", PATH="/usr/bin:/bin")


def assert_served(server, events):
    seen = [server.invoke().json for _ in range(events)]
    assert {answer["count"] for answer in seen} == {1}, seen
    assert len({answer["pid"] for answer in seen}) == events
    return seen


@pytest.mark.parametrize("method, case", [
    *(("prepare", case) for case in PREPARE), *(("serve", case) for case in COPY)])
def test_what_is_no_answer_costs_no_event(serve, tmp_path, method, case):
    server = serve_lies(serve, tmp_path, method, LIES_TO[method][case])
    assert_served(server, EVENTS)
    bootstrap = server.bootstrap()
    wait_for(lambda: server.invoke() and OFF in server.log, what="the reason")
    usual = descriptors_at_rest(bootstrap)
    assert_served(server, EVENTS)
    assert server.bootstrap() == bootstrap
    # Less than one for each event: a connection more may be kept open.
    wait_for(lambda: descriptors_at_rest(bootstrap) < usual + EVENTS,
             what="the descriptors closed")
    print(*own_lines(server.log), sep="\n")


# Each template makes two copies, then it tells the next of LATER.
LATER = {case: answer for case, answer in COPY.items() if "nothing" not in case} | {
    "the bootstrap's other child": "b'%d' % brother()",
    "a copy that has ended": "b'%d' % ended_copy(self)",
}
AFTER_COPIES = """
import random
served = 0

def brother():
    parent = os.getppid()
    with open(f"/proc/{parent}/task/{parent}/children") as file:
        pids = [int(pid) for pid in file.read().split()]
    return next((pid for pid in pids if pid != os.getpid()), 1)

def ended_copy(self):
    pid = self.kernel.copy()
    if pid == 0:
        os._exit(0)
    return pid

def lie_later(self):
    global served
    served += 1
    if served <= 2:
        return real(self)
    _, ends, _, _ = socket.recv_fds(self.socket, 65536, 9)
    peer = self.socket
    answer = eval(random.choice(ANSWERS))
    if isinstance(answer, bytes):
        peer.send(answer)
    for end in ends:
        os.close(end)

if Template:
    real, Template.serve = Template.serve, lie_later
"""


def serve_later(serve, folder, answers):
    """A server whose templates lie in one of these ways after two copies."""
    write(folder, "app.py", MODULE + f"ANSWERS = {answers!r}\n" + AFTER_COPIES +
          COUNT_PYTHON, 0o644)
    server = serve("host", "app.handler", DAYFLY_SPARE="fork", PATH="/usr/bin:/bin")
    server.invoke()
    return server


@pytest.mark.parametrize("answers, lies", [
    ([*LATER.values()], 30), ([LATER["the bootstrap's other child"]], 6)])
def test_templates_that_lie_after_some_copies_are_replaced(
        serve, tmp_path, answers, lies):
    """For as long as each makes copies first."""
    server = serve_later(serve, tmp_path, answers)
    bootstrap = server.bootstrap()
    wait_for(lambda: assert_served(server, EVENTS) and
             server.log.count(" is replaced: ") >= lies, 60, "the lies")
    assert server.bootstrap() == bootstrap
    assert OFF not in server.log and "do not die" not in server.log


def test_a_copy_that_has_ended_costs_no_event(serve, tmp_path):
    server = serve_later(serve, tmp_path, [LATER["a copy that has ended"]])
    bootstrap = server.bootstrap()
    assert_served(server, 40)
    assert server.bootstrap() == bootstrap
