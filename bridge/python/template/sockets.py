"""Sockets of a template that are as new: neither bound nor connected, with no option
set. aws_xray_sdk, statsd and logging.handlers open such a one when they are loaded.
Each copy gets another one in its place, because what reaches a socket that copies
share can be read by the next event."""

import os

# SOL_SOCKET, IP, IPV6 and TCP, with the options that differ between new sockets:
# SO_INCOMING_CPU, SO_COOKIE, SO_NETNS_COOKIE; TCP_INFO, TCP_TIMESTAMP
LEVELS = {1: {49, 57, 71}, 0: set(), 41: set(), 6: {11, 24}}
OPTIONS = range(1, 90)
OPTION_MAX = 128  # bytes


def options_of(made):
    found = {}
    for level, ignored in LEVELS.items():
        for name in OPTIONS:
            if name not in ignored:
                try:
                    found[level, name] = made.getsockopt(level, name, OPTION_MAX)
                except OSError:
                    pass  # not an option of this kind
    return found


def another_socket(made):
    import _socket  # pylint: disable=import-outside-toplevel
    again = _socket.socket(made.family, made.type, made.proto)
    again.setblocking(os.get_blocking(made.fileno()))
    return again


def is_connected(made):
    try:
        made.getpeername()
    except OSError:
        return False
    return True


def is_as_new(made):
    import _socket  # pylint: disable=import-outside-toplevel
    if (made.family not in (_socket.AF_INET, _socket.AF_INET6, _socket.AF_UNIX)
            or made.type not in (_socket.SOCK_STREAM, _socket.SOCK_DGRAM)
            or is_connected(made)):
        return False
    try:
        again = another_socket(made)
    except OSError:
        return False
    try:
        return (made.getsockname() == again.getsockname()
                and options_of(made) == options_of(again))
    finally:
        again.close()


def on_descriptor(descriptor):
    """A socket object for it, with a descriptor of its own."""
    import _socket  # pylint: disable=import-outside-toplevel
    return _socket.socket(fileno=os.dup(descriptor))


def reason_against_socket(descriptor):
    """Why copies cannot have it; None: renew_socket() works."""
    made = on_descriptor(descriptor)
    try:
        if is_as_new(made):
            return None
        if is_connected(made):
            return f"a connected socket, to {made.getpeername()!r:.100}"
        return f"a socket, {made.getsockname()!r:.100}"
    finally:
        made.close()


def renew_socket(descriptor):
    """In a copy."""
    made = on_descriptor(descriptor)
    again = another_socket(made)
    made.close()
    os.dup2(again.fileno(), descriptor, os.get_inheritable(descriptor))
    again.close()
