"""What of a folder goes into a zip: files, and links. Whatever else there is, is
named in a sentence, never read."""

import errno
import os
import pathlib
import stat

from ignore import Refused

KINDS = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket",
         stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
ADVICE = "remove it, or name it in .dayflyignore"


def target_of(link):
    try:
        return link.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop, before 3.13
        looped = getattr(error, "errno", errno.ELOOP) == errno.ELOOP
        raise Refused(
            f"{link} is a link to {os.readlink(link)}, which "
            + ("is a loop of links" if looped else "is not there")
            + f": {ADVICE}") from error


class Tree:
    """files: [(name in the zip, path)]; links: [(name, target)], relative, in the
    zip; left_out: names that the rules leave out, without what is in them."""

    def __init__(self, folder, rules, outs=()):
        folder = pathlib.Path(folder)
        if not folder.is_dir():
            raise Refused(f"{folder} is no folder")
        self.rules = rules
        self.outs = {name for out in outs
                     for name in (out.resolve(), out.resolve().with_name(
                         out.name + ".new"))}
        self.files, self.links, self.left_out = [], [], []
        # Real folders, and where they are in the zip: a link into one of them
        # stays a link, so no loop of links is ever followed.
        self.homes = [(folder.resolve(), "")]
        self.walk(folder, "")
        self.links.sort()

    def walk(self, folder, name):
        """The files of a folder, then what is in its folders."""
        waiting = [(folder, name)]
        while waiting:
            folder, name = waiting.pop()
            folders = []
            for one in sorted(os.listdir(folder)):
                inside = f"{name}/{one}" if name else one
                self.add(folder / one, inside, folders)
            waiting += reversed(folders)

    def add(self, path, name, folders):
        if self.rules.leave_out(name, path.is_dir()):
            self.left_out.append(name)
        elif path.is_symlink():
            self.add_link(path, name, folders)
        elif path.is_dir():
            folders.append((path, name))
        else:
            self.add_file(path, name)

    def add_file(self, path, name):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = KINDS.get(stat.S_IFMT(mode), "no file")
            raise Refused(f"{path} is {kind}, which no zip can hold: {ADVICE}")
        if not os.access(path, os.R_OK):
            raise Refused(f"{path} cannot be read: chmod +r, {ADVICE}")
        if path.resolve() not in self.outs:
            self.files.append((name, path))

    def in_zip(self, real):
        """The name in the zip of what is really there, or None."""
        for home, name in self.homes:
            if real == home or home in real.parents:
                rest = str(real.relative_to(home))
                return "/".join(part for part in (name, rest)
                                if part not in ("", ".")) or "."
        return None

    def is_left_out(self, name, is_folder):
        parts = name.split("/")
        return any(self.rules.leave_out("/".join(parts[:count]),
                                        count < len(parts) or is_folder)
                   for count in range(1, len(parts) + 1))

    def add_link(self, path, name, folders):
        real = target_of(path)
        target = self.in_zip(real)
        if target and target != "." and self.is_left_out(target, real.is_dir()):
            return
        if target:
            self.links.append((name, os.path.relpath(
                target, os.path.dirname(name) or ".")))
        elif real.is_dir():
            if any(real in home.parents for home, _ in self.homes):
                raise Refused(f"{path} is a link to {real}, which contains "
                              f"{self.homes[0][0]}: {ADVICE}")
            self.homes.append((real, name))
            folders.append((path, name))
        else:
            self.add_file(path, name)
