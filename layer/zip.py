"""zip.py OUT FOLDER: a zip of what is in the folder, the same bytes whenever
and wherever it is made of the same files: names in order, no times, and of the
modes only whether it may be run (755, else 644). A link to something else in the
folder stays a link, other links are followed. Files named .env, which are for the
host, and caches are left out.
zip.py --function OUT FOLDER: the zip of a function, and prints what it holds.
What its .dayflyignore and a list of defaults name (ignore.py) is left out, and
packages that only its devDependencies need; Python files get their bytecode.
zip.py -x ZIP FOLDER unpacks one, modes and links too."""

import os
import pathlib
import stat
import sys
import zipfile

sys.dont_write_bytecode = True

import npm_dev  # noqa: E402
import python_code  # noqa: E402
from ignore import Refused, Rules, rules_of  # noqa: E402
from tree import Tree  # noqa: E402

CACHES = [".git", "__pycache__", ".DS_Store", ".env"]
EPOCH = (1980, 1, 1, 0, 0, 0)
# AWS's limits: of a function with its layers, and of a zip that is sent directly.
UNPACKED_MOST = 262144000
SENT_MOST = 52428800
NAMED = 5


def member(name, mode):
    one = zipfile.ZipInfo(name, EPOCH)
    one.compress_type = zipfile.ZIP_DEFLATED
    one.create_system = 3  # or the modes are not read
    one.external_attr = mode << 16
    return one


def write(out, members):
    """members: (name, mode, bytes or the path that has them)."""
    half = out.with_name(out.name + ".new")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for name, mode, data in members:
            try:
                z.writestr(member(name, mode), data if isinstance(data, bytes)
                           else data.read_bytes())
            except UnicodeEncodeError as error:
                raise Refused(f"{name!r}: a name must be UTF-8") from error
    half.replace(out)


def members_of(tree):
    for name, path in tree.files:
        runs = path.stat().st_mode & 0o111
        yield name, stat.S_IFREG | (0o755 if runs else 0o644), path
    for name, target in tree.links:
        yield name, stat.S_IFLNK | 0o777, os.fsencode(target)


def with_bytecode(members):
    """(members and the bytecode of Python's, names of those that are no code)."""
    found, broken = [], []
    for name, mode, path in members:
        found.append((name, mode, path))
        if name.endswith(".py") and stat.S_ISREG(mode) \
                and "node_modules" not in name.split("/"):
            code = python_code.bytecode(name, path.read_bytes())
            if code is None:
                broken.append(name)
            else:
                found.append((python_code.place(name), stat.S_IFREG | 0o644, code))
    return found, broken


def size_of(members):
    return sum(len(data) if isinstance(data, bytes) else data.stat().st_size
               for _, _, data in members)


def size(count):
    return f"{-(-count // 1000)} KB" if count < 1_000_000 else \
        f"{count / 1_000_000:.1f} MB"


def listed(names):
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def refuse_large(folder, members):
    """Names where the most bytes are."""
    unpacked = size_of(members)
    if unpacked <= UNPACKED_MOST:
        return
    parts = {}
    for name, mode, data in members:
        top = "/".join(name.split("/")[:2])
        parts[top] = parts.get(top, 0) + size_of([(name, mode, data)])
    large = sorted(parts, key=parts.get, reverse=True)[:3]
    raise Refused(
        f"{folder} has {size(unpacked)}, Lambda takes {size(UNPACKED_MOST)}, layers "
        f"included. Most of it: " + ", ".join(
            f"{name} {size(parts[name])}" for name in large)
        + "; name what it does not need in .dayflyignore")


def pack_function(out, folder):
    """Prints what the zip holds, a line for each fact."""
    packages = npm_dev.only_for_development(folder)
    unneeded = packages + python_code.environments(folder)
    tree = Tree(folder, rules_of(folder, unneeded), {out})
    plain = list(members_of(tree))
    refuse_large(folder, plain)
    members, broken = with_bytecode(plain)
    compiled = len(members) - len(plain)
    if size_of(members) > UNPACKED_MOST:
        members, compiled = plain, 0
    write(out, members)
    zipped = out.stat().st_size
    print(f"{len(plain)} files, zipped {size(zipped)} of {size(SENT_MOST)}"
          + (" that need no BUCKET" if zipped > SENT_MOST else "")
          + f", unpacked {size(size_of(members))} of {size(UNPACKED_MOST)}")
    if compiled:
        print(f"bytecode for {python_code.VERSION}: {compiled} files")
    tell_left_out(folder, tree.left_out, set(packages))
    if broken:
        print(f"no code for {python_code.VERSION}: {listed(broken)}")


def tell_left_out(folder, names, packages):
    others = [name for name in names if name not in packages
              and not name.endswith("__pycache__")]
    if others:
        print("left out:", listed(others))
    if packages:
        print("left out, as only devDependencies need them:",
              listed(sorted(packages.intersection(names))))
    if (folder / ".pnp.cjs").exists():
        print("devDependencies in .yarn/cache are not left out: `yarn workspaces "
              "focus --production` removes them")


def pack(out, folder):
    write(out, members_of(Tree(folder, Rules(CACHES), {out})))


def unpack(source, folder):
    with zipfile.ZipFile(source) as z:
        for one in z.infolist():
            mode = one.external_attr >> 16
            if stat.S_ISLNK(mode):
                path = pathlib.Path(folder, one.filename)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.symlink_to(os.fsdecode(z.read(one)))
                continue
            path = z.extract(one, folder)
            if mode & 0o777 and not one.is_dir():
                os.chmod(path, mode & 0o777)


def main(words):
    if len(words) == 3 and words[0] == "-x":
        return unpack(*words[1:])
    does = pack
    if len(words) == 3 and words[0] == "--function":
        does, words = pack_function, words[1:]
    if len(words) != 2:
        sys.exit("usage: zip.py [--function] OUT FOLDER | zip.py -x ZIP FOLDER")
    out, folder = map(pathlib.Path, words)
    out.parent.mkdir(parents=True, exist_ok=True)
    return does(out, folder)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refused as refused:
        sys.exit(f"zip: {refused}")
    except OSError as error:
        sys.exit(f"zip: {error.filename or sys.argv[-1]}: {error.strerror}")
