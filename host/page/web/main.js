// The frame of the page: which room is shown, theme, keys of the keyboard.
import { button, empty, fill, h, note } from "./dom.js";
import * as live from "./live.js";
import { callsRoom } from "./calls.js";
import { errorsRoom } from "./errors.js";
import { functionsRoom } from "./functions.js";
import { functionRoom } from "./function.js";
import { logsRoom } from "./logs.js";
import { queueRoom } from "./queue.js";
import { releasesRoom } from "./releases.js";
import { schedulesRoom } from "./schedules.js";

const rooms = [
  { id: "functions", title: "Functions", key: "f", show: functionsRoom },
  { id: "calls", title: "Calls", key: "c", show: callsRoom },
  { id: "errors", title: "Errors", key: "e", show: errorsRoom },
  { id: "logs", title: "Logs", key: "l", show: logsRoom },
  { id: "queue", title: "Queue", key: "q", show: queueRoom },
  { id: "releases", title: "Releases", key: "r", show: releasesRoom },
  { id: "schedules", title: "Schedules", key: "s", show: schedulesRoom },
];
let leave = new AbortController();

function drawNav(current) {
  fill(
    document.getElementById("nav"),
    rooms.map((r) =>
      h("a", {
        href: `#/${r.id}`,
        "aria-current": r.id === current ? "page" : null,
        title: `${r.title} (g ${r.key})`,
      }, r.title)
    ),
  );
  document.querySelector("#nav [aria-current]")?.scrollIntoView({
    block: "nearest",
    inline: "center",
  });
}

/** "#/functions/NAME/TAB?x=y": its parts, decoded. */
function place() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  let parts = [];
  try {
    parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    // Not a place of this page.
  }
  return { parts, query: new URLSearchParams(query ?? "") };
}

async function show() {
  const { parts, query } = place();
  const room = rooms.find((r) => r.id === parts[0]) ?? rooms[0];
  const main = document.getElementById("room");
  leave.abort();
  leave = new AbortController();
  const context = { main, parts: parts.slice(1), query, signal: leave.signal };
  const open = room.id === "functions" && parts[1] ? functionRoom : room.show;
  drawNav(room.id);
  document.title = `${parts[1] ?? room.title} · dayfly`;
  const before = main.firstElementChild;
  setTimeout(() => {
    if (context.signal.aborted || main.firstElementChild !== before) return;
    fill(main, h("p", { class: "hint" }, `${room.title}: loading…`));
  }, 300);
  try {
    await open(context);
  } catch (error) {
    if (context.signal.aborted) return;
    fill(
      main,
      empty(
        error.status < 500 ? "Not here" : "The host does not answer this",
        h("p", {}, error.message),
        button("Try again", show, { class: "main" }),
      ),
    );
  }
}

function theme(which) {
  document.documentElement.dataset.theme = which;
  try {
    localStorage.setItem("dayfly-theme", which);
  } catch {
    // It holds until the page is closed.
  }
}

function switchTheme() {
  const set = document.documentElement.dataset.theme;
  const dark = set
    ? set === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  theme(dark ? "light" : "dark");
}

function help() {
  const rows = [
    ...rooms.map((r) => [
      `g ${r.key}`,
      r.title,
    ]),
    ["/", "Filter of the room"],
    ["j k", "Next and previous row; Enter opens it"],
    ["t", "Light or dark"],
    ["?", "This list"],
  ];
  const dialog = h(
    "dialog",
    { "aria-label": "Keys" },
    h("h2", {}, "Keys"),
    h(
      "dl",
      { class: "keys" },
      rows.map(([k, what]) => [
        h("dt", {}, h("kbd", {}, k)),
        h("dd", {}, what),
      ]),
    ),
    h("form", { method: "dialog" }, h("button", { class: "main" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** The focus goes to the next or previous thing that can be opened. */
function step(by) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = document.querySelectorAll("#room [data-row]");
  const rows = [...found];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
}

let going = false;
function onKey(event) {
  const typing = event.target.closest?.("input,textarea,select,dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const room = going && rooms.find((r) => r.key === event.key);
  going = event.key === "g";
  if (room) location.hash = `#/${room.id}`;
  else if (event.key === "t") switchTheme();
  else if (event.key === "?") help();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/") {
    /** @type {HTMLInputElement | null} */
    const filter = document.querySelector("#room [type=search]");
    if (!filter) return;
    event.preventDefault();
    filter.focus();
  }
}

function begin() {
  try {
    const kept = localStorage.getItem("dayfly-theme");
    if (kept === "dark" || kept === "light") {
      document.documentElement.dataset.theme = kept;
    }
  } catch {
    // The system's theme.
  }
  document.getElementById("theme").addEventListener("click", switchTheme);
  document.getElementById("keys").addEventListener("click", help);
  addEventListener("hashchange", show);
  addEventListener("keydown", onKey);
  addEventListener("unhandledrejection", (event) => {
    note(String(event.reason?.message ?? event.reason), "bad");
  });
  live.start();
  show();
}

begin();
