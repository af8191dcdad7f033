// function.bundle.js - what dayfly runs when there is no function: so that a
// layer can be tried before anything is written for it. It answers with what
// it was given and where it runs. Your own function.bundle.js always wins.

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
