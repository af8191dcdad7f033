// The methods of `console` for qjs. Joined into qjs-console.js, which is loaded at
// the first line that is logged.

import { makeIsHidden } from "../javascript/log_level.js";
import { makeJsonRecord } from "../javascript/log_record.js";
import { now } from "../javascript/primordials.js";
import { drawTable, format, inspect } from "./inspect.js";

/* global part */

const { isJson, linesOf, logLevel, print, request } = part;
const isHidden = makeIsHidden(logLevel);
const jsonRecord = makeJsonRecord(linesOf);

let indent = "";
const counts = new Map();
const times = new Map();

const write = (level, text) =>
  isHidden(level) ||
  print(`${level} ${indent ? text.replaceAll(/^/gm, indent) : text}`);

const toText = (all) => all.length > 0 ? format(...all) : "";
const logAs = (level, all, textOf) => {
  const record = isJson && jsonRecord(level, request, all, () => toText(all));
  if (record && !isHidden(level)) print(`${level} ${record}`);
  else if (!record) write(level, textOf(all));
};
const logAt = (level) => (...all) => logAs(level, all, toText);
const info = logAt("INFO");

const writeTime = (label, ...more) => {
  const took = (now() - (times.get(`${label}`) ?? now())).toFixed(3);
  info(`${label}: ${took}ms`, ...more);
};

const group = (...all) => {
  if (all.length > 0) info(...all);
  indent += "  ";
};

part.exports = {
  log: info,
  info,
  debug: logAt("DEBUG"),
  warn: logAt("WARN"),
  error: logAt("ERROR"),
  fatal: logAt("FATAL"),
  trace: (...all) => {
    const stack = new Error().stack.replace(/.*\n/, "").replace(/\n$/, "");
    logAs("TRACE", all, () => `Trace: ${toText(all)}\n${stack}`);
  },
  assert: (isTrue, ...all) => {
    const what = all.length > 0 ? `: ${format(...all)}` : "";
    if (!isTrue) write("WARN", `Assertion failed${what}`);
  },
  dir: (value) => info(inspect(value)),
  dirxml: info,
  table: (rows) =>
    info(typeof rows === "object" && rows ? drawTable(rows) : rows),
  count: (label = "default") => {
    counts.set(`${label}`, (counts.get(`${label}`) ?? 0) + 1);
    info(`${label}: ${counts.get(`${label}`)}`);
  },
  countReset: (label = "default") => counts.delete(`${label}`),
  group,
  groupCollapsed: group,
  groupEnd: () => indent = indent.slice(2),
  time: (label = "default") => times.set(`${label}`, now()),
  timeLog: (label = "default", ...more) => writeTime(label, ...more),
  timeEnd: (label = "default") => {
    writeTime(label);
    times.delete(`${label}`);
  },
};
