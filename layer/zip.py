"""zip.py OUT FOLDER: a zip of what is in the folder, the same bytes whenever
and wherever it is made of the same files: names in order, no times, and of the
modes only whether it may be run (755, else 644). Links are followed. Files named
.env, which are for the host, and caches are left out.
zip.py -x ZIP FOLDER unpacks one, modes too."""

import os
import pathlib
import sys
import zipfile

PASSED_OVER = {".git", "__pycache__", ".DS_Store", ".env"}
EPOCH = (1980, 1, 1, 0, 0, 0)


def files_in(folder):
    for home, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(set(folders) - PASSED_OVER)
        for name in sorted(set(names) - PASSED_OVER):
            yield pathlib.Path(home) / name


def pack(out, folder):
    if not os.path.isdir(folder):
        sys.exit(f"zip: {folder} is no folder")
    out = pathlib.Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(out.name + ".new")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for path in files_in(folder):
            one = zipfile.ZipInfo(str(path.relative_to(folder)), EPOCH)
            one.compress_type = zipfile.ZIP_DEFLATED
            one.create_system = 3  # or the modes are not read
            runs = os.access(path, os.X_OK) and path.stat().st_mode & 0o111
            one.external_attr = (0o100755 if runs else 0o100644) << 16
            z.writestr(one, path.read_bytes())
    half.replace(out)


def unpack(source, folder):
    with zipfile.ZipFile(source) as z:
        for one in z.infolist():
            path = z.extract(one, folder)
            mode = one.external_attr >> 16 & 0o777
            if mode and not one.is_dir():
                os.chmod(path, mode)


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "-x":
        unpack(*sys.argv[2:])
    elif len(sys.argv) == 3:
        pack(*sys.argv[1:])
    else:
        sys.exit("usage: zip.py OUT FOLDER | zip.py -x ZIP FOLDER")
