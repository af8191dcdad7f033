// The handler's result as JSON.

import { BridgeError, toText } from "./error_body.js";
import { stackLines } from "./errors.js";
import { stringify } from "./primordials.js";

// By its members: instanceof would load Response where a function has no use of it.
const isResponse = (value) =>
  typeof value?.arrayBuffer === "function" && "statusText" in value;

// undefined, a function and a symbol are `null`.
export const serializeResult = (result) => {
  try {
    if (isResponse(result)) {
      throw new TypeError(
        "it is a Response, and those are for fetch handlers: write " +
          "`export default { fetch(request) { … } }`",
      );
    }
    return stringify(result) ?? "null";
  } catch (e) {
    const why = toText(e?.message ?? e);
    throw new BridgeError(
      "MarshalError",
      `the handler's result cannot be written as JSON: ${why}`,
      stackLines(e),
    );
  }
};
