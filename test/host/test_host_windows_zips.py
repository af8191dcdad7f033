"""Zip files that were packed on Windows: without modes, with other line ends. The
code is taken as it is, and whoever calls it or looks is told what to do."""

import pytest

from hosting import Host, wait_for
from zips import PROGRAM, Api, zipped

TEXT = ("text", b'"here"')


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    host = Host(options=("--listen", "127.0.0.1:0", "--data",
                         tmp_path_factory.mktemp("zips") / "data"))
    yield Api(host)
    host.close()


SCRIPT = b"#!/bin/sh\necho never\n"
NOT_RUN = {
    # what is in the zip, the handler, what is said
    "no-x-bit": (("bootstrap", SCRIPT, 0o100644), "main",
                 ["cannot start", "/bootstrap", "chmod +x is missing",
                  "mode 755 in the zip file", "Windows"]),
    "no-mode": (("bootstrap", SCRIPT, 0), "main",
                ["chmod +x is missing", "mode 755 in the zip file"]),
    "crlf": (("bootstrap", SCRIPT.replace(b"\n", b"\r\n"), 0o100755), "main",
             ["#! line ends in a carriage return", "Unix line ends"]),
    "handler-no-mode": (("run", SCRIPT, 0), "run", ["chmod +x"]),
    "handler-crlf": (("run", SCRIPT.replace(b"\n", b"\r\n"), 0o100755), "run",
                     ["carriage return"]),
}


@pytest.mark.parametrize("name", NOT_RUN)
def test_programs_that_windows_has_packed_say_what_is_wrong(api, name):
    """To the caller of each invocation, and at the creation to who asks."""
    packed, handler, words = NOT_RUN[name]
    got = api.create(name, zipped(packed, system=0), Handler=handler)
    assert got.status == 201, got.body
    wait_for(lambda: api.state(name)[0] == "Active")
    shown = api.call("GET", f"/{name}").headers.get("dayfly-start-error", "")
    answer = api.host.invoke(name, {})
    error = answer.json
    assert error["errorType"] == "Runtime.InvalidEntrypoint", error
    for word in words:
        assert word in error["errorMessage"], error
        # A program is run for its first event, not before.
        assert word in shown or name == "handler-crlf", shown


def test_new_code_that_windows_has_packed_is_not_taken(api):
    assert api.create("packed", zipped(PROGRAM, TEXT)).status == 201
    wait_for(lambda: api.state("packed")[0] == "Active")
    update = zipped(("bootstrap", SCRIPT, 0), system=0)
    assert api.update("packed", update).status == 200
    wait_for(lambda: api.state("packed")[1] == "Failed")
    said = api.call("GET", "/packed").json["Configuration"]
    assert said["LastUpdateStatusReasonCode"] == "FunctionError.InvalidEntryPoint"
    assert "mode 755 in the zip file" in said["LastUpdateStatusReason"]
    assert api.host.invoke("packed", {}).body == b'"here"'
