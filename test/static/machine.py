"""A whole machine of the other kind, emulated: Debian's kernel and, in a RAM
disk, busybox, what a test puts there, and a script that runs the test's words.
qemu's user mode will not do: it has neither subreapers nor vfork."""

import base64
import gzip
import pathlib
import subprocess
import tempfile

INIT = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /tmp /run
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 groups /sys/fs/cgroup
mount -t devtmpfs dev /dev
mount -t tmpfs -o mode=1777 tmp /tmp
ip link set lo up
stty -F /dev/ttyAMA0 -opost
exec </dev/null
cd /task
for words in /words/*; do
    sh "$words" >/run/out 2>/run/err
    status=$?
    echo "=== ${words#/words/} $status"
    base64 -w 0 /run/out
    echo
    base64 -w 0 /run/err
    echo
done >/dev/ttyAMA0
echo "=== end" >/dev/ttyAMA0
poweroff -f
"""


def entry(name, mode, data=b""):
    """One member of a cpio archive of the kind the kernel unpacks."""
    path = name.encode() + b"\0"
    numbers = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0]
    head = b"070701" + b"".join(b"%08X" % n for n in numbers) + path
    head += b"\0" * (-len(head) % 4)
    return head + data + b"\0" * (-len(data) % 4)


def archive(files):
    """files: {path without a slash in front: (bytes, may it be run)}"""
    folders = {str(parent) for name in files
               for parent in pathlib.PurePath(name).parents} - {"."}
    out = [entry(name, 0o40755) for name in sorted(folders, key=len)]
    out += [entry(name, 0o100755 if runs else 0o100644, data)
            for name, (data, runs) in files.items()]
    return gzip.compress(b"".join(out) + entry("TRAILER!!!", 0), 1)


def run(kernel, busybox, files, words, timeout=800):
    """What each of the words, which are shell and in the order of their names,
    said: {name: (status, stdout, stderr)}. It is gone after this."""
    files = {"init": (INIT.encode(), True), "bin/busybox": (
        busybox.read_bytes(), True), **files,
        **{f"words/{name}": (text.encode(), False)
           for name, text in words.items()}}
    with tempfile.NamedTemporaryFile(prefix="dayfly-initrd-") as disk:
        disk.write(archive(files))
        disk.flush()
        done = subprocess.run(
            ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-smp",
             "2", "-m", "768", "-kernel", kernel, "-initrd", disk.name,
             "-append", "console=ttyAMA0 quiet panic=-1", "-nographic",
             "-no-reboot", "-nic", "none"], stdin=subprocess.DEVNULL,
            capture_output=True, timeout=timeout)
    console = done.stdout.decode(errors="replace")
    assert "=== end" in console, console[-3000:] + done.stderr.decode()
    return dict(said_in(console.replace("\r", "").split("\n")))


def said_in(lines):
    for at, line in enumerate(lines):
        if line.startswith("=== ") and line != "=== end":
            _, name, status = line.split()
            out, err = (base64.b64decode(lines[at + n]) for n in (1, 2))
            yield name, (int(status), out, err.decode(errors="replace"))
