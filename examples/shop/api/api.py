"""The HTTP API of the shop. An order is written down and put into a queue; the
worker takes it from there."""

import base64
import hmac
import json
import os
import sys
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import boto3  # noqa: E402  (the packages are beside this file)

import store  # noqa: E402

LINES_MOST = 20
QUANTITY_MOST = 99
NAME_MOST = 80
SHOWN_ORDERS = 100
SQS = boto3.client("sqs")


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def lambda_handler(event, context):
    try:
        with store.open_store() as db:
            return send(200, ROUTES[event["routeKey"]](db, event))
    except Refused as error:
        return send(error.status, {"message": str(error)})


def send(status, value):
    return {"statusCode": status, "body": json.dumps(value), "headers": {
        "Content-Type": "application/json", "Cache-Control": "no-store"}}


def products(db, event):
    rows = db.execute("SELECT id, name, cents, stock FROM products ORDER BY name")
    return {"products": [dict(row) for row in rows]}


def place_order(db, event):
    """The id is the client's, so that one who hears nothing can send the order
    again: it is taken once."""
    order = read_order(event)
    with store.change(db):
        cents = 0
        for product, quantity in order["lines"].items():
            row = db.execute("SELECT cents FROM products WHERE id = ?",
                             (product,)).fetchone()
            if not row:
                raise Refused(400, f"there is no product {product!r}")
            cents += row["cents"] * quantity
        new = db.execute("INSERT OR IGNORE INTO orders (id, customer, cents) "
                         "VALUES (?, ?, ?)", (order["id"], order["name"], cents))
        if new.rowcount:
            db.executemany("INSERT INTO lines VALUES (?, ?, ?)", (
                (order["id"], *line) for line in order["lines"].items()))
    # After the commit: whoever takes the message finds the order. If this fails
    # the client gets an error, and sends the order again.
    SQS.send_message(QueueUrl=queue_url(os.environ["SHOP_QUEUE"]),
                     MessageBody=json.dumps({"order": order["id"]}))
    return store.order_of(db, order["id"])


def read_order(event):
    try:
        body = event.get("body") or ""
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body)
        order = json.loads(body)
        lines = {str(product): int(quantity)
                 for product, quantity in order["lines"].items()}
        told = {"id": str(uuid.UUID(order["id"])),
                "name": str(order["name"]).strip(), "lines": lines}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(400, 'an order is {"id": UUID, "name": TEXT, "lines": '
                      '{PRODUCT: QUANTITY}}') from error
    if not 0 < len(told["name"]) <= NAME_MOST:
        raise Refused(400, f"a name of 1 to {NAME_MOST} characters is needed")
    if not 0 < len(lines) <= LINES_MOST:
        raise Refused(400, f"an order has 1 to {LINES_MOST} products")
    if not all(0 < quantity <= QUANTITY_MOST for quantity in lines.values()):
        raise Refused(400, f"of a product 1 to {QUANTITY_MOST} can be ordered")
    return told


def show_order(db, event):
    """For whoever has placed it: nobody else knows the id."""
    found = store.order_of(db, event["pathParameters"]["id"])
    if not found:
        raise Refused(404, "there is no such order")
    return {key: found[key] for key in ("id", "at", "cents", "state", "lines")}


def list_orders(db, event):
    check_keeper(event)
    rows = db.execute("SELECT id FROM orders ORDER BY at DESC, rowid DESC LIMIT ?",
                      (SHOWN_ORDERS,)).fetchall()
    return {"orders": [store.order_of(db, row["id"]) for row in rows],
            "dead": count(os.environ["SHOP_QUEUE"] + "-dead")}


def redrive(db, event):
    """What is dead goes to the queue again."""
    check_keeper(event)
    dead = queue_url(os.environ["SHOP_QUEUE"] + "-dead")
    arn = SQS.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    SQS.start_message_move_task(SourceArn=arn["Attributes"]["QueueArn"])
    return {}


def check_keeper(event):
    """Routes are public, so what only the shop's people may see has a token."""
    token = os.environ.get("SHOP_TOKEN")
    if not token:
        raise Refused(403, "set SHOP_TOKEN: dayfly serve --env SHOP_TOKEN=…")
    told = event["headers"].get("authorization", "")
    if not hmac.compare_digest(told.encode(), f"Bearer {token}".encode()):
        raise Refused(401, "this needs the token of the shop")


def queue_url(name):
    return SQS.get_queue_url(QueueName=name)["QueueUrl"]


def count(name):
    try:
        told = SQS.get_queue_attributes(
            QueueUrl=queue_url(name), AttributeNames=["ApproximateNumberOfMessages"])
    except SQS.exceptions.QueueDoesNotExist:
        return 0
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


ROUTES = {
    "GET /api/products": products,
    "POST /api/orders": place_order,
    "GET /api/orders/{id}": show_order,
    "GET /api/orders": list_orders,
    "POST /api/redrive": redrive,
}
