// Calls a handler of the web's form, `export default { fetch }`: an HTTP event
// becomes a Request, the Response becomes what the event's source expects.
// Becomes web.mjs, a file of its own, so that other handlers do not pay for it.

import { eventKind, makeRequest } from "./http_request.js";
import {
  isResponse,
  lacksContentType,
  makeHead,
  makeResult,
} from "./http_response.js";

const EXPECTED = "a fetch handler needs the event of a function URL or an " +
  "HTTP API (requestContext.http), a REST API or a load balancer " +
  "(httpMethod); for other events export `handler(event, context)`";
const SAMPLE = {
  rawPath: "/",
  requestContext: { domainName: "localhost", http: { method: "POST" } },
  body: "{}",
};

const requestOf = (event, refuse) => {
  const kind = eventKind(event);
  if (!kind) {
    refuse("UnmarshalError", `the event is no HTTP request: ${EXPECTED}`);
  }
  try {
    return { kind, request: makeRequest(event, kind) };
  } catch (e) {
    const why = "the event's HTTP request cannot be made";
    refuse("UnmarshalError", `${why}: ${e?.message}`);
  }
};

// `first`: a chunk that has been read already, if there is one.
const sendBody = async (reader, first, writer) => {
  for (let next = first;; next = null) {
    const { done, value } = next ?? await reader.read();
    if (done) return;
    if (!(value instanceof Uint8Array)) {
      throw new TypeError(
        `a Response's body must give Uint8Array, not ${typeof value}`,
      );
    }
    await writer.data(value);
  }
};

const sendResponse = async (event, kind, response, writer) => {
  const reader = response.body?.getReader();
  const first = lacksContentType(response) ? await reader.read() : null;
  const prelude = makeHead(event, kind, response, first?.value);
  await writer.open({ prelude });
  if (reader) await sendBody(reader, first, writer);
};

// makeWriter: of a response stream; undefined if the answer is not streamed.
export const makeWeb = ({ refuse, makeWriter }) => ({
  makeWriter,
  call: async (handler, event, context, writer) => {
    const { kind, request } = requestOf(event, refuse);
    // The names are those that Hono's adapter for Lambda gives its apps.
    const result = await handler(request, {
      event,
      context,
      lambdaContext: context,
      requestContext: event.requestContext,
    });
    const response = typeof result === "string" ? new Response(result) : result;
    if (!isResponse(response)) {
      refuse(
        "MarshalError",
        "a fetch handler must return a text, or a Response with a status of " +
          "200 to 599",
      );
    }
    return writer
      ? await sendResponse(event, kind, response, writer)
      : await makeResult(event, kind, response);
  },
  sampleHandler: () => new Response("{}"),
  sampleEvent: JSON.stringify(SAMPLE),
});
