"""The page with keys, with a keyboard, on a phone, for a reader of the screen."""

import contextlib
import json

import pytest
from browser import (  # noqa: F401  (fixtures)
    Tab, admin_key, browser, expect, host, lam, tab)
from hosting import Host
from stored import create, node, store_host


def test_it_asks_for_a_key_and_keeps_it_in_memory_only(browser, tmp_path):
    identity, right = admin_key(tmp_path)
    with contextlib.closing(store_host(tmp_path)) as h:
        tab = Tab(browser, h)
        page = tab.open()
        for secret in ("wrong", right):
            tab.sign_in(identity, secret)
        expect(page.locator("#room")).to_contain_text("No function yet")
        expect(page.locator("#link")).to_have_text("live")
        kept = page.evaluate("JSON.stringify([localStorage, sessionStorage]) "
                             "+ document.cookie")
        assert right not in kept
        tab.check()
        tab.close()


def test_a_thousand_functions_are_shown_and_found(browser, tmp_path):
    for i in range(1000):
        folder = tmp_path / f"function-number-{i:04d}"
        folder.mkdir()
        (folder / "index.mjs").write_text("export const handler = () => 1;")
    options = ("--listen", "127.0.0.1:0", "--quiet")
    with contextlib.closing(Host(tmp_path, options=options)) as h:
        tab = Tab(browser, h)
        page = tab.open()
        expect(page.locator("h1")).to_contain_text("the first 300 of 1000")
        page.get_by_label("Filter of functions").fill("number-0999")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("h1")).to_contain_text("1 of 1000")
        # Without a store there are none, which is no failure of the host.
        tab.open("#/schedules")
        expect(page.locator("h2")).to_have_text("Not here")
        tab.check()
        tab.close()


ROOMS = ["functions", "calls", "errors", "logs", "queue", "releases",
         "schedules", *(f"functions/NAME/{tab}" for tab in
                        ["calls", "invoke", "code", "settings", "versions"])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_room_is_accessible_and_fits_a_phone(browser, host, lam, scheme):
    create(lam, scheme, node("throw new Error('x');"), Publish=True)
    lam.create_alias(FunctionName=scheme, Name="live", FunctionVersion="1")
    lam.invoke(FunctionName=scheme)
    tab = Tab(browser, host, color_scheme=scheme, reduced_motion="reduce")
    page = tab.open()
    found = {}
    rooms = [room.replace("NAME", scheme) for room in ROOMS]
    for room in rooms:
        tab.open(f"#/{room}")
        expect(page.locator("#room h1, #room h2").first).to_be_visible()
        if problems := tab.axe():
            found[room] = problems
    assert not found, json.dumps(found, indent=1)
    page.set_viewport_size({"width": 390, "height": 844})
    for room in rooms:
        tab.open(f"#/{room}")
        expect(page.locator("#room h1, #room h2").first).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, room
    tab.check()
    tab.close()


def test_the_keyboard_is_enough(tab, lam):
    create(lam, "keyed", node("return 1;"))
    page = tab.open("#/functions")
    expect(page.get_by_role("link", name="keyed")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("keyed")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("Tab")
    page.locator("#room").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("keyed")
    for key, title in [("e", "Errors"), ("q", "Queue"), ("c", "Calls")]:
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page.locator("h1")).to_contain_text(title)
    page.keyboard.press("t")
    theme = page.evaluate("document.documentElement.dataset.theme")
    assert theme == "dark"
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("Next and previous row")
