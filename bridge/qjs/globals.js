// What handlers find in the global scope and qjs does not have: timers whose
// errors end the process, process.env, console, awslambda.

import { parse, stringify } from "../javascript/primordials.js";
import { encode, exit, load, os, queueMicrotask, std } from "./engine.js";

const TRACE = "_X_AMZN_TRACE_ID";
const CONSOLE = "log info debug warn error trace dir dirxml table assert " +
  "fatal count countReset group groupCollapsed groupEnd time timeLog timeEnd";

// Returns a promise of a time at which the calls of setImmediate() have run.
const defineTimers = (runtime) => {
  const guarded = (call) => {
    if (typeof call !== "function") throw new TypeError("not a function");
    return (...args) => {
      try {
        call(...args);
      } catch (e) {
        runtime.fail(e);
      }
    };
  };
  const timer = (start) => (call, ms = 0, ...args) => {
    const run = guarded(call);
    return start(args.length > 0 ? () => run(...args) : run, ms);
  };
  const clear = (id) => {
    if (typeof id === "number") os.clearTimeout(id);
  };
  const setTimeout = timer(os.setTimeout);
  Object.assign(globalThis, {
    setTimeout,
    setInterval: timer(os.setInterval),
    setImmediate: (call, ...args) => {
      runtime.isPutOff = true;
      return setTimeout(call, 0, ...args);
    },
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    queueMicrotask: (call) => queueMicrotask(guarded(call)),
  });
  return () => new Promise((resolve) => os.setTimeout(resolve, 0));
};

// Returns setTrace: undefined removes the variable.
const defineProcess = (file) => {
  const env = std.getenviron();
  globalThis.process = { env, argv: ["qjs", file], pid: os.getpid(), exit };
  return (text) => {
    if (text === undefined) {
      std.unsetenv(TRACE);
      delete env[TRACE];
    } else {
      std.setenv(TRACE, text);
      env[TRACE] = text;
    }
  };
};

const defineConsole = ({ send, errors, hello, request }) => {
  const isJson = hello.logFormat === "json";
  const print = (text) => {
    try {
      send(2, "log", text.toWellFormed());
    } catch {
      // The log has no reader left: no reason to fail the handler.
    }
  };
  let methods = null;
  const method = (name) => (...args) => {
    const linesOf = (e) => errors().linesOf(e);
    const { logLevel } = hello;
    methods ??= load("console", { isJson, linesOf, logLevel, print, request });
    methods[name](...args);
  };
  for (const name of CONSOLE.split(" ")) console[name] = method(name);
};

// Returns streaming(): the part for handlers that stream, loaded at its first use.
const defineAwslambda = ({ afterCopy, sendBytes }) => {
  let streamPart = null;
  const given = { afterCopy, encode, parse, sendBytes, stringify };
  const streaming = () => streamPart ??= load("stream", given);
  Object.defineProperty(globalThis, "awslambda", {
    configurable: true,
    get: () => streaming().awslambda,
  });
  return streaming;
};

export const defineGlobals = (runtime) => {
  os.signal(os.SIGPIPE, undefined); // without a reader of the log, write() fails
  const takeTurn = defineTimers(runtime);
  const setTrace = defineProcess(runtime.hello.file);
  const streaming = defineAwslambda(runtime);
  defineConsole(runtime);
  return { setTrace, streaming, takeTurn };
};
