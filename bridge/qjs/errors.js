// Errors in qjs: what they are reported as, and why a module cannot be loaded.
// Joined into qjs-errors.js, which is loaded at the first error.

import {
  BridgeError,
  errorPayload,
  escapeDel,
  makeErrorBody,
  toText,
  withXray,
} from "../javascript/error_body.js";
import { missingExport } from "../javascript/handler_checks.js";
import { errorRecord } from "../javascript/log_record.js";

/* global part */

const ELSEWHERE = "use Node, Deno or Bun (DAYFLY_INTERPRETER)";
const BUNDLE = "bundle it into one ES module (esbuild --bundle --format=esm)";

// With the line that a stack of other interpreters begins with.
const linesOf = (e) => {
  if (typeof e?.stack !== "string") return [];
  const stack = escapeDel(e.stack).replace(/\n$/, "");
  const first = escapeDel(e.message ? `${e.name}: ${e.message}` : `${e.name}`);
  return (stack ? `${first}\n${stack}` : first).split("\n");
};

const bodyOf = makeErrorBody(linesOf);

// qjs throws null if even the error does not fit into what --memory-limit leaves.
const isLimited = execArgv.some((word) => word.startsWith("--memory-limit"));
const isOutOfMemory = (e) =>
  e === null
    ? isLimited
    : e instanceof InternalError && e.message === "out of memory";

const isBridgeError = (e) =>
  e instanceof BridgeError || e instanceof part.BridgeError;

const errorBody = (e) => {
  if (isOutOfMemory(e)) {
    e = new BridgeError("OutOfMemory", "The handler ran out of heap memory");
  }
  if (isBridgeError(e)) return e.body;
  const body = bodyOf(e);
  return body.trace.length > 0 ? withXray(body, part.folder) : body;
};

// What is reported, and what is logged.
const errorText = (e, title) => {
  const body = errorBody(e);
  const record = errorRecord(e, body, linesOf, part.isJson, title);
  return errorPayload(body, record);
};

// An error of the compiler has one place and no function in its stack.
const isUnparsable = (e) =>
  e instanceof SyntaxError &&
  (e.stack ? /^ +at (?!<)[^(]*\n$/ : /^Could not find export/)
    .test(e.stack || e.message);

// How to make it loadable. `missing`: the module that was not found.
const loadAdvice = (isCommonJS, missing) => {
  if (isCommonJS) {
    return `; qjs cannot load CommonJS: ${BUNDLE}, or ${ELSEWHERE}`;
  }
  if (missing.startsWith("node:")) {
    return `; qjs has no modules of Node's: ${ELSEWHERE}`;
  }
  return /^[./]/.test(missing) ? "" : `; a package: ${BUNDLE}`;
};

const loadError = (e, file) => {
  if (isUnparsable(e)) {
    const [, place = file] = /at (.*)\n/.exec(e.stack) ?? [];
    const why = `SyntaxError: ${place}: ${e.message}`;
    return new BridgeError("UserCodeSyntaxError", why, linesOf(e));
  }
  if (!(e instanceof ReferenceError)) return e;
  const missing = /^could not load module filename '(.*)'$/s
    .exec(e.message)?.[1];
  const isCommonJS = /^(exports|module|require) is not defined$/
    .test(e.message);
  if (missing === undefined && !isCommonJS) return e;
  return new BridgeError(
    "ImportModuleError",
    `Error: ${e.message}${loadAdvice(isCommonJS, missing)}`,
    linesOf(e),
  );
};

const kindError = (kind) =>
  new BridgeError(
    "ImportModuleError",
    `qjs cannot load ${kind}: ${BUNDLE}, or ${ELSEWHERE}`,
  );

const webError = (handler) =>
  new BridgeError(
    "InvalidEntrypoint",
    `${handler} is a fetch handler, and qjs has no Request and Response: ` +
      ELSEWHERE,
  );

const exportError = (module, hello) =>
  new BridgeError("HandlerNotFound", missingExport(module, hello));

const marshalError = (e) =>
  new BridgeError(
    "MarshalError",
    "the handler's result cannot be written as JSON: " +
      toText(e?.message ?? e),
    linesOf(e),
  );

part.exports = {
  errorText,
  exportError,
  kindError,
  linesOf,
  loadError,
  marshalError,
  webError,
};
