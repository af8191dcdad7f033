"""What the released files are made of, as CycloneDX says it."""

import hashlib
import os
import pathlib
import re
import subprocess
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
LICENCES = {
    "dayfly": "MIT", "curl": "curl", "jansson": "MIT", "musl": "MIT",
    "qjs": "MIT", "glibc": "LGPL-2.1-or-later", "libmicrohttpd": "LGPL-2.1-or-later",
    "libyaml": "MIT", "libzip": "BSD-3-Clause", "mbedtls": "Apache-2.0",
    "nettle": "LGPL-3.0-or-later", "sqlite": "blessing", "zlib": "Zlib",
}
RUNTIME = ["curl", "jansson", "musl"]
HOST = ["libmicrohttpd", "libyaml", "libzip", "mbedtls", "nettle", "sqlite", "zlib"]
# What a file of each kind is linked with.
PARTS = {"runtime": RUNTIME, "qjs": ["qjs", "glibc"], "host": RUNTIME + HOST}


def sum_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed(package):
    return subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package], check=True,
        capture_output=True, text=True).stdout


def crate(name):
    """(crate, sha256) of its line in test/deps.txt."""
    for line in (ROOT / "test/deps.txt").read_text().splitlines():
        words = line.split()
        if words[:2] == ["cargo", name]:
            return words[3], words[-1]
    raise SystemExit(f"release: test/deps.txt has no {name}")


def component(name, number, purl, source=None):
    found = {"type": "library", "bom-ref": name, "name": name,
             "version": number, "purl": purl,
             "licenses": [{"license": {"id": LICENCES[name]}}]}
    if source:  # the archive it was built from
        found["hashes"] = [{"alg": "SHA-256", "content": source}]
    return found


def from_debian(build, name):
    """By what was fetched: of several pinned archives the one that was there."""
    _, tarball, sum_ = (build / "static" / name / ".stamp").read_text().split()
    number = re.match(rf"{name}_(.+?)(\.dfsg)?\.orig\.", tarball)[1]
    return component(name, number, f"pkg:deb/debian/{name}@{number}", sum_)


def from_debian_as_it_is(name, package):
    number = installed(package)
    return component(name, number, f"pkg:deb/debian/{name}@{number}")


def from_crate(name, package, sum_, number):
    return component(name, number, "pkg:cargo/" + package.replace("+", "%2B"), sum_)


def components(build):
    header = (build / "sqlite/sqlite3.h").read_text()
    sqlite = re.search(r'SQLITE_VERSION +"(.+)"', header)[1]
    curl, qjs = crate("curl"), crate("quickjs")
    return [
        from_crate("curl", *curl, curl[0].partition("+curl-")[2]),
        from_crate("qjs", *qjs, os.environ["QJS_VERSION"]),
        from_crate("sqlite", *crate("sqlite"), sqlite),
        *(from_debian(build, name) for name in (
            "jansson", "libmicrohttpd", "libyaml", "libzip", "mbedtls", "nettle", "zlib")),
        from_debian_as_it_is("musl", "musl-dev"),
        from_debian_as_it_is("glibc", "libc6-dev"),
    ]


def bill(build, files, number):
    """files: {path: kind}. The serial number is one of the contents."""
    artefacts = [{
        "type": "file", "bom-ref": path.name, "name": path.name,
        "version": number,
        "licenses": [{"license": {"id": LICENCES["dayfly"]}}],
        "hashes": [{"alg": "SHA-256", "content": sum_of(path)}],
    } for path in files]
    sums = "".join(a["hashes"][0]["content"] for a in artefacts)
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, sums)}",
        "metadata": {"component": {"type": "application", "name": "dayfly",
                                   "bom-ref": "dayfly", "version": number}},
        "components": artefacts + components(build),
        "dependencies": [{"ref": path.name, "dependsOn": PARTS[kind]}
                         for path, kind in files.items()],
    }
