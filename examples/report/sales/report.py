"""The report of yesterday's sales. A schedule makes it; the function's URL shows
it. Invoked with {"day": "2026-11-28"} it makes that of another day."""

import datetime
import json
import os
import pathlib
import sys
import urllib.request
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import render  # noqa: E402  (the packages are beside this file)
import shelf  # noqa: E402
import summary  # noqa: E402

SHOWN_LINKS = 30
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
WEBHOOK_SECONDS = 20


def lambda_handler(event, context):
    reports = shelf.open_shelf(os.environ["REPORT_OUT"])
    if "http" in event.get("requestContext", {}):
        return answer(reports, event["rawPath"].strip("/"))
    return make(reports, day_of(event))


def zone():
    return os.environ.get("REPORT_ZONE", "UTC")


def day_of(event):
    """The day before `time`, which is when the schedule was due: also if it runs
    later. Without it, the day before now."""
    if "day" in event:
        return datetime.date.fromisoformat(event["day"])
    now = datetime.datetime.now(datetime.timezone.utc)
    if "time" in event:
        now = datetime.datetime.fromisoformat(event["time"])
    local = now.astimezone(zoneinfo.ZoneInfo(zone()))
    return local.date() - datetime.timedelta(days=1)


def make(reports, day):
    """A second run of the same day writes the same files."""
    orders, skipped = summary.read_orders(os.environ["REPORT_ORDERS"].split(), zone())
    numbers = summary.summarise(orders, day)
    reports.put(f"{day}.csv", render.as_csv(numbers))
    reports.put(f"{day}.html", render.as_html(numbers, zone(), skipped))
    told = {"day": day.isoformat(), "orders": numbers["orders"],
            "revenue": render.money(numbers["cents"]), "skipped": skipped}
    print("made", json.dumps(told))
    tell(told, render.change(numbers))
    return told


def tell(told, change):
    """A text that Slack, Mattermost and the like show. If it does not arrive the
    event fails, so it is tried again."""
    url = os.environ.get("REPORT_WEBHOOK")
    if not url:
        return
    text = (f"Sales of {told['day']}: {told['revenue']} ({change}) in "
            f"{told['orders']} orders")
    request = urllib.request.Request(
        url, json.dumps({"text": text, **told}).encode(),
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=WEBHOOK_SECONDS):
        pass


def answer(reports, path):
    """GET of the function's URL: /, /DAY or /DAY.csv."""
    days = reports.days()
    if path == "" and not days:
        return send(404, "text/plain", "There is no report yet: "
                    "the first one is made tonight, or by `dayfly invoke sales`.\n")
    name = path or days[0]
    if "." not in name:
        name += ".html"
    text = reports.get(name) if shelf.NAME.fullmatch(name) else None
    if text is None:
        return send(404, "text/plain", "There is no such report.\n")
    if name.endswith(".csv"):
        return send(200, "text/csv", text)
    others = "".join(f'<a href="{day}">{day}</a> ' for day in days[:SHOWN_LINKS]
                     if day != name[:10])
    return send(200, "text/html", text.replace(render.OTHERS, others))


def send(status, kind, text):
    return {"statusCode": status, "body": text, "headers": {
        "Content-Type": f"{kind}; charset=utf-8",
        "Content-Security-Policy": POLICY}}
