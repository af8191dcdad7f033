"""The Makefile and the parts that it includes."""

from parts import ROOT


def makefiles():
    return [ROOT / "Makefile", *sorted(
        path for path in ROOT.glob("*/**/*.mk")
        if path.relative_to(ROOT).parts[0] != "build")]
