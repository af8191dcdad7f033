"""The system calls of a template, and what CPython does before and after a fork."""

import os

CLONE_FLAGS = 0x8000 | 0x200000 | 0x1000000  # PARENT, CHILD_CLEARTID, CHILD_SETTID
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_GET_TID_ADDRESS = 1, 4, 22, 40
SECCOMP_MODE_FILTER = 2
LANDLOCK_RESTRICT_SELF = 446  # the number on every machine
SECCOMP_STEP = 8  # bytes of a struct sock_filter
# SYS_clone, SYS_set_robust_list, SYS_get_robust_list; the place of `tls` among
# clone's arguments differs
CALLS = {"x86_64": (56, 273, 274), "aarch64": (220, 99, 100)}


class Kernel:
    def __init__(self):
        import ctypes  # pylint: disable=import-outside-toplevel
        self.c = ctypes
        self.lib = ctypes.PyDLL(None, use_errno=True)
        self.lib.syscall.restype = ctypes.c_long
        self.machine = os.uname().machine
        self.clone, self.set_robust, self.get_robust = CALLS[self.machine]
        self.before, self.child, self.parent = (
            getattr(ctypes.pythonapi, f"PyOS_{name}")
            for name in ("BeforeFork", "AfterFork_Child", "AfterFork_Parent"))
        for function in (self.before, self.child, self.parent):
            function.restype = None
        self.tid = ctypes.c_void_p()
        if self.prctl(PR_GET_TID_ADDRESS, ctypes.byref(self.tid)) != 0:
            raise OSError("the kernel does not know PR_GET_TID_ADDRESS")

    def prctl(self, option, value=0, more=0):
        return self.lib.prctl(option, value, more, 0, 0)

    def call(self, number, *arguments):
        return self.lib.syscall(self.c.c_long(number), *arguments)

    def copy(self):
        """As os.fork(). A new process has no list of robust mutexes, and the C
        library that registered one is not asked."""
        long, head = self.c.c_long, self.c.c_void_p()
        size = self.c.c_size_t()
        self.call(self.get_robust, long(0), self.c.byref(head), self.c.byref(size))
        zero = long(0)
        rest = ((self.tid, zero) if self.machine == "x86_64" else (zero, self.tid))
        self.before()
        pid = self.call(self.clone, long(CLONE_FLAGS), zero, zero, *rest)
        error = self.c.get_errno()
        (self.parent if pid else self.child)()
        if pid == 0:
            self.call(self.set_robust, head, size)
        return pid if pid >= 0 else -error

    def enter(self, rules):
        """rules: descriptor of a Landlock rule set"""
        return self.call(LANDLOCK_RESTRICT_SELF, self.c.c_long(rules),
                         self.c.c_long(0)) == 0

    def apply_filter(self, steps):
        """steps: struct sock_filter[]"""
        class Program(self.c.Structure):
            _fields_ = [("count", self.c.c_ushort), ("steps", self.c.c_char_p)]
        program = Program(len(steps) // SECCOMP_STEP, steps)
        return self.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
                          self.c.byref(program)) == 0


def set_dumpable(value):
    """Other processes of the same user can neither read the memory of one that is
    not dumpable, nor trace it. (ctypes takes too long for the start of a process.)
    """
    try:
        import _ctypes  # pylint: disable=import-outside-toplevel
        prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
        _ctypes.call_function(prctl, (PR_SET_DUMPABLE, value, 0, 0, 0))
    except (ImportError, AttributeError, OSError):
        pass  # `prepare` will be refused
