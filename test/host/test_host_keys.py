"""Keys that root makes for a host that another user runs."""

import os
import pathlib
import tempfile

import pytest

from access_keys import key_of, make_key
from hosting import run
from stored import store_host

LIST = "/2015-03-31/functions/"
NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
             "--clear-groups")


@pytest.fixture
def own_folder():
    """Of another user, as that of the service is for root."""
    with tempfile.TemporaryDirectory(prefix="dayfly-keys-") as made:
        os.chown(made, NOBODY, NOBODY)
        yield pathlib.Path(made)


def test_root_makes_keys_for_the_user_of_the_service(own_folder):
    host = store_host(own_folder, wrap=AS_NOBODY)
    try:
        assert host.request("GET", LIST).status == 200
        done = run("keys", "add", "--data", own_folder, "--role", "admin",
                   text=True)
        assert done.returncode == 0, done.stderr
        assert (own_folder / "keys").stat().st_uid == NOBODY
        assert host.request("GET", LIST).status == 403
        key = key_of(done.stdout)
        assert host.request("GET", LIST, b"", key.bearer).status == 200
        again = run("keys", "list", "--data", own_folder, text=True)
        assert key.id in again.stdout, again.stderr
    finally:
        host.close()


def test_keys_that_the_host_cannot_read_let_nobody_in(own_folder):
    host = store_host(own_folder, wrap=AS_NOBODY)
    try:
        (own_folder / "keys").touch(0o600)
        assert host.request("GET", LIST).status == 403
        host.wait_log("nobody may call until the keys can be read")
        key = make_key(own_folder / "keys", "admin")
        assert host.request("GET", LIST, b"", key.bearer).status == 200
    finally:
        host.close()
