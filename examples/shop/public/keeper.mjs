// The page of the shop's people.

import { ask, goods, make, money, words } from "./parts.mjs";

const POLL_MS = 3000;
const $ = (id) => document.getElementById(id);
let token = sessionStorage.getItem("token");
let timer = 0;

const ours = (path, options = {}) =>
  ask(path, { ...options, headers: { Authorization: `Bearer ${token}` } });

function row(order) {
  const why = order.reason &&
    `${order.reason}${order.attempts ? ` (attempt ${order.attempts})` : ""}`;
  const placed = new Date(order.at).toLocaleString([], {
    dateStyle: "short",
    timeStyle: "short",
  });
  return make(
    "tr",
    {},
    make(
      "td",
      {},
      make(
        "strong",
        { className: `state ${order.state.replace(" ", "-")}` },
        words[order.state],
      ),
      why ? make("div", { className: "quiet" }, why) : "",
    ),
    make("td", {}, goods(order)),
    make("td", { className: "n" }, money(order.cents)),
    make("td", {}, order.customer),
    make("td", {}, make("time", { dateTime: order.at }, placed)),
  );
}

async function show() {
  const { orders, dead } = await ours("/api/orders");
  sessionStorage.setItem("token", token);
  $("enter").hidden = true;
  $("room").hidden = false;
  $("dead").hidden = dead === 0;
  $("dead").firstElementChild.textContent = dead === 1
    ? "1 order is a dead letter."
    : `${dead} orders are dead letters.`;
  $("orders").replaceChildren(...orders.map(row));
  $("note").textContent = orders.length ? "" : "No orders yet.";
}

async function watch() {
  clearTimeout(timer);
  try {
    await show();
    timer = setTimeout(watch, POLL_MS);
  } catch (error) {
    $("note").textContent = error.message;
    $("enter").hidden = ![401, 403].includes(error.status);
    if ($("enter").hidden) timer = setTimeout(watch, POLL_MS);
    else sessionStorage.removeItem("token");
  }
}

$("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  token = $("token").value;
  watch();
});
$("redrive").addEventListener("click", async () => {
  $("redrive").disabled = true;
  try {
    await ours("/api/redrive", { method: "POST" });
    await watch();
  } catch (error) {
    $("note").textContent = error.message;
  } finally {
    $("redrive").disabled = false;
  }
});
if (token) watch();
