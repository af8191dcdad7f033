"""The package for Debian and Ubuntu: what `make install` puts below /usr, with
the static programs."""

import gzip
import os
import pathlib
import shutil
import subprocess
import textwrap

from contents import ABOUT, ROOT, SUMMARY, licences, programs, version

HERE = pathlib.Path(__file__).resolve().parent
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# No address of a mail box: SECURITY.md and CONTRIBUTING.md say how to report.
MAINTAINER = "the dayfly authors <maintainers@dayfly.invalid>"


def control(machine, kilobytes):
    about = textwrap.fill(ABOUT, 74, initial_indent=" ", subsequent_indent=" ")
    return f"""\
Package: dayfly
Version: {version()}
Architecture: {ARCHITECTURES[machine]}
Maintainer: {MAINTAINER}
Installed-Size: {kilobytes}
Depends: adduser, init-system-helpers (>= 1.52)
Recommends: python3, nodejs, ca-certificates
Section: net
Priority: optional
Description: self-hosted AWS Lambda, each event in a fresh process
{about}
"""


def copyright():
    """Of all licences Debian wants the text, but for the common ones."""
    terms = (ROOT / "LICENSE").read_text().partition("\n\n")[2].strip()
    text = "".join(f" {line}\n" if line else " .\n" for line in terms.splitlines())
    return (HERE / "deb/copyright").read_text().rstrip() + "\n" + text


def changelog(when):
    date = subprocess.run(["date", "-u", "-R", "-d", f"@{when}"], check=True,
                          capture_output=True, text=True).stdout.strip()
    return (f"dayfly ({version()}) unstable; urgency=medium\n\n"
            "  * See /usr/share/doc/dayfly/NEWS.gz.\n\n"
            f" -- {MAINTAINER}  {date}\n")


def put(root, name, data, mode=0o644):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    path.chmod(mode)


def packed(text):
    return gzip.compress(text.encode(), 9, mtime=0)


def fill(root, build, machine, manual, when):
    parts = build / "packages" / f"parts-{machine}"
    shutil.rmtree(parts, ignore_errors=True)
    for name, (runs, data) in programs(build, machine).items():
        put(parts, name, data, 0o755 if runs else 0o644)
    subprocess.run(
        ["make", "-s", "-C", ROOT, "install-files", f"DESTDIR={root}", "PREFIX=/usr",
         f"PROGRAMS={parts}", f"MANUAL={manual}", "INTERPRETERS="],
        check=True, stdout=subprocess.DEVNULL)
    for path in root.glob("usr/share/man/man1/*.1"):
        put(root, f"usr/share/man/man1/{path.name}.gz", packed(path.read_text()))
        path.unlink()
    doc = "usr/share/doc/dayfly"
    put(root, f"{doc}/copyright", copyright())
    put(root, f"{doc}/licences.gz", packed(licences(build, machine)))
    put(root, f"{doc}/changelog.gz", packed(changelog(when)))
    put(root, f"{doc}/NEWS.gz", packed((ROOT / "CHANGELOG.md").read_text()))
    put(root, "usr/lib/systemd/system/dayfly.service.d/upgrade.conf",
        (HERE / "deb/upgrade.conf").read_text())
    put(root, "usr/share/lintian/overrides/dayfly",
        (HERE / "deb/lintian-overrides").read_text())


def sums(root):
    files = sorted(path for path in root.glob("usr/**/*")
                   if path.is_file() and not path.is_symlink())
    done = subprocess.run(["md5sum", *(path.relative_to(root) for path in files)],
                          cwd=root, check=True, capture_output=True)
    return done.stdout, sum(path.stat().st_size for path in files) // 1024


def make(build, machine, manual, when):
    root = build / "packages" / f"deb-{machine}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    os.umask(0o022)
    fill(root, build, machine, manual, when)
    listed, kilobytes = sums(root)
    put(root, "DEBIAN/control", control(machine, kilobytes))
    put(root, "DEBIAN/md5sums", listed)
    for name in ("postinst", "prerm", "postrm"):
        put(root, f"DEBIAN/{name}", (HERE / "deb" / name).read_bytes(), 0o755)
    out = build / "packages" / f"dayfly_{version()}_{ARCHITECTURES[machine]}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, out],
                   check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "SOURCE_DATE_EPOCH": str(when)})
    return out
