// Why a handler's module could not be loaded: it has a syntax error, something it
// imports is missing, or its own code threw.

import { BridgeError, toText } from "./error_body.js";
import { stackLines } from "./errors.js";

export const isMissing = (e) =>
  /^(ERR_)?MODULE_NOT_FOUND$|^ERR_(PACKAGE|UNKNOWN|UNSUPPORTED|DLOPEN)_/
    .test(e?.code);

// True if the code could not be parsed; false if JSON.parse, new Function or the
// like threw while it ran: then the top frame of the stack is theirs.
export const isUnparsable = (e) => {
  if (e?.name === "BuildMessage" || e?.errors?.[0]?.name === "BuildMessage") {
    return true; // Bun
  }
  if (e?.name !== "SyntaxError") return /^SyntaxError: /.test(e?.message);
  const top = stackLines(e).find((line) => /^ +at (?!<parse>)/.test(line));
  return !top || /[(:]internal\/|at async |at unknown/.test(top);
};

const syntaxError = (e, file) => {
  const { message, position: at } = e.errors?.[0] ?? e;
  const stack = stackLines(e);
  const hasPlace = globalThis.Deno ||
    stack.some((line) => /^(file:\/\/|\/).*:\d/.test(line));
  let place = hasPlace ? "" : `in ${file} or what it imports: `;
  if (at) place = `${at.file}:${at.line}:${at.column}: `;
  let text = toText(message).replace(/^SyntaxError: /, "");
  if (!hasPlace && !at && !globalThis.Bun) {
    text += ` (\`node --check ${file}\` shows where)`;
  }
  const type = "UserCodeSyntaxError";
  return new BridgeError(type, `SyntaxError: ${place}${text}`, stack);
};

export const loadError = (e, file) => {
  if (isUnparsable(e)) return syntaxError(e, file);
  if (!isMissing(e)) return e;
  const type = "ImportModuleError";
  return new BridgeError(type, `Error: ${e.message}`, stackLines(e), e);
};
