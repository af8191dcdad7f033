"""The package for npm and its like: the programs of both machines, and `dayfly` in
node_modules/.bin."""

import gzip
import io
import json
import tarfile

from contents import ABOUT, LAUNCHER, SUMMARY, licences, programs, version


def description():
    return json.dumps({
        "name": "dayfly", "version": version(), "description": SUMMARY,
        "license": "MIT", "keywords": ["aws", "lambda", "serverless", "self-hosted"],
        "bin": {"dayfly": "bin/dayfly"}, "files": ["bin", "lib", "LICENSE"],
        "os": ["linux"], "cpu": ["x64", "arm64"],
        "engines": {"node": ">=18"},
    }, indent=2) + "\n"


def files(build, machines):
    launcher = LAUNCHER.replace("@LIB@", "../lib/$(uname -m)")
    found = [("package.json", False, description().encode()),
             ("README.md", False, f"# dayfly\n\n{ABOUT}".encode()),
             ("LICENSE", False, licences(build, machines[0]).encode()),
             ("bin/dayfly", True, launcher.encode())]
    for machine in machines:
        found += [(f"lib/{machine}/{name}", runs, content) for name, (runs, content)
                  in programs(build, machine).items()]
    return found


def make(build, machines):
    out = build / "packages" / f"dayfly-{version()}.tgz"
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, runs, content in files(build, machines):
            one = tarfile.TarInfo(f"package/{name}")
            one.size, one.mode = len(content), 0o755 if runs else 0o644
            tar.addfile(one, io.BytesIO(content))
    out.write_bytes(gzip.compress(made.getvalue(), 9, mtime=0))
    return out
