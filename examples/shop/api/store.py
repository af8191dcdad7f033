"""The stock and the orders, in one SQLite file. The API and the worker have it
open at the same time, each in its own processes."""

import contextlib
import os
import pathlib
import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS products (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, cents INTEGER NOT NULL,
    stock INTEGER NOT NULL CHECK (stock >= 0)) STRICT;
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    customer TEXT NOT NULL, cents INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'new', attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE IF NOT EXISTS lines (
    order_id TEXT NOT NULL REFERENCES orders (id), product TEXT NOT NULL
    REFERENCES products (id), quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, product)) STRICT;
CREATE INDEX IF NOT EXISTS orders_at ON orders (at);
INSERT OR IGNORE INTO products VALUES
    ('green', 'Green tea, 100 g', 490, 40), ('black', 'Black tea, 100 g', 380, 60),
    ('cup', 'Cup', 1200, 12), ('pot', 'Teapot', 3450, 3);
"""
WAIT_SECONDS = 5
VERSION = 1


@contextlib.contextmanager
def open_store():
    path = pathlib.Path(os.environ["SHOP_DB"])
    path.parent.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    store.row_factory = sqlite3.Row
    try:
        store.execute("PRAGMA foreign_keys = ON")
        prepare(store)
        yield store
    finally:
        store.close()


def prepare(store):
    """The tables, in a file that has none."""
    if store.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    store.execute("PRAGMA journal_mode = WAL")
    store.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; "
                        "COMMIT;")


@contextlib.contextmanager
def change(store):
    """All of it or nothing; one at a time."""
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        store.execute("ROLLBACK")
        raise
    store.execute("COMMIT")


def order_of(store, order):
    """With its lines; None: there is none."""
    row = store.execute("SELECT * FROM orders WHERE id = ?", (order,)).fetchone()
    lines = store.execute(
        "SELECT product, name, quantity FROM lines JOIN products "
        "ON products.id = product WHERE order_id = ? ORDER BY name", (order,))
    return row and {**row, "lines": [dict(line) for line in lines]}
