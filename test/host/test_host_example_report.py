"""examples/report: orders become a report at night, which its URL shows."""

import datetime
import json
import time

import pytest
from browser import AXE, browser, expect  # noqa: F401  (a fixture)
from hosting import wait_for
from products import Recorder, change, copy, serve, wait_built

pytestmark = [pytest.mark.plain, pytest.mark.timeout(300)]
DAY = datetime.date(2026, 3, 29)  # the clocks of Berlin lose an hour
ORDERS = """time,product,quantity,price
2026-03-28T22:59:59Z,Cup,1,100.00
2026-03-28T23:00:00Z,Tea <i>green</i>,2,4.90
2026-03-29T12:00:00+02:00,Cup,1,12.00
2026-03-29T21:59:59Z,Cup,3,12.00
2026-03-29T22:00:00Z,Cup,1,100.00
2026-03-22T12:00:00Z,Cup,4,12.00
2026-03-15T12:00:00Z,Cup,2,12.00
yesterday,Cup,1,12.00
2026-03-29T12:00:00Z,Cup,many,12.00
"""
# Revenue: 2 * 4.90 + 4 * 12.00; the Sundays before: 48.00 and 24.00.
CSV = ("day,product,quantity,revenue\n"
       "2026-03-29,Cup,4,48.00\n"
       "2026-03-29,Tea <i>green</i>,2,9.80\n")


def due_in(seconds):
    then = datetime.datetime.fromtimestamp(int(time.time()) + seconds,
                                           datetime.timezone.utc)
    return then.strftime("at(%Y-%m-%dT%H:%M:%S)")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The project, its reports, and a host with a schedule that is due at once:
    at the morning after DAY, as the event says."""
    tmp_path = tmp_path_factory.mktemp("report")
    folder = copy("report", tmp_path)
    (folder / "orders").mkdir()
    (folder / "orders" / "orders.csv").write_text(ORDERS)
    change(folder / "sales" / "dayfly.json", schedules=[
        {"name": "nightly", "expression": due_in(2),
         "input": {"time": "2026-03-30T00:15:00+02:00"}}])
    with serve(folder, tmp_path) as host:
        host.folder = folder
        yield host


def page(host, path=""):
    return host.request("GET", f"/lambda-url/sales/{path}")


@pytest.fixture(scope="module")
def made(report):
    wait_built(report)
    wait_for((report.folder / "reports" / "2026-03-29.html").exists, 60)
    return report


def test_the_schedule_makes_the_report_of_the_day_before(made):
    assert (made.folder / "reports" / "2026-03-29.csv").read_text() == CSV
    made.wait_log("made")  # printed when the files are there


def test_the_url_shows_the_last_report(made):
    answer = page(made)
    text = answer.body.decode()
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for part in ("Sales of 2026-03-29", "Sunday, Europe/Berlin", "<dd>57.80</dd>",
                 "<dd>+61%</dd>", "<dd>3</dd>", "<dd>6</dd>", "Tea &lt;i&gt;green",
                 "2 lines of the orders were left out"):
        assert part in text, part
    assert page(made, "2026-03-29.csv").body.decode() == CSV
    for path in ("2026-03-28", "..%2Fdayfly.json", "x.csv"):
        assert page(made, path).status == 404


def test_another_day_is_made_by_hand_and_linked(made):
    before = page(made, "2026-03-29").body
    assert made.invoke("sales", {"day": "2026-03-22"}).json == {
        "day": "2026-03-22", "orders": 1, "revenue": "48.00", "skipped": 2}
    assert b'<a href="2026-03-22">' in page(made).body
    assert b'<a href="2026-03-29">' in page(made, "2026-03-22").body
    made.invoke("sales", {"day": "2026-03-29"})
    assert page(made, "2026-03-29").body != before  # only by its links
    empty = made.invoke("sales", {"day": "2026-02-01"}).json
    assert empty["orders"] == 0
    assert b"No orders." in page(made, "2026-02-01").body


def test_without_orders_the_error_says_where_they_belong(made, tmp_path):
    orders = made.folder / "orders" / "orders.csv"
    orders.rename(tmp_path / "kept")
    try:
        answer = made.invoke("sales", {})
        assert answer.json["errorType"] == "OrdersError"
        assert "there is no *.csv in" in answer.json["errorMessage"]
        orders.write_text("when,what\n1,2\n")
        assert "has no column time, product, quantity, price" in (
            made.invoke("sales", {}).json["errorMessage"])
    finally:
        (tmp_path / "kept").rename(orders)


def test_orders_come_from_a_url_and_a_webhook_is_told(made):
    answers = {"GET": (200, ORDERS.encode()), "POST": (200, {})}
    manifest = made.folder / "sales" / "dayfly.json"
    text = manifest.read_text()
    with Recorder(lambda method, path, body: answers[method]) as server:
        change(manifest, env={"REPORT_ORDERS": server.url + "/orders.csv",
                              "REPORT_WEBHOOK": server.url + "/told"})
        try:
            assert made.invoke("sales", {"day": "2026-03-29"}).json["orders"] == 3
            method, path, told, _ = server.requests[-1]
            assert (method, path) == ("POST", "/told")
            assert told["text"] == "Sales of 2026-03-29: 57.80 (+61%) in 3 orders"
            # Not told is not done: the host tries such an event again.
            answers["POST"] = (500, {})
            assert made.invoke("sales", {"day": "2026-03-29"}).json[
                "errorType"] == "HTTPError"
        finally:
            manifest.write_text(text)


def test_the_sample_orders_are_reported(made):
    """The three commands of its README."""
    import subprocess
    import sys
    subprocess.run([sys.executable, made.folder / "sample.py",
                    made.folder / "orders"], check=True)
    told = made.invoke("sales", {}).json
    yesterday = datetime.date.fromisoformat(told["day"])
    assert abs((datetime.date.today() - yesterday).days - 1) <= 1
    assert told["orders"] > 5
    assert json.dumps(told["day"])[1:-1] in page(made).body.decode()


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_is_readable_on_a_phone_and_by_a_screen_reader(
        made, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    try:
        tab = context.new_page()
        faults = []
        tab.on("pageerror", lambda e: faults.append(str(e)))
        tab.on("console", lambda m: faults.append(m.text)
               if m.type == "error" else None)
        tab.goto(f"http://sales.lambda-url.localhost:{made.port}/2026-03-29")
        expect(tab.locator("h1")).to_have_text("Sales of 2026-03-29")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.locator("svg rect").count() == 14
        assert not faults, faults
        tab.evaluate(AXE.read_text())
        found = tab.evaluate("axe.run()")["violations"]
        assert [one["id"] for one in found] == []
    finally:
        context.close()
