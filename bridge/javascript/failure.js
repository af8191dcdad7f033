// The end of a process by an error: one that the bridge cannot answer otherwise,
// or one that happened outside of the handler's call.

import { BridgeError, errorPayload, toText } from "./error_body.js";
import { errorBody, errorBodyWithXray, stackLines } from "./errors.js";
import { errorRecord } from "./log_record.js";
import { permissionHint } from "./permission_hint.js";

const UNCAUGHT = "Uncaught Exception";
const REJECTED = "Unhandled Promise Rejection";

// The payload of an error frame. The log gets the hint that belongs to it. `title`:
// what AWS's client calls such an error in its log.
export const reportError = (
  { log, hello, folder },
  e,
  title = "Invoke Error",
) => {
  try {
    const hint = permissionHint(e, hello.held);
    if (hint) log.write("WARN", `dayfly: ${hint}`);
  } catch {
    // Its members cannot be read.
  }
  const body = errorBodyWithXray(e, folder);
  const isJson = hello.logFormat === "json";
  return errorPayload(body, errorRecord(e, body, stackLines, isJson, title));
};

// The text of the log for an error after the answer.
const lateRecord = ({ hello }, e, title) => {
  const body = errorBody(e);
  const record = hello.logFormat !== "json" &&
    errorRecord(e, body, stackLines, false, title);
  return record ? JSON.parse(record) : `${title} \t${body.trace.join("\n")}`;
};

const rejectionError = (reason) => {
  const type = "UnhandledPromiseRejection";
  const e = new BridgeError(type, toText(reason), stackLines(reason), reason);
  e.body.cause = errorBody(reason);
  e.members = { reason, promise: {} };
  return e;
};

const idleError = ({ isReady, stream }) => {
  const waiting = isReady ? "the handler" : "the module's top level";
  let why = `${waiting} waits for something that cannot happen any more: no ` +
    "timer, no input and no work is left that could wake it";
  if (stream) why += "; or its response stream was never ended by end()";
  return new BridgeError("NoResult", why);
};

// fail(e, title): sends e and exits with status 1. Only the first call counts. A frame of
// the response stream that is being written is completed before. An event that has its
// answer keeps it, and the log gets e.
export const makeFail = (runtime) => {
  let isFailing = false;
  const finish = (e, title) => {
    try {
      if (runtime.answer) {
        runtime.log.write("ERROR", lateRecord(runtime, e, title));
        runtime.send(1, ...runtime.answer);
        return;
      }
      const kind = runtime.isReady ? "error" : "init-error";
      runtime.send(1, kind, reportError(runtime, e, title));
    } finally {
      runtime.engine.exit(1);
    }
  };
  return (e, title = UNCAUGHT) => {
    if (isFailing) return;
    isFailing = true;
    const lastWrite = runtime.stream?.close();
    if (lastWrite) {
      lastWrite.then(() => finish(e, title), () => finish(e, title));
    } else finish(e, title);
  };
};

export const failOnUncaught = (runtime, fail) =>
  runtime.engine.onFailure({
    error: (e) => fail(e),
    rejection: (reason) => fail(rejectionError(reason), REJECTED),
    // True: the process goes on.
    idle: () => {
      if (!runtime.whenIdle) {
        fail(idleError(runtime));
        return false;
      }
      runtime.whenIdle();
      return true;
    },
  });
