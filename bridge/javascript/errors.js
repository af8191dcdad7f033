// Errors in Node, Deno and Bun.

import {
  BridgeError,
  CAUSES_MAX,
  escapeDel,
  makeErrorBody,
  withXray,
} from "./error_body.js";

export const stackLines = (e) =>
  typeof e?.stack === "string" ? escapeDel(e.stack).split("\n") : [];

export const errorBody = makeErrorBody(stackLines);

export const errorBodyWithXray = (e, folder) => {
  const body = errorBody(e);
  if (e instanceof BridgeError || body.trace.length === 0) return body;
  return withXray(body, folder);
};

// The first value that `find` returns for e or one of its causes.
export const findInCauses = (e, find) => {
  let at = e;
  for (let left = CAUSES_MAX; at && left > 0; left--) {
    const found = find(at);
    if (found) return found;
    at = at.cause ?? at.errors?.[0];
  }
};
