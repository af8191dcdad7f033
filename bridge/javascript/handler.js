// Finds the handler in its module, and of which kind it is.

import { refuse } from "./error_body.js";
import { isStreaming, missingExport } from "./handler_checks.js";

const isFetchApp = (value) => typeof value?.fetch === "function";

// For a module without the named export: its default export, or all that a
// CommonJS module exports.
const defaultExport = (module) =>
  module?.default ?? (module?.[Symbol.toStringTag] ? null : module);

const isNotFound = (found) => found === undefined || found === null;

const requireFunction = (found, module, hello) => {
  if (isNotFound(found)) {
    refuse("HandlerNotFound", missingExport(module, hello));
  }
  if (typeof found !== "function") {
    refuse("HandlerNotFound", `${hello.handler} is not a function`);
  }
};

// { call: the handler as a function, kind: "stream", "web" or undefined }
export const findHandler = (module, hello) => {
  const { handler, export: path } = hello;
  const names = path.split(".");
  const last = names.pop();
  const owner = names.reduce((at, name) => at?.[name], module);
  const found = owner?.[last];
  const app = found ?? defaultExport(module);
  if (isFetchApp(app) && typeof found !== "function") {
    return { call: (...args) => app.fetch(...args), kind: "web" };
  }
  // What a CommonJS module exports as a whole is more likely a misplaced handler.
  if (
    isNotFound(found) && path === "handler" && app !== module &&
    module?.["module.exports"] !== app && typeof app === "function"
  ) return { call: app, kind: "web" };
  requireFunction(found, module, hello);
  if (isStreaming(found, handler)) return { call: found, kind: "stream" };
  if (last === "fetch") {
    return { call: (...args) => found.apply(owner, args), kind: "web" };
  }
  return { call: found };
};
