// Random numbers that Node keeps for later calls, and that all copies of a template
// would draw: those of crypto.randomUUID (128 of them), of crypto.randomInt (1,024)
// and the seeds for Math.random in new contexts.

import { replaceFunction } from "./draws.js";

const INT_BITS = 48;
const INT_LIMIT = 2 ** INT_BITS - 1;
const SEED_LIMIT = 2 ** 31 - 1; // of V8's flag; 0 is none

export const replaceUuid = (crypto, note) => {
  const { webcrypto } = crypto;
  const uncached = { disableEntropyCache: true };
  const original = replaceFunction(crypto, "randomUUID", () => (options) => {
    note("crypto.randomUUID");
    if (options !== undefined) original(options); // may refuse them
    return original(uncached);
  });
  const prototype = Object.getPrototypeOf(webcrypto);
  const refuse = replaceFunction(prototype, "randomUUID", () =>
    function () {
      note("crypto.randomUUID");
      return this === webcrypto ? original(uncached) : refuse.call(this);
    });
};

const makeDrawBelow = ({ randomFillSync }) => {
  const bytes = new Uint8Array(INT_BITS / 8);
  const draw = () =>
    randomFillSync(bytes).reduce((number, byte) => 256 * number + byte, 0);
  return (range) => {
    const limit = INT_LIMIT - INT_LIMIT % range;
    let number;
    do number = draw(); while (number >= limit);
    return number % range;
  };
};

// Returns a function for integers from 0 to below its argument.
export const replaceInt = (crypto, note, nextTick) => {
  const drawBelow = makeDrawBelow(crypto);
  const original = replaceFunction(
    crypto,
    "randomInt",
    () => (min, max, callback) => {
      note("crypto.randomInt");
      const hasMin = max !== undefined && typeof max !== "function";
      const done = hasMin ? callback : max;
      // The original reports what is wrong with the arguments.
      const isCallback = done === undefined || typeof done === "function";
      if (!isCallback) return original(min, max, callback);
      if (hasMin) original(min, max);
      else original(min);
      const [low, high] = hasMin ? [min, max] : [0, min];
      const value = low + drawBelow(high - low);
      if (!done) return value;
      nextTick(done, undefined, value);
    },
  );
  return drawBelow;
};

// A context takes its seed at its first use of Math.random, so that is now.
export const seedContexts = (vm, { setFlagsFromString }, drawBelow) => {
  const { runInContext, Script } = vm;
  const seeded = (make, contextOf) => {
    setFlagsFromString(`--random-seed=${1 + drawBelow(SEED_LIMIT)}`);
    try {
      const made = make();
      runInContext("Math.random()", contextOf(made));
      return made;
    } finally {
      setFlagsFromString("--random-seed=0");
    }
  };
  replaceFunction(
    vm,
    "createContext",
    (original) => (...args) =>
      seeded(() => original(...args), (context) => context),
  );
  replaceFunction(
    vm,
    "runInNewContext",
    (original) => (code, context = {}, ...more) =>
      seeded(() => original(code, context, ...more), () => context),
  );
  replaceFunction(
    Script.prototype,
    "runInNewContext",
    (original) =>
      function (context = {}, ...more) {
        return seeded(
          () => original.call(this, context, ...more),
          () => context,
        );
      },
  );
};
