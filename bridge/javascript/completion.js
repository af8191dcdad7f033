// How a handler that returns no promise gives its result, as in AWS's client: by its
// callback, or by succeed, fail and done of the context.

import { Promise } from "./primordials.js";

const isPromise = (value) => typeof value?.then === "function";

// An error, or null if there is none.
const errorOf = (value) => value === undefined ? null : value;

// Returns
//   ways                the three functions, for the context
//   makeCallback(context)
//                       what a handler gets as its third argument
//   result(returned, isCallback)
//                       the result as a value or a promise, from what the handler
//                       has returned; isCallback: it takes a callback
// `runtime.whenIdle` is called when no timer, input or work is left.
export const makeCompletion = (runtime) => {
  let settled = null; // a promise, once there is a result
  let settle = null; // of a promise that waits for it
  const promise = () =>
    settled ??= new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
  let isDone = false;
  const complete = (error, value) => {
    if (isDone) return;
    isDone = true;
    runtime.whenIdle = null;
    promise();
    if (error === null) settle.resolve(value);
    else settle.reject(error);
  };
  const untilIdle = (value) => {
    runtime.whenIdle = () => complete(null, value);
  };
  let isCalled = false;
  const makeCallback = (context) => (error, value) => {
    if (isCalled || isDone) return;
    isCalled = true;
    const found = errorOf(error);
    const waits = found === null && context.callbackWaitsForEmptyEventLoop;
    if (waits) untilIdle(value);
    else complete(found, value);
  };
  const done = (error, value) => complete(errorOf(error), value);
  const ways = {
    succeed: (value) => done(null, value),
    fail: (error) => done(errorOf(error) ?? "handled"),
    done,
  };
  const result = (returned, isCallback) => {
    if (isPromise(returned)) {
      return Promise.race([returned, promise()]);
    }
    const isValue = returned !== undefined && !isCallback;
    if (isValue && !isCalled && !isDone) return returned;
    if (!isCalled && !isDone) untilIdle(null);
    return promise();
  };
  return { ways, makeCallback, result };
};
