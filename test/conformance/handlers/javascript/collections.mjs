export const handler = async () => ({
  map: new Map([["a", 1]]),
  set: new Set([1]),
  pattern: /a/g,
  error: new Error("x"),
  sparse: [1, , 3, undefined, () => 1, Symbol("s")],
  nothing: undefined,
  [Symbol("key")]: 1,
});
