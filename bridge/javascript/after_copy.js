// awslambda.afterCopy(fn): for what each process must have of its own, such as a
// seed, a key or a connection. The top level of a module that is loaded in a
// template runs only once for all copies of it.

const requireFunction = (fn) => {
  if (typeof fn !== "function") {
    throw new TypeError("awslambda.afterCopy(fn): fn must be a function");
  }
};

// beginEvent(): runs the functions in the order of their registration, before the
// first event of each process, copy or not. Returns null if there is none, else a
// promise. A function that throws fails the event; the next event of the same
// process begins with that function again.
export const makeAfterCopy = () => {
  const functions = [];
  let hasBegun = false;
  const runAll = async () => {
    for (; functions.length > 0; functions.shift()) await functions[0]();
  };
  return {
    // Too late to wait: a module that is loaded during an event is in its process.
    afterCopy: (fn) => {
      requireFunction(fn);
      if (hasBegun) return fn();
      functions.push(fn);
    },
    beginEvent: () => {
      hasBegun = true;
      return functions.length > 0 ? runAll() : null;
    },
  };
};
