// Numbers and times as a person reads them.

export function duration(us) {
  if (us < 0) return "–";
  if (us < 1000) return `${us} µs`;
  if (us < 10000) return `${(us / 1000).toFixed(2)} ms`;
  if (us < 100000) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 1000000) return `${Math.round(us / 1000)} ms`;
  if (us < 60000000) return `${(us / 1000000).toFixed(2)} s`;
  return `${Math.floor(us / 60000000)} min ${Math.round(us / 1000000) % 60} s`;
}

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} kB`;
  return `${(n / 1024 / 1024).toFixed(1)} MB`;
}

function two(n) {
  return String(n).padStart(2, "0");
}

export function clock(ms) {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

export function clockMs(ms) {
  return `${clock(ms)}.${String(Math.floor(ms) % 1000).padStart(3, "0")}`;
}

/** "just now", "5 min ago", otherwise the date. */
export function ago(ms, now = Date.now()) {
  const s = Math.max(0, (now - ms) / 1000);
  if (s < 10) return "just now";
  if (s < 60) return `${Math.floor(s)} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ` +
    `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** The value below which the share `p` of the sorted numbers is. */
export function percentile(sorted, p) {
  if (sorted.length === 0) return -1;
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

/** JSON with indentation, or the text itself. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Without the folders in which the host keeps the code of functions. */
export function brief(text) {
  return text.replace(/(file:\/\/)?[^\s`'"(]*\/code\/[0-9a-f]{64}\//g, "");
}

/** A word of a shell. */
export function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A time of the Lambda API as milliseconds. */
export function when(text) {
  return Date.parse(text.replace(/\+0000$/, "Z"));
}
