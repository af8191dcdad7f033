// A Response as the value that the source of the event expects.
//
// The body is sent as text if its content type says text (or JSON, XML,
// JavaScript, a form), it has no content encoding, and its bytes are UTF-8;
// otherwise as base64.

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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

// Not by instanceof: libraries have classes of their own.
export const isResponse = (thing) =>
  typeof thing?.status === "number" && thing.status >= 200 &&
  typeof thing.headers?.forEach === "function" &&
  typeof thing.arrayBuffer === "function";

// Without getSetCookie (Node 18 of Debian) Headers join all cookies in one line.
// A comma separates two if a name and `=` follow it; in a date they do not.
const cookiesOf = (headers) =>
  headers.getSetCookie?.() ??
    (headers.get("set-cookie")?.split(/,\s*(?=[^\s=;,]+=)/) ?? []);

// Bun sets no content type for a Response made of text; others do.
export const lacksContentType = (response) =>
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
  // Without one the platform would set JSON.
  if (response.body) {
    headers["content-type"] ??= lacksContentType(response) && isUtf8(someBytes)
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

// `someBytes`: the first ones of the body, to guess the content type.
export const makeHead = (event, kind, response, someBytes) => {
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

// The answer as a whole.
export const makeResult = async (event, kind, response) => {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const head = makeHead(event, kind, response, bytes);
  return { ...head, ...makeBody(headersOf(response, bytes), bytes) };
};
