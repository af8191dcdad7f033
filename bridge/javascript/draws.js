// Which random numbers the handler's module draws when it is loaded: all copies of
// the template have the same ones.

const STACK_PLACE = /(?:file:\/\/)?((?:\/|\w+:)[^()]*:\d+):\d+\)?$/;

// "FILE:LINE" of the caller outside of the bridge, or "".
const callerPlace = () => {
  const lines = String(new Error().stack).split("\n");
  const places = lines.map((line) => STACK_PLACE.exec(line)?.[1]);
  const found = places.filter(Boolean);
  const file = (place) => place.replace(/:\d+$/, "");
  return found.find((place) =>
    file(place) !== file(found[0]) && !/^(node|ext|bun|native):/.test(place)
  ) ?? "";
};

// `copy` looks like `original`: its name and number of parameters.
export const disguise = (copy, original) => {
  for (const name of ["name", "length"]) {
    Object.defineProperty(copy, name, { value: original[name] });
  }
  return copy;
};

// Returns the original. The property keeps its attributes.
export const replaceFunction = (owner, name, make) => {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  const original = property?.value;
  if (typeof original !== "function") return undefined;
  const value = disguise(make(original), original);
  Object.defineProperty(owner, name, { ...property, value });
  return original;
};

export const makeDraws = () => {
  const names = new Set();
  const watched = [];
  let place = "";
  let isLoading = true;
  const note = (name) => {
    if (!isLoading || names.has(name)) return;
    names.add(name);
    place ||= callerPlace();
  };
  return {
    note,
    // Notes calls of owner[name] until end().
    watch: (owner, name) => {
      const make = (original) =>
        function (...args) {
          note(`crypto.${name}`);
          return original.apply(this, args);
        };
      const original = replaceFunction(owner, name, make);
      if (original) watched.push([owner, name, original, owner[name]]);
    },
    // Returns a warning, or "".
    end: () => {
      isLoading = false;
      for (const [owner, name, original, watch] of watched) {
        if (owner[name] === watch) owner[name] = original;
      }
      if (names.size === 0) return "";
      const where = place && `, first at ${place}`;
      return "the module draws random numbers when it is loaded " +
        `(${[...names].join(", ")}${where}), so every event sees the same ` +
        "ones; draw them in the handler, or in a function that is given to " +
        "awslambda.afterCopy()";
    },
  };
};
