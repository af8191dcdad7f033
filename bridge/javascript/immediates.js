// Whether something is put off by the global setImmediate(). A turn of the event loop
// costs a copy more than the rest of a small event, so only such an event takes one.

import { Promise } from "./primordials.js";

const NAME = "setImmediate";

// Returns begin(), from which on an event's calls count, and turn(): a promise, the
// calls made since have run; null if there are none. The function of the interpreter
// is read at its first use: Deno loads its timers then, which takes 15 ms.
export const watchImmediates = () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, NAME);
  if (!own?.configurable) return { begin: () => {}, turn: () => null };
  let isPutOff = false;
  let watched = null;
  const real = () => own.get ? own.get.call(globalThis) : own.value;
  const watch = (setImmediate) => {
    const call = (...args) => {
      isPutOff = true;
      return setImmediate(...args);
    };
    const members = Object.getOwnPropertyDescriptors(setImmediate);
    return Object.defineProperties(call, members);
  };
  Object.defineProperty(globalThis, NAME, {
    configurable: true,
    enumerable: own.enumerable,
    get: () => watched ??= watch(real()),
    set: (value) => {
      watched = value;
    },
  });
  const begin = () => {
    isPutOff = false;
  };
  const turn = () =>
    isPutOff ? new Promise((resolve) => real()(resolve)) : null;
  return { begin, turn };
};
