// How the kinds of handlers that are more than event => result are called. Each
// is another file of the bridge, so that other handlers do not pay for it.

import { HIGH_WATER_MARK } from "./awslambda.js";
import { refuse } from "./error_body.js";

const PARTS = {
  stream: () => import("./stream.mjs"),
  web: () => import("./web.mjs"),
};

// An adapter has
//   makeWriter                  of the response stream, if the answer is streamed
//   call(handler, event, context, writer)
//   sampleHandler, sampleEvent  for a warm-up
// Null: the handler is called as it is.
export const makeAdapter = async ({ call, kind }, { engine, hello }) => {
  if (kind === undefined) return null;
  const part = (name) => engine.loadPart(PARTS[name], `./${name}.mjs`);
  const streams = kind === "stream" || hello.output === "stream-http";
  const { makeWriter, makeStreaming } = streams ? await part("stream") : {};
  if (kind === "stream") return makeStreaming(call[HIGH_WATER_MARK]);
  return (await part("web")).makeWeb({ refuse, makeWriter });
};
