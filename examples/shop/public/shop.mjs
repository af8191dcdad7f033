// The page of the customers.

import { ask, goods, make, money, words } from "./parts.mjs";

const POLL_MS = 1000;
const KEPT_ORDERS = 5;
const $ = (id) => document.getElementById(id);
const open = new Set(["new", "reserved"]);
let products = [];
// The id of the order that is being placed: one that is sent again is taken once.
let draft = null;

function kept() {
  try {
    return JSON.parse(localStorage.getItem("orders") ?? "[]");
  } catch {
    return [];
  }
}

function wanted() {
  return Object.fromEntries(
    products
      .map((product) => [product.id, Number($(`q-${product.id}`).value)])
      .filter(([, quantity]) => quantity > 0),
  );
}

function showSum() {
  const lines = wanted();
  $("sum").value = money(products.reduce(
    (sum, { id, cents }) => sum + cents * (lines[id] ?? 0),
    0,
  ));
  draft = null;
}

function row({ id, name, cents, stock }, quantity) {
  const box = make("input", {
    id: `q-${id}`,
    type: "number",
    inputMode: "numeric",
    min: 0,
    max: Math.min(stock, 99),
    value: quantity,
    disabled: stock === 0,
    oninput: showSum,
  });
  return make(
    "li",
    {},
    make(
      "label",
      { htmlFor: box.id },
      make("strong", {}, name),
      make(
        "span",
        { className: "quiet" },
        ` ${money(cents)}, ${stock ? `${stock} in stock` : "sold out"}`,
      ),
    ),
    box,
  );
}

async function showProducts() {
  const before = wanted();
  ({ products } = await ask("/api/products"));
  $("products").replaceChildren(
    ...products.map((product) => row(product, before[product.id] ?? 0)),
  );
  showSum();
}

async function showOrders() {
  const found = await Promise.all(
    kept().map(
      (id) => ask(`/api/orders/${id}`).catch(() => null),
    ),
  );
  const orders = found.filter(Boolean);
  $("orders").replaceChildren(
    ...orders.map((order) =>
      make(
        "li",
        {},
        make("span", {}, `${goods(order)}: ${money(order.cents)}`),
        make(
          "strong",
          { className: `state ${order.state.replace(" ", "-")}` },
          words[order.state],
        ),
      )
    ),
  );
  $("orders").closest("section").hidden = orders.length === 0;
  return orders;
}

// Until nothing is open; the newest order is told in words, too.
async function follow() {
  for (;;) {
    const [last, ...others] = await showOrders();
    if (last && !open.has(last.state)) {
      $("note").textContent = `Your order is ${words[last.state]}.`;
      await showProducts();
    }
    if (![last, ...others].some((order) => order && open.has(order.state))) {
      return;
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

async function place() {
  const lines = wanted();
  if (Object.keys(lines).length === 0) {
    throw new Error("Choose how many you would like of something.");
  }
  draft ??= crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(
      /[018]/g,
      (digit) =>
        (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4)
          .toString(16),
    );
  const order = await ask("/api/orders", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ id: draft, name: $("name").value, lines }),
  });
  draft = null;
  localStorage.setItem(
    "orders",
    JSON.stringify(
      [order.id, ...kept().filter((id) => id !== order.id)].slice(
        0,
        KEPT_ORDERS,
      ),
    ),
  );
  for (const { id } of products) $(`q-${id}`).value = 0;
  showSum();
  $("note").textContent = "Your order is received.";
}

$("order").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("send").disabled = true;
  $("note").textContent = "";
  try {
    await place();
  } catch (error) {
    $("note").textContent = error.message;
    return;
  } finally {
    $("send").disabled = false;
  }
  await follow().catch((error) => {
    $("note").textContent = error.message;
  });
});

try {
  await showProducts();
  await showOrders();
} catch (error) {
  $("note").textContent = error.message;
}
