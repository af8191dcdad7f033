// The log: `console` of the handler, and lines of the bridge itself, as frames of
// kind `log` on stderr: LEVEL SP text.

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
  "fatal count countReset group groupCollapsed groupEnd time timeLog timeEnd";

const OWN_METHODS = { fatal: "log" }; // which consoles lack
const BRIDGE_FRAME = /\/runtime\.js:\d+/;
const RECORDS = /^(log|info|debug|warn|error|trace|fatal)$/;

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
  // Bun's own trace has no message, and that of all engines begins in the bridge.
  const formatTrace = (args) => {
    const frames = stackLines(new Error()).slice(1)
      .filter((line) => !BRIDGE_FRAME.test(line));
    const text = args.length > 0 ? `: ${format("log", args)}` : "";
    return [`Trace${text}`, ...frames].join("\n");
  };
  const format = (name, args) => {
    if (name === "trace") return formatTrace(args);
    formatter ??= engine.makeConsole(print);
    formatted = "";
    formatter[OWN_METHODS[name] ?? name](...args);
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
      if (isHidden(level) && name !== "dir") return; // as in AWS's client
      const toText = () => format(name, args);
      const record = jsonRecord && RECORDS.test(name) &&
        jsonRecord(level, log.request, args, toText);
      const text = record || toText();
      if (text !== null) log.write(level, text);
    },
  };
  return log;
};

export const replaceConsole = (engine, log) => {
  if (!engine.makeConsole) return;
  for (const name of METHODS.split(" ")) {
    console[name] = (...args) => log.say(name, args);
  }
};
