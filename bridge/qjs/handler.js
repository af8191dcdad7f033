// Finds the handler in its module.

import { refuse } from "../javascript/error_body.js";
import { isStreaming, refuseCallback } from "../javascript/handler_checks.js";

// { call: the handler, streams: is it one that streams? }
export const findHandler = (module, hello, errors) => {
  const { handler, export: path } = hello;
  const names = path.split(".");
  const last = names.pop();
  const owner = names.reduce((at, name) => at?.[name], module);
  const found = owner?.[last];
  const isFunction = typeof found === "function";
  const app = found ?? module.default;
  if (!isFunction && typeof app?.fetch === "function" || last === "fetch") {
    throw errors().webError(handler);
  }
  if (found === undefined || found === null) {
    throw errors().exportError(module, hello);
  }
  if (!isFunction) refuse("HandlerNotFound", `${handler} is not a function`);
  const streams = isStreaming(found, handler);
  if (!streams) refuseCallback(found, handler);
  return { call: found, streams };
};
