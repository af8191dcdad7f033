"""examples/shop: a page, an API, a queue and its worker."""

import concurrent.futures
import json
import uuid

import pytest
from browser import AXE, browser, expect  # noqa: F401  (a fixture)
from hosting import wait_for
from products import Recorder, change, copy, serve, wait_built

pytestmark = [pytest.mark.plain, pytest.mark.timeout(300)]
TOKEN = "only for the keeper"
WAIT = 60


class Payment:
    """What the payment service answers, by the name of the customer's order."""

    def __init__(self):
        self.status = {}
        self.paid = []

    def answers(self, method, path, body):
        status = self.status.get(body["cents"], 200)
        if status == 200:
            self.paid.append(body["order"])
        return status, {}


@pytest.fixture(scope="module")
def payment():
    return Payment()


@pytest.fixture(scope="module")
def shop(tmp_path_factory, payment):
    tmp_path = tmp_path_factory.mktemp("shop")
    folder = copy("shop", tmp_path)
    with Recorder(payment.answers) as service:
        manifest = folder / "worker" / "dayfly.json"
        queues = json.loads(manifest.read_text())["queues"]
        queues["orders"]["visibility"] = 2  # an attempt comes so late after another
        change(manifest, queues=queues, timeout=2,
               env={"SHOP_PAYMENT_URL": service.url})
        with serve(folder, tmp_path, "--env", f"SHOP_TOKEN={TOKEN}") as host:
            wait_built(host)
            yield host


def ask(host, method, path, value=None, **headers):
    body = b"" if value is None else json.dumps(value).encode()
    return host.request(method, path, body, {
        "Content-Type": "application/json", **headers})


def order(host, lines, name="you", number=None):
    number = number or str(uuid.uuid4())
    answer = ask(host, "POST", "/api/orders",
                 {"id": number, "name": name, "lines": lines})
    assert answer.status == 200, answer.body
    return number


def state(host, number):
    return ask(host, "GET", f"/api/orders/{number}").json["state"]


def becomes(host, number, wanted):
    wait_for(lambda: state(host, number) == wanted, WAIT)


def stock(host, product):
    return next(one["stock"] for one in ask(host, "GET", "/api/products").json[
        "products"] if one["id"] == product)


def keeper(host):
    return ask(host, "GET", "/api/orders", Authorization=f"Bearer {TOKEN}").json


def test_an_order_is_taken_paid_and_leaves_the_stock(shop, payment):
    before = stock(shop, "green")
    number = order(shop, {"green": 2, "cup": 1})
    becomes(shop, number, "confirmed")
    assert stock(shop, "green") == before - 2
    told = ask(shop, "GET", f"/api/orders/{number}").json
    assert told["cents"] == 2 * 490 + 1200
    assert "customer" not in told
    assert payment.paid.count(number) == 1


def test_an_order_that_is_sent_twice_is_taken_once(shop, payment):
    before = stock(shop, "black")
    number = order(shop, {"black": 1})
    assert order(shop, {"black": 5}, number=number) == number
    becomes(shop, number, "confirmed")
    order(shop, {"black": 1}, number=number)
    later = order(shop, {"black": 1})
    becomes(shop, later, "confirmed")
    assert stock(shop, "black") == before - 2
    assert payment.paid.count(number) == 1


def test_of_orders_at_once_only_those_are_confirmed_that_the_stock_has(shop):
    left = stock(shop, "pot")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: order(shop, {"pot": 1}), range(left + 3)))
    wait_for(lambda: not {"new", "reserved"} & {state(shop, one) for one in numbers},
             WAIT)
    states = [state(shop, one) for one in numbers]
    assert (states.count("confirmed"), states.count("sold out")) == (left, 3)
    assert stock(shop, "pot") == 0


