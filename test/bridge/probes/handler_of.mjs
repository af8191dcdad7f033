// A handler that runs the probe that the event names; null: it lists them.

export const handlerOf = (probes) => ({ probe }) =>
  probe === null ? Object.keys(probes) : probes[probe]();

// For what does not keep a process alive by itself.
export const awaited = async (promise) => {
  const timer = setInterval(() => {}, 1000);
  const value = await promise;
  clearInterval(timer);
  return value;
};
