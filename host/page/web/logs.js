// What functions print: followed, filtered; only the visible rows are elements.
import { functions, logGroup, target } from "./api.js";
import { empty, fill, h, note } from "./dom.js";
import { clockMs } from "./format.js";
import * as live from "./live.js";

const ROW = 20, MOST = 200000;
const SINCE = [["15 min", 900], ["1 h", 3600], ["1 day", 86400], ["all", 0]];

/** Colours of a terminal say nothing here. */
function plain(text) {
  // deno-lint-ignore no-control-regex
  return text.trimEnd().replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");
}

/** Without what the row says already: the time and the request id. */
function brief(text, id) {
  return text
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\t/, "")
    .replace(/^(\[[A-Z]+\])\t\d{4}-\d\d-\d\dT[\d:.]+Z\t/, "$1\t")
    .replace(id ? ` RequestId: ${id}` : "\0", "")
    .replace(id ? `${id}\t` : "\0", "");
}

const BAD = /\t(ERROR|FATAL)\t|^\[(ERROR|CRITICAL)\]|Traceback|Task timed out/;

function kind(text) {
  if (/^(START|END|REPORT) |^\{"time":"[^"]*","type":"platform\./.test(text)) {
    return /"status":"(?!success)/.test(text) ? "bad" : "soft";
  }
  if (BAD.test(text)) return "bad";
  return /\tWARN(ING)?\t|^\[WARN/.test(text) ? "late" : "";
}

/** A list of any length of which the rows in sight are in the document. */
function rowList(draw) {
  const inner = h("div", { class: "rows" });
  const box = h(
    "div",
    { class: "log", tabindex: "0", role: "log", "aria-label": "Log" },
    inner,
  );
  let items = [];
  let first = -1, last = -1;
  const paint = (force = false) => {
    const from = Math.max(0, Math.floor(box.scrollTop / ROW) - 10);
    const to = Math.min(
      items.length,
      from + Math.ceil(box.clientHeight / ROW) + 20,
    );
    if (!force && from === first && to === last) return;
    first = from;
    last = to;
    inner.style.height = `${items.length * ROW}px`;
    fill(
      inner,
      items.slice(from, to).map((item, i) => {
        const element = draw(item);
        element.style.top = `${(from + i) * ROW}px`;
        return element;
      }),
    );
  };
  box.addEventListener("scroll", () => requestAnimationFrame(() => paint()));
  return {
    box,
    show(list, toEnd) {
      items = list;
      inner.style.height = `${items.length * ROW}px`;
      if (toEnd) box.scrollTop = items.length * ROW;
      paint(true);
    },
    isAtEnd: () => box.scrollTop + box.clientHeight > inner.clientHeight - 60,
    jump(index) {
      box.scrollTop = Math.max(0, index * ROW - box.clientHeight / 3);
      paint(true);
    },
  };
}

/** Reads events after `since` ms; gives each page to `take`. */
async function read(name, since, take, signal) {
  const logGroupName = await logGroup(name);
  // Others may have a group of another name, too.
  const isOf = (e) =>
    logGroupName === `/aws/lambda/${name}` ||
    e.logStreamName.includes(`/${name}[`);
  let nextToken;
  do {
    const page = await target("Logs_20140328.FilterLogEvents", {
      logGroupName,
      startTime: since,
      ...(nextToken ? { nextToken } : {}),
    });
    if (signal.aborted) return;
    take(page.events.filter(isOf));
    nextToken = page.nextToken;
  } while (nextToken);
}

function lineOf(event) {
  const text = plain(event.message);
  return {
    at: event.timestamp,
    id: event.requestId ?? "",
    key: event.eventId,
    text,
    low: text.toLowerCase(),
    kind: kind(text),
  };
}

function controls(names, query) {
  const name = h(
    "select",
    { "aria-label": "Function" },
    names.map((n) => h("option", { value: n }, n)),
  );
  if (names.includes(query.get("f"))) name.value = query.get("f");
  const since = h(
    "select",
    { "aria-label": "Since" },
    SINCE.map(([text, s]) => h("option", { value: s }, text)),
  );
  const text = h("input", {
    type: "search",
    placeholder: "Text or request id  ( / )",
    "aria-label": "Filter of lines",
    value: query.get("id") ?? query.get("q") ?? "",
  });
  const follow = h("input", { type: "checkbox", checked: true });
  return { name, since, text, follow };
}

function makeState(list, c, count) {
  const state = { lines: [], seen: new Set(), newest: 0 };
  const wanted = () => {
    const text = c.text.value.trim().toLowerCase();
    return text
      ? state.lines.filter((l) => l.low.includes(text) || l.id === text)
      : state.lines;
  };
  state.draw = (toEnd) => {
    const shown = wanted();
    count.textContent = `${shown.length.toLocaleString("en")} of ${
      state.lines.length.toLocaleString("en")
    } lines`;
    list.show(shown, toEnd);
  };
  state.take = (events) => {
    for (const event of events) {
      if (state.seen.has(event.eventId)) continue;
      state.seen.add(event.eventId);
      state.lines.push(lineOf(event));
      state.newest = Math.max(state.newest, event.timestamp);
    }
    if (state.lines.length > MOST) {
      state.lines.splice(0, state.lines.length - MOST)
        .forEach((l) => state.seen.delete(l.key));
    }
  };
  return state;
}

export async function logsRoom({ main, query, signal }) {
  const names = (await functions()).map((c) => c.FunctionName);
  if (signal.aborted) return;
  if (names.length === 0) {
    fill(main, empty("No function yet", h("p", {}, "So nothing is printed.")));
    return;
  }
  const c = controls(names, query);
  const count = h("span", { class: "soft", role: "status" });
  const list = rowList((line) => {
    const id = h("button", {
      type: "button",
      class: "quiet id",
      title: `Only ${line.id}`,
    }, line.id.slice(0, 8));
    id.addEventListener("click", () => {
      c.text.value = c.text.value === line.id ? "" : line.id;
      state.draw(false);
    });
    return h(
      "div",
      { class: `line ${line.kind}`, title: line.text },
      h("span", { class: "soft" }, clockMs(line.at)),
      line.id ? id : h("span", { class: "id" }),
      h("span", { class: "text" }, brief(line.text, line.id)),
    );
  });
  const state = makeState(list, c, count);
  let reading = new AbortController();
  const poll = async (from, end) => {
    const toEnd = list.isAtEnd();
    const before = state.lines.length;
    await read(c.name.value, from, (events) => {
      state.take(events);
    }, reading.signal);
    if (!signal.aborted && (end || state.lines.length !== before)) {
      state.draw(end || toEnd);
    }
  };
  const begin = async () => {
    reading.abort();
    reading = new AbortController();
    state.lines.length = 0;
    state.seen.clear();
    const back = Number(c.since.value) * 1000;
    state.newest = back ? Math.floor(live.now() - back) : 0;
    await poll(state.newest, true);
  };
  const safely = () => begin().catch((e) => note(e.message, "bad"));
  c.name.addEventListener("change", safely);
  c.since.addEventListener("change", safely);
  c.text.addEventListener("input", () => state.draw(true));
  fill(
    main,
    h(
      "div",
      { class: "head" },
      h("h1", {}, "Logs"),
      count,
      c.name,
      c.since,
      c.text,
      h("label", { class: "row" }, c.follow, "Follow"),
    ),
    list.box,
  );
  await begin();
  let busy = false;
  const timer = setInterval(async () => {
    if (!c.follow.checked || document.hidden || busy) return;
    busy = true;
    await poll(state.newest, false).catch(() => {});
    busy = false;
  }, 1000);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    reading.abort();
  });
}
