"""What a template holds that its copies would share with it and with each other:
open files are opened again in each copy; for anything else the process cannot be a
template."""

import os
import stat
import sys

OPEN_AGAIN = ~(os.O_CREAT | os.O_EXCL | os.O_TRUNC)


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
    os.waitpid(pid, 0)


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


def socket_text(descriptor):
    import _socket  # pylint: disable=import-outside-toplevel
    made = _socket.socket(fileno=os.dup(descriptor))
    try:
        return f"a connected socket, to {made.getpeername()!r:.100}"
    except OSError:
        return f"a socket, {made.getsockname()!r:.100}"
    finally:
        made.close()


class Held:
    """The open descriptors, apart from those of the bridge."""

    def __init__(self, own):
        self.files = []  # (descriptor, flags, offset)
        self.reason = None
        inodes = {self.inode(descriptor) for descriptor in (0, 1, 2, *own)}
        for name in os.listdir("/proc/self/fd"):
            descriptor = int(name)
            try:
                if self.inode(descriptor) not in inodes:
                    self.look_at(descriptor)
            except OSError:
                continue  # the one that listed them
            if self.reason:
                return

    @staticmethod
    def inode(descriptor):
        status = os.fstat(descriptor)
        return status.st_dev, status.st_ino

    def look_at(self, descriptor):
        mode = os.fstat(descriptor).st_mode
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        if stat.S_ISREG(mode):
            self.add_file(descriptor, path)
        elif stat.S_ISSOCK(mode):
            self.reason = f"the module has opened {socket_text(descriptor)}"
        elif not (stat.S_ISDIR(mode) or stat.S_ISCHR(mode)):
            self.reason = f"the module has opened {path} (descriptor {descriptor})"

    def add_file(self, descriptor, path):
        import fcntl  # pylint: disable=import-outside-toplevel
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        if path.startswith("/memfd:") and flags & os.O_ACCMODE:
            self.reason = f"the module has opened {path} (descriptor {descriptor})"
            return
        offset = os.lseek(descriptor, 0, os.SEEK_CUR)
        self.files.append((descriptor, flags & OPEN_AGAIN, offset))

    def open_again(self):
        """In a copy. Otherwise a file's offset would be that of all copies."""
        for descriptor, flags, offset in self.files:
            again = os.open(f"/proc/self/fd/{descriptor}", flags)
            os.lseek(again, offset, os.SEEK_SET)
            os.dup2(again, descriptor, os.get_inheritable(descriptor))
            os.close(again)


def reason_against(held):
    """Why this process cannot be a template; None: it can."""
    return threads_running() or shared_memory() or held.reason
