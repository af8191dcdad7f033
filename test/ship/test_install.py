"""`make install`: what it puts where works there, and a second one takes nothing
from a host that runs."""

import os
import pathlib
import re
import shutil
import subprocess

from parts import ROOT, clean_env


def install(to):
    subprocess.run(["make", "-s", "install", f"DESTDIR={to}", "PREFIX=/opt/d"], cwd=ROOT,
                   check=True, capture_output=True, timeout=300, env=clean_env())
    return to / "opt/d"


def test_what_is_installed_runs_and_another_build_leaves_it(tmp_path):
    prefix = install(tmp_path)
    dayfly = prefix / "bin/dayfly"
    first = dayfly.resolve()
    assert {path.name for path in first.parent.iterdir()} == {
        "bootstrap", "bridge", "dayfly"}
    (tmp_path / "one").mkdir()
    (tmp_path / "one/index.mjs").write_text("export const handler = () => 'new';")
    said = subprocess.run([first.parent / "bootstrap", "--once", tmp_path / "one/index.mjs"],
                          input=b"{}", capture_output=True, timeout=60,
                          env=clean_env())
    assert said.stdout.strip() == b'"new"', said.stderr
    # The same build is the same folder; another one is beside it.
    install(tmp_path)
    assert dayfly.resolve() == first
    other = first.parent.with_name("0123456789ab")
    shutil.copytree(first.parent, other)
    dayfly.unlink()
    dayfly.symlink_to(os.path.relpath(other / "dayfly", dayfly.parent))
    install(tmp_path)
    assert dayfly.resolve() == first and other.is_dir()


def test_links_of_installed_documents_lead_to_what_is_installed(tmp_path):
    documents = install(tmp_path) / "share/doc/dayfly"
    found = sorted(documents.rglob("*.md"))
    assert documents / "README.md" in found and len(found) > 3
    for document in found:
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text()):
            place = (f"{tmp_path}{link}" if link.startswith("/")
                     else document.parent / link)
            assert ":" in link or os.path.exists(place), (document, link)


def test_the_units_name_what_is_installed(tmp_path):
    units = install(tmp_path) / "lib/systemd/system"
    service = (units / "dayfly.service").read_text()
    assert "@PREFIX@" not in service
    assert "ExecStart=/opt/d/bin/dayfly serve --data /var/lib/dayfly\n" in service
    assert (units / "dayfly.socket").read_text() == (
        ROOT / "contrib/dayfly.socket").read_text()
    if shutil.which("systemd-analyze"):
        # The program is at its place only below DESTDIR.
        text = service.replace("/opt/d/", f"{tmp_path}/opt/d/").replace("User=dayfly\n", "")
        pathlib.Path(units / "dayfly.service").write_text(text)
        said = subprocess.run(["systemd-analyze", "verify", units / "dayfly.service",
                               units / "dayfly.socket"], capture_output=True, timeout=60)
        ours = [line for line in said.stderr.decode().splitlines() if "dayfly" in line]
        assert said.returncode == 0 and not ours, said.stderr
