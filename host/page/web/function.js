// One function: its frame and tabs, what its calls tell, and a box to invoke it.
import { at, call, curl, invoke, maybe } from "./api.js";
import {
  ask,
  button,
  copy,
  empty,
  field,
  fill,
  functionLink,
  h,
  note,
} from "./dom.js";
import { brief, bytes, duration, percentile, pretty } from "./format.js";
import { animate, callTable, numbers } from "./calls.js";
import { histogram } from "./charts.js";
import { codeTab } from "./code.js";
import { isFolder, stateTag } from "./functions.js";
import * as live from "./live.js";
import { settingsTab } from "./settings.js";
import { totals } from "./totals.js";
import { versionsTab } from "./versions.js";

const EVENTS = [
  "apigw-v2",
  "apigw-v1",
  "alb",
  "sqs",
  "sns",
  "s3",
  "dynamodb",
  "kinesis",
  "eventbridge",
];

const tabs = [
  { id: "calls", title: "Calls", show: overview },
  { id: "invoke", title: "Invoke", show: invokeTab },
  { id: "code", title: "Code", show: codeTab },
  { id: "settings", title: "Settings", show: settingsTab, stored: true },
  { id: "versions", title: "Versions", show: versionsTab, stored: true },
];

function part(title, values, colour) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p) => duration(percentile(sorted, p));
  return h(
    "div",
    { class: "card" },
    h(
      "div",
      { class: "row" },
      h("h2", {}, title),
      h(
        "span",
        { class: "soft" },
        `50 % ${at(0.5)} · 95 % ${at(0.95)} · 99 % ${at(0.99)}`,
      ),
    ),
    histogram(values, colour, title),
  );
}

function overview({ box, name, signal }) {
  const top = h("div", {});
  const whole = totals(name, signal);
  const table = callTable(false);
  const draw = () => {
    if (document.hidden) return;
    const calls = live.recent((c) => c.function === name);
    const done = calls.filter((c) => c.outcome !== "running");
    if (calls.length === 0) {
      fill(
        box,
        empty(
          "Not called lately",
          h("p", {}, "Its calls appear here as they happen."),
          h("a", {
            class: "button main",
            href: `#/functions/${encodeURIComponent(name)}/invoke`,
          }, "Invoke it"),
          whole,
        ),
      );
      return;
    }
    if (!table.element.isConnected) fill(box, top, whole, table.element);
    fill(
      top,
      numbers(calls),
      h(
        "div",
        { class: "cards" },
        part("Start", done.map((c) => c.startUs), "start"),
        part("Handler", done.map((c) => c.us), "run"),
      ),
    );
    table.draw(calls);
  };
  animate(
    draw,
    () =>
      live.recent((c) => c.function === name && c.outcome === "running")
        .length > 0,
    signal,
  );
}

function resultView(r, name) {
  return h(
    "div",
    { class: "card" },
    h(
      "div",
      { class: "row" },
      h(
        "span",
        { class: `tag ${r.failed ? "bad" : "good"}` },
        r.failed || `HTTP ${r.status}`,
      ),
      h("b", {}, duration(r.us)),
      h("span", { class: "soft" }, "as seen from here"),
      r.failed
        ? h("a", { class: "button small", href: `#/errors/${r.id}` }, "Autopsy")
        : null,
      h("a", {
        class: "button small",
        href: `#/logs?f=${encodeURIComponent(name)}&id=${r.id}`,
      }, "Logs"),
      copy(r.body),
    ),
    h("pre", { id: "result" }, pretty(r.body) || "(empty)"),
    r.log && h(
      "details",
      { open: true },
      h("summary", {}, "What it has printed"),
      h("pre", {}, r.log),
    ),
  );
}

const events = new Map();

async function invokeTab({ box, name, aliases }) {
  const out = h("div", { "aria-live": "polite" });
  const text = h("textarea", {
    class: "code",
    rows: 12,
    spellcheck: "false",
    value: events.get(name) ?? "{}",
  });
  const sample = h(
    "select",
    {},
    h("option", { value: "" }, "Sample events…"),
    EVENTS.map((e) => h("option", { value: e }, e)),
  );
  sample.addEventListener("change", async () => {
    if (!sample.value) return;
    const answer = await fetch(`/_dayfly/page/events/${sample.value}.json`);
    text.value = await answer.text();
  });
  const qualifier = h(
    "select",
    {},
    h("option", { value: "" }, "$LATEST"),
    aliases.map((a) => h("option", { value: a.Name }, a.Name)),
  );
  const run = async (type) => {
    events.set(name, text.value);
    JSON.parse(text.value || "{}");
    const r = await invoke(name, text.value || "{}", qualifier.value, type);
    if (type) note("It waits in the queue.");
    else fill(out, resultView(r, name));
  };
  const go = button("Invoke", () => run(""), { class: "main" });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go.click();
  });
  fill(
    box,
    h(
      "div",
      { class: "card" },
      h(
        "div",
        { class: "form" },
        field("Version or alias", qualifier),
        field("Sample", sample),
      ),
      field("Event, JSON", text, "Ctrl+Enter invokes."),
      h(
        "div",
        { class: "row" },
        go,
        button("As an event, without waiting", () => run("Event")),
        button("Copy as curl", async (b) => {
          await navigator.clipboard.writeText(curl(name, text.value));
          b.textContent = "Copied";
        }),
      ),
    ),
    out,
  );
  await Promise.resolve();
}

async function remove(name) {
  const yes = await ask(
    `Delete ${name}?`,
    h("p", {}, "Its versions, aliases and settings go with it."),
    "Delete",
    "danger",
  );
  if (!yes) return;
  await call("DELETE", at(name));
  note(`${name} is deleted.`);
  location.hash = "#/functions";
}

export async function functionRoom({ main, parts, signal }) {
  const [name, id = "calls"] = parts;
  const answer = await call("GET", at(name));
  const c = answer.Configuration;
  const stored = !isFolder(c);
  const [aliases, urls] = await Promise.all([
    stored ? maybe(call("GET", at(name, "/aliases")), null) : null,
    maybe(call("GET", at(name, "/urls", "2021-10-31")), {}),
  ]);
  if (signal.aborted) return;
  const url = urls.FunctionUrlConfigs?.[0];
  const tab = tabs.find((t) => t.id === id) ?? tabs[0];
  const box = h("div", {});
  const path = `#/functions/${encodeURIComponent(name)}`;
  fill(
    main,
    h(
      "div",
      { class: "head" },
      h("h1", {}, name),
      stateTag(c),
      url && functionLink(url.FunctionUrl, "URL"),
      stored && button("Delete", () => remove(name), { class: "quiet" }),
      h(
        "span",
        { class: "soft below" },
        `${c.Runtime ?? ""} · ${c.Handler ?? ""} · ${c.MemorySize} MB · ` +
          `${c.Timeout} s${c.CodeSize ? ` · ${bytes(c.CodeSize)}` : ""}`,
      ),
    ),
    c.LastUpdateStatusReason &&
      h("pre", { class: "bad" }, brief(c.LastUpdateStatusReason)),
    h(
      "nav",
      { class: "tabs", "aria-label": name },
      tabs.filter((t) => stored || !t.stored).map((t) =>
        h("a", {
          href: `${path}/${t.id}`,
          "aria-current": t === tab ? "page" : null,
        }, t.title)
      ),
      h("a", { href: `#/logs?f=${encodeURIComponent(name)}` }, "Logs"),
    ),
    box,
  );
  await tab.show({
    box,
    name,
    signal,
    configuration: c,
    code: answer.Code,
    stored,
    aliases: aliases?.Aliases ?? [],
  });
}
