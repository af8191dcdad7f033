"""What real templates do when they are asked for copies, for what is no request, or
for nothing: then each goes on as an ordinary process, answers its events and keeps
no descriptor."""

import os
import random
import socket
import time

import pytest

from copies import ENGINES, Template

COUNT = {
    "index.py": "count = 0\ndef handler(event, context):\n"
                "    global count\n    count += 1\n    return count\n",
    "index.mjs": "let count = 0;\nexport const handler = () => ++count;",
}
REFUSED = b"refused unknown request"
# Bytes of a request, and how many descriptors come with it.
WRONG = {
    "nothing": (b"", 0),
    "a part of a word": (b"prep", 0),
    "a line": (b"prepare\n", 0),
    "a word more": (b"prepare now", 0),
    "a NUL": (b"\0", 0),
    "copy without NUL": (b"copy", 3),
    "copy without descriptors": (b"copy\0", 0),
    "copy with two descriptors": (b"copy\0", 2),
    "copy with five descriptors": (b"copy\0", 5),
    "copy with 250 descriptors": (b"copy\0", 250),
    "garbage with descriptors": (b"\xff\xfe", 3),
    "a long request": (b"\xff" * 100000, 0),
    "a long request with descriptors": (b"x" * 100000, 250),
}


@pytest.fixture(params=("python", *ENGINES))
def begin(request, tmp_path):
    """begin(): a template that is ready."""
    running = []

    def start():
        name = "index.py" if request.param == "python" else "index.mjs"
        (tmp_path / name).write_text(COUNT[name])
        begun = Template(request.param, tmp_path, **(
            {"file": tmp_path / name} if request.param == "python" else {}))
        running.append(begun)
        begun.ready()
        return begun

    yield start
    for each in running:
        each.__exit__()


def descriptors(template):
    return len(os.listdir(f"/proc/{template.process.pid}/fd"))


def send(template, data, count=0):
    with open(os.devnull) as null:
        socket.send_fds(template.control, [data], [null.fileno()] * count)


def assert_goes_on(template, before):
    """One descriptor less: the control socket's."""
    end = time.monotonic() + 20
    while descriptors(template) != before - 1:
        assert time.monotonic() < end, (descriptors(template), before)
        time.sleep(0.01)
    assert [template.call({}), template.call({})] == [1, 2]
    template.hang_up()
    assert template.ended() == 0


def test_each_copy_begins_where_the_template_was(begin):
    template = begin().prepare()
    with template.copy() as first, template.copy(thorough=True) as second:
        for each in (second, first):
            assert [each.call({}), each.call({})] == [1, 2]
            assert each.out.rest == each.err.rest == b""
        assert first.process.pid != second.process.pid


def test_a_template_that_gets_an_event_is_an_ordinary_process(begin):
    template = begin()
    assert [template.call({}), template.call({})] == [1, 2]
    template.hang_up()
    assert template.ended() == 0


@pytest.mark.parametrize("prepared", (False, True))
def test_a_template_whose_control_socket_ends_is_an_ordinary_process(begin, prepared):
    template = begin()
    before = descriptors(template)
    if prepared:
        template.prepare()
    template.control.close()
    assert_goes_on(template, before)


@pytest.mark.parametrize("prepared", (False, True))
def test_what_is_no_request_makes_it_ordinary(begin, prepared):
    for data, count in WRONG.values():
        template = begin()
        before = descriptors(template)
        if prepared:
            template.prepare()
        send(template, data, count)
        assert template.control.recv(100) in (REFUSED, b"")
        assert_goes_on(template, before)


def test_random_bytes_make_it_ordinary(begin):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    dice = random.Random(seed)
    for _ in range(6):
        template = begin()
        before = descriptors(template)
        if dice.random() < 0.5:
            template.prepare()
        start = dice.choice([b"", b"copy", b"prepare", b"copy\0", b"ready", b"refused "])
        data = start + dice.randbytes(dice.choice([1, 7, 100, 5000]))
        send(template, data, dice.choice([0, 1, 2, 5, 60]))
        assert template.control.recv(100) in (REFUSED, b"")
        assert_goes_on(template, before)


def test_requests_that_nobody_waits_for_are_answered_in_their_order(begin):
    """Also after the other end has been closed, or half closed."""
    template = begin().prepare()
    pipes = [os.pipe() for _ in range(3)]
    ends = [pipes[0][0], pipes[1][1], pipes[2][1]]
    for _ in range(5):
        socket.send_fds(template.control, [b"copy\0"], ends)
    pids = [int(template.control.recv(100)) for _ in range(5)]
    assert len({*pids}) == 5
    socket.send_fds(template.control, [b"copy\0"], ends)
    template.control.shutdown(socket.SHUT_WR)
    pids.append(int(template.control.recv(100)))
    for end in (end for pair in pipes for end in pair):
        os.close(end)
    for pid in pids:  # their stdin has ended
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert template.control.recv(100) == b""
    assert template.call({}) == 1


def test_the_end_of_the_socket_while_it_copies_makes_it_ordinary(begin):
    template = begin().prepare()
    before = descriptors(template)
    pipes = [os.pipe() for _ in range(3)]
    for _ in range(3):
        socket.send_fds(template.control, [b"copy\0"],
                        [pipes[0][0], pipes[1][1], pipes[2][1]])
    template.control.close()
    for end in (end for pair in pipes for end in pair):
        os.close(end)
    assert_goes_on(template, before)
