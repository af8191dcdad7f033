"""A function that has a user of its own: what `permissions` grants and the modes
of files keep from that user is told at the start."""

import os
import re

import pytest
from parts import once, write
from sandbox_cases import function_of_all

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not root")

TRIES = """
#!/bin/sh
read -r open closed
cat "$open/file" "$closed/file" >&2
echo x >"$open/new" && echo 1
"""


def test_grants_that_its_user_cannot_use_are_told(anybodys):
    ours = {}
    for name, mode in (("open", 0o777), ("closed", 0o700), ("read", 0o755)):
        ours[name] = anybodys / name
        ours[name].mkdir()
        write(ours[name], "file", "x")
        ours[name].chmod(mode)
    paths = {name: str(path) for name, path in ours.items()}
    folder = function_of_all("grants", TRIES, isolation="strict", permissions={
        "run": True,
        "read": [paths["open"], paths["closed"], paths["read"]],
        "write": [paths["open"], paths["read"]]})
    event = f"{paths['open']} {paths['closed']}\n".encode()

    answer = once(folder, "f.sh", event)

    assert answer.json == 1, answer.log
    told = re.findall(r'"permissions\.(\w+)" grants "(.*?)" in vain: .* user of '
                      r"its own, (\d+), and (.*?) is closed", answer.log)
    assert [(p, item, path) for p, item, _, path in told] == [
        ("read", paths["closed"], paths["closed"]),
        ("write", paths["read"], paths["read"])]

    os.chown(paths["closed"], int(told[0][2]), -1)
    os.chown(paths["read"], int(told[0][2]), -1)
    assert "in vain" not in once(folder, "f.sh", event).log
