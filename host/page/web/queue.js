// Events that wait, dead letters, and queues.
import { call } from "./api.js";
import { ask, button, empty, fill, h, note, table } from "./dom.js";
import { ago, bytes, pretty } from "./format.js";
import * as live from "./live.js";
import { messageQueues, queueTable } from "./queues.js";

const Q = "/_dayfly/queue";

function due(event) {
  if (event.state === "dead") return ago(Date.parse(event.died), live.now());
  const left = (Date.parse(event.due) - live.now()) / 1000;
  return left > 0 ? `in ${Math.ceil(left)} s` : "now";
}

async function look(event) {
  const one = await call("GET", `${Q}/events/${encodeURIComponent(event.id)}`);
  const row = Array.isArray(one) ? one[0] : one;
  const text = typeof row.payload === "string"
    ? row.payload
    : JSON.stringify(row.payload);
  const dialog = h(
    "dialog",
    { "aria-label": "Event" },
    h("h2", {}, event.function),
    h("p", { class: "hint mono" }, event.id),
    event.error && h("pre", { class: "bad" }, pretty(event.error)),
    h("pre", {}, pretty(text)),
    h("form", { method: "dialog" }, h("button", { class: "main" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function row(event, act) {
  const path = `${Q}/events/${encodeURIComponent(event.id)}`;
  const dead = event.state === "dead";
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      h("a", {
        class: "name",
        href: `#/functions/${encodeURIComponent(event.function)}`,
        "data-row": true,
      }, event.function),
      event.qualifier && event.qualifier !== "$LATEST"
        ? h("span", { class: "soft" }, `:${event.qualifier}`)
        : null,
    ),
    h(
      "td",
      { class: "tight" },
      h(
        "span",
        { class: `tag ${dead ? "bad" : event.attempts > 0 ? "late" : ""}` },
        dead ? "dead" : event.attempts > 0 ? "retrying" : "waiting",
      ),
    ),
    h("td", { class: "num" }, event.attempts),
    h("td", { class: "num" }, due(event)),
    h("td", { class: "soft phone-off" }, event.reason),
    h("td", { class: "num soft phone-off" }, bytes(event.bytes)),
    h(
      "td",
      { class: "acts" },
      h(
        "div",
        { class: "row" },
        button("Look", () => look(event), { class: "small" }),
        dead &&
          button("Redrive", () => act(() => call("POST", `${path}/redrive`)), {
            class: "small main",
          }),
        button("Remove", () => act(() => call("DELETE", path)), {
          class: "quiet small",
        }),
      ),
    ),
  );
}

async function peek(queue) {
  const answer = await call(
    "GET",
    `${Q}/queues/${encodeURIComponent(queue.name)}/messages`,
  );
  const list = answer.Messages ?? answer.messages ?? answer;
  const dialog = h(
    "dialog",
    { "aria-label": queue.name },
    h("h2", {}, queue.name),
    list.map((m) => h("pre", {}, pretty(m.Body))),
    h("form", { method: "dialog" }, h("button", { class: "main" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function queueCards(queues) {
  return h(
    "div",
    { class: "cards" },
    queues.map((q) =>
      h(
        "div",
        { class: "card" },
        h(
          "div",
          { class: "row" },
          h("h2", {}, q.name),
          h("span", { class: "tag" }, `${q.messages} messages`),
          button("Look", () => peek(q), { class: "small" }),
        ),
      )
    ),
  );
}

function eventTable(events, act) {
  return table([
    ["function"],
    ["state"],
    ["tries", "num"],
    ["due, or died", "num"],
    ["reason", "phone-off"],
    ["size", "num phone-off"],
    [""],
  ], events.map((e) => row(e, act)));
}

async function purge() {
  const yes = await ask(
    "Remove all dead letters?",
    h("p", {}, "Their events are lost."),
    "Remove all",
    "danger",
  );
  if (yes) await call("DELETE", `${Q}/events`);
}

export async function queueRoom({ main, signal }) {
  const body = h("div", {});
  const head = h("div", { class: "head" });
  let seen = "";
  const draw = async (force = false) => {
    const [q, letters, queues] = await Promise.all([
      call("GET", Q),
      call("GET", `${Q}?dead=1`),
      messageQueues(),
    ]);
    q.events.push(...letters.events);
    const text = JSON.stringify([q, queues]);
    if (signal.aborted || (!force && text === seen && q.waiting === 0)) return;
    seen = text;
    const act = async (what) => {
      const said = await what();
      if (said?.redriven !== undefined) note(`${said.redriven} redriven.`);
      await draw(true);
    };
    fill(
      head,
      h("h1", {}, "Queue"),
      h("span", { class: "soft" }, `${q.waiting} wait · ${q.dead} dead`),
      q.dead > 0 &&
        button(
          "Redrive all",
          () => act(() => call("POST", `${Q}/redrive`)),
          { class: "main" },
        ),
      q.dead > 0 && button("Remove dead letters", () => act(purge)),
    );
    const others = q.queues.filter((one) =>
      !queues?.some((queue) => queue.name === one.name)
    );
    fill(
      body,
      queues && queueTable(queues, act, peek),
      others.length > 0 && queueCards(others),
      q.events.length > 0 ? eventTable(q.events, act) : empty(
        "No event waits",
        h("p", {}, "Invocations of type Event wait here until they have run;"),
        h("p", {}, "those that failed for good stay as dead letters."),
      ),
    );
  };
  fill(main, head, body);
  await draw();
  const timer = setInterval(() => {
    if (!document.hidden && !body.contains(document.activeElement)) {
      draw().catch(() => {});
    }
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
}
