"""What the processes below one cost: processor time and memory, from /proc."""

import os
import pathlib

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """The fields of /proc/PID/stat after the name, or None when it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def tree(pid):
    """The process and all its descendants: those whose parents are known."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry.name)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found.extend(children.get(one, ()))
    return found


def cpu_ms(pid):
    """Processor time of the process, its descendants and all that these have
    waited for."""
    ticks = 0
    for one in tree(pid):
        fields = _stat(one)
        if fields:
            ticks += sum(int(word) for word in fields[11:15])
    return ticks * 1000 / TICKS


def pss_mb(pids):
    """Their memory, pages that several have mapped shared out among these. None
    when the kernel does not tell: it takes the rights to trace them."""
    kib = 0
    for pid in pids:
        try:
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
            kib += int(text.partition("\nPss:")[2].split()[0])
        except PermissionError:
            return None
        except (FileNotFoundError, ProcessLookupError, IndexError):
            continue
    return kib / 1024


def rss_mb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def program(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""
