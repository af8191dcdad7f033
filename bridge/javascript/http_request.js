// The HTTP event of a function URL, an API Gateway or a load balancer as a Request.
//
//   function URL, HTTP API (payload 2.0)   version 2.0, requestContext.http
//   REST API, HTTP API (payload 1.0)       httpMethod
//   load balancer (ALB)                    httpMethod, requestContext.elb

const encoder = new TextEncoder();

// Some sources pass header bytes on as UTF-8: convert to one character a byte.
const fieldValue = (text) =>
  /[^\0-\xff]/.test(text)
    ? Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte))
      .join("")
    : text;

// [name, value] for each value. `many` has lists of values, and goes first.
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

// "v2" or "v1" (payload version), "alb", or null: it is no HTTP event.
export const eventKind = (event) => {
  if (typeof event?.requestContext?.http?.method === "string") return "v2";
  if (typeof event?.httpMethod !== "string") return null;
  return event.requestContext?.elb ? "alb" : "v1";
};

// A load balancer passes the query on unchanged; REST APIs decode it.
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
  // Characters that end the path of a URL, or that a URL drops.
  const kept = path.replace(/[?#\\\t\n\r]/g, encodeURIComponent);
  return `${scheme}://${host}${kept.startsWith("/") ? "" : "/"}${kept}` +
    (query && `?${query}`);
};

const bytesOf = (text) =>
  globalThis.Buffer?.from(text, "base64") ?? Uint8Array.fromBase64(text);

export const makeRequest = (event, kind) => {
  const method = event.requestContext?.http?.method ?? event.httpMethod;
  const headers = makeHeaders(event);
  const { body, isBase64Encoded } = event;
  const hasBody = typeof body === "string" && !/^(GET|HEAD)$/i.test(method);
  return new Request(urlOf(event, kind, headers), {
    method,
    headers,
    // Bytes, because a Request adds a content type to text.
    body: !hasBody
      ? undefined
      : isBase64Encoded
      ? bytesOf(body)
      : encoder.encode(body),
  });
};
