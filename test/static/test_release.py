"""A release is whole, says what it is made of, and is the same twice."""

import hashlib
import json
import re
import subprocess
import zipfile

import pytest
from conftest import make
from parts import ROOT

pytestmark = pytest.mark.long
OUT = ROOT / "build" / "release"


@pytest.fixture(scope="module")
def release():
    make("release")
    return OUT


def sums(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()}


def test_every_file_has_its_sum(release):
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"],
                   cwd=release, check=True, capture_output=True)
    told = [line.split()[1]
            for line in (release / "SHA256SUMS").read_text().splitlines()]
    assert sorted(told + ["SHA256SUMS"]) == sorted(sums(release))
    for machine in ("x86_64", "aarch64"):
        assert {f"dayfly-bootstrap-{machine}", f"dayfly-host-{machine}",
                f"dayfly-qjs-{machine}.zip",
                f"dayfly-runtime-{machine}.zip"} <= set(told)
        assert any(name.endswith(f"_{machine}.whl") for name in told)
    for end in ("_amd64.deb", "_arm64.deb", ".tgz"):
        assert any(name.endswith(end) for name in told)


def test_the_bill_of_materials_names_what_was_built_in(release):
    bill = json.loads((release / "sbom.cdx.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    found = {one["bom-ref"]: one for one in bill["components"]}
    made = sums(release)
    for name, sum_ in made.items():
        if name.startswith("dayfly-"):
            assert found[name]["hashes"][0]["content"] == sum_
    for edge in bill["dependencies"]:
        assert {edge["ref"], *edge["dependsOn"]} <= set(found)
    pins = (ROOT / "test/deps.txt").read_text()
    for name in ("curl", "jansson", "qjs", "sqlite", "mbedtls", "nettle"):
        assert found[name]["hashes"][0]["content"] in pins
        assert re.match(r"\d+\.\d+", found[name]["version"])
    built = (ROOT / "build/curl/include/curl/curlver.h").read_text()
    assert f'LIBCURL_VERSION "{found["curl"]["version"]}-' in built


def test_the_notices_have_each_licence_whole(release):
    text = (release / "NOTICES.txt").read_text()
    for kind in ("runtime", "qjs"):
        with zipfile.ZipFile(release / f"dayfly-{kind}-x86_64.zip") as layer:
            for name in layer.namelist():
                if name.startswith("licences/") and "dayfly" not in name:
                    assert layer.read(name).decode() in text, name
    assert "==== Mbed TLS ====" in text and "==== libzip ====" in text


def test_it_is_the_same_twice(release):
    first = sums(release)
    make("release")
    assert sums(release) == first
