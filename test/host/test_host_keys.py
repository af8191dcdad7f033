"""Keys that root makes for a host that another user runs."""

import json
import os
import pathlib
import tempfile

import pytest

from access_keys import key_of, make_key
from hosting import make_function, run
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


OWN = {"Host": "dayfly.localhost"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("method, path, body, headers", [
    ("GET", "/_dayfly/hooks", b"", {}),
    ("POST", "/_dayfly/hooks/x", b"{}", {}),
    ("PUT", "/_dayfly/hooks/x", b"{}", {}),
    ("DELETE", "/_dayfly/hooks/x", b"", {}),
    ("GET", "/_dayfly/calls", b"", {}),
    ("GET", "/_dayfly/queue/events", b"", {}),
    ("GET", "/_dayfly/schedules", b"", {}),
    ("GET", "/_dayfly/releases?Alias=live", b"", {}),
    ("GET", "/_dayfly/what/comes/next", b"", {}),
    ("GET", "/metrics", b"", {}),
    ("POST", "/", b"Action=ListQueues", {**FORM, **OWN}),
    ("POST", "/", b"Action=CreateQueue&QueueName=q", {**FORM, **OWN}),
    ("GET", "/?Action=ListQueues", b"", OWN),
    ("POST", "/000000000000/q", b"Action=PurgeQueue", FORM),
    ("POST", "/000000000000/q", b"Action=PurgeQueue", {**FORM, **OWN}),
    ("POST", "/", b"{}", {"X-Amz-Target": "AmazonSQS.ListQueues",
                          "Content-Type": "application/x-amz-json-1.0"}),
])
def test_what_is_the_hosts_needs_a_key_beside_routes(
        routed, method, path, body, headers):
    assert routed.request(method, path, body, headers).status == 403


def test_a_form_at_the_root_is_that_of_routes(routed):
    """Unless it is signed: the route is asked, which there is not."""
    assert routed.request("POST", "/", b"Action=ListQueues", FORM).status == 404
    assert routed.request("GET", "/hello").status == 200


@pytest.fixture(scope="module")
def routed(tmp_path_factory):
    """A host with keys and with routes, which are open to everyone."""
    made = tmp_path_factory.mktemp("routed")
    make_key(made / "keys", "admin")
    make_function(made / "site" / "api")
    (made / "site" / "dayfly.json").write_text(
        json.dumps({"routes": {"GET /hello": "api"}}))
    host = store_host(made / "data", made / "site", "--keys", made / "keys")
    yield host
    host.close()
