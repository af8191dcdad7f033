// The handler that runs if the function has none, to try a layer alone. It answers
// with its event, its context and the interpreter. A function.bundle.js of the
// function is used instead of it.

const nameInterpreter = () => {
  if (globalThis.Deno) return `deno ${Deno.version.deno}`;
  if (globalThis.Bun) return `bun ${Bun.version}`;
  const [, qjs] = /^quickjs-ng\/(.*)/.exec(globalThis.navigator?.userAgent) ??
    [];
  if (qjs) return `qjs ${qjs}`;
  return `node ${globalThis.process.version.slice(1)}`;
};

export const handler = (event, context) => ({
  message: "dayfly is working, but the function has no function.bundle.js " +
    "that exports a handler, and no handler is set.",
  event,
  context: {
    ...context,
    remainingTimeInMillis: context.getRemainingTimeInMillis(),
  },
  interpreter: nameInterpreter(),
});
