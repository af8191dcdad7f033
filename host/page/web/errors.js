// Failed calls, and the autopsy of one: what was asked, what came, what was
// printed, how long each phase took.
import { call, curl, invoke, logGroup, maybe, target } from "./api.js";
import { button, copy, empty, fill, h, note, reconcile } from "./dom.js";
import { ago, brief, clockMs, duration, pretty } from "./format.js";
import { legend, track } from "./calls.js";
import * as live from "./live.js";

function isFailure(c) {
  return c.outcome === "error" || c.outcome === "timeout";
}

/** What the call has printed; null: the host keeps no logs. */
export async function logOf(name, id, from) {
  const answer = await maybe(
    target("Logs_20140328.FilterLogEvents", {
      logGroupName: await logGroup(name),
      filterPattern: `"${id}"`,
      startTime: Math.max(0, Math.floor(from) - 60000),
    }),
    null,
  );
  return answer && answer.events.map((e) => e.message.trimEnd());
}

function section(title, text, more) {
  return h(
    "div",
    { class: "card" },
    h("div", { class: "row" }, h("h2", {}, title), copy(text), more),
    h("pre", {}, text),
  );
}

function stackOf(error) {
  const lines = error?.stackTrace ?? error?.trace ?? [];
  return Array.isArray(lines)
    ? lines.map((l) => typeof l === "string" ? l : JSON.stringify(l))
    : [String(lines)];
}

/** The frames of the function; those of dayfly and the engine are folded. */
function stackSection(lines) {
  const ours = /\/bridge\/(runtime|template|[a-z_]+)\.(m?js|py)|node:internal/;
  const own = lines.filter((line) => !ours.test(line));
  const rest = lines.length - own.length;
  const shown = own.length > 0 ? own : lines;
  return h(
    "div",
    { class: "card" },
    h("div", { class: "row" }, h("h2", {}, "Stack"), copy(lines.join("\n"))),
    h("pre", {}, brief(shown.join("\n"))),
    own.length > 0 && rest > 0 && h(
      "details",
      {},
      h("summary", { class: "soft" }, `all, with ${rest} frames of dayfly`),
      h("pre", {}, lines.join("\n")),
    ),
  );
}

function phases(c) {
  const whole = c.startUs + c.us;
  const part = (name, us) => [
    h("dt", {}, name),
    h(
      "dd",
      {},
      duration(us),
      whole > 0
        ? h("span", { class: "soft" }, ` · ${Math.round(100 * us / whole)} %`)
        : null,
    ),
  ];
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "Phases"),
    track(c, Math.max(1, whole)),
    c.startUs > 0 && legend(),
    h(
      "dl",
      { class: "facts" },
      part("start", c.startUs),
      c.initUs >= 0 ? part("of it, new runtime or process", c.initUs) : null,
      part("handler", c.us),
      c.peakKb > 0
        ? [
          h("dt", {}, "peak memory"),
          h("dd", {}, `${(c.peakKb / 1024).toFixed(1)} MB`),
        ]
        : null,
    ),
  );
}

async function again(c, event) {
  const result = await invoke(c.function, event);
  note(
    result.failed
      ? `It failed again: ${result.body.slice(0, 200)}`
      : `It works now: ${result.body.slice(0, 200)}`,
    result.failed ? "bad" : "good",
  );
}

function actions(c, known) {
  if (!known) {
    return h(
      "p",
      { class: "hint" },
      "The host has forgotten its event: it keeps the last 32 that failed.",
    );
  }
  const event = JSON.stringify(known.event);
  return h(
    "div",
    { class: "row" },
    button("Run again", () => again(c, event), { class: "main" }),
    button("Copy as curl", async (b) => {
      await navigator.clipboard.writeText(curl(c.function, event));
      b.textContent = "Copied";
    }),
    h("a", {
      class: "button",
      href: `#/logs?f=${encodeURIComponent(c.function)}&id=${c.id}`,
    }, "Logs"),
    h("a", {
      class: "button",
      href: `#/functions/${encodeURIComponent(c.function)}/code`,
    }, "Code"),
  );
}

async function autopsy(box, c, signal) {
  const [known, log] = await Promise.all([
    maybe(call("GET", `/_dayfly/calls/${c.id}`), null),
    logOf(c.function, c.id, c.at),
  ]);
  if (signal.aborted) return;
  const stack = stackOf(known?.error);
  fill(
    box,
    h(
      "div",
      { class: "card" },
      h("h2", { class: "bad" }, c.errorType || c.outcome),
      h("p", {}, brief(known?.error?.errorMessage ?? c.errorMessage)),
      h(
        "p",
        { class: "hint" },
        `${c.function}:${c.version} · ${c.what} · ${clockMs(c.at)} · `,
        h("code", {}, c.id),
      ),
      actions(c, known),
    ),
    stack.length > 0 && stackSection(stack),
    phases(c),
    log && log.length > 0 &&
      section("Its last lines", log.slice(-40).join("\n")),
    !log && h(
      "p",
      { class: "hint" },
      "This host keeps no logs: start it with --data DIR.",
    ),
    known && section("Event", pretty(JSON.stringify(known.event))),
    known && section("Answer", pretty(JSON.stringify(known.error))),
  );
}

function failureRow(c, isChosen) {
  return h(
    "a",
    {
      href: `#/errors/${c.id}`,
      "data-row": true,
      "aria-current": isChosen ? "true" : null,
    },
    h(
      "div",
      { class: "row" },
      h("b", { class: "name" }, c.function),
      h("span", { class: "soft" }, ago(c.at, live.now())),
    ),
    h("div", { class: "bad one-line" }, c.errorType || c.outcome),
    h("div", { class: "soft one-line" }, c.errorMessage),
  );
}

export function errorsRoom({ main, parts, signal }) {
  const list = h("div", { class: "card list" });
  const box = h("div", {});
  let shown = "";
  const draw = () => {
    const failures = live.recent(isFailure);
    const id = parts[0] ?? shown;
    const chosen = failures.find((c) => c.id === id) ?? failures[0];
    if (!chosen) {
      fill(
        main,
        h("div", { class: "head" }, h("h1", {}, "Errors")),
        empty(
          "Nothing has failed lately",
          h(
            "p",
            {},
            "A call that fails or exceeds its time is dissected here.",
          ),
        ),
      );
      return;
    }
    if (!list.isConnected) {
      fill(
        main,
        h("div", { class: "head" }, h("h1", {}, "Errors")),
        h("div", { class: "split" }, list, box),
      );
    }
    reconcile(
      list,
      failures.slice(0, 100),
      (c) => c.id,
      (c) => failureRow(c, c === chosen),
    );
    if (chosen.id !== shown) {
      shown = chosen.id;
      autopsy(box, chosen, signal).catch((e) => note(e.message, "bad"));
    }
  };
  live.watch(draw, signal);
}
