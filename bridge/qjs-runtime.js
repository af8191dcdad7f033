// qjs-runtime.js - dayfly's bridge for QuickJS: to qjs what runtime.js is to
// Node, Deno and Bun, with the same protocol (see there) and promises. Small,
// because it is loaded anew for every event; qjs.mjs says how.
//
// What a handler's author should know beside what runtime.js says:
//   - a handler is an ES module: no TypeScript, no CommonJS, no packages but
//     bundled ones, no modules of Node's, no fetch, Request or Response
//   - global are console, timers, queueMicrotask, awslambda, and of process
//     env, argv, pid and exit; more is in the modules qjs:std and qjs:os
//   - a promise that is rejected and never caught, or that nothing can settle,
//     ends the process: the bootstrap has the words for it

"use strict";

(({ os, std, load }) => {
  const FRAME_MOST = 4096; // PIPE_BUF: a write of this size is never torn
  const PIECE_MOST = FRAME_MOST - 50; // 50: the longest head
  const RUN_MOST_MS = 900_000;
  const EINTR = 4;
  const EAGAIN = 11;
  const TRACE = "_X_AMZN_TRACE_ID";
  const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

  const { parse, stringify } = JSON;
  const { atob, btoa, escape, unescape } = globalThis;
  const { decodeURIComponent, encodeURIComponent, queueMicrotask } = globalThis;
  const { fromBase64 } = Uint8Array;
  const toBase64 = Function.call.bind(Uint8Array.prototype.toBase64);
  const { now } = Date;
  const { exit } = std;
  const { read, write } = os;

  // qjs has no TextDecoder. A loop over the characters takes 30 times as long
  // as its own coders, one after the other.
  const NOT_ASCII = /[^ -~\n]/;
  const encode = (text) =>
    fromBase64(
      btoa(NOT_ASCII.test(text) ? unescape(encodeURIComponent(text)) : text),
    );
  // Throws where it is not UTF-8.
  const decode = (bytes) => {
    const text = atob(toBase64(bytes));
    return NOT_ASCII.test(text) ? decodeURIComponent(escape(text)) : text;
  };

  // The bridge's own error: thrown, it is answered as it is.
  class Fault {
    constructor(type, errorMessage, stackTrace = []) {
      this.body = { errorType: `Runtime.${type}`, errorMessage, stackTrace };
    }
  }
  const refuse = (type, why) => {
    throw new Fault(type, why);
  };

  // ---- Pipes

  const patiently = (call, fd, bytes, from, to) => {
    for (;;) {
      const size = call(fd, bytes.buffer, from, to - from);
      if (size >= 0) return size;
      // Another holder of a pipe may have made it non-blocking.
      if (size === -EAGAIN) os.sleep(1);
      else if (size !== -EINTR) throw new Error(std.strerror(-size));
    }
  };
  let held = new Uint8Array(16384);
  let from = 0;
  let to = 0;
  const more = () => {
    if (to === held.length) {
      const old = held.subarray(from, to);
      if (from === 0) held = new Uint8Array(2 * held.length);
      held.set(old);
      [from, to] = [0, old.length];
    }
    const got = patiently(read, 0, held, to, held.length);
    to += got;
    return got > 0;
  };
  const takeLine = () => {
    for (;;) {
      const end = held.subarray(from, to).indexOf(10);
      if (end < 0 && !more()) return null;
      if (end < 0) continue;
      from += end + 1;
      return parse(decode(held.subarray(from - end - 1, from - 1)));
    }
  };
  const takeBytes = (size) => {
    const bytes = new Uint8Array(size);
    let at = Math.min(size, to - from);
    bytes.set(held.subarray(from, from + at));
    from += at;
    while (at < size) {
      const got = patiently(read, 0, bytes, at, size);
      if (got === 0) return null;
      at += got;
    }
    return bytes;
  };
  // One write(2), one frame: others write to these pipes too. A payload that
  // does not fit goes in pieces, all but the last of the kind `piece`.
  const frame = new Uint8Array(FRAME_MOST);
  const sendBytes = (fd, kind, payload, piece) => {
    let at = 0;
    do {
      const end = Math.min(at + PIECE_MOST, payload.length);
      const name = end < payload.length ? piece : kind;
      const head = encode(`\x1e${hello.nonce} ${name} ${end - at}\n`);
      const size = head.length + end - at;
      frame.set(head);
      frame.set(payload.subarray(at, end), head.length);
      for (let sent = 0; sent < size;) {
        sent += patiently(write, fd, frame, sent, size);
      }
      at = end;
    } while (at < payload.length);
  };
  const send = (fd, kind, text) => sendBytes(fd, kind, encode(text), "part");

  const hello = takeLine() ?? exit(0);
  const folder = hello.file.replace(/[/][^/]*$/, "");
  let parts = null;
  const errors = () => parts ??= load("errors")({ Fault, folder });
  let isReady = false;
  const end = (e) => {
    try {
      const body = stringify(errors().tell(e));
      send(1, isReady ? "error" : "init-error", body);
    } finally {
      exit(1);
    }
  };

  // ---- What is global

  os.signal(os.SIGPIPE, undefined); // who reads no log fails no handler

  const guarded = (call) => {
    if (typeof call !== "function") throw new TypeError("not a function");
    return (...args) => {
      try {
        call(...args);
      } catch (e) {
        end(e);
      }
    };
  };
  const later = (start) => (call, ms = 0, ...args) => {
    const run = guarded(call);
    return start(args.length > 0 ? () => run(...args) : run, ms);
  };
  const stop = (id) => {
    if (typeof id === "number") os.clearTimeout(id);
  };
  const setTimeout = later(os.setTimeout);
  const env = std.getenviron();
  Object.assign(globalThis, {
    setTimeout,
    setInterval: later(os.setInterval),
    setImmediate: (call, ...args) => setTimeout(call, 0, ...args),
    clearTimeout: stop,
    clearInterval: stop,
    clearImmediate: stop,
    queueMicrotask: (call) => queueMicrotask(guarded(call)),
    process: { env, argv: ["qjs", hello.file], pid: os.getpid(), exit },
  });
  let streams = null;
  const streaming = () =>
    streams ??= load("stream")(
      { encode, parse, sendBytes, stringify, STREAMING },
    );
  Object.defineProperty(globalThis, "awslambda", {
    configurable: true,
    get: () => streaming().awslambda,
  });
  const setTrace = (text) => {
    if (text === undefined) {
      std.unsetenv(TRACE);
      delete env[TRACE];
    } else {
      std.setenv(TRACE, text);
      env[TRACE] = text;
    }
  };
  const print = (text) => {
    try {
      send(2, "log", text.toWellFormed());
    } catch {
      // nobody reads the log any more: no reason to fail the handler
    }
  };
  let isTelling = null;
  const saying = (name) => (...args) => {
    const linesOf = (e) => errors().linesOf(e);
    isTelling ??= load("console")({ linesOf, print });
    isTelling[name](...args);
  };
  const SAYINGS = "log info debug warn error trace dir dirxml table assert " +
    "count countReset group groupCollapsed groupEnd time timeLog timeEnd";
  for (const name of SAYINGS.split(" ")) console[name] = saying(name);

  // ---- The handler

  const findHandler = (module, { handler, export: path }) => {
    const names = path.split(".");
    const last = names.pop();
    const owner = names.reduce((at, name) => at?.[name], module);
    const found = owner?.[last];
    const isFunction = typeof found === "function";
    const app = found ?? module.default;
    if (!isFunction && typeof app?.fetch === "function" || last === "fetch") {
      throw errors().webFault(handler);
    }
    if (found === undefined || found === null) {
      throw errors().exportFault(module, hello);
    }
    if (!isFunction) refuse("HandlerNotFound", `${handler} is not a function`);
    const mark = found[STREAMING] ?? false;
    if (mark !== false && mark !== "response") {
      refuse(
        "MalformedStreamingHandler",
        `${handler}: only response streaming is supported`,
      );
    }
    if (found.length >= 3 && !mark) {
      refuse(
        "CallbackHandlerDeprecated",
        `${handler} takes a callback, which is never called; write ` +
          "`async (event, context) => result` and return or throw instead",
      );
    }
    return found;
  };
  const parseText = (text, type, what) => {
    try {
      return parse(text);
    } catch (e) {
      throw new Fault(type, `${what} is not JSON: ${e.message}`);
    }
  };
  const textOf = (bytes) => {
    try {
      return decode(bytes);
    } catch {
      refuse("UnmarshalError", "the event is not UTF-8 text");
    }
  };
  const makeEvent = (bytes) =>
    bytes.length === 0
      ? {}
      : parseText(textOf(bytes), "UnmarshalError", "the event");
  const makeContext = (fixed, call) => {
    const deadline = call.deadlineMs ?? now() + RUN_MOST_MS;
    const parsed = (text, what) =>
      text && parseText(text, "LambdaContextUnmarshalError", what);
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: fixed.functionVersion,
      functionName: fixed.functionName,
      memoryLimitInMB: fixed.memoryLimitInMB,
      logGroupName: fixed.logGroupName,
      logStreamName: fixed.logStreamName,
      clientContext: parsed(call.clientContext, "the client context"),
      identity: parsed(call.identity, "the Cognito identity"),
      invokedFunctionArn: call.invokedFunctionArn,
      awsRequestId: call.awsRequestId,
      tenantId: call.tenantId,
      getRemainingTimeInMillis: () => deadline - now(),
    };
  };
  const makeAnswer = (result) => {
    try {
      return stringify(result) ?? "null";
    } catch (e) {
      throw errors().marshalFault(e);
    }
  };
  const serve = async (handler, head, bytes) => {
    setTrace(head.trace);
    try {
      const context = makeContext(hello.context ?? {}, head.context ?? {});
      const event = makeEvent(bytes);
      if (!handler[STREAMING]) {
        return ["result", makeAnswer(await handler(event, context))];
      }
      await streaming().call(handler, event, context);
      return ["end", ""];
    } catch (e) {
      return ["error", stringify(errors().tell(e))];
    }
  };

  // ---- A process's life

  const loadHandler = async ({ file }) => {
    try {
      if (/\.m?ts$/.test(file)) throw errors().kindFault("TypeScript");
      if (file.endsWith(".cjs")) throw errors().kindFault("CommonJS");
      return findHandler(await import(file), hello);
    } catch (e) {
      throw errors().importFault(e, file);
    }
  };
  const live = async () => {
    try {
      const isLate = hello.preload === "interpreter";
      let handler = isLate ? null : await loadHandler(hello);
      isReady = true;
      send(1, "ready", "");
      for (let head = takeLine(); head; head = takeLine()) {
        const bytes = takeBytes(head.length);
        if (!bytes) break;
        handler ??= await loadHandler(hello);
        send(1, ...await serve(handler, head, bytes));
      }
      exit(0);
    } catch (e) {
      end(e);
    }
  };
  live();
});
