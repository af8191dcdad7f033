// What the host has counted of a function since its start, by GET /metrics.
import { request } from "./api.js";
import { h } from "./dom.js";
import { duration } from "./format.js";

const LINE = /^dayfly_(\w+)\{([^}]*)\} (\S+)$/;

/** The numbers of one function, all versions together. */
function sumsOf(text, name) {
  const own = `function="${name}"`;
  const sums = new Map();
  const buckets = new Map();
  for (const line of text.split("\n")) {
    if (!line.includes(own)) continue;
    const [, metric, labels, value] = line.match(LINE) ?? [];
    if (!metric) continue;
    sums.set(metric, (sums.get(metric) ?? 0) + Number(value));
    const start = labels.match(/start="(\w+)"/)?.[1];
    if (start) sums.set(start, (sums.get(start) ?? 0) + Number(value));
    const bound = labels.match(/le="([^"]+)"/)?.[1];
    if (metric === "invocation_duration_seconds_bucket" && bound) {
      const le = bound === "+Inf" ? Infinity : Number(bound);
      buckets.set(le, (buckets.get(le) ?? 0) + Number(value));
    }
  }
  return { sums, buckets: [...buckets].sort((a, b) => a[0] - b[0]) };
}

/** The bound, in seconds, below which the share `p` of the calls is. */
function below(buckets, p) {
  const all = buckets.at(-1)?.[1] ?? 0;
  return buckets.find(([, count]) => count >= p * all)?.[0];
}

function at(buckets, p) {
  const s = below(buckets, p);
  return s === Infinity
    ? "more than any bound"
    : `up to ${duration(Math.round(s * 1e6))}`;
}

/** A line of the numbers, which is kept up to date until the signal. */
export function totals(name, signal) {
  const line = h("p", { class: "hint", "data-totals": true });
  const draw = async () => {
    const answer = await request("/_dayfly/metrics");
    const { sums, buckets } = sumsOf(await answer.text(), name);
    const count = (metric) => sums.get(metric) ?? 0;
    const calls = count("invocations_total");
    const many = (n) => n.toLocaleString("en");
    line.textContent = calls === 0 ? "" : [
      `Since the host's start: ${many(calls)} call${calls === 1 ? "" : "s"}`,
      `${many(count("invocation_errors_total"))} failed`,
      count("throttles_total") > 0 &&
      `${many(count("throttles_total"))} throttled`,
      `${many(count("cold"))} cold`,
      `half took ${at(buckets, 0.5)}, 99 % ${at(buckets, 0.99)}`,
    ].filter(Boolean).join(" · ");
  };
  const safely = () => {
    if (!document.hidden) draw().catch(() => {});
  };
  const timer = setInterval(safely, 5000);
  signal.addEventListener("abort", () => clearInterval(timer));
  safely();
  return line;
}
