// Records of the log with members, as AWS's Node runtime writes them: errors with
// the members of their own.

import { isError } from "./error_body.js";
import { now, stringify } from "./primordials.js";

const RECORD_MAX = 256 * 1024; // characters; the log of AWS takes no more

const nameOf = (e) => e.constructor?.name ?? "UnknownError";

const membersOf = (e, stackLines) => ({
  errorType: nameOf(e),
  errorMessage: e.message,
  stackTrace: stackLines(e),
});

// jsonRecord(level, request, args): what console.log(...args) is in JSON, or
// undefined if it is only text. request: { id, tenant }, each may be absent.
export const makeJsonRecord = (stackLines) => {
  const expand = (_key, value) =>
    isError(value) ? { ...membersOf(value, stackLines), ...value } : value;
  return (level, request, args, format) => {
    const error = args.length > 1 && args.find(isError);
    if (args.length === 0 || (args.length > 1 && !error)) return undefined;
    if (args.length === 1 && typeof args[0] === "string") return undefined;
    const record = {
      timestamp: new Date(now()).toISOString(),
      level,
      requestId: request.id,
      tenantId: request.tenant,
      message: error ? format() ?? "" : args[0],
      ...error && membersOf(error, stackLines),
    };
    try {
      return stringify(record, expand);
    } catch {
      return undefined; // a circle, a BigInt: it becomes text
    }
  };
};

// Of a thrown value that is no error, and of an error of the bridge.
const plainRecord = (e, body, isJson) => {
  const { errorMessage, trace, cause } = body;
  const errorType = e?.body === body ? body.errorType : "Error";
  const stack = trace.length > 0
    ? trace
    : `${errorType}: ${errorMessage}`.split("\n");
  const record = { errorType, errorMessage, ...e?.members, cause };
  return isJson
    ? {
      ...record,
      errorType: errorType.replace("Runtime.", ""),
      stackTrace: stack,
    }
    : { ...record, stack };
};

// The record of an error that ends an event, as JSON; undefined if there is only
// its body. body: as it is reported. A record that is text begins with `title`, as
// in AWS's client; one in JSON is the error.
export const errorRecord = (
  e,
  body,
  stackLines,
  isJson,
  title = "Invoke Error",
) => {
  const expand = (key, value) => {
    if (!isError(value)) return value;
    const stack = stackLines(value);
    const { cause, errors } = key === "" ? body : {};
    return isJson
      ? { ...membersOf(value, stackLines), ...value, cause, errors }
      : {
        errorType: value.name,
        errorMessage: value.message,
        code: value.code,
        ...value,
        stack,
        cause,
        errors,
      };
  };
  try {
    const text = stringify(
      isError(e) ? e : plainRecord(e, body, isJson),
      expand,
    );
    if (text.length > RECORD_MAX) return undefined;
    return isJson ? text : stringify(`${title} \t${text}`);
  } catch {
    return undefined; // a circle, a BigInt, members that cannot be read
  }
};