def test_an_order_that_fails_is_tried_alone_then_dead_then_redriven(shop, payment):
    cents = 3 * 380
    payment.status[cents] = 503
    before = stock(shop, "black")
    bad = order(shop, {"black": 3}, name="<b>unlucky</b>")
    good = order(shop, {"black": 1})
    becomes(shop, good, "confirmed")
    becomes(shop, bad, "failed")
    assert stock(shop, "black") == before - 1
    shown = next(one for one in keeper(shop)["orders"] if one["id"] == bad)
    assert (shown["attempts"], shown["reason"]) == (
        3, "the payment service answers 503")
    wait_for(lambda: keeper(shop)["dead"] == 1, WAIT)
    del payment.status[cents]
    assert ask(shop, "POST", "/api/redrive").status == 401
    assert ask(shop, "POST", "/api/redrive",
               Authorization=f"Bearer {TOKEN}").status == 200
    becomes(shop, bad, "confirmed")
    assert keeper(shop)["dead"] == 0
    assert stock(shop, "black") == before - 4


def test_a_payment_that_is_refused_gives_the_goods_back(shop, payment):
    payment.status[2 * 1200] = 402
    before = stock(shop, "cup")
    number = order(shop, {"cup": 2})
    becomes(shop, number, "refused")
    assert stock(shop, "cup") == before


@pytest.mark.parametrize("value, words", [
    ({}, "an order is"), ([], "an order is"),
    ({"id": "1", "name": "x", "lines": {"cup": 1}}, "an order is"),
    ({"id": str(uuid.uuid4()), "name": " ", "lines": {"cup": 1}}, "a name of"),
    ({"id": str(uuid.uuid4()), "name": "x", "lines": {}}, "1 to 20 products"),
    ({"id": str(uuid.uuid4()), "name": "x", "lines": {"cup": 0}}, "1 to 99"),
    ({"id": str(uuid.uuid4()), "name": "x", "lines": {"car": 1}}, "no product 'car'"),
])
def test_what_is_no_order_is_refused_with_the_reason(shop, value, words):
    answer = ask(shop, "POST", "/api/orders", value)
    assert answer.status == 400
    assert words in answer.json["message"]


def test_only_the_keeper_sees_orders_and_nobody_an_order_of_others(shop):
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert ask(shop, "GET", "/api/orders", **headers).status == 401
    assert ask(shop, "GET", f"/api/orders/{uuid.uuid4()}").status == 404
    for path in ("/api/api.py", "/data/shop.db", "/dayfly.json", "/worker/worker.py"):
        assert ask(shop, "GET", path).status == 404


@pytest.fixture(params=[360, 1200])
def tab(request, browser, shop):
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda e: faults.append(str(e)))
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= request.param
    page.evaluate(AXE.read_text())
    assert [(one["id"], one["nodes"][0]["html"][:200])
            for one in page.evaluate("axe.run()")["violations"]] == []
    assert not faults, faults
    context.close()


def test_a_customer_orders_by_the_keyboard_alone(shop, tab):
    tab.goto(shop.url)
    field = tab.get_by_label("Green tea")
    expect(field).to_have_value("0")
    field.focus()
    tab.keyboard.press("ArrowUp")
    expect(tab.locator("#sum")).to_have_text("4.90")
    tab.get_by_label("Your name").focus()
    tab.keyboard.type("<i>me</i>")
    tab.keyboard.press("Enter")
    expect(tab.locator("#note")).to_have_text("Your order is confirmed.",
                                              timeout=WAIT * 1000)
    expect(tab.locator("#orders li")).to_contain_text("1 × Green tea, 100 g: 4.90")
    expect(field).to_have_value("0")
    tab.reload()
    expect(tab.locator("#orders .state")).to_have_text("confirmed")
    tab.get_by_label("Your name").fill("me")
    tab.keyboard.press("Enter")
    expect(tab.locator("#note")).to_have_text(
        "Choose how many you would like of something.")


def test_the_keeper_sees_the_orders(shop, tab):
    number = order(shop, {"black": 1}, name="<img src=x>")
    becomes(shop, number, "confirmed")
    tab.goto(f"{shop.url}/keeper.html")
    tab.get_by_label("Token").fill("wrong")
    tab.keyboard.press("Enter")
    expect(tab.locator("#note")).to_have_text("this needs the token of the shop")
    tab.get_by_label("Token").fill(TOKEN)
    tab.keyboard.press("Enter")
    first = tab.locator("#orders tr").first
    expect(first).to_contain_text("<img src=x>")
    expect(first).to_contain_text("confirmed")
    expect(tab.locator("#enter")).to_be_hidden()
