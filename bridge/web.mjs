// web.mjs - handlers of the web's own form: `export default { fetch }`. An HTTP
// event becomes a Request, the Response becomes what the event's source wants.
// A file of its own, so that other handlers do not pay for it.
//
//   function URL, HTTP API (payload 2.0)   version 2.0, requestContext.http
//   REST API, HTTP API (payload 1.0)       httpMethod
//   load balancer (ALB)                    httpMethod, requestContext.elb
//
// A body goes out as text when its content type says text (or JSON, XML,
// JavaScript, a form), it has no content encoding, and its bytes are UTF-8; as
// base64 otherwise.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const EXPECTED = "a fetch handler needs the event of a function URL or an " +
  "HTTP API (requestContext.http), a REST API or a load balancer " +
  "(httpMethod); for other events export `handler(event, context)`";
const REASONS = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

// ---- The request

// Some sources hand header bytes on as UTF-8: back to one character a byte.
const fieldValue = (text) =>
  /[^\0-\xff]/.test(text)
    ? Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte))
      .join("")
    : text;
// [name, value] for each value of the one or the other form of a list.
const pairsOf = (many, single) => {
  const pairs = [];
  for (const [name, values] of Object.entries(many ?? single ?? {})) {
    for (const value of Array.isArray(values) ? values : [values]) {
      if (value !== null && value !== undefined) {
        pairs.push([name, String(value)]);
      }
    }
  }
  return pairs;
};
const makeHeaders = (event) => {
  const headers = new Headers();
  const cookies = [...event.cookies ?? []];
  for (
    const [name, value] of pairsOf(event.multiValueHeaders, event.headers)
  ) {
    if (name.toLowerCase() !== "cookie") {
      headers.append(name, fieldValue(value));
    } else if (!event.cookies) cookies.push(value);
  }
  if (cookies.length > 0) headers.set("cookie", fieldValue(cookies.join("; ")));
  return headers;
};
const kindOf = (event) => {
  if (typeof event?.requestContext?.http?.method === "string") return "v2";
  if (typeof event?.httpMethod !== "string") return null;
  return event.requestContext?.elb ? "alb" : "v1";
};
// A load balancer hands the query on as it came; REST APIs decode it.
const queryOf = (event, kind) => {
  if (kind === "v2") return event.rawQueryString ?? "";
  const asIs = (text) => text;
  const write = kind === "alb" ? asIs : encodeURIComponent;
  return pairsOf(
    event.multiValueQueryStringParameters,
    event.queryStringParameters,
  ).map(([name, value]) => `${write(name)}=${write(value)}`).join("&");
};
const urlOf = (event, kind, headers) => {
  const { domainName, path: staged, http } = event.requestContext ?? {};
  const path = (kind === "v2" ? event.rawPath ?? http.path : event.path) ??
    staged ?? "/";
  const host = (kind === "v2" && domainName) || headers.get("host") ||
    domainName || "localhost";
  const scheme = headers.get("x-forwarded-proto") === "http" ? "http" : "https";
  const query = queryOf(event, kind).replaceAll("#", "%23");
  // What a URL would take for the end of its path, or would not keep.
  const kept = path.replace(/[?#\\\t\n\r]/g, encodeURIComponent);
  return `${scheme}://${host}${kept.startsWith("/") ? "" : "/"}${kept}` +
    (query && `?${query}`);
};
const bytesOf = (text) =>
  globalThis.Buffer?.from(text, "base64") ?? Uint8Array.fromBase64(text);
const makeRequest = (event, kind) => {
  const method = event.requestContext?.http?.method ?? event.httpMethod;
  const headers = makeHeaders(event);
  const { body, isBase64Encoded } = event;
  const hasBody = typeof body === "string" && !/^(GET|HEAD)$/i.test(method);
  return new Request(urlOf(event, kind, headers), {
    method,
    headers,
    // Bytes, not text: a Request would make up a content type for text.
    body: !hasBody
      ? undefined
      : isBase64Encoded
      ? bytesOf(body)
      : encoder.encode(body),
  });
};

// ---- The response

// Not instanceof: libraries bring their own.
const isResponse = (thing) =>
  typeof thing?.status === "number" && thing.status >= 200 &&
  typeof thing.headers?.forEach === "function" &&
  typeof thing.arrayBuffer === "function";
// Before getSetCookie (Node 18 as Debian has it) Headers tell all cookies in
// one line: a comma is between two when a name and `=` follow it, which no
// comma within a date has.
const cookiesOf = (headers) =>
  headers.getSetCookie?.() ??
    (headers.get("set-cookie")?.split(/,\s*(?=[^\s=;,]+=)/) ?? []);
// Bun does not say what a Response made of text is; others do.
const lacksType = (response) =>
  response.body && globalThis.Bun && !response.headers.has("content-type");
const isUtf8 = (bytes) => {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
};
const headersOf = (response, someBytes) => {
  const headers = {};
  response.headers.forEach((value, name) => {
    if (name.toLowerCase() !== "set-cookie") headers[name] = value;
  });
  // Left alone, the platform would say that it is JSON.
  if (response.body) {
    headers["content-type"] ??= lacksType(response) && isUtf8(someBytes)
      ? "text/plain;charset=UTF-8"
      : "application/octet-stream";
  }
  return headers;
};
const makeAlbHead = (event, response, headers, cookies) => {
  const { status, statusText } = response;
  const reason = statusText || REASONS[status];
  const statusDescription = reason ? `${status} ${reason}` : `${status}`;
  const head = { statusCode: status, statusDescription };
  if (event.multiValueHeaders) {
    head.multiValueHeaders = {};
    for (const name in headers) head.multiValueHeaders[name] = [headers[name]];
    if (cookies.length) head.multiValueHeaders["set-cookie"] = cookies;
    return head;
  }
  if (cookies.length > 1) {
    console.warn(
      `Of ${cookies.length} cookies only the last is set: turn on the target ` +
        "group's multi-value headers.",
    );
  }
  if (cookies.length) headers["set-cookie"] = cookies.at(-1);
  return { ...head, headers };
};
const makeHead = (event, kind, response, someBytes) => {
  const headers = headersOf(response, someBytes);
  const cookies = cookiesOf(response.headers);
  if (kind === "alb") return makeAlbHead(event, response, headers, cookies);
  const head = { statusCode: response.status, headers };
  if (cookies.length === 0) return head;
  return kind === "v2"
    ? { ...head, cookies }
    : { ...head, multiValueHeaders: { "set-cookie": cookies } };
};
const isText = (headers) => {
  const encoding = headers["content-encoding"] ?? "identity";
  const type = (headers["content-type"] ?? "").split(";")[0].trim();
  return encoding === "identity" &&
    /^text\/|^application\/(json|xml|javascript|ecmascript|graphql|x-ndjson|x-www-form-urlencoded)$|\+(json|xml)$/i
      .test(type);
};
const base64Of = (bytes) =>
  globalThis.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString("base64") ?? bytes.toBase64();
const makeBody = (headers, bytes) =>
  (bytes.length === 0 || isText(headers)) && isUtf8(bytes)
    ? { body: decoder.decode(bytes), isBase64Encoded: false }
    : { body: base64Of(bytes), isBase64Encoded: true };
// `first`: what has been read of it already, if anything.
const pour = async (reader, first, spout) => {
  for (let next = first;; next = null) {
    const { done, value } = next ?? await reader.read();
    if (done) return;
    if (!(value instanceof Uint8Array)) {
      throw new TypeError(
        `a Response's body must give Uint8Array, not ${typeof value}`,
      );
    }
    await spout.data(value);
  }
};

const SAMPLE = {
  rawPath: "/",
  requestContext: { domainName: "localhost", http: { method: "POST" } },
  body: "{}",
};

// makeSpout: how to stream, if the answer is to be streamed.
export const makeWeb = ({ refuse, makeSpout }) => ({
  makeSpout,
  call: async (handler, event, context, spout) => {
    const kind = kindOf(event);
    if (!kind) {
      refuse("UnmarshalError", `the event is no HTTP request: ${EXPECTED}`);
    }
    let request;
    try {
      request = makeRequest(event, kind);
    } catch (e) {
      const why = "the event's HTTP request cannot be made";
      refuse("UnmarshalError", `${why}: ${e?.message}`);
    }
    // The names are those that Hono's adapter for Lambda gives its apps.
    const response = await handler(request, {
      event,
      context,
      lambdaContext: context,
      requestContext: event.requestContext,
    });
    if (!isResponse(response)) {
      refuse(
        "MarshalError",
        "a fetch handler must return a Response with a status of 200 to 599",
      );
    }
    if (!spout) {
      const bytes = new Uint8Array(await response.arrayBuffer());
      const head = makeHead(event, kind, response, bytes);
      return { ...head, ...makeBody(headersOf(response, bytes), bytes) };
    }
    const reader = response.body?.getReader();
    const first = lacksType(response) ? await reader.read() : null;
    const head = makeHead(event, kind, response, first?.value);
    await spout.open({ prelude: head });
    if (reader) await pour(reader, first, spout);
  },
  sample: () => new Response("{}"),
  sampleEvent: JSON.stringify(SAMPLE),
});
