// An error, or any other thrown value, as the Runtime API expects it: errorType,
// errorMessage, trace, with causes; and the view of it for X-Ray. The same
// for every interpreter, except for the lines of a stack.

import { stringify } from "./primordials.js";

export const CAUSES_MAX = 8;
const XRAY_FRAMES_MAX = 40; // of a stack; V8 keeps 10
const XRAY_NAME_MAX = 256; // of a path or function; some paths are data: URLs
const XRAY_MESSAGE_MAX = 1024;
const STACK_FRAME = /^\s+at (?:(.*) \()?(?:file:\/\/)?([^()]+):(\d+):\d+\)?$/;

// An error of the bridge itself: reported exactly as given.
export class BridgeError {
  constructor(type, errorMessage, trace = [], cause) {
    const errorType = `Runtime.${type}`;
    if (trace.length === 0) trace = `${errorType}: ${errorMessage}`.split("\n");
    this.body = { errorType, errorMessage, trace };
    this.cause = cause;
  }
}

export const refuse = (type, message) => {
  throw new BridgeError(type, message);
};

// As AWS's client does: a value that may become a header contains no DEL.
export const escapeDel = (text) => text.split("\x7f").join("%7F");

export const toText = (value) => {
  try {
    return String(value);
  } catch {
    return "a value that has no text form";
  }
};

// Not by instanceof alone: errors come from other realms and libraries, too; and
// Bun's AggregateError has no stack.
export const isError = (e) =>
  typeof e?.name === "string" && typeof e.message === "string" &&
  ("stack" in e || e instanceof Error);

// errorBody(e); stackLines(e) gives the lines of its stack.
export const makeErrorBody = (stackLines) => {
  // `budget.left`: how many causes and inner errors may still be added.
  const bodyOfError = (e, budget) => {
    const body = {
      errorType: escapeDel(e.name || "Error"),
      errorMessage: escapeDel(e.message),
      trace: stackLines(e),
    };
    if (e.cause !== undefined && budget.left-- > 0) {
      body.cause = errorBody(e.cause, budget);
    }
    if (Array.isArray(e.errors)) { // AggregateError: its own message says little
      body.errors = [];
      for (const inner of e.errors) {
        if (budget.left-- > 0) body.errors.push(errorBody(inner, budget));
      }
    }
    return body;
  };
  const errorBody = (e, budget = { left: CAUSES_MAX }) => {
    if (e instanceof BridgeError) return e.body;
    try {
      if (isError(e)) return bodyOfError(e, budget);
    } catch {
      // Its members cannot be read: report it as a thrown value of any type.
    }
    const errorMessage = escapeDel(toText(e));
    return { errorType: typeof e, errorMessage, trace: [] };
  };
  return errorBody;
};

const xrayStack = (lines) => {
  const stack = [];
  for (const line of lines) {
    const [, label = "anonymous", path, number] = STACK_FRAME.exec(line) ?? [];
    if (!path) continue;
    stack.push({
      path: path.slice(0, XRAY_NAME_MAX),
      line: Number(number),
      label: label.slice(0, XRAY_NAME_MAX),
    });
  }
  return stack.slice(0, XRAY_FRAMES_MAX);
};

// The payload of an error frame. The bootstrap logs member `record` instead of the
// body, and does not send it.
export const errorPayload = (body, record) => {
  const text = stringify(body);
  return record ? `${text.slice(0, -1)},"record":${record}}` : text;
};

// Adds the member `xray`, which the bootstrap sends in a header of its own.
export const withXray = (body, folder) => {
  const stack = xrayStack(body.trace);
  const message = toText(body.errorMessage).slice(0, XRAY_MESSAGE_MAX);
  return {
    ...body,
    xray: {
      working_directory: folder,
      exceptions: [{ type: body.errorType, message, stack }],
      paths: [...new Set(stack.map(({ path }) => path))],
    },
  };
};
