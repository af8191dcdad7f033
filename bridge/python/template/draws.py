"""Finds out whether a module draws random numbers while it is loaded: all copies of
the process would have the same ones. What packages draw for themselves, in folders of
their own, is not looked at: nearly all of it (temporary names, seeds that are renewed)
does no harm."""

import os
import sys

UNTOUCHED = 623, 624  # the position of a Mersenne twister after seeding


class Draws:
    """`folder`: of the handler's module."""

    def __init__(self, folder):
        self.folder = folder
        self.at = None  # where os.urandom was called first
        self.real = os.urandom
        self.is_loading = True
        os.urandom = self.urandom

    def urandom(self, size):
        """Modules may keep this function, as `random` does."""
        if self.is_loading and self.at is None:
            self.at = self.caller()
        return self.real(size)

    def is_own(self, file):
        return os.path.dirname(file or "") == self.folder

    def caller(self):
        """The innermost line that is not Python's own code, if it is in the folder."""
        library = os.path.dirname(os.__file__)
        frame = sys._getframe(2)  # pylint: disable=protected-access
        while frame:
            file = frame.f_code.co_filename
            if not file.startswith("<") and (
                    not file.startswith(library) or "-packages" in file):
                return (f"os.urandom at {file}:{frame.f_lineno}"
                        if self.is_own(file) else None)
            frame = frame.f_back
        return None

    def uses(self, name):
        """Has a module of the folder imported this one, or a function of it?"""
        own = [module for module in list(sys.modules.values())
               if self.is_own(getattr(module, "__file__", None))]
        return any(name in (getattr(value, "__name__", None),
                            getattr(type(getattr(value, "__self__", None)),
                                    "__module__", None))
                   for module in own for value in list(vars(module).values()))

    def end(self):
        """Returns what was drawn; None: nothing."""
        self.is_loading = False
        os.urandom = self.real
        if self.at:
            return self.at
        random, numpy = map(sys.modules.get, ("random", "numpy.random"))
        if (random and random.getstate()[1][-1] not in UNTOUCHED
                and self.uses("random")):
            return "module random"
        if numpy and numpy.get_state()[2] not in UNTOUCHED and (
                self.uses("numpy") or self.uses("numpy.random")):
            return "numpy.random"
        return None
