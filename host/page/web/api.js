// The APIs of the host. The key, if it needs one, is kept in the memory of this
// page only and is gone with it.
import { ask, field, h } from "./dom.js";
import { quoted } from "./format.js";

let key = "";
let asking = null;

export class ApiError extends Error {
  constructor(status, type, message) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

function headers(more) {
  return key ? { ...more, Authorization: `Bearer ${key}` } : more;
}

function needsKey(status, type) {
  return status === 403 &&
    /MissingAuthenticationToken|UnrecognizedClient|IncompleteSignature/
      .test(type);
}

function askKey(sentence) {
  asking ??= (async () => {
    const id = h("input", { autocomplete: "username", required: true });
    const secret = h("input", {
      type: "password",
      autocomplete: "current-password",
      required: true,
    });
    const yes = await ask(
      "This host needs a key",
      h(
        "div",
        {},
        h("p", { class: "hint" }, sentence),
        field("Access key id", id),
        field("Secret", secret),
        h(
          "p",
          { class: "hint" },
          "dayfly keys add --data DIR --role admin prints one. ",
          "It stays in the memory of this page.",
        ),
      ),
      "Use it",
    );
    asking = null;
    if (!yes) throw new ApiError(403, "NoKey", "There is no key.");
    key = `${id.value.trim()}.${secret.value.trim()}`;
  })();
  return asking;
}

async function errorOf(answer) {
  const text = await answer.text();
  let message = text.slice(0, 500);
  let type = answer.headers.get("x-amzn-ErrorType") ?? "";
  try {
    const body = JSON.parse(text);
    message = body.Message ?? body.message ?? message;
    type ||= body.__type ?? body.Type ?? "";
  } catch {
    // The text is the message.
  }
  return new ApiError(answer.status, type, message || `HTTP ${answer.status}`);
}

/** Sends a request; asks for a key if the host does. */
export async function request(path, options = {}) {
  for (;;) {
    const answer = await fetch(path, {
      ...options,
      headers: headers(options.headers ?? {}),
      cache: "no-store",
      redirect: "error",
    });
    if (answer.ok) return answer;
    const error = await errorOf(answer);
    if (!needsKey(error.status, error.type)) throw error;
    await askKey(error.message);
  }
}

export async function call(method, path, body, more = {}) {
  const answer = await request(path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined
      ? more
      : { "Content-Type": "application/json", ...more },
  });
  const text = await answer.text();
  return text ? JSON.parse(text) : {};
}

/** An operation of a service of AWS at the path "/". */
export function target(name, body) {
  return call("POST", "/", body, {
    "X-Amz-Target": name,
    "Content-Type": "application/x-amz-json-1.1",
  });
}

const F = "/2015-03-31/functions";

/** The path of a function, with what follows its name. */
export function at(name, rest = "", version = "2015-03-31") {
  return `/${version}/functions/${encodeURIComponent(name)}${rest}`;
}

/** The command that invokes the function. */
export function curl(name, event) {
  // The page's own name is for browsers.
  const origin = location.origin.replace("//dayfly.localhost", "//localhost");
  return `curl${key ? " -H 'Authorization: Bearer ID.SECRET'" : ""} -d ${
    quoted(event)
  } ${quoted(origin + at(name, "/invocations"))}`;
}

/** @param each what is there after each page of the answer; optional */
async function pages(path, member, each = null) {
  const all = [];
  let marker = "";
  do {
    const sign = path.includes("?") ? "&" : "?";
    const page = await call(
      "GET",
      marker ? `${path}${sign}Marker=${encodeURIComponent(marker)}` : path,
    );
    all.push(...page[member]);
    each?.(all);
    marker = page.NextMarker;
  } while (marker);
  return all;
}

export const functions = (each = null) => pages(F, "Functions", each);
export const versions = (name) => pages(at(name, "/versions"), "Versions");
export const aliases = (name) => pages(at(name, "/aliases"), "Aliases");

/** The same, or what stands for it if the host has none. */
export async function maybe(promise, otherwise) {
  try {
    return await promise;
  } catch (error) {
    if (error.status >= 500) throw error;
    return otherwise;
  }
}

export async function invoke(name, event, qualifier = "", type = "") {
  const began = performance.now();
  const answer = await request(
    at(
      name,
      `/invocations${
        qualifier ? `?Qualifier=${encodeURIComponent(qualifier)}` : ""
      }`,
    ),
    {
      method: "POST",
      body: event,
      headers: {
        "Content-Type": "application/json",
        ...(type
          ? { "X-Amz-Invocation-Type": type }
          : { "X-Amz-Log-Type": "Tail" }),
      },
    },
  );
  const log = answer.headers.get("x-amz-log-result");
  return {
    status: answer.status,
    id: answer.headers.get("x-amzn-RequestId") ?? "",
    failed: answer.headers.get("x-amz-function-error") ?? "",
    version: answer.headers.get("x-amz-executed-version") ?? "",
    log: log
      ? new TextDecoder().decode(
        Uint8Array.from(atob(log), (c) => c.charCodeAt(0)),
      )
      : "",
    body: await answer.text(),
    us: Math.round((performance.now() - began) * 1000),
  };
}

/** Waits until no change of the function is on its way; its configuration. */
export async function settled(name) {
  for (let ms = 100;; ms = Math.min(ms * 1.5, 1000)) {
    const c = await call("GET", at(name, "/configuration"));
    if (c.State !== "Pending" && c.LastUpdateStatus !== "InProgress") return c;
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** The log group that has what the function prints. */
export async function logGroup(name) {
  const c = await maybe(call("GET", at(name, "/configuration")), {});
  return c.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
}
