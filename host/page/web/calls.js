// Calls as they happen: a strip of the last minute and a row for each call.
import { empty, fill, h, reconcile } from "./dom.js";
import { clockMs, duration, percentile } from "./format.js";
import * as live from "./live.js";
import { strip } from "./charts.js";

const ROWS = 100;

function sorted(calls, value) {
  return calls.map(value).sort((a, b) => a - b);
}

export function numbers(calls) {
  const done = calls.filter((c) => c.outcome !== "running");
  const failed = done.filter((c) => c.outcome !== "ok").length;
  const minute = calls.filter((c) => c.at > live.now() - 60000).length;
  const us = sorted(done, (c) => c.us);
  const start = sorted(done, (c) => c.startUs);
  const one = (label, value, kind = "") =>
    h("div", {}, h("b", { class: kind }, value), h("span", {}, label));
  return h(
    "div",
    { class: "numbers" },
    one("calls in the last minute", minute),
    one("running", calls.length - done.length),
    one(
      `failed of the last ${done.length}`,
      done.length ? `${(100 * failed / done.length).toFixed(1)} %` : "–",
      failed ? "bad" : "",
    ),
    one("start, median", duration(percentile(start, 0.5))),
    one("handler, median", duration(percentile(us, 0.5))),
    one("handler, 95 %", duration(percentile(us, 0.95))),
  );
}

export function legend() {
  return h(
    "div",
    { class: "legend" },
    h("span", {}, h("i", { class: "start" }), "start: queue and new process"),
    h("span", {}, h("i", {}), "handler"),
    h("span", {}, h("i", { class: "error" }), "failed"),
  );
}

/** The two parts of a call; `most` is the time of the whole track in µs. */
export function track(call, most) {
  const start = h("i", { class: "start" });
  const run = h("i", { class: call.outcome });
  const share = (us) => `${Math.min(100, 100 * us / most)}%`;
  start.style.width = share(call.startUs);
  run.style.width = `max(2px, ${share(live.elapsed(call))})`;
  return h("div", { class: "track" }, start, run);
}

function outcome(call) {
  if (call.outcome === "running") return h("span", { class: "tag" }, "running");
  if (call.outcome === "ok") {
    return call.initUs >= 0
      ? h("span", { class: "tag late" }, "cold")
      : h("span", { class: "tag good" }, "ok");
  }
  return h(
    "a",
    { class: "tag bad", href: `#/errors/${call.id}` },
    call.errorType || call.outcome,
  );
}

/** The next of 1, 2, 5, 10, …: so that a bar grows and its scale stays. */
function roundUp(us) {
  const ten = 10 ** Math.floor(Math.log10(us));
  return ten * [1, 2, 5, 10].find((n) => n * ten >= us);
}

function callRow(c, most, withName) {
  return h(
    "tr",
    {},
    h("td", { class: "tight mono soft phone-off" }, clockMs(c.at)),
    withName && h(
      "td",
      { class: "tight" },
      h("a", {
        class: "name",
        href: `#/functions/${encodeURIComponent(c.function)}`,
      }, c.function),
      c.version === "$LATEST"
        ? null
        : h("span", { class: "soft" }, `:${c.version}`),
    ),
    h("td", { class: "phone-off soft one-line" }, c.what),
    h("td", {}, track(c, most)),
    h("td", { class: "num phone-off soft" }, duration(c.startUs)),
    h("td", { class: "num" }, duration(live.elapsed(c))),
    h("td", { class: "tight" }, outcome(c)),
  );
}

/** A table of calls: `{element, draw(calls)}`. */
export function callTable(withName = true) {
  const scale = h("th", {});
  const body = h("tbody");
  const head = h(
    "tr",
    {},
    h("th", { class: "phone-off" }, "arrived"),
    withName && h("th", {}, "function"),
    h("th", { class: "phone-off" }, "by"),
    scale,
    h("th", { class: "num phone-off" }, "start"),
    h("th", { class: "num" }, "handler"),
    h("th", {}, "outcome"),
  );
  return {
    element: h(
      "div",
      { class: "card wide" },
      h("table", {}, h("thead", {}, head), body),
    ),
    draw(calls) {
      const shown = calls.slice(0, ROWS);
      const most = roundUp(Math.max(
        1000,
        ...shown.map((c) => c.startUs + live.elapsed(c)),
      ));
      scale.textContent = `0 to ${duration(Math.round(most))}`;
      reconcile(body, shown, (c) => c.id, (c) => callRow(c, most, withName));
    },
  };
}

/** Draws on changes, and ten times a second while a call runs. */
export function animate(draw, running, signal) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const timer = setInterval(() => running() && draw(), calm ? 1000 : 100);
  signal.addEventListener("abort", () => clearInterval(timer));
  live.watch(draw, signal);
}

export function callsRoom({ main, query, signal }) {
  const search = h("input", {
    type: "search",
    placeholder: "Function, id or error  ( / )",
    "aria-label": "Filter of calls",
    value: query.get("q") ?? "",
  });
  const canvas = h("canvas", { class: "strip", role: "img" });
  const pause = h(
    "button",
    { type: "button", "aria-pressed": "false" },
    "Pause",
  );
  const body = h("div", {});
  const top = h("div", {});
  const table = callTable();
  let paused = false;
  const wanted = (c) => {
    const text = search.value.trim().toLowerCase();
    return !text ||
      `${c.function} ${c.id} ${c.errorType} ${c.what}`.toLowerCase()
        .includes(text);
  };
  const draw = () => {
    if (paused || document.hidden) return;
    const calls = live.recent(wanted);
    fill(top, numbers(calls));
    strip(canvas, calls);
    if (calls.length > 0) {
      if (!table.element.isConnected) fill(body, table.element);
      table.draw(calls);
      return;
    }
    fill(
      body,
      empty(
        search.value ? "No such call lately" : "No call yet",
        h("p", {}, "Calls appear here the moment they begin."),
        h("pre", {}, "dayfly invoke NAME -d '{}'"),
      ),
    );
  };
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Go on" : "Pause";
    draw();
  });
  search.addEventListener("input", draw);
  fill(
    main,
    h("div", { class: "head" }, h("h1", {}, "Calls"), search, pause),
    top,
    h("div", { class: "card" }, canvas, legend()),
    body,
  );
  animate(
    draw,
    () => live.recent((c) => c.outcome === "running").length > 0,
    signal,
  );
  const slow = setInterval(draw, 1000);
  signal.addEventListener("abort", () => clearInterval(slow));
}
