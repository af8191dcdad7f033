// qjs-errors.js - what an error is told as; loaded when there is one. Its shape
// is that of the other interpreters' (runtime.js).

"use strict";

(({ Fault, folder }) => {
  const CAUSES_MOST = 8;
  const PLACES_MOST = 40; // of a stack
  const NAME_MOST = 256; // of a path or function
  const ELSEWHERE = "use Node, Deno or Bun (DAYFLY_INTERPRETER)";
  const BUNDLE = "bundle it into one ES module (esbuild --bundle --format=esm)";

  // As AWS's client does: what may become a header's value has no DEL in it.
  const plain = (text) => text.replaceAll("\x7f", "%7F");
  // With the line that the others begin a stack with.
  const linesOf = (e) => {
    if (typeof e?.stack !== "string") return [];
    const stack = plain(e.stack).replace(/\n$/, "");
    const says = plain(e.message ? `${e.name}: ${e.message}` : `${e.name}`);
    return (stack ? `${says}\n${stack}` : says).split("\n");
  };
  const textOf = (thing) => {
    try {
      return String(thing);
    } catch {
      return "a value that has no text form";
    }
  };
  const isError = (e) =>
    typeof e?.name === "string" && typeof e.message === "string" &&
    (e instanceof Error || "stack" in e);
  // `room`: how many causes and errors within errors may still be told.
  const bodyOfError = (e, room) => {
    const body = {
      errorType: plain(e.name || "Error"),
      errorMessage: plain(e.message),
      stackTrace: linesOf(e),
    };
    if (e.cause !== undefined && room.left-- > 0) {
      body.cause = bodyOf(e.cause, room);
    }
    if (Array.isArray(e.errors)) { // AggregateError: it says nothing itself
      body.errors = [];
      for (const inner of e.errors) {
        if (room.left-- > 0) body.errors.push(bodyOf(inner, room));
      }
    }
    return body;
  };
  const bodyOf = (e, room) => {
    try {
      if (isError(e)) return bodyOfError(e, room);
    } catch {
      // its members cannot be read: it is as good as any other thing thrown
    }
    const errorMessage = plain(textOf(e));
    return { errorType: typeof e, errorMessage, stackTrace: [] };
  };
  // And where it came from as X-Ray wants to know it.
  const PLACE = /^\s+at (?:(.*) \()?([^()]+):(\d+):\d+\)?$/;
  const causeOf = ({ errorType: type, errorMessage, stackTrace }) => {
    const stack = [];
    for (const text of stackTrace) {
      const [, label = "anonymous", path, line] = PLACE.exec(text) ?? [];
      if (!path || stack.length === PLACES_MOST) continue;
      stack.push({
        path: path.slice(0, NAME_MOST),
        line: Number(line),
        label: label.slice(0, NAME_MOST),
      });
    }
    const message = errorMessage.slice(0, 1024);
    return {
      working_directory: folder,
      exceptions: [{ type, message, stack }],
      paths: [...new Set(stack.map(({ path }) => path))],
    };
  };
  // Where not even the error fits into what --memory-limit leaves, null is
  // thrown.
  const isLimited = execArgv.some((word) => word.startsWith("--memory-limit"));
  const isFull = (e) =>
    e === null
      ? isLimited
      : e instanceof InternalError && e.message === "out of memory";
  const tell = (e) => {
    if (isFull(e)) {
      e = new Fault("OutOfMemory", "The handler ran out of heap memory");
    }
    if (e instanceof Fault) return e.body;
    const body = bodyOf(e, { left: CAUSES_MOST });
    if (body.stackTrace.length > 0) body.xray = causeOf(body);
    return body;
  };

  // An error of the compiler has one place and no function in its stack.
  const isUnreadable = (e) =>
    e instanceof SyntaxError &&
    (e.stack ? /^ +at (?!<)[^(]*\n$/ : /^Could not find export/)
      .test(e.stack || e.message);
  const importFault = (e, file) => {
    if (isUnreadable(e)) {
      const [, place = file] = /at (.*)\n/.exec(e.stack) ?? [];
      const why = `SyntaxError: ${place}: ${e.message}`;
      return new Fault("UserCodeSyntaxError", why, linesOf(e));
    }
    if (!(e instanceof ReferenceError)) return e;
    const missing = /^could not load module filename '(.*)'$/s
      .exec(e.message)?.[1];
    const isCommon = /^(exports|module|require) is not defined$/
      .test(e.message);
    if (missing === undefined && !isCommon) return e;
    let how = "";
    if (isCommon) {
      how = `; qjs cannot load CommonJS: ${BUNDLE}, or ${ELSEWHERE}`;
    } else if (missing.startsWith("node:")) {
      how = `; qjs has no modules of Node's: ${ELSEWHERE}`;
    } else if (!/^[./]/.test(missing)) how = `; a package: ${BUNDLE}`;
    return new Fault(
      "ImportModuleError",
      `Error: ${e.message}${how}`,
      linesOf(e),
    );
  };
  // Why a module of this kind cannot be loaded.
  const kindFault = (kind) =>
    new Fault(
      "ImportModuleError",
      `qjs cannot load ${kind}: ${BUNDLE}, or ${ELSEWHERE}`,
    );
  const webFault = (handler) =>
    new Fault(
      "InvalidEntrypoint",
      `${handler} is a fetch handler, and qjs has no Request and Response: ` +
        ELSEWHERE,
    );
  const exportFault = (module, { handler, export: path, file }) => {
    const name = handler.endsWith(`.${path}`) ? handler : `${handler}: ${path}`;
    const names = Object.keys(module).slice(0, 10).join(", ").slice(0, 256);
    return new Fault(
      "HandlerNotFound",
      `${name} is undefined or not exported; ` +
        `${file.replace(/^.*[/]/s, "")} exports ${names || "nothing"}`,
    );
  };
  const marshalFault = (e) =>
    new Fault(
      "MarshalError",
      "the handler's result cannot be written as JSON: " +
        textOf(e?.message ?? e),
      linesOf(e),
    );
  return {
    exportFault,
    importFault,
    kindFault,
    linesOf,
    marshalFault,
    tell,
    webFault,
  };
});
