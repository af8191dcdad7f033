"""The page's schedules that are not of the scheduler's API: those of rules and
of files."""

import contextlib
import json

from browser import Tab, browser, expect  # noqa: F401  (a fixture)
from hosting import Host
from stored import client


def serve(folder):
    one = folder / "f" / "one"
    one.mkdir(parents=True)
    (one / "index.mjs").write_text("export const handler = () => 1;")
    (one / "dayfly.json").write_text(json.dumps({
        "handler": "index.handler",
        "schedules": [{"name": "night", "expression": "rate(1 day)"}]}))
    return Host(folder / "f", options=(
        "--listen", "127.0.0.1:0", "--data", str(folder / "data")))


def test_rows_of_rules_and_files_say_so_and_offer_what_works(browser, tmp_path):
    with contextlib.closing(serve(tmp_path)) as h:
        events = client(h, "events")
        arn = client(h).get_function_configuration(
            FunctionName="one")["FunctionArn"]
        events.put_rule(Name="daily", ScheduleExpression="rate(2 days)")
        events.put_targets(Rule="daily", Targets=[{"Id": "1", "Arn": arn}])
        tab = Tab(browser, h)
        page = tab.open("#/schedules")
        of_file = page.locator("tbody tr", has_text="one.night")
        expect(of_file).to_contain_text("of dayfly.json or a template")
        expect(of_file.get_by_role("button")).to_have_count(0)
        of_rule = page.locator("tbody tr", has_text="daily")
        expect(of_rule).to_contain_text("a rule; its target 1")
        expect(of_rule.get_by_role("button")).to_have_text(
            ["Turn off the rule", "Remove"])
        of_rule.get_by_role("button", name="Turn off the rule").click()
        expect(of_rule.locator(".tag")).to_have_text("off")
        assert events.describe_rule(Name="daily")["State"] == "DISABLED"
        of_rule.get_by_role("button", name="Turn on the rule").click()
        expect(of_rule.locator(".tag")).to_have_text("on")
        # A narrow window has the next time of each, too.
        page.set_viewport_size({"width": 390, "height": 844})
        for row in (of_file, of_rule):
            expect(row.locator("summary")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert tab.axe() == []
        of_rule.get_by_role("button", name="Remove").click()
        expect(of_rule).to_have_count(0)
        assert events.list_targets_by_rule(Rule="daily")["Targets"] == []
        tab.check()
        tab.close()
