// The rehearsal of a template: the handler is called with the sample event of its
// author, and what it answers is dropped. What it logs is logged.

const REQUEST_ID = "00000000-0000-0000-0000-000000000000";
const RUN_MAX_MS = 900_000;

const headOf = (bytes) => ({
  length: bytes.length,
  context: { awsRequestId: REQUEST_ID, deadlineMs: Date.now() + RUN_MAX_MS },
});

// What serveAll() reads.
const makeInput = (bytes) => {
  const heads = [headOf(bytes)];
  return { line: () => heads.pop(), bytes: () => bytes };
};

// Takes what the handler answers, and keeps its first error.
const makeOutput = (immediates) => {
  const output = {
    error: null,
    send: (_fd, kind, text) => {
      if (kind === "error") output.error ??= text;
    },
    writeLater: (bytes) => Promise.resolve(bytes.length),
    beginEvent: () => null,
    immediates,
  };
  return output;
};

const describe = (text) => {
  try {
    const { errorType, errorMessage } = JSON.parse(text);
    return `${errorType}: ${errorMessage}`;
  } catch {
    return text;
  }
};

export const makeRehearsal = (runtime, serveAll) => async (handler) => {
  const { hello, log, immediates } = runtime;
  const { event } = hello.template;
  if (!event) return;
  const bytes = new TextEncoder().encode(event);
  const output = makeOutput(immediates);
  await serveAll(makeInput(bytes), output, handler);
  log.request = {};
  if (output.error) {
    log.write(
      "WARN",
      "dayfly: the handler failed when it rehearsed (DAYFLY_REHEARSE): " +
        describe(output.error),
    );
  }
};
