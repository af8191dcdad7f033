// All functions, with what their last calls tell.
import { call, functions, settled } from "./api.js";
import { ask, button, empty, field, fill, h, note, reconcile } from "./dom.js";
import { dropArea } from "./drop.js";
import { ago, duration, percentile, when } from "./format.js";
import { spark } from "./charts.js";
import * as live from "./live.js";
import { base64, zip } from "./zip.js";

export const isFolder = (c) =>
  c.Role === "arn:aws:iam::000000000000:role/dayfly-folder";

const ROWS = 300, MANY = 200;

const RUNTIMES = ["nodejs22.x", "python3.13", "provided.al2023"];
const SAMPLES = {
  "nodejs22.x": [
    "index.mjs",
    "export const handler = async (event) => {\n" +
    '  return { message: "Hello", event };\n};\n',
    "index.handler",
  ],
  "python3.13": [
    "lambda_function.py",
    "def handler(event, context):\n" +
    '    return {"message": "Hello", "event": event}\n',
    "lambda_function.handler",
  ],
  "provided.al2023": [
    "bootstrap",
    "#!/bin/sh\n# Write a runtime here, or drop an executable.\n",
    "bootstrap",
  ],
};

function guess(code, name, runtime, handler) {
  const has = (file) => code.names.includes(file);
  if (!name.value) {
    name.value = code.folder.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 64);
  }
  if (has("bootstrap")) runtime.value = "provided.al2023";
  else if (code.names.some((n) => n.endsWith(".py"))) {
    runtime.value = "python3.13";
  }
  handler.value = SAMPLES[runtime.value][2];
  const main = ["lambda_function", "app", "main", "index", "handler"]
    .find((stem) =>
      has(`${stem}.py`) || has(`${stem}.mjs`) || has(`${stem}.js`)
    );
  if (main && runtime.value !== "provided.al2023") {
    handler.value = `${main}.handler`;
  }
}

/** Asks for a new function, makes it, and shows it. */
async function create() {
  const name = h("input", { required: true, pattern: "[A-Za-z0-9_-]{1,64}" });
  const runtime = h(
    "select",
    {},
    RUNTIMES.map((r) => h("option", { value: r }, r)),
  );
  const handler = h("input", { value: SAMPLES[RUNTIMES[0]][2] });
  const memory = h("input", {
    type: "number",
    value: 128,
    min: 128,
    max: 10240,
  });
  const timeout = h("input", { type: "number", value: 3, min: 1, max: 900 });
  /** @type {any} What was dropped. */
  let code = null;
  runtime.addEventListener("change", () => {
    if (!code) handler.value = SAMPLES[runtime.value][2];
  });
  const yes = await ask(
    "New function",
    h(
      "div",
      { class: "card-like" },
      dropArea((c) => {
        code = c;
        guess(c, name, runtime, handler);
      }),
      h(
        "p",
        { class: "hint" },
        "Without code it begins with a few lines to edit.",
      ),
      h(
        "div",
        { class: "form" },
        field("Name", name),
        field("Runtime", runtime),
        field("Handler", handler),
        field("Memory, MB", memory),
        field("Timeout, s", timeout),
      ),
    ),
    "Create",
  );
  if (!yes) return;
  const [file, text] = SAMPLES[runtime.value];
  const blob = code?.blob ?? zip([{
    name: file,
    bytes: new TextEncoder().encode(text),
    mode: 0o100755,
  }]);
  await call("POST", "/2015-03-31/functions", {
    FunctionName: name.value,
    Runtime: runtime.value,
    Handler: handler.value || "bootstrap",
    Role: "arn:aws:iam::000000000000:role/page",
    MemorySize: Number(memory.value),
    Timeout: Number(timeout.value),
    Code: { ZipFile: await base64(blob) },
  });
  await settled(name.value);
  note(`${name.value} is there.`);
  location.hash = `#/functions/${encodeURIComponent(name.value)}/${
    code ? "invoke" : "code"
  }`;
}

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

export async function functionsRoom({ main, signal }) {
  const search = h("input", {
    type: "search",
    placeholder: "Filter  ( / )",
    "aria-label": "Filter of functions",
  });
  const body = h("tbody");
  const count = h("span", { class: "soft" });
  let all = await functions();
  if (signal.aborted) return;
  const add = button("New function", create, { class: "main" });
  if (all.length === 0) {
    fill(
      main,
      h("div", { class: "head" }, h("h1", {}, "Functions")),
      empty(
        "No function yet",
        h("p", {}, "Make one here by dropping its code, or from a shell:"),
        h("pre", {}, "dayfly init hello --runtime node\ndayfly deploy hello"),
        add,
      ),
    );
    return;
  }
  const draw = () => {
    const text = search.value.trim().toLowerCase();
    const shown = all.filter((c) =>
      c.FunctionName.toLowerCase().includes(text)
    );
    count.textContent = shown.length > ROWS
      ? `the first ${ROWS} of ${shown.length}`
      : `${shown.length} of ${all.length}`;
    const calls = live.recentByFunction();
    reconcile(
      body,
      shown.slice(0, ROWS),
      (c) => c.FunctionName,
      (c) => row(c, calls.get(c.FunctionName) ?? []),
    );
  };
  search.addEventListener("input", draw);
  fill(
    main,
    h("div", { class: "head" }, h("h1", {}, "Functions ", count), search, add),
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
            COLUMNS.map(([t, c]) => h(t ? "th" : "td", { class: c ?? "" }, t)),
          ),
        ),
        body,
      ),
    ),
  );
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
