"""Zip files, good and hostile, and a host that keeps what is in them."""

import base64
import io
import json
import os
import pathlib
import stat
import struct
import zipfile

ROLE = "arn:aws:iam::000000000000:role/r"
FUNCTIONS = "/2015-03-31/functions"
# What a function of these tests is: it says what the file `text` has.
PROGRAM = ("h", b"#!/bin/sh\ncat text\n", 0o100755)


def entry(name, mode=0o100644, system=3, kind=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.create_system = system
    info.external_attr = mode << 16
    info.compress_type = kind
    return info


def zipped(*files, kind=zipfile.ZIP_DEFLATED, system=3):
    """The bytes of a zip file of (name, bytes[, mode])."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as z:
        for name, data, *mode in files:
            info = entry(name, *mode, system=system, kind=kind)
            with z.open(info, "w") as to:
                to.write(data)
    return made.getvalue()


def renamed(data, old, new):
    """The same file with other bytes, as many, for a name: in both places."""
    assert len(old) == len(new) and data.count(old) == 2
    return data.replace(old, new)


def patched(data, at_central, at_local, bytes_):
    """Bytes of the first entry, in the central directory and its own header."""
    made = bytearray(data)
    central = data.index(b"PK\x01\x02")
    made[central + at_central:central + at_central + len(bytes_)] = bytes_
    if at_local is not None:
        made[at_local:at_local + len(bytes_)] = bytes_
    return bytes(made)


def number(value, size=2):
    return struct.pack({2: "<H", 4: "<I"}[size], value)


class Api:
    """The operations that these tests need, of a host."""

    def __init__(self, host):
        self.host = host

    def call(self, method, path, body=None):
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        return self.host.request(method, FUNCTIONS + path, body or b"")

    def create(self, name, data, **more):
        if isinstance(data, bytes):
            data = base64.b64encode(data).decode()
        return self.call("POST", "", {
            "FunctionName": name, "Role": ROLE, "Handler": "h",
            "Runtime": "provided.al2023", "Code": {"ZipFile": data}, **more})

    def update(self, name, data):
        return self.call("PUT", f"/{name}/code", {
            "ZipFile": base64.b64encode(data).decode()})

    def names(self):
        found = self.call("GET", "").json["Functions"]
        return sorted(one["FunctionName"] for one in found)

    def state(self, name):
        got = self.call("GET", f"/{name}").json["Configuration"]
        return got["State"], got.get("LastUpdateStatus")


def tree(folder):
    """What is below a folder: path to mode and size or target."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        st = path.lstat()
        kind = os.readlink(path) if path.is_symlink() else st.st_size
        if not stat.S_ISDIR(st.st_mode):
            found[str(path.relative_to(folder))] = (stat.S_IMODE(st.st_mode), kind)
    return found
