"""Takes orders from the queue: reserves the stock, has them paid. An order that
cannot be finished now fails alone; the queue gives it again, at last to the
dead letters. An order that comes twice is taken once."""

import json
import logging
import os
import urllib.error
import urllib.request

import store

PAYMENT_SECONDS = 5
REFUSED = 402
DONE = ("confirmed", "sold out", "refused")
log = logging.getLogger()


class Unpaid(Exception):
    """It is not known whether the order is paid."""


def lambda_handler(event, context):
    failed = []
    with store.open_store() as db:
        for message in event["Records"]:
            try:
                take(db, message)
            except Exception:
                log.exception("message %s goes back", message["messageId"])
                failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def take(db, message):
    order = store.order_of(db, json.loads(message["body"])["order"])
    if not order:
        raise LookupError(f"there is no order of {message['body']}")
    if order["state"] in DONE or not reserve(db, order["id"]):
        return
    try:
        paid = pay(order)
    except Unpaid as error:
        attempts = int(message["attributes"]["ApproximateReceiveCount"])
        put_off(db, order, attempts, str(error))
        raise
    if paid:
        set_state(db, order["id"], "confirmed")
    else:
        give_back(db, order, "refused", "the payment was refused")
    print("order", order["id"], "confirmed" if paid else "refused")


def reserve(db, order):
    """False: it is sold out, or somebody else has finished it."""
    with store.change(db):
        now = store.order_of(db, order)
        if now["state"] == "reserved" or now["state"] in DONE:
            return now["state"] == "reserved"
        for line in now["lines"]:
            left = db.execute("SELECT stock FROM products WHERE id = ?",
                              (line["product"],)).fetchone()["stock"]
            if left < line["quantity"]:
                set_state(db, order, "sold out", f"{line['name']}: {left} left")
                return False
        move_stock(db, now, -1)
        set_state(db, order, "reserved")
        return True


def move_stock(db, order, sign):
    for line in order["lines"]:
        db.execute("UPDATE products SET stock = stock + ? WHERE id = ?",
                   (sign * line["quantity"], line["product"]))


def give_back(db, order, state, reason):
    with store.change(db):
        move_stock(db, order, +1)
        set_state(db, order["id"], state, reason)


def put_off(db, order, attempts, reason):
    """After the last attempt nothing is reserved; a redriven order begins anew."""
    if attempts >= int(os.environ["SHOP_TRIES"]):
        give_back(db, order, "failed", reason)
    else:
        db.execute("UPDATE orders SET reason = ? WHERE id = ?", (reason, order["id"]))
    db.execute("UPDATE orders SET attempts = ? WHERE id = ?", (attempts, order["id"]))


def set_state(db, order, state, reason=""):
    db.execute("UPDATE orders SET state = ?, reason = ? WHERE id = ?",
               (state, reason, order))


def pay(order):
    """True: it is paid. Without SHOP_PAYMENT_URL goods are paid on delivery. The
    service gets the order's id, by which it takes the money once."""
    url = os.environ.get("SHOP_PAYMENT_URL")
    if not url:
        return True
    body = json.dumps({"order": order["id"], "cents": order["cents"]}).encode()
    request = urllib.request.Request(url, body, {
        "Content-Type": "application/json", "Idempotency-Key": order["id"]})
    try:
        with urllib.request.urlopen(request, timeout=PAYMENT_SECONDS):
            return True
    except urllib.error.HTTPError as error:
        if error.code == REFUSED:
            return False
        raise Unpaid(f"the payment service answers {error.code}") from error
    except OSError as error:
        raise Unpaid(f"the payment service cannot be reached: {error}") from error
