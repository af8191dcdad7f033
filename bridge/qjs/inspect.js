// Values as text for qjs, about as Node's util.inspect and util.format write them.

import { stringify } from "../javascript/primordials.js";

/* global part */

const { linesOf } = part;
const ITEMS_MAX = 100;
const LINE_MAX = 72;
const CUSTOM = Symbol.for("nodejs.util.inspect.custom");

const quote = (text) => {
  if (text.includes("'") && !text.includes('"')) return `"${text}"`;
  const inner = stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${inner.replaceAll("'", "\\'")}'`;
};

const wrap = (open, items, close) => {
  if (items.length === 0) return open + close;
  const line = items.join(", ");
  if (line.length + open.length <= LINE_MAX && !line.includes("\n")) {
    return `${open} ${line} ${close}`;
  }
  const lines = items.join(",\n").replaceAll("\n", "\n  ");
  return `${open}\n  ${lines}\n${close}`;
};

const nameOf = (key) => {
  if (typeof key === "symbol") return `[${String(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
};

const membersOf = (object, show, isList) => {
  const items = [];
  for (const key of Reflect.ownKeys(object)) {
    if (isList && /^\d+$/.test(String(key))) continue;
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (!property?.enumerable) continue;
    const isAccessor = property.get || property.set;
    items.push(
      `${nameOf(key)}: ${isAccessor ? "[Getter]" : show(property.value)}`,
    );
  }
  return items;
};

const limited = (all, show) => {
  const items = Array.from(all).slice(0, ITEMS_MAX).map(show);
  const left = (all.length ?? all.size) - items.length;
  return left > 0 ? [...items, `... ${left} more items`] : items;
};

const primitiveText = (value) => {
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint") return `${value}n`;
  return Object.is(value, -0) ? "-0" : String(value);
};

const inspectError = (e, show) => {
  const cause = e.cause === undefined
    ? ""
    : ` {\n  [cause]: ${show(e.cause)}\n}`;
  return linesOf(e).join("\n") + cause;
};

const inspectFunction = (f) => {
  const kind = /^class\b/.test(String(f)) ? "class" : "Function:";
  return f.name
    ? `[${kind} ${f.name}]`
    : `[${kind.replace(":", "")} (anonymous)]`;
};

const inspectObject = (it, kind, show) => {
  const named = kind === "Object" ? "" : `${kind} `;
  const sized = `${kind}(${it.size ?? it.length ?? it.byteLength}) `;
  const members = (isList) => membersOf(it, show, isList);
  if (Array.isArray(it)) {
    const open = kind === "Array" ? "[" : `${sized}[`;
    return wrap(open, [...limited(it, show), ...members(true)], "]");
  }
  if (it instanceof Map) {
    const pair = ([key, value]) => `${show(key)} => ${show(value)}`;
    return wrap(`${sized}{`, [...limited(it, pair), ...members()], "}");
  }
  if (it instanceof Set) {
    return wrap(`${sized}{`, [...limited(it, show), ...members()], "}");
  }
  if (ArrayBuffer.isView(it) && it.length !== undefined) {
    return wrap(`${sized}[`, limited(it, show), "]");
  }
  return wrap(`${named}{`, members(), "}");
};

export const inspect = (value, depth = 2, above = []) => {
  const isObject = typeof value === "object" && value !== null;
  if (!isObject && typeof value !== "function") return primitiveText(value);
  if (above.includes(value)) return "[Circular]";
  const show = (inner) => inspect(inner, depth - 1, [...above, value]);
  if (typeof value[CUSTOM] === "function") {
    const shown = value[CUSTOM](depth, {}, inspect);
    return typeof shown === "string" ? shown : show(shown);
  }
  if (!isObject) return inspectFunction(value);
  if (value instanceof Error) return inspectError(value, show);
  if (value instanceof Date) {
    return isNaN(value) ? "Invalid Date" : value.toISOString();
  }
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "Promise {}";
  const prototype = Object.getPrototypeOf(value);
  const kind = prototype
    ? prototype.constructor?.name || "Object"
    : "[Object: null]";
  if (depth < 0) return `[${kind}]`;
  return inspectObject(value, kind, show);
};

const PLACEHOLDERS = {
  s: (value) => typeof value === "string" ? value : inspect(value, 0),
  d: (value) =>
    typeof value === "object" ? "NaN" : primitiveText(Number(value)),
  i: (value) => primitiveText(parseInt(value)),
  f: (value) => primitiveText(parseFloat(value)),
  j: (value) => stringify(value),
  o: (value) => inspect(value, 4),
  O: (value) => inspect(value),
  c: () => "",
};

export const format = (first, ...more) => {
  let begin = typeof first === "string" ? first : inspect(first);
  if (typeof first === "string" && more.length > 0) {
    begin = first.replace(/%([sdifjoOc%])/g, (all, kind) => {
      if (kind === "%") return "%";
      return more.length > 0 ? PLACEHOLDERS[kind](more.shift()) : all;
    });
  }
  const rest = more.map((it) => typeof it === "string" ? it : inspect(it));
  return [begin, ...rest].join(" ");
};

export const drawTable = (rows) => {
  const columns = new Set();
  for (const row of Object.values(rows)) {
    if (typeof row !== "object") columns.add("Values");
    else Object.keys(row ?? {}).forEach((key) => columns.add(key));
  }
  const cell = (row, key) => {
    if (typeof row !== "object") return key === "Values" ? inspect(row) : "";
    return key in (row ?? {}) ? inspect(row[key], 0) : "";
  };
  const lines = [["(index)", ...columns]];
  for (const [key, row] of Object.entries(rows)) {
    lines.push([key, ...[...columns].map((column) => cell(row, column))]);
  }
  const widths = lines[0].map((_, i) =>
    Math.max(...lines.map((line) => line[i].length))
  );
  const rule = (left, middle, right) =>
    left + widths.map((n) => "─".repeat(n + 2)).join(middle) + right;
  const drawn = lines.map((line) =>
    `│ ${line.map((text, i) => text.padEnd(widths[i])).join(" │ ")} │`
  );
  drawn.splice(1, 0, rule("├", "┼", "┤"));
  return [rule("┌", "┬", "┐"), ...drawn, rule("└", "┴", "┘")].join("\n");
};
