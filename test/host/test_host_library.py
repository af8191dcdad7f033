"""The HTTP library under the host: which one it refuses to run on."""

import subprocess

import pytest

from hosting import BIN, ROOT, make_function

LIBRARY = "libmicrohttpd"


def system_version():
    done = subprocess.run(["pkg-config", "--modversion", LIBRARY],
                          capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.skipif("san" in BIN.parts, reason="links the plain objects")
@pytest.mark.skipif(not system_version().startswith("0."),
                    reason="this system has no old libmicrohttpd")
def test_the_host_does_not_start_on_an_old_library(tmp_path):
    """The same objects, linked with the system's library."""
    objects = [BIN / "obj" / p.relative_to(ROOT).with_suffix(".o")
               for folder in ("host", "common")
               for p in (ROOT / folder).rglob("*.c")
               if "templates" not in p.parts]  # files that `init` writes
    program = tmp_path / "dayfly"
    make_function(tmp_path / "functions" / "one")
    subprocess.run(["gcc", "-o", program, *objects, "-lmicrohttpd",
                    "-ljansson", "-lcurl", "-lz", "-lyaml", "-lsqlite3",
                    "-lzip", "-lnettle", "-lgnutls"], check=True)
    done = subprocess.run(
        [program, "serve", "--listen", "127.0.0.1:0", tmp_path / "functions"],
        capture_output=True, text=True, timeout=20)
    assert done.returncode != 0
    assert f"{LIBRARY} is version {system_version()}" in done.stderr
    assert "install 1.0.1 or later" in done.stderr
    assert done.stderr.startswith("dayfly: the HTTP library")
    assert done.stderr.count("\n") == 1
    assert "http://" not in done.stdout
