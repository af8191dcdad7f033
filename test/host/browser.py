"""The page of a host in a real Chromium."""

import pathlib
import shutil
import subprocess

import pytest
from hosting import DAYFLY
from playwright.sync_api import expect, sync_playwright
from stored import client, store_host

HERE = pathlib.Path(__file__).resolve().parent
AXE = HERE.parent.parent / "build" / "bin" / "axe.min.js"
WATCH = """
window.broken = [];
addEventListener("securitypolicyviolation", (e) =>
  window.broken.push(`${e.violatedDirective} ${e.blockedURI}`));
"""
expect.set_options(timeout=15000)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as p:
        chromium = p.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    h = store_host(tmp_path_factory.mktemp("data"),
                   env={"DAYFLY_EVENT_RETRY_SECONDS": "0"})
    yield h
    h.close()


def admin_key(folder):
    """(id, secret) of a new key, which the host of this folder asks for."""
    said = subprocess.run(
        [DAYFLY, "keys", "add", "--data", folder, "--role", "admin"],
        capture_output=True, text=True, check=True).stdout
    return tuple(line.split("=", 1)[1] for line in said.splitlines()
                 if line.startswith("export AWS_"))[:2]


@pytest.fixture(scope="module", params=[
    "keys", pytest.param("open", marks=pytest.mark.long)])
def both(tmp_path_factory, request):
    """A host with keys, and one without, to which the page does the same but for the
    signatures; for a module's `host`."""
    folder = tmp_path_factory.mktemp(request.param)
    key = admin_key(folder) if request.param == "keys" else None
    h = store_host(folder, env={"DAYFLY_EVENT_RETRY_SECONDS": "0"})
    h.key = key
    yield h
    h.close()


@pytest.fixture(scope="module")
def lam(host):
    return client(host)


@pytest.fixture
def tab(browser, host):
    t = Tab(browser, host)
    yield t
    t.check()
    t.close()


class Tab:
    """A tab in a profile of its own. What it must never do is kept in
    `faults`."""

    def __init__(self, browser, host, **more):
        self.context = browser.new_context(viewport={
            "width": 1200, "height": 800}, **more)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.host = host
        self.faults = []
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.signed_in = not getattr(host, "key", None)

    def _dialog(self, dialog):
        self.faults.append("a dialog: " + dialog.message)
        dialog.dismiss()

    def _request(self, request):
        if not request.url.startswith(self.origin):
            self.faults.append("loaded from elsewhere: " + request.url)

    @property
    def origin(self):
        return f"http://dayfly.localhost:{self.host.port}/"

    def open(self, place=""):
        self.page.goto(self.origin + place)
        if not self.signed_in:
            self.sign_in(*self.host.key)
            self.signed_in = True
        return self.page

    def sign_in(self, identity, secret):
        dialog = self.page.get_by_role("dialog", name="This host needs a key")
        dialog.get_by_label("Access key id").fill(identity)
        dialog.get_by_label("Secret").fill(secret)
        dialog.get_by_role("button", name="Use it").click()

    def check(self):
        """No script of another, nothing that the policy forbids."""
        assert self.page.evaluate("window.broken") == []
        assert self.page.locator("#room img, #room script").count() == 0
        assert self.faults == []

    def axe(self):
        """What axe finds wrong."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run()")
        return [(v["id"], v["nodes"][0]["html"][:200],
                 v["nodes"][0]["failureSummary"])
                for v in found["violations"]]

    def close(self):
        self.context.close()
