// Node opens its inspector on SIGUSR1, for every process of the same user, unless
// there is a listener. First of all modules, so that the gap is short. Deno has
// no such signal, and its `process` is slow to load.
if (!globalThis.Deno) globalThis.process.on("SIGUSR1", () => {});
