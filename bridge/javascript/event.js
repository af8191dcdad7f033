// The event and the context of an invocation, from what the bootstrap sent.

import { BridgeError, refuse } from "./error_body.js";
import { now, parse } from "./primordials.js";

const RUN_MAX_MS = 900_000;

const parseText = (text, type, what) => {
  try {
    return parse(text);
  } catch (e) {
    throw new BridgeError(type, `${what} is not JSON: ${e.message}`);
  }
};

const decodeEvent = (bytes, decode) => {
  try {
    return decode(bytes);
  } catch {
    refuse("UnmarshalError", "the event is not UTF-8 text");
  }
};

// `decode`: bytes to text; throws if they are not UTF-8.
export const parseEvent = (bytes, decode) =>
  bytes.length === 0
    ? {} // as on AWS
    : parseText(decodeEvent(bytes, decode), "UnmarshalError", "the event");

// `fixed` is the same for all events of this process, `call` is of this one. `ways`:
// the functions by which a handler may give its result (completion.js).
export const makeContext = (fixed, call, ways) => {
  const deadline = call.deadlineMs ?? now() + RUN_MAX_MS;
  const parsed = (text, what) =>
    text && parseText(text, "LambdaContextUnmarshalError", what);
  return {
    callbackWaitsForEmptyEventLoop: true,
    ...ways,
    functionVersion: fixed.functionVersion,
    functionName: fixed.functionName,
    memoryLimitInMB: fixed.memoryLimitInMB,
    logGroupName: fixed.logGroupName,
    logStreamName: fixed.logStreamName,
    clientContext: parsed(call.clientContext, "the client context"),
    identity: parsed(call.identity, "the Cognito identity"),
    invokedFunctionArn: call.invokedFunctionArn,
    awsRequestId: call.awsRequestId,
    tenantId: call.tenantId,
    getRemainingTimeInMillis: () => deadline - now(),
  };
};
