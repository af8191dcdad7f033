"""What a template holds that its copies would share with it and with each other:
open files and new sockets are opened again in each copy; for anything else the process cannot be a
template."""

import os
import stat
import sys

from .sockets import reason_against_socket, renew_socket

OPEN_AGAIN = ~(os.O_CREAT | os.O_EXCL | os.O_TRUNC | os.O_TMPFILE)
MEMORY_DEVICES = 1  # /dev/null, /dev/urandom and others without a state


def stop_pools():
    """Thread pools that know fork(2), such as OpenBLAS's, stop before it and start
    again when they are needed."""
    if len(os.listdir("/proc/self/task")) == 1:
        return
    try:
        pid = os.fork()
    except OSError:
        return  # the process may have no child
    if pid == 0:
        os._exit(0)
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass  # the module ignores SIGCHLD


def threads_running():
    """A copy would lack them."""
    stop_pools()
    tasks = os.listdir("/proc/self/task")
    if len(tasks) == 1:
        return None
    names = []
    for task in tasks:
        if int(task) != os.getpid():
            with open(f"/proc/self/task/{task}/comm", encoding="utf-8",
                      errors="replace") as file:
                names.append(file.read().strip())
    threading = sys.modules.get("threading")
    if threading:
        names += [thread.name for thread in threading.enumerate()
                  if thread is not threading.main_thread()]
    return "the module has started threads when it was loaded: " + ", ".join(names)


def shared_memory():
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:
        for line in file:
            fields = line.split(None, 5)
            if fields[1][1] == "w" and fields[1][3] == "s":
                path = fields[5].strip() if len(fields) > 5 else "without a name"
                return f"the module has mapped shared memory: {path}"
    return None


class Held:
    """The open descriptors, apart from those of the bridge."""

    def __init__(self, pipes, control):
        self.files = []  # (descriptor, flags, offset)
        self.twins = []  # (descriptor, the pipe of the bridge that it duplicates)
        self.sockets = []
        self.reason = None
        own = (pipes.input, pipes.output, pipes.log)
        self.pipes = {self.inode(descriptor): descriptor for descriptor in own}
        for name in os.listdir("/proc/self/fd"):
            descriptor = int(name)
            try:
                inode = self.inode(descriptor)
            except OSError:
                continue  # the one that listed them
            if inode in self.pipes:
                self.twins.append((descriptor, self.pipes[inode]))
            elif descriptor != control:
                self.look_at(descriptor)
            if self.reason:
                return

    @staticmethod
    def inode(descriptor):
        status = os.fstat(descriptor)
        return status.st_dev, status.st_ino

    def look_at(self, descriptor):
        status = os.fstat(descriptor)
        mode = status.st_mode
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            self.add_file(descriptor, path, status.st_nlink)
        elif stat.S_ISSOCK(mode):
            self.add_socket(descriptor)
        elif not stat.S_ISCHR(mode) or os.major(status.st_rdev) != MEMORY_DEVICES:
            self.reason = f"the module has opened {path} (descriptor {descriptor})"

    def add_socket(self, descriptor):
        reason = reason_against_socket(descriptor)
        if reason:
            self.reason = f"the module has opened {reason}"
        else:
            self.sockets.append(descriptor)

    def add_file(self, descriptor, path, links):
        import fcntl  # pylint: disable=import-outside-toplevel
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL) & OPEN_AGAIN
        if flags & os.O_PATH:
            return
        if flags & os.O_ACCMODE and links == 0:
            self.reason = (f"the module has opened {path} (descriptor {descriptor}), "
                           "a file without a name, which copies would share")
        elif is_locked(descriptor):
            self.reason = f"the module has locked {path}"
        else:
            offset = os.lseek(descriptor, 0, os.SEEK_CUR)
            self.files.append((descriptor, flags, offset))
            os.close(self.open(descriptor, flags))  # that it can be

    @staticmethod
    def open(descriptor, flags):
        return os.open(f"/proc/self/fd/{descriptor}", flags)

    def open_again(self):
        """In a copy. Otherwise a file's offset would be that of all copies."""
        for descriptor, flags, offset in self.files:
            again = self.open(descriptor, flags)
            os.lseek(again, offset, os.SEEK_SET)
            os.dup2(again, descriptor, os.get_inheritable(descriptor))
            os.close(again)
        for descriptor in self.sockets:
            renew_socket(descriptor)
        for descriptor, pipe in self.twins:
            if descriptor != pipe:
                os.dup2(pipe, descriptor, os.get_inheritable(descriptor))


def is_locked(descriptor):
    with open(f"/proc/self/fdinfo/{descriptor}", encoding="utf-8") as file:
        return "\nlock:" in file.read()


def children_left():
    """The children of a template are not those of its copies."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return ("the module has started a process when it was loaded, and has not "
            "waited for its end")


def timer_set():
    import signal  # pylint: disable=import-outside-toplevel
    if any(signal.getitimer(which)[0] for which in (
            signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)):
        return "the module has set a timer when it was loaded, which copies would lack"
    return None


def reason_against(held):
    """Why this process cannot be a template; None: it can."""
    return (children_left() or threads_running() or shared_memory() or timer_set()
            or held.reason)
