// The calls of the host as they happen, by GET /_dayfly/calls.
import { request } from "./api.js";

const MOST = 2000;
const calls = new Map();
const watchers = new Set();
let offset = 0;
let drawing = 0;

export const totals = { begun: 0, failed: 0, connected: false };

/**
 * The calls that are known, the newest first.
 * @param {(call: any) => boolean} filter
 */
export function recent(filter = () => true) {
  const list = [];
  for (const call of calls.values()) if (filter(call)) list.push(call);
  return list.sort((a, b) => b.at - a.at);
}

/** The same by the names of their functions. */
export function recentByFunction() {
  const all = new Map();
  for (const call of recent()) {
    if (!all.has(call.function)) all.set(call.function, []);
    all.get(call.function).push(call);
  }
  return all;
}

/** The clock of the host, in ms. */
export function now() {
  return Date.now() + offset;
}

/** Microseconds that the call has taken up to now. */
export function elapsed(call) {
  return call.outcome === "running"
    ? Math.max(0, (now() - call.at) * 1000 - call.startUs)
    : call.us;
}

/** Calls `draw` after changes, at most once a frame, until the signal. */
export function watch(draw, signal) {
  watchers.add(draw);
  signal.addEventListener("abort", () => watchers.delete(draw));
  draw();
}

function changed() {
  if (drawing) return;
  drawing = requestAnimationFrame(() => {
    drawing = 0;
    for (const draw of watchers) draw();
  });
}

function take(data) {
  if (data.now) offset = data.now - Date.now();
  totals.begun = data.begun ?? totals.begun;
  totals.failed = data.failed ?? totals.failed;
  for (const call of data.calls) {
    calls.delete(call.id);
    calls.set(call.id, call);
  }
  while (calls.size > MOST) calls.delete(calls.keys().next().value);
  changed();
}

function connected(yes) {
  totals.connected = yes;
  const link = document.getElementById("link");
  link.textContent = yes ? "live" : "offline";
  link.classList.toggle("on", yes);
  changed();
}

let last = "";

function takeMessage(message) {
  const data = [];
  for (const line of message.split("\n")) {
    if (line.startsWith("data: ")) data.push(line.slice(6));
    else if (line.startsWith("id: ")) last = line.slice(4);
  }
  if (data.length > 0) take(JSON.parse(data.join("\n")));
}

async function read() {
  const answer = await request("/_dayfly/calls", {
    headers: {
      Accept: "text/event-stream",
      ...(last ? { "Last-Event-ID": last } : {}),
    },
  });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  connected(true);
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      takeMessage(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

/** Reads for as long as the page is open. */
export async function start() {
  for (;;) {
    try {
      await read();
    } catch {
      // The host is away; it is asked again.
    }
    connected(false);
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
}
