"""The bytecode of Python files, for a zip that nobody changes: Python then compiles
none of them at a start, and does not compare them with their sources. Another
version of Python passes it over and compiles. The same bytes for the same files and
the same Python."""

import importlib.util
import marshal
import struct
import sys
import warnings

UNCHECKED = 0b01  # PEP 552: found by a hash, and not compared
# Before version 3 the format has no references, which depend on what else the
# process has in memory.
FORMAT = 2
VERSION = "Python {}.{}".format(*sys.version_info)


def environments(folder):
    """Virtual environments in the folder, whatever their names: of this machine."""
    return sorted(one.parent.name for one in folder.glob("*/pyvenv.cfg"))


def place(path):
    """Where Python looks for the bytecode of the file at path."""
    return importlib.util.cache_from_source(path)


def bytecode(path, source):
    """None if the source is no code for this Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(source, f"/var/task/{path}", "exec",
                           dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return (importlib.util.MAGIC_NUMBER + struct.pack("<I", UNCHECKED)
            + importlib.util.source_hash(source) + marshal.dumps(code, FORMAT))
