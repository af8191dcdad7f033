"""The site of the examples, as a browser sees it."""

import shutil

import pytest

from hosting import ROOT

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.plain,
              pytest.mark.skipif(not CHROMIUM, reason="there is no chromium")]


@pytest.fixture
def page():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page()
        browser.close()


@pytest.fixture
def site(tmp_path, serve):
    folder = tmp_path / "site"
    shutil.copytree(ROOT / "examples" / "site", folder)
    return serve(folder)


def test_a_page_with_addresses_of_its_own(site, page):
    errors, answers = [], []
    page.on("pageerror", lambda e: errors.append(e))
    page.on("response", lambda r: answers.append((r.url.removeprefix(site.url), r.status)))
    page.goto(site.url)
    page.click("text=cake")
    page.wait_for_selector("main:has-text('2: cake')")
    assert page.url == f"{site.url}/order/2"
    page.go_back()
    page.click("text=tea")
    page.wait_for_selector("main:has-text('1: tea')")
    page.reload()
    page.wait_for_selector("main:has-text('1: tea')")
    page.goto(f"{site.url}/order/9")
    page.wait_for_selector("main:has-text('no order 9')")
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "640px"
    assert page.goto(f"{site.url}/none.txt").status == 404
    assert "no such file" in page.inner_text("body")
    assert not errors and ("/style.css", 200) in answers and ("/api/orders", 200) in answers


def test_pages_of_other_origins_are_told_apart(site, page, tmp_path, serve):
    page.goto(site.url)
    page.goto(f"{site.url}/order/1")
    other = tmp_path / "other"
    (other / "public").mkdir(parents=True)
    (other / "dayfly.json").write_text('{"static": {"/": "public"}}')
    (other / "public" / "index.html").write_text(
        f"<title>other</title><a href='{site.url}/'>link</a><img src='{site.url}/style.css'>")
    there = serve(other)
    page.goto(there.url.replace("127.0.0.1", "localhost"))
    read = f"fetch('{site.url}/api/orders').then((a) => a.text(), () => 'refused')"
    assert page.evaluate(read) == "refused"
    page.click("text=link")
    page.wait_for_selector("text=cake")
