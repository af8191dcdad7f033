"""A virtual machine by qemu (with KVM, else emulated, which is slow), on a disk
of its own over the image."""

import base64
import json
import os
import pathlib
import socket
import subprocess
import time

BOOT_SECONDS = 900
# VM_ACCEL=tcg where there is a KVM that does not work.
ACCELERATORS = [word for name in os.environ.get("VM_ACCEL", "kvm tcg").split()
                for word in ("-accel", name)]


class Machine:
    """`url` is the host in it: its calls come from 127.0.0.1 there."""

    def __init__(self, image, folder, mb=1536):
        self.image, self.folder, self.mb = image, pathlib.Path(folder), mb
        self.disk = self.folder / "disk.qcow2"
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b",
             image / "disk", self.disk], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        """With cache=none, qemu has what the guest has not flushed in its own
        memory at most: its end by SIGKILL is a power cut."""
        door = self.folder / "agent"
        door.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            ["qemu-system-x86_64", *ACCELERATORS,
             "-cpu", "max", "-smp", "2", "-m", str(self.mb), "-display", "none",
             "-nodefaults", "-no-reboot", "-serial", f"file:{self.folder}/console",
             "-kernel", self.image / "vmlinuz", "-initrd", self.image / "initrd",
             "-append", "root=/dev/vda rw console=ttyS0 quiet panic=-1 "
             "systemd.show_status=0 mitigations=off",
             "-drive", f"file={self.disk},if=virtio,format=qcow2,cache=none",
             "-nic", "user,model=virtio-net-pci,restrict=on,"
             f"hostfwd=tcp:127.0.0.1:{self.port}-10.0.2.15:9000",
             "-device", "virtio-serial", "-device",
             "virtserialport,chardev=agent,name=agent", "-chardev",
             f"socket,id=agent,path={door},server=on,wait=off",
             "-device", "virtio-rng-pci"],
            stdin=subprocess.DEVNULL)
        end = time.monotonic() + BOOT_SECONDS
        while not door.exists():
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.connect(str(door))
        self.lines = self.door.makefile("r")
        self.door.settimeout(BOOT_SECONDS)
        try:
            assert self.lines.readline() == "ready\n"
        except TimeoutError:
            raise AssertionError(self.said()) from None
        self.boot_seconds = BOOT_SECONDS - (end - time.monotonic())
        return self

    def said(self):
        return (self.folder / "console").read_text(errors="replace")[-3000:]

    def run(self, words, files=None, seconds=300, check=True):
        """What bash says as root: stdout, or all of it without `check`."""
        self.door.settimeout(seconds + 60)
        self.door.sendall(json.dumps({
            "words": words, "seconds": seconds,
            "files": {path: base64.b64encode(data).decode()
                      for path, data in (files or {}).items()}}).encode() + b"\n")
        status, out, err = json.loads(self.lines.readline())
        if not check:
            return status, out, err
        assert status == 0, (words, status, out[-3000:], err[-3000:])
        return out

    def cut(self):
        """The power goes."""
        self.process.kill()
        self.process.wait()
        self.door.close()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.cut()
        self.disk.unlink(missing_ok=True)

    def install(self, package):
        self.run("dpkg -i /root/dayfly.deb && systemctl is-active dayfly.service",
                 files={"/root/dayfly.deb": pathlib.Path(package).read_bytes()})
