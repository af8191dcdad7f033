// The log: `console` of the handler, and lines of the bridge itself, as frames of
// kind `log` on stderr: LEVEL SP text.

const LEVELS = {
  trace: "TRACE",
  debug: "DEBUG",
  warn: "WARN",
  error: "ERROR",
  assert: "ERROR",
};
const METHODS = "log info debug warn error trace dir dirxml table assert " +
  "count countReset group groupCollapsed groupEnd time timeLog timeEnd";

// `log.send` may be replaced, as for a warm-up.
export const makeLog = (engine, send) => {
  let formatter = null;
  let formatted = "";
  const print = (text) => {
    formatted += text;
  };
  const log = {
    send,
    write: (level, text) => {
      try {
        log.send(2, "log", `${level} ${text}`);
      } catch {
        // The log has no reader left: no reason to fail the handler.
      }
    },
    // say("warn", ["%d items", 3]): as console.warn("%d items", 3)
    say: (name, args) => {
      formatter ??= engine.makeConsole(print);
      formatted = "";
      formatter[name](...args);
      const text = formatted;
      formatted = ""; // formatting a value may run code that logs
      if (text) log.write(LEVELS[name] ?? "INFO", text.replace(/\n$/, ""));
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
