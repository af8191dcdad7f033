#!/usr/bin/env python3
"""sample.py [FOLDER]: writes orders of the last 30 days, a CSV file for each day,
so that there is something to report."""

import datetime
import pathlib
import random
import sys

PRODUCTS = {"Tea, green": 4.90, "Tea, black": 3.80, "Cake": 2.75, "Cup": 12.00,
            "Pot": 34.50}
DAYS = 30


def orders_of(day):
    draw = random.Random(day.toordinal())
    weekend = day.weekday() >= 5
    for _ in range(draw.randint(10, 25) * (2 if weekend else 1)):
        time = datetime.datetime.combine(day, datetime.time(
            draw.randint(8, 19), draw.randint(0, 59)), datetime.timezone.utc)
        product = draw.choice(list(PRODUCTS))
        yield time, product, draw.randint(1, 4), PRODUCTS[product]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.date.today()
    for back in range(DAYS + 1):
        day = today - datetime.timedelta(days=back)
        lines = [f'{time.isoformat()},"{product}",{quantity},{price:.2f}'
                 for time, product, quantity, price in sorted(orders_of(day))]
        (folder / f"orders-{day}.csv").write_text(
            "\n".join(["time,product,quantity,price", *lines, ""]))
    print(f"{DAYS + 1} files in {folder}")


main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                  pathlib.Path(__file__).parent / "orders"))
