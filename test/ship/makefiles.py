"""The Makefile and the parts that it includes."""

import re
import subprocess

from parts import ROOT


def makefiles():
    return [ROOT / "Makefile", *sorted(
        path for path in ROOT.glob("*/**/*.mk")
        if path.relative_to(ROOT).parts[0] != "build")]


def names_in(text):
    """Of Debian's packages; `a|b`: the first of them that a release has."""
    return {word for word in text.replace("'", " ").replace(",", " ").split()
            if re.fullmatch(r"[a-z0-9][a-z0-9.+|-]+", word)}


def packages():
    """Every package that a target or a script installs on the release it runs on."""
    text = "".join(path.read_text() for path in makefiles()).replace("\\\n", " ")
    lists = " ".join(f"$({name})" for name in re.findall(
        r"^(\w+_PACKAGES) \?=", text, re.M))
    found = set()
    for arch in ("x86_64", "aarch64"):
        found |= names_in(subprocess.run(
            ["make", "-s", f"ARCH={arch}", f"--eval=names: ; @echo {lists}", "names"],
            cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    for words in re.findall(r"test/deps packages ([^&}\n]*)", text):
        found |= names_in(re.sub(r"\$\(.*\)", "", words))
    deps = re.sub("^ *#.*", "", (ROOT / "test/deps").read_text(), flags=re.M)
    for words in re.findall(r"\b(?:install_missing |needed=)([^\n]*)", deps):
        found |= names_in(words.replace('"', " "))
    for words in re.findall(r"^packages=(?:\$packages,)?(.*)",
                            (ROOT / "test/vm/image").read_text(), re.M):
        found |= names_in(words)
    return sorted(found)
