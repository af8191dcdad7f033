"""The wheel for pip, pipx and uv: the programs below lib/dayfly of the environment,
and `dayfly` in its bin."""

import base64
import hashlib
import stat
import sys

from contents import ABOUT, LAUNCHER, ROOT, SUMMARY, licences, programs, version

sys.path.append(str(ROOT / "layer"))
import zip as archive  # noqa: E402

# The programs need no C library: any Linux of these machines.
TAGS = {machine: f"py3-none-manylinux_2_17_{machine}.manylinux2014_{machine}"
                 f".musllinux_1_1_{machine}" for machine in ("x86_64", "aarch64")}


def metadata():
    return (f"Metadata-Version: 2.1\nName: dayfly\nVersion: {version()}\n"
            f"Summary: {SUMMARY}\nLicense: MIT\nRequires-Python: >=3.7\n"
            "Classifier: Operating System :: POSIX :: Linux\n"
            f"Description-Content-Type: text/markdown\n\n{ABOUT}")


def tags(machine):
    kind, abi, platforms = TAGS[machine].split("-", 2)
    return "".join(f"Tag: {kind}-{abi}-{one}\n" for one in platforms.split("."))


def files(build, machine):
    """[(name, mode, bytes)]"""
    data, info = (f"dayfly-{version()}.{kind}" for kind in ("data", "dist-info"))
    found = [(f"{data}/data/lib/dayfly/{name}", 0o755 if runs else 0o644, content)
             for name, (runs, content) in programs(build, machine).items()]
    launcher = LAUNCHER.replace("@LIB@", "../lib/dayfly")
    found.append((f"{data}/scripts/dayfly", 0o755, launcher.encode()))
    for name, text in (
            ("METADATA", metadata()),
            ("WHEEL", "Wheel-Version: 1.0\nGenerator: dayfly\n"
                      f"Root-Is-Purelib: false\n{tags(machine)}"),
            ("licenses/LICENSE", licences(build, machine))):
        found.append((f"{info}/{name}", 0o644, text.encode()))
    lines = "".join(
        f"{name},sha256={sum_of(content)},{len(content)}\n" for name, _, content in found)
    record = f"{info}/RECORD"
    return [*found, (record, 0o644, f"{lines}{record},,\n".encode())]


def sum_of(content):
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def make(build, machine):
    out = build / "packages" / f"dayfly-{version()}-{TAGS[machine]}.whl"
    archive.write(out, [(name, stat.S_IFREG | mode, content)
                        for name, mode, content in files(build, machine)])
    return out
