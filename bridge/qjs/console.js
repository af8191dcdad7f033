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

const counts = new Map();
const times = new Map();

const write = (level, text) => isHidden(level) || print(`${level} ${text}`);

const toText = (all) => format(...all);
const logAs = (level, all) => {
  if (isHidden(level)) return;
  if (all.length === 0) all = [undefined]; // as with AWS's client
  const textOf = () => toText(all);
  const record = isJson && jsonRecord(level, request, all, textOf);
  print(`${level} ${record || textOf()}`);
};
const logAt = (level) => (...all) => logAs(level, all);
const info = logAt("INFO");

const writeTime = (label, ...more) => {
  const took = (now() - (times.get(`${label}`) ?? now())).toFixed(3);
  info(`${label}: ${took}ms`, ...more);
};

// Prints, as with AWS's client: nothing is put before the lines.
const dir = (value) => {
  const text = inspect(value);
  if (isJson) print(`INFO ${text}`);
  else for (const line of text.split("\n")) print(`=INFO ${line}`);
};

const group = (...all) => {
  if (all.length > 0) info(...all);
};

part.exports = {
  log: info,
  info,
  debug: logAt("DEBUG"),
  warn: logAt("WARN"),
  error: logAt("ERROR"),
  fatal: logAt("FATAL"),
  trace: logAt("TRACE"),
  assert: (isTrue, ...all) => {
    const what = all.length > 0 ? `: ${format(...all)}` : "";
    if (!isTrue) write("WARN", `Assertion failed${what}`);
  },
  dir,
  dirxml: (...all) => dir(all[0]),
  table: (rows) =>
    info(typeof rows === "object" && rows ? drawTable(rows) : rows),
  count: (label = "default") => {
    counts.set(`${label}`, (counts.get(`${label}`) ?? 0) + 1);
    info(`${label}: ${counts.get(`${label}`)}`);
  },
  countReset: (label = "default") => counts.delete(`${label}`),
  group,
  groupCollapsed: group,
  groupEnd: () => {},
  time: (label = "default") => times.set(`${label}`, now()),
  timeLog: (label = "default", ...more) => writeTime(label, ...more),
  timeEnd: (label = "default") => {
    writeTime(label);
    times.delete(`${label}`);
  },
};
