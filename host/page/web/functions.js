// All functions, with what their last calls tell.
import { functions } from "./api.js";
import { create, createSample } from "./create.js";
import { button, empty, fill, h, note, reconcile } from "./dom.js";
import { dropArea } from "./drop.js";
import { ago, duration, percentile, when } from "./format.js";
import { spark } from "./charts.js";
import * as live from "./live.js";

export const isFolder = (c) =>
  c.Role === "arn:aws:iam::000000000000:role/dayfly-folder";

const ROWS = 300, MANY = 200;

export function stateTag(c) {
  if (c.State === "Failed" || c.LastUpdateStatus === "Failed") {
    return h("span", {
      class: "tag bad",
      title: c.StateReason ?? c.LastUpdateStatusReason ?? "",
    }, "does not start");
  }
  if (c.State === "Pending" || c.LastUpdateStatus === "InProgress") {
    return h("span", { class: "tag late" }, "updating");
  }
  return isFolder(c)
    ? h("span", { class: "tag" }, "folder")
    : h("span", { class: "tag good" }, "active");
}

function row(c, calls) {
  const done = calls.filter((x) => x.outcome !== "running");
  const failed = done.filter((x) => x.outcome !== "ok").length;
  const us = done.map((x) => x.us).sort((a, b) => a - b);
  const path = `#/functions/${encodeURIComponent(c.FunctionName)}`;
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      h("a", { class: "name", href: path, "data-row": true }, c.FunctionName),
      c.Description && h("div", { class: "soft" }, c.Description),
    ),
    h("td", { class: "tight" }, stateTag(c)),
    h("td", { class: "tight soft phone-off" }, c.Runtime ?? "–"),
    h("td", { class: "num soft phone-off" }, `${c.MemorySize} MB`),
    h("td", { class: "num soft phone-off" }, `${c.Timeout} s`),
    h("td", { class: "tight phone-off" }, calls.length > 0 && spark(calls)),
    h("td", { class: "num" }, duration(percentile(us, 0.5))),
    h(
      "td",
      { class: `num ${failed ? "bad" : "soft"}` },
      done.length ? `${Math.round(100 * failed / done.length)} %` : "–",
    ),
    h(
      "td",
      { class: "num soft phone-off" },
      ago(when(c.LastModified), live.now()),
    ),
    h(
      "td",
      { class: "tight phone-off" },
      h("a", { class: "button small", href: `${path}/invoke` }, "Invoke"),
    ),
  );
}

const COLUMNS = [
  ["name"],
  ["state"],
  ["runtime", "phone-off"],
  ["memory", "num phone-off"],
  ["timeout", "num phone-off"],
  ["last calls", "phone-off"],
  ["median", "num"],
  ["failed", "num"],
  ["changed", "num phone-off"],
  ["", "phone-off"],
];

/** What a person does first. */
function first() {
  const { hostname, origin, port } = location;
  const usual = hostname === "dayfly.localhost" && port === "9000";
  const url = origin.replace("//dayfly.localhost", "//localhost");
  const at = usual ? "" : ` --endpoint ${url}`;
  return empty(
    "No function yet",
    h("p", {}, "Begin with three lines of JavaScript, call them, edit them:"),
    button("Make an example", createSample, { class: "main" }),
    h("p", {}, "Or bring your own code:"),
    dropArea((code) => create(code).catch((e) => note(e.message, "bad"))),
    h("p", {}, "Or from a shell:"),
    h(
      "pre",
      {},
      `dayfly init hello --runtime node\ndayfly deploy hello${at}\n` +
        `aws lambda list-functions --endpoint-url ${url}`,
    ),
  );
}

export async function functionsRoom({ main, signal }) {
  const search = h("input", {
    type: "search",
    placeholder: "Filter  ( / )",
    "aria-label": "Filter of functions",
  });
  const body = h("tbody");
  const count = h("span", { class: "soft" });
  let all = [];
  const add = button("New function", () => create(), { class: "main" });
  const draw = () => {
    const text = search.value.trim().toLowerCase();
    const shown = all.filter((c) =>
      c.FunctionName.toLowerCase().includes(text)
    );
    count.textContent = shown.length > ROWS
      ? `the first ${ROWS} of ${shown.length}`
      : text
      ? `${shown.length} of ${all.length}`
      : String(all.length);
    const calls = live.recentByFunction();
    reconcile(
      body,
      shown.slice(0, ROWS),
      (c) => c.FunctionName,
      (c) => row(c, calls.get(c.FunctionName) ?? []),
    );
  };
  search.addEventListener("input", draw);
  const frame = () =>
    fill(
      main,
      h(
        "div",
        { class: "head" },
        h("h1", {}, "Functions ", count),
        search,
        add,
      ),
      h(
        "div",
        { class: "card wide" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              COLUMNS.map(([t, c]) =>
                h(t ? "th" : "td", { class: c ?? "" }, t)
              ),
            ),
          ),
          body,
        ),
      ),
    );
  // The first page is shown while the others are on their way.
  await functions((some) => {
    all = some;
    if (signal.aborted || all.length === 0) return;
    if (!body.isConnected) frame();
    draw();
  });
  if (signal.aborted) return;
  if (all.length === 0) {
    fill(main, h("div", { class: "head" }, h("h1", {}, "Functions")), first());
    return;
  }
  let drawn = 0;
  live.watch(() => {
    if (live.now() - drawn < 1000) return;
    drawn = live.now();
    draw();
  }, signal);
  const timer = setInterval(async () => {
    if (document.hidden) return;
    all = await functions().catch(() => all);
    if (!signal.aborted) draw();
  }, all.length > MANY ? 60000 : 5000);
  signal.addEventListener("abort", () => clearInterval(timer));
}
