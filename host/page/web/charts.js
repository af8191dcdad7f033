// Small charts without a library.
import { duration } from "./format.js";
import { h, s } from "./dom.js";
import * as live from "./live.js";

const SPAN_MS = 60000;
const LANE = 22;
const LANES = 12;

function colours() {
  // The canvas needs plain colours: light-dark() is resolved by an element.
  const probe = document.createElement("i");
  document.body.append(probe);
  const of = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const all = {
    run: of("--run"),
    start: of("--start"),
    bad: of("--bad"),
    soft: of("--soft"),
    line: of("--line"),
    text: of("--text"),
  };
  probe.remove();
  return all;
}

function prepare(canvas, height) {
  const width = canvas.clientWidth || 600;
  const ratio = devicePixelRatio || 1;
  canvas.style.height = `${height}px`;
  if (canvas.width !== Math.round(width * ratio)) {
    canvas.width = Math.round(width * ratio);
  }
  if (canvas.height !== Math.round(height * ratio)) {
    canvas.height = Math.round(height * ratio);
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = "12px system-ui, sans-serif";
  g.textBaseline = "middle";
  return { g, width };
}

function axis(g, left, width, bottom, c) {
  g.fillStyle = c.soft;
  g.strokeStyle = c.line;
  for (let back = 0; back <= 60; back += 15) {
    const x = left + (width - left) * (1 - back / 60);
    g.beginPath();
    g.moveTo(Math.min(x, width - 1) + 0.5, 0);
    g.lineTo(Math.min(x, width - 1) + 0.5, bottom);
    g.stroke();
    g.textAlign = back === 0 ? "right" : back === 60 ? "left" : "center";
    g.fillText(back === 0 ? "now" : `−${back} s`, x, bottom + 10);
  }
}

/** The last minute: a lane for each function, a bar for each call. */
export function strip(canvas, calls) {
  const now = live.now();
  const shown = calls.filter((call) =>
    call.at + (call.startUs + live.elapsed(call)) / 1000 > now - SPAN_MS
  );
  const names = [...new Set(shown.map((call) => call.function))].sort()
    .slice(0, LANES);
  const bottom = Math.max(1, names.length) * LANE;
  const { g, width } = prepare(canvas, bottom + 20);
  const left = width < 500 ? 90 : 150;
  const c = colours();
  const x = (ms) =>
    left + (width - left) * Math.max(0, 1 - (now - ms) / SPAN_MS);
  axis(g, left, width, bottom, c);
  names.forEach((name, i) => {
    g.fillStyle = c.text;
    g.textAlign = "left";
    let text = name;
    while (text.length > 1 && g.measureText(text).width > left - 12) {
      text = text.slice(0, -2);
    }
    g.fillText(text === name ? name : `${text}…`, 0, i * LANE + LANE / 2);
  });
  for (const call of shown) {
    const lane = names.indexOf(call.function);
    if (lane < 0) continue;
    const begin = x(call.at + call.startUs / 1000);
    const end = x(call.at + (call.startUs + live.elapsed(call)) / 1000);
    const y = lane * LANE + 5;
    g.fillStyle = c.start;
    g.fillRect(x(call.at), y + 3, begin - x(call.at), LANE - 16);
    g.fillStyle = call.outcome === "ok" || call.outcome === "running"
      ? c.run
      : c.bad;
    g.globalAlpha = call.outcome === "running" ? 0.6 : 0.9;
    g.fillRect(begin, y, Math.max(2, end - begin), LANE - 10);
    g.globalAlpha = 1;
  }
  canvas.setAttribute(
    "aria-label",
    `${shown.length} calls of ${names.length} functions in the last minute`,
  );
}

/** How often which time was taken, on a logarithmic scale. */
export function histogram(values, colour, label) {
  const W = 320, H = 90, BINS = 32;
  const picture = s("svg", {
    viewBox: `0 0 ${W} ${H}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${label}: ${values.length} calls`,
    width: "100%",
    height: H,
  });
  if (values.length === 0) return picture;
  const log = (v) => Math.log10(Math.max(10, v));
  const low = Math.floor(log(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(log(Math.max(...values))));
  const bins = new Array(BINS).fill(0);
  for (const v of values) {
    const at = Math.floor(BINS * (log(v) - low) / (high - low));
    bins[Math.min(BINS - 1, Math.max(0, at))]++;
  }
  const most = Math.max(...bins);
  bins.forEach((n, i) => {
    if (n === 0) return;
    const tall = Math.max(2, H * n / most);
    const from = 10 ** (low + i * (high - low) / BINS);
    picture.append(s(
      "rect",
      {
        x: i * W / BINS + 0.5,
        y: H - tall,
        width: W / BINS - 1,
        height: tall,
        class: colour,
      },
      s("title", {}, `${n} calls from ${duration(Math.round(from))}`),
    ));
  });
  const marks = [];
  for (let power = low; power <= high; power++) {
    marks.push(h("span", {}, round(power)));
  }
  return [picture, h("div", { class: "axis" }, marks)];
}

/** 10 to the power, in µs, as a round time. */
function round(power) {
  return power < 3
    ? `${10 ** power} µs`
    : power < 6
    ? `${10 ** (power - 3)} ms`
    : `${10 ** (power - 6)} s`;
}

/** The last times of a function, a bar each. */
export function spark(calls) {
  const W = 100, H = 18;
  const shown = calls.slice(0, 33).reverse();
  const most = Math.max(1, ...shown.map((c) => Math.sqrt(live.elapsed(c))));
  const picture = s("svg", {
    viewBox: `0 0 ${W} ${H}`,
    width: W,
    height: H,
    role: "img",
    "aria-label": `the last ${shown.length} calls`,
  });
  shown.forEach((call, i) => {
    const tall = Math.max(2, H * Math.sqrt(live.elapsed(call)) / most);
    const fine = call.outcome === "ok" || call.outcome === "running";
    picture.append(s("rect", {
      x: (33 - shown.length + i) * 3,
      y: H - tall,
      width: 2,
      height: tall,
      class: fine ? "run" : "bad",
    }));
  });
  return picture;
}
