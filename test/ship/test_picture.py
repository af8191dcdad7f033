"""The picture of README.md shows what dayfly prints today."""

import re
import subprocess
import xml.etree.ElementTree as xml

import pytest
from parts import ROOT, clean_env

SVG = "{http://www.w3.org/2000/svg}"
VARIES = [(r"\d\d:\d\d:\d\d", "TIME"), (r"[\d.]+ (ms|s|MB)\b", r"N \1"),
          (r'"pid":\d+', '"pid":N'), (r"  \(started in N (ms|s)\)", "")]


def lines(path):
    """Without what is different each time."""
    found = []
    for text in xml.parse(path).getroot().iter(f"{SVG}text"):
        words = "".join(text.itertext())
        for pattern, constant in VARIES:
            words = re.sub(pattern, constant, words)
        found.append(words)
    return found


@pytest.mark.plain
def test_the_picture_is_what_dayfly_prints(tmp_path):
    out = tmp_path / "picture.svg"
    subprocess.run(["/usr/bin/python3", ROOT / "host/picture.py", out], check=True,
                   timeout=100, env=clean_env())
    assert lines(out) == lines(ROOT / "host/picture.svg"), "make picture renews it"
    drawn = lines(out)
    assert "$ dayfly serve ." in drawn and "mayfly!" in drawn
    assert not any(str(ROOT) in line or str(tmp_path) in line for line in drawn)
