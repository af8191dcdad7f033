"""What a user downloads, in build/release: the packages, the layers' zips and the
bootstraps of both machines, their sums, their third parties' licences, and what they
are made of (CycloneDX). The same files whenever it is made of the same sources."""

import json
import os
import pathlib
import re
import shutil

from bill import ROOT, bill, sum_of

BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
MACHINES = ["aarch64", "x86_64"]


def version():
    text = (ROOT / "common/version.h").read_text()
    return re.search(r'DAYFLY_VERSION "(.*)"', text).group(1)


def notices():
    """Of the layers' licences and of the static host's, each once."""
    texts = [(path.stem, path.read_text()) for kind in ("runtime", "qjs")
             for path in sorted(
                 (BUILD / f"layer/{kind}-{MACHINES[0]}/licences").iterdir())
             if path.stem != "dayfly"]
    texts.append(("the host, dayfly", (
        BUILD / "static" / MACHINES[0] / "dayfly.licences.txt").read_text()))
    head = ("What the binaries of dayfly contain besides dayfly itself, and the "
            "terms it is under.\n")
    return head + "".join(f"\n\n{'=' * 78}\n{name}\n{'=' * 78}\n\n{text}"
                          for name, text in texts)


def files():
    """{path: kind} of what is released, as it was made."""
    found = {}
    for machine in MACHINES:
        for kind in ("runtime", "qjs"):
            found[BUILD / f"dayfly-{kind}-{machine}.zip"] = kind
    for path in sorted((BUILD / "packages").iterdir()):
        if path.is_file() and version() in path.name:
            found[path] = "host"
    return found


def main():
    out, number = BUILD / "release", version()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    made = {pathlib.Path(shutil.copy2(path, out)): kind
            for path, kind in files().items()}
    for machine in MACHINES:
        for program, name, kind in (("bootstrap", "bootstrap", "runtime"),
                                    ("dayfly", "host", "host")):
            made[pathlib.Path(shutil.copy2(
                BUILD / "static" / machine / program,
                out / f"dayfly-{name}-{machine}"))] = kind
    (out / "NOTICES.txt").write_text(notices())
    (out / "sbom.cdx.json").write_text(
        json.dumps(bill(BUILD, made, number), indent=1) + "\n")
    listed = sorted(path for path in out.iterdir())
    (out / "SHA256SUMS").write_text("".join(
        f"{sum_of(path)}  {path.name}\n" for path in listed))
    for path in listed:
        print(f"{path.stat().st_size:>9} {path.name}")
    print(f"release: dayfly {number} is in {out.relative_to(ROOT)}")


main()
