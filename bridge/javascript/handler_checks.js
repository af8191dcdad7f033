// What every interpreter checks of a handler, with the same words.

import { STREAMING } from "./awslambda.js";
import { refuse } from "./error_body.js";

const NAMES_MAX = 10;
const NAMES_LENGTH_MAX = 256;

export const isStreaming = (found, handler) => {
  const mark = found[STREAMING] ?? false;
  if (mark !== false && mark !== "response") {
    refuse(
      "MalformedStreamingHandler",
      `${handler}: only response streaming is supported`,
    );
  }
  return mark === "response";
};

export const refuseCallback = (found, handler) => {
  if (found.length >= 3) {
    refuse(
      "CallbackHandlerDeprecated",
      `${handler} takes a callback, which is never called; write ` +
        "`async (event, context) => result` and return or throw instead",
    );
  }
};

// Names what the module exports, so that a typing error is found.
export const missingExport = (module, { handler, export: path, file }) => {
  const name = handler.endsWith(`.${path}`) ? handler : `${handler}: ${path}`;
  const names = Object.keys(Object(module))
    .filter((it) => it !== "__esModule").slice(0, NAMES_MAX).join(", ");
  const exported = names.slice(0, NAMES_LENGTH_MAX) ||
    (typeof module === "function" ? "one function, by no name" : "nothing");
  return `${name} is undefined or not exported; ` +
    `${file.replace(/^.*[/]/s, "")} exports ${exported}`;
};
