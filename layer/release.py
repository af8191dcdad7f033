"""What a user downloads, in build/release: the zips and bootstraps of both
machines, their sums, their third parties' licences, and what they are made of
(CycloneDX). The same files whenever it is made of the same sources."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
MACHINES = ["aarch64", "x86_64"]
LICENCES = {  # in their own words: licences/NAME.txt of the layers
    "dayfly": "MIT", "curl": "curl", "jansson": "MIT", "musl": "MIT",
    "qjs": "MIT", "glibc": "LGPL-2.1-or-later",
}
PARTS = {"runtime": ["curl", "jansson", "musl"], "qjs": ["qjs", "glibc"]}


def version():
    text = (ROOT / "common/version.h").read_text()
    return re.search(r'DAYFLY_VERSION "(.*)"', text).group(1)


def debian(package):
    return subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package], check=True,
        capture_output=True, text=True).stdout


def pinned(name):
    """(package, sha256) of the line of test/deps.txt."""
    for line in (ROOT / "test/deps.txt").read_text().splitlines():
        words = line.split()
        if words[:2] in (["cargo", name], ["debian", name]):
            return words[3:-1], words[-1]
    raise SystemExit(f"release: test/deps.txt has no {name}")


def component(name, number, purl, source=None):
    found = {"type": "library", "bom-ref": name, "name": name,
             "version": number, "purl": purl,
             "licenses": [{"license": {"id": LICENCES[name]}}]}
    if source:  # the archive it was built from
        found["hashes"] = [{"alg": "SHA-256", "content": source}]
    return found


def components():
    (crate, _), curl = pinned("curl")
    (_, tarball), jansson = pinned("jansson")
    (engine, _), qjs = pinned("quickjs")
    at = tarball.removeprefix("jansson_").removesuffix(".orig.tar.gz")
    musl, glibc = debian("musl-dev"), debian("libc6-dev")
    cargo = "pkg:cargo/" + crate.replace("+", "%2B")
    return [
        component("curl", crate.partition("+curl-")[2], cargo, curl),
        component("jansson", at, f"pkg:deb/debian/jansson@{at}", jansson),
        component("musl", musl, f"pkg:deb/debian/musl@{musl}"),
        component("qjs", os.environ["QJS_VERSION"], f"pkg:cargo/{engine}", qjs),
        component("glibc", glibc, f"pkg:deb/debian/glibc@{glibc}"),
    ]


def sum_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bill(files, number):
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
        "components": artefacts + components(),
        "dependencies": [{"ref": path.name, "dependsOn": PARTS[kind]}
                         for path, kind in files.items()],
    }


def notices():
    texts = [(path.stem, path) for kind in PARTS for path in sorted(
        (BUILD / f"layer/{kind}-{MACHINES[0]}/licences").iterdir())
        if path.stem != "dayfly"]
    head = ("What the binaries of dayfly contain besides dayfly itself, and the "
            "terms it is under.\n")
    return head + "".join(f"\n\n{'=' * 78}\n{name}\n{'=' * 78}\n\n"
                          f"{path.read_text()}" for name, path in texts)


def main():
    out, number = BUILD / "release", version()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    files = {}
    for machine in MACHINES:
        for kind in PARTS:
            made = BUILD / f"dayfly-{kind}-{machine}.zip"
            files[shutil.copy2(made, out)] = kind
        one = out / f"dayfly-bootstrap-{machine}"
        files[shutil.copy2(BUILD / "static" / machine / "bootstrap",
                           one)] = "runtime"
    files = {pathlib.Path(path): kind for path, kind in files.items()}
    (out / "NOTICES.txt").write_text(notices())
    (out / "sbom.cdx.json").write_text(
        json.dumps(bill(files, number), indent=1) + "\n")
    listed = sorted(path for path in out.iterdir())
    (out / "SHA256SUMS").write_text("".join(
        f"{sum_of(path)}  {path.name}\n" for path in listed))
    for path in listed:
        print(f"{path.stat().st_size:>9} {path.name}")
    print(f"release: dayfly {number} is in {out.relative_to(ROOT)}")


main()
