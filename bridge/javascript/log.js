// The log: `console` of the handler, and lines of the bridge itself, as frames of
// kind `log` on stderr: LEVEL SP text, or =LEVEL SP text if nothing is to be put
// before the text. Each method of `console` gives what it gives with AWS's client:
// that replaces those of RECORDS, which the others of Node call; no group indents them,
// `trace` has no stack, and `dir` prints.

import { stackLines } from "./errors.js";
import { makeIsHidden } from "./log_level.js";
import { makeJsonRecord } from "./log_record.js";

const LEVELS = {
  trace: "TRACE",
  debug: "DEBUG",
  warn: "WARN",
  error: "ERROR",
  assert: "WARN",
  fatal: "FATAL",
};
const METHODS = "log info debug warn error trace dir dirxml table assert " +
  "fatal count countReset time timeLog timeEnd";

const MADE_BY = { fatal: "log", trace: "log" }; // consoles have no fatal
const RECORDS = /^(log|info|debug|warn|error|trace|fatal)$/;
const PRINTING = /^dir(xml)?$/;

// `log.send` may be replaced, as for a warm-up. `log.request`: { id, tenant } of the
// event at work.
export const makeLog = (engine, send, { logFormat, logLevel }) => {
  const isHidden = makeIsHidden(logLevel);
  const jsonRecord = logFormat === "json" && makeJsonRecord(stackLines);
  let formatter = null;
  let formatted = "";
  const print = (text) => {
    formatted += text;
  };
  const format = (name, args) => {
    formatter ??= engine.makeConsole(print);
    formatted = "";
    formatter[MADE_BY[name] ?? name](...args);
    const text = formatted;
    formatted = ""; // formatting a value may run code that logs
    return text ? text.replace(/\n$/, "") : null;
  };
  const log = {
    send,
    request: {},
    write: (level, text) => {
      try {
        log.send(2, "log", `${level} ${text}`);
      } catch {
        // The log has no reader left: no reason to fail the handler.
      }
    },
    // say("warn", ["%d items", 3]): as console.warn("%d items", 3)
    say: (name, args) => {
      const level = LEVELS[name] ?? "INFO";
      const isRecord = RECORDS.test(name);
      const isPrinting = PRINTING.test(name);
      if (isHidden(level) && !isPrinting) return;
      if (isRecord && args.length === 0) args = [undefined];
      const toText = () => format(name, args);
      const record = jsonRecord && isRecord &&
        jsonRecord(level, log.request, args, toText);
      const text = record || toText();
      if (text === null) return;
      if (jsonRecord || !isPrinting) log.write(level, text);
      else for (const line of text.split("\n")) log.write(`=${level}`, line);
    },
  };
  return log;
};

export const replaceConsole = (engine, log) => {
  if (!engine.makeConsole) return;
  for (const name of METHODS.split(" ")) {
    console[name] = (...args) => log.say(name, args);
  }
  console.group = console.groupCollapsed = (...args) => {
    if (args.length > 0) log.say("log", args);
  };
  console.groupEnd = () => {};
};
