"""Orders become the numbers of a day. No files are written here."""

import datetime
import pathlib

import pandas

COLUMNS = ["time", "product", "quantity", "price"]
SHOWN_DAYS = 14
WEEKS = 4


class OrdersError(Exception):
    """The orders cannot be read; the text says what to do."""


def read_orders(sources, zone):
    """The orders of all CSV files, by the local day; and how many lines were
    none. `sources`: folders, files, and URLs of files."""
    tables = [read_table(one) for source in sources for one in files_of(source)]
    orders = pandas.concat(tables, ignore_index=True)
    time = pandas.to_datetime(orders["time"], errors="coerce", utc=True,
                              format="ISO8601")
    quantity = pandas.to_numeric(orders["quantity"], errors="coerce")
    cents = (pandas.to_numeric(orders["price"], errors="coerce") * 100).round()
    good = (time.notna() & quantity.notna() & cents.notna() &
            orders["product"].notna())
    return pandas.DataFrame({
        "day": time[good].dt.tz_convert(zone).dt.date,
        "product": orders["product"][good],
        "quantity": quantity[good].astype("int64"),
        "cents": (quantity * cents)[good].astype("int64"),
    }), int((~good).sum())


def files_of(source):
    if "://" in source:
        return [source]
    path = pathlib.Path(source)
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.csv"))
    if not found:
        raise OrdersError(f"there is no *.csv in {path.resolve()}: put the orders "
                          "there, or name another place in REPORT_ORDERS")
    return found


def read_table(source):
    try:
        table = pandas.read_csv(source, dtype="str", on_bad_lines="warn")
    except (OSError, ValueError) as error:
        raise OrdersError(f"cannot read the orders of {source}: {error}") from error
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise OrdersError(f"{source} has no column {', '.join(missing)}; its first "
                          f"line must name {','.join(COLUMNS)}")
    return table[COLUMNS]


def summarise(orders, day):
    """What the page and the CSV of that day show; money in cents."""
    daily = orders.groupby("day").agg(
        orders=("cents", "size"), items=("quantity", "sum"), cents=("cents", "sum"))
    last = [day - datetime.timedelta(days=n) for n in range(SHOWN_DAYS)][::-1]
    same = [day - datetime.timedelta(weeks=n + 1) for n in range(WEEKS)]
    usual = daily.reindex(same)["cents"].mean()
    today = daily.reindex([day], fill_value=0).iloc[0]
    products = orders[orders["day"] == day].groupby("product").agg(
        quantity=("quantity", "sum"), cents=("cents", "sum"))
    products = products.sort_values(["cents", "product"], ascending=[False, True],
                                    kind="stable").reset_index()
    return {
        "day": day,
        "orders": int(today["orders"]),
        "items": int(today["items"]),
        "cents": int(today["cents"]),
        "usual": None if pandas.isna(usual) else round(usual),
        "days": daily["cents"].reindex(last, fill_value=0),
        "products": products,
    }
