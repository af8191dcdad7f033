"""The page of a host in a real Chromium."""

import pathlib
import shutil

import pytest
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

    def _dialog(self, dialog):
        self.faults.append("a dialog: " + dialog.message)
        dialog.dismiss()

    def open(self, place=""):
        self.page.goto(f"{self.host.url}/{place}")
        return self.page

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
